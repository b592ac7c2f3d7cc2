"""Whether what is stored is what was read, and what proves it."""

from __future__ import annotations

import logging

from leadway_desktop.domain.content_type import UNKNOWN_CONTENT_TYPE
from leadway_desktop.domain.errors import ChecksumMismatch, ContentTypeMismatch, SizeMismatch
from leadway_desktop.domain.proof import Proof
from leadway_desktop.domain.upload import BucketReceipt, StoredFile, UploadRequest

logger = logging.getLogger(__name__)


def proof_of(receipt: BucketReceipt, size: int) -> Proof:
    """Return what proves that the bucket stored what was read.

    Raises SizeMismatch or ChecksumMismatch if it did not.
    """
    stored_size = receipt.read_size if receipt.stored_size is None else receipt.stored_size
    if {receipt.read_size, stored_size} != {size}:
        wrong = receipt.read_size if stored_size == size else stored_size
        raise SizeMismatch(expected=size, stored=wrong)
    pairs: tuple[tuple[Proof, object, object], ...] = (
        (Proof.CRC32C, receipt.stored_crc32c, receipt.read_crc32c),
        (Proof.MD5, receipt.stored_md5, receipt.read_md5),
        (Proof.ETAG, receipt.stored_etag, receipt.read_md5),
    )
    for proof, stored, read in pairs:
        if stored is None or read is None:
            continue
        if stored == read:
            return proof
        if proof is not Proof.ETAG or receipt.etag_is_md5:
            raise ChecksumMismatch
    return Proof.NONE if receipt.stored_size is None else Proof.SIZE


def with_size(proof: Proof | None, answer: StoredFile) -> Proof:
    """Return the strongest proof, now that complete has told what it knows."""
    if proof is None or proof is Proof.NONE:
        return Proof.NONE if answer.size is None else Proof.SIZE
    return proof


def check_stored(stored: StoredFile, request: UploadRequest) -> None:
    """Raise SizeMismatch or ContentTypeMismatch if complete tells of another file.

    The same type has several spellings (`image/pjpeg`, `audio/x-wav`), and the file has arrived:
    only another family, or one that is lost, makes it useless to the customer.
    """
    if stored.size not in {None, request.size}:
        raise SizeMismatch(expected=request.size, stored=stored.size or 0, trace_id=stored.trace_id)
    expected = request.content_type.lower()
    stored_type = (stored.content_type or "").partition(";")[0].strip().lower()
    if stored_type == expected or expected == UNKNOWN_CONTENT_TYPE or "/" not in stored_type:
        return
    same_family = stored_type.partition("/")[0] == expected.partition("/")[0]
    if not same_family or stored_type == UNKNOWN_CONTENT_TYPE:
        raise ContentTypeMismatch(
            expected=request.content_type, stored=stored_type, trace_id=stored.trace_id
        )
    logger.debug("Sent as %s, stored as %s", expected, stored_type)
