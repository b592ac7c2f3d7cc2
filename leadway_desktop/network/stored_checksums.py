"""What a bucket's reply says of the bytes that it stored."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

import httpx


@dataclass(frozen=True, slots=True)
class StoredChecksums:
    """None for what the reply does not name, or names in no readable way."""

    crc32c: int | None
    md5: bytes | None
    etag: bytes | None
    """The ETag, where it may be the MD5 of what is stored."""
    etag_is_md5: bool = False
    """Whether it is one for certain: a store of a kind that promises it has answered."""

    @property
    def needs_md5(self) -> bool:
        """Whether nothing but an MD5 can be compared."""
        return self.crc32c is None and (self.md5 is not None or self.etag is not None)


def named_checksums(headers: httpx.Headers) -> StoredChecksums:
    """Read `x-goog-hash: crc32c=BASE64,md5=BASE64`, in one line or two, and the ETag."""
    crc32c = _hash_named(headers, "crc32c", 4)
    return StoredChecksums(
        crc32c=None if crc32c is None else int.from_bytes(crc32c, "big"),
        md5=_hash_named(headers, "md5", 16),
        etag=_md5_in_etag(headers),
        etag_is_md5=any(name.startswith(_PROMISING) for name in headers),
    )


def _hash_named(headers: httpx.Headers, wanted: str, length: int) -> bytes | None:
    for item in headers.get_list("x-goog-hash", split_commas=True):
        name, _, value = item.strip().partition("=")
        if name == wanted:
            return _decoded(value, length)
    return None


def _decoded(text: str, length: int) -> bytes | None:
    try:
        value = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return value if len(value) == length else None


_PROMISING = ("x-goog-", "x-amz-")
"""Headers of those who promise that such an ETag is an MD5, and of nobody else."""
_ENCRYPTED = (
    "x-goog-encryption-kms-key-name",
    "x-goog-encryption-algorithm",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-server-side-encryption-customer-algorithm",
)


def _md5_in_etag(headers: httpx.Headers) -> bytes | None:
    """Return the ETag where it looks like an MD5, and is none only where nobody promised one.

    S3's is the MD5 of an object that came in one part, unless a key of the customer's encrypts it:
    then it has the same 32 digits and means nothing. One of several parts has a number behind it.
    """
    found = re.fullmatch(r'"([0-9a-fA-F]{32})"', headers.get("etag", ""))
    uses_kms = headers.get("x-amz-server-side-encryption", "").startswith("aws:kms")
    if found is None or uses_kms or any(name in headers for name in _ENCRYPTED):
        return None
    return bytes.fromhex(found[1])
