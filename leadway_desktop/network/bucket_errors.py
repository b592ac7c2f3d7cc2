"""What a bucket answers other than success, turned into the domain's errors.

A bucket says what is wrong by a `<Code>` in XML; not every code has a status of its own.
"""

from __future__ import annotations

import re

from leadway_desktop.domain.errors import (
    BucketError,
    BucketFault,
    BucketRefused,
    ChecksumMismatch,
    ConnectionLost,
    FileTooLarge,
    LeadwayError,
    LinkExpired,
    LinkRefused,
    UnexpectedBucketReply,
)
from leadway_desktop.network.http_client import Reply
from leadway_desktop.network.reply_facts import retry_after
from leadway_desktop.network.reply_words import tidy

_BY_CODE: dict[str, type[LeadwayError]] = {
    "ExpiredToken": LinkExpired,
    "SignatureDoesNotMatch": LinkRefused,
    "MalformedSecurityHeader": LinkRefused,
    "InvalidArgument": LinkRefused,
    "AuthenticationRequired": LinkRefused,
    "BadDigest": ChecksumMismatch,
    "InvalidDigest": ChecksumMismatch,
    "IncompleteBody": ConnectionLost,
    "RequestTimeout": BucketFault,
    "SlowDown": BucketFault,
    "InternalError": BucketFault,
    "ServiceUnavailable": BucketFault,
}


def error_of_bucket_reply(reply: Reply, size: int) -> LeadwayError:
    """Return the error that a reply other than success means; `size` is the file's, in bytes."""
    code, words = _xml_text(reply, "Code"), _xml_text(reply, "Message").lower()
    status = reply.status
    if code == "EntityTooLarge" or (status == 413 and not code):
        limit = _xml_text(reply, "MaxSizeAllowed")
        most = int(limit) if re.fullmatch(r"[0-9]{1,18}", limit) else 0
        return FileTooLarge(size=size, limit=most or None, detail=code, status=status)
    if code == "AccessDenied" and "expired" in words:
        return LinkExpired(code=code, status=status)  # how S3-like stores say it
    kind = _BY_CODE.get(code) or _bucket_kind(status, has_spoken=bool(code) or not reply.body)
    error = kind(**{"code" if issubclass(kind, BucketError) else "detail": code}, status=status)
    error.wait_seconds = retry_after(reply)
    return error


def _bucket_kind(status: int, *, has_spoken: bool) -> type[LeadwayError]:
    """Return the error of a status; a refusal in a bucket's words has a code, or no body at all."""
    if status in {408, 421, 425, 429} or status >= 500:
        return BucketFault
    if not has_spoken or not 400 <= status < 500:
        return UnexpectedBucketReply
    return LinkRefused if status == 403 else BucketRefused


def _xml_text(reply: Reply, tag: str) -> str:
    """Return one element's text: read by pattern, since a parser opens doors (entities)."""
    found = re.search(rb"<%b>([^<]{1,200})</%b>" % (tag.encode(), tag.encode()), reply.body[:65536])
    return tidy(found[1].decode("utf-8", "replace")) if found else ""
