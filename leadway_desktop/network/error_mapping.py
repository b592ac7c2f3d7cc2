"""httpx's errors, and the API's statuses and error bodies, turned into the domain's errors.

Two ways in: `error_of_exception` (there is no reply) and `error_of_api_reply`; the bucket's replies
are `bucket_errors`'. None of them keeps a URL or a text of httpx's: those hold the signature. Of a
refused certificate the host is kept, and why the system refuses it.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from typing import TypeVar

import httpx

from leadway_desktop.domain.errors import (
    ConnectionLost,
    ConversationUnknown,
    FileTooLarge,
    LeadwayError,
    LocationDenied,
    NoConnection,
    NoSecureConnection,
    ProxyFailed,
    RateLimited,
    RequestRefused,
    ScopeMissing,
    ServerFault,
    Stalled,
    StoredFileMissing,
    TokenInvalid,
    TurnedAway,
    UnexpectedReply,
)
from leadway_desktop.network.certificate_refusal import certificate_refused
from leadway_desktop.network.http_client import Reply
from leadway_desktop.network.reply_facts import (
    header_number,
    is_from_api,
    message_of,
    retry_after,
    trace_id_of,
)
from leadway_desktop.network.reply_words import refusal_status

Found = TypeVar("Found", bound=BaseException)


MISDIRECTED = 421
"""Said of the connection: RFC 9110 lets any request go again over another one."""
_TOO_EARLY = 425
"""Said by who fears that a request was recorded and is played again (RFC 8470)."""


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
    refused = _found_in(error, ssl.SSLCertVerificationError)
    if refused is not None:
        return certificate_refused(refused, _host_asked(error))
    if isinstance(error, httpx.ConnectError) and _is_no_tls(_found_in(error, ssl.SSLError)):
        return NoSecureConnection()
    if isinstance(error, httpx.ProxyError):
        return ProxyFailed(status=_proxy_status(error))
    for kind, ours in _BY_EXCEPTION:
        if isinstance(error, kind):
            return ours()
    return None


def _host_asked(error: Exception) -> str:
    """Return the name or address of who was asked, as it was looked up; empty if it is not told."""
    if not isinstance(error, httpx.RequestError):
        return ""
    try:
        return error.request.url.raw_host.decode("ascii")
    except RuntimeError:  # httpx's word for "it has no request"
        return ""


def _proxy_status(error: httpx.ProxyError) -> int | None:
    """Return the status with which a proxy refused ("407 Proxy Authentication Required")."""
    found = re.match(r"[1-5]\d\d(?!\d)", str(error))
    return int(found[0]) if found else None


_CUT_OFF = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
"""How a handshake ends that is cut off: often the network's doing, and no word of the server's."""


def _is_no_tls(error: ssl.SSLError | None) -> bool:
    """Whether a handshake has failed by what the other side said: no TLS, an old one, a refusal.

    Not by a list of reasons: OpenSSL's versions name the same thing differently.
    """
    return error is not None and not isinstance(error, _CUT_OFF)


def _found_in(error: BaseException | None, kind: type[Found]) -> Found | None:
    """Return it, or what led to it, if of that kind; httpcore's pool keeps the context alone."""
    while error is not None:
        if isinstance(error, kind):
            return error
        error = error.__cause__ or error.__context__
    return None


# -- the API --------------------------------------------------------------------------------------


def error_of_api_reply(call: ApiCall, reply: Reply, size: int = 0) -> LeadwayError:
    """Return the error that a reply other than 200 or 201 means; `size` is the file's, in bytes."""
    status, message, trace_id = reply.status, message_of(reply), trace_id_of(reply)
    if status == 429:
        return _rate_limited(reply, message, trace_id)
    # Complete asks in few bytes: what is too large for it is the file as well.
    if status == 413 and call in {ApiCall.INITIATE, ApiCall.COMPLETE}:
        limit = _limit_in(message)
        return FileTooLarge(
            size=size, limit=limit, detail=message, trace_id=trace_id, status=status
        )
    kind = _kind_of(call, status, message.lower())
    error = kind(detail=message, trace_id=trace_id, status=status)
    error.wait_seconds = retry_after(reply)
    if isinstance(error, RequestRefused):
        error.is_from_api = is_from_api(reply)
    return error


def error_told_in(
    call: ApiCall, content: Mapping[str, object], reply: Reply, size: int = 0
) -> LeadwayError | None:
    """Return the error that the body of a reply of 200 or 201 tells of, or None.

    Of a message it proves nothing: the two contradict each other, and it may have been taken.
    """
    status = refusal_status(content)
    if status is None and content.get("success") is not False:
        return None
    told = error_of_api_reply(call, replace(reply, status=status or reply.status), size)
    if status is not None and call is not ApiCall.SEND:
        return told
    return UnexpectedReply(detail=told.detail, trace_id=told.trace_id, status=reply.status)


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
    if status in {MISDIRECTED, _TOO_EARLY}:
        return TurnedAway
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
    wait = retry_after(reply)
    if wait is None and not is_daily and interval is not None:
        wait = interval / 1000
    return RateLimited(
        wait_seconds=wait,
        is_daily=is_daily,
        detail=message,
        trace_id=trace_id,
        status=reply.status,
    )
