"""httpx's errors, statuses and error bodies, turned into the domain's errors.

Three ways in: `error_of_exception` (there is no reply), `error_of_api_reply` and
`error_of_bucket_reply`. None of them keeps a URL or an exception's own text: httpx's hold the
signature.
"""

from __future__ import annotations

import json
import re
import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum

import httpx

from leadway_desktop.domain.errors import (
    BucketError,
    BucketFault,
    BucketRefused,
    CertificateRefused,
    ChecksumMismatch,
    ConnectionLost,
    ConversationUnknown,
    FileTooLarge,
    LeadwayError,
    LinkExpired,
    LinkRefused,
    LocationDenied,
    NoConnection,
    ProxyFailed,
    RateLimited,
    RequestRefused,
    ScopeMissing,
    ServerFault,
    Stalled,
    StoredFileMissing,
    TokenInvalid,
    UnexpectedBucketReply,
    UnexpectedReply,
)
from leadway_desktop.network.http_client import Reply

_MAX_DETAIL = 500
"""Characters of the server's own words that are kept."""
_MAX_TRACE_ID = 100


class ApiCall(Enum):
    """The calls whose refusals mean different things."""

    SEARCH = "search"
    CONVERSATION = "conversation"
    INITIATE = "initiate"
    COMPLETE = "complete"
    SEND = "send"
    MESSAGES = "messages"


_BY_EXCEPTION: tuple[tuple[type[Exception], type[LeadwayError]], ...] = (
    (httpx.ConnectTimeout, NoConnection),
    (httpx.TimeoutException, Stalled),
    (httpx.ConnectError, NoConnection),
    (httpx.NetworkError, ConnectionLost),
    (httpx.RemoteProtocolError, ConnectionLost),
    (httpx.DecodingError, UnexpectedReply),
    (httpx.TooManyRedirects, UnexpectedReply),
    (httpx.UnsupportedProtocol, UnexpectedReply),
    (httpx.LocalProtocolError, UnexpectedReply),
    (httpx.InvalidURL, UnexpectedReply),
)


def error_of_exception(error: Exception) -> LeadwayError | None:
    """Return the domain's error for one of httpx's, or None for a foreign exception."""
    if _comes_from(error, ssl.SSLCertVerificationError):
        return CertificateRefused()
    if isinstance(error, httpx.ProxyError):
        return ProxyFailed(status=_proxy_status(error))
    for kind, ours in _BY_EXCEPTION:
        if isinstance(error, kind):
            return ours()
    return None


def _proxy_status(error: httpx.ProxyError) -> int | None:
    """Return the status with which a proxy refused ("407 Proxy Authentication Required")."""
    found = re.match(r"[1-5]\d\d(?!\d)", str(error))
    return int(found[0]) if found else None


def _comes_from(error: BaseException | None, kind: type[BaseException]) -> bool:
    """Whether it, or what led to it, is of that kind; httpcore's pool keeps the context alone."""
    while error is not None:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False


# -- the API --------------------------------------------------------------------------------------


def error_of_api_reply(call: ApiCall, reply: Reply, size: int = 0) -> LeadwayError:
    """Return the error that a reply other than 200 or 201 means; `size` is the file's, in bytes."""
    status, message, trace_id = reply.status, _message(reply), _trace_id(reply)
    if status == 429:
        return _rate_limited(reply, message, trace_id)
    if status == 413 and call is ApiCall.INITIATE:
        limit = _limit_in(message)
        return FileTooLarge(
            size=size, limit=limit, detail=message, trace_id=trace_id, status=status
        )
    kind = _kind_of(call, status, message.lower())
    error = kind(detail=message, trace_id=trace_id, status=status)
    error.wait_seconds = _retry_after(reply)
    return error


def _kind_of(call: ApiCall, status: int, message: str) -> type[LeadwayError]:
    if status in {401, 403}:
        return _credentials_error(status, message)
    # An unknown conversation has been seen as 400, 404 and 500.
    if _names_unknown_conversation(message):
        return ConversationUnknown
    if status == 404 and call not in {ApiCall.SEARCH, ApiCall.SEND}:
        return StoredFileMissing if call is ApiCall.COMPLETE else ConversationUnknown
    if status >= 500 or status == 408:
        return ServerFault
    if 400 <= status < 500:
        return RequestRefused
    return UnexpectedReply


_NOT_THE_SUBJECT = re.compile(
    r"\b(?:for|in|of|to|from|on|with)\s+(?:(?:this|that|the|a|given)\s+)?conversation\w*"
)
"""How a sentence names a conversation that is not what it is about."""
_UNKNOWN_CONVERSATION = re.compile(
    r"\b(?:invalid|unknown|no(?: such)?|not find(?: the| a)?) conversation(?:_?id)?\b"
    r"|\bconversation(?:_?id)?\b(?:(?: with)? id:? \S+| \W?(?:\w*\d[\w-]*|[\w-]{12,})\W?)?"
    r" (?:is |was |could |can )?"
    r"(?:invalid|not (?:be )?found|does(?: not|n't) (?:exist|belong))"
)


def _names_unknown_conversation(message: str) -> bool:
    """Whether the conversation itself is what is said to be missing: not its file or channel."""
    return _UNKNOWN_CONVERSATION.search(_NOT_THE_SUBJECT.sub(" ", message)) is not None


_DENIES_LOCATION = re.compile(
    r"\b(?:access|allowed|authori[sz]ed|belongs?)(?: to| for| in| on)? (?:\w+ ){0,2}location"
    r"|\blocation\w* (?:is |was |does )?(?:not (?:allowed|authori[sz]ed|match)|denied|forbidden)"
)


def _credentials_error(status: int, message: str) -> type[LeadwayError]:
    if "scope" in message:
        return ScopeMissing
    if _DENIES_LOCATION.search(message):
        return LocationDenied
    # Any other 403 may come from a firewall on the way (an HTML page), and a 401 from a missing
    # header of ours: no word about the token.
    is_about_us = status == 403 or re.search(r"\bversion\b.*\bheader\b", message)
    return RequestRefused if is_about_us else TokenInvalid


def _limit_in(message: str) -> int | None:
    """Return the limit in bytes that a 413 names in its own words ("… 5 MB"), or None."""
    found = re.search(r"(\d{1,6})\s*MB", message, re.IGNORECASE)
    return int(found[1]) * 1024 * 1024 or None if found else None


def _rate_limited(reply: Reply, message: str, trace_id: str | None) -> RateLimited:
    is_daily = header_number(reply, "x-ratelimit-daily-remaining") == 0
    interval = header_number(reply, "x-ratelimit-interval-milliseconds")
    wait = _retry_after(reply)
    if wait is None and not is_daily and interval is not None:
        wait = interval / 1000
    return RateLimited(
        wait_seconds=wait,
        is_daily=is_daily,
        detail=message,
        trace_id=trace_id,
        status=reply.status,
    )


def _retry_after(reply: Reply) -> float | None:
    """Return Retry-After in seconds; where it is a date, by the server's own clock."""
    seconds = header_number(reply, "retry-after")
    if seconds is not None:
        return seconds
    until, now = header_date(reply, "retry-after"), header_date(reply, "date")
    if until is None:
        return None
    return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())


def header_date(reply: Reply, name: str) -> datetime | None:
    """Return a header that is a date, aware, or None."""
    try:
        moment = parsedate_to_datetime(reply.headers.get(name, ""))
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def header_number(reply: Reply, name: str) -> float | None:
    """Return a header that is a plain number of at most nine digits, or None."""
    value = reply.headers.get(name, "")
    return float(value) if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", value) else None


def _message(reply: Reply) -> str:
    """Return what the server says went wrong: a message, a list of them, or nothing.

    Where there is no `message`, `error` has it; beside one it only names the status.
    """
    body = _error_body(reply)
    return next(filter(None, (_words(body.get(name)) for name in ("message", "error"))), "")


def _words(message: object) -> str:
    parts = message if isinstance(message, list) else [message]
    return tidy("; ".join(part for part in parts if isinstance(part, str)))


def _trace_id(reply: Reply) -> str | None:
    names = (_error_body(reply).get("traceId"), reply.headers.get("x-trace-id"))
    return next(filter(None, map(_as_trace_id, names)), None)


def _as_trace_id(value: object) -> str | None:
    is_one = isinstance(value, str) and re.fullmatch(rf"[\w.:-]{{1,{_MAX_TRACE_ID}}}", value)
    return str(value) if is_one else None


def trace_id_of(reply: Reply) -> str | None:
    """Return the traceId of a reply's body or headers, if it has one."""
    return _trace_id(reply)


def bucket_trace_id_of(reply: Reply) -> str | None:
    """Return the name that the bucket gave the request, if it did: Google's support asks for it."""
    return _as_trace_id(reply.headers.get("x-guploader-uploadid"))


def _error_body(reply: Reply) -> dict[str, object]:
    """Return the body if it is a JSON object; it may be HTML, empty or cut off."""
    try:
        body = json.loads(reply.body)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def tidy(text: str) -> str:
    """Return a server's words as one printable line of bounded length, without addresses."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: 8 * _MAX_DETAIL]).split())
    return re.sub(r"\b[a-z][a-z0-9+.-]*://\S+", "…", line, flags=re.IGNORECASE)[:_MAX_DETAIL]


# -- the bucket -----------------------------------------------------------------------------------

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
    error.wait_seconds = _retry_after(reply)
    return error


def _bucket_kind(status: int, *, has_spoken: bool) -> type[LeadwayError]:
    """Return the error of a status; a refusal in a bucket's words has a code, or no body at all."""
    if status in {408, 429} or status >= 500:
        return BucketFault
    if not has_spoken or not 400 <= status < 500:
        return UnexpectedBucketReply
    return LinkRefused if status == 403 else BucketRefused


def _xml_text(reply: Reply, tag: str) -> str:
    """Return one element's text: read by pattern, since a parser opens doors (entities)."""
    found = re.search(rb"<%b>([^<]{1,200})</%b>" % (tag.encode(), tag.encode()), reply.body[:65536])
    return tidy(found[1].decode("utf-8", "replace")) if found else ""
