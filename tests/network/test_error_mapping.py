"""Every exception, status and error body is one error of the tree."""

from __future__ import annotations

import inspect
import itertools
import json
import ssl
from collections.abc import Iterator

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    UnexpectedBucketReply,
    UnexpectedReply,
)
from leadway_desktop.domain.remedy import Remedy
from leadway_desktop.network.bucket_errors import error_of_bucket_reply
from leadway_desktop.network.error_mapping import ApiCall, error_of_api_reply, error_of_exception
from leadway_desktop.network.http_client import Reply, ReplyTooLarge
from leadway_desktop.network.reply_facts import LONGEST_WAIT
from leadway_desktop.network.reply_words import tidy
from leadway_desktop.network.transport import HTTPX_ERRORS

SECRET_URL = "https://b.example/o?X-Goog-Signature=feed"
TRACE = "2f8a7c1e-trace"


def reply_of(status: int, body: bytes | object = b"", **headers: str) -> Reply:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, httpx.Headers(named), content)


# -- exceptions -----------------------------------------------------------------------------------


def family(root: type[Exception]) -> Iterator[type[Exception]]:
    yield root
    for kind in root.__subclasses__():
        yield from family(kind)


HTTPX_KINDS = [
    kind
    for kind in {*family(httpx.HTTPError), httpx.InvalidURL}
    if kind not in (httpx.HTTPError, httpx.TransportError, httpx.RequestError, httpx.ProtocolError)
    and kind is not httpx.HTTPStatusError  # raised by raise_for_status, which nobody calls
]


@pytest.mark.parametrize("kind", HTTPX_KINDS)
def test_no_exception_of_httpx_is_missed(kind: type[Exception]) -> None:
    error = error_of_exception(kind(f"while at {SECRET_URL}"))
    assert isinstance(error, LeadwayError)
    assert type(error) is not LeadwayError
    assert "feed" not in f"{error} {error!r} {error.detail}"


def test_no_exception_of_httpcore_is_missed() -> None:
    public = {
        kind
        for _, kind in inspect.getmembers(httpcore, inspect.isclass)
        if issubclass(kind, Exception) and not kind.__subclasses__()
    }
    # Raised and caught inside httpcore's pool alone.
    public -= {httpcore.ConnectionNotAvailable}
    assert public == set(HTTPX_ERRORS)
    assert all(ours.__name__ == theirs.__name__ for theirs, ours in HTTPX_ERRORS.items())


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectTimeout(""), NoConnection),
        (httpx.ConnectError(""), NoConnection),
        (httpx.ReadTimeout(""), Stalled),
        (httpx.WriteTimeout(""), Stalled),
        (httpx.PoolTimeout(""), Stalled),
        (httpx.ReadError(""), ConnectionLost),
        (httpx.WriteError(""), ConnectionLost),
        (httpx.CloseError(""), ConnectionLost),
        (httpx.RemoteProtocolError(""), ConnectionLost),
        (httpx.ProxyError("407 Proxy Authentication Required"), ProxyFailed),
        (ReplyTooLarge(""), UnexpectedReply),
        (httpx.InvalidURL(""), UnexpectedReply),
    ],
)
def test_which_error(error: Exception, kind: type[LeadwayError]) -> None:
    assert type(error_of_exception(error)) is kind


def test_a_foreign_exception_is_not_ours_to_name() -> None:
    assert error_of_exception(KeyError("x")) is None


def test_a_certificate_is_found_however_the_error_was_passed_on() -> None:
    for cause, context in itertools.product((True, False), (True, False)):
        error = httpx.ConnectError("")
        middle = httpcore.ConnectError()
        if cause:
            error.__cause__ = middle
        else:
            error.__context__ = middle
        if context:
            middle.__context__ = ssl.SSLCertVerificationError()
        else:
            middle.__cause__ = ssl.SSLCertVerificationError()
        assert type(error_of_exception(error)) is CertificateRefused


@pytest.mark.parametrize(
    ("cause", "kind"),
    [
        (ssl.SSLError(1, "wrong version number"), NoSecureConnection),
        (ssl.SSLEOFError(8, "EOF occurred in violation of protocol"), NoConnection),
        (ssl.SSLZeroReturnError(6, "closed"), NoConnection),
        (ssl.SSLSyscallError(5, "interrupted"), NoConnection),
        (ConnectionResetError(), NoConnection),
    ],
)
def test_only_what_the_other_side_says_in_a_handshake_proves_anything(
    cause: OSError, kind: type[LeadwayError]
) -> None:
    for error, meant in ((httpx.ConnectError(""), kind), (httpx.ReadError(""), ConnectionLost)):
        error.__cause__ = cause
        assert type(error_of_exception(error)) is meant


@pytest.mark.parametrize(
    ("text", "status"),
    [("407 Proxy Authentication Required", 407), ("502 ", 502), ("not an address", None),
     ("4077", None), ("", None)],
)  # fmt: skip
def test_the_status_of_a_proxy(text: str, status: int | None) -> None:
    error = error_of_exception(httpx.ProxyError(text))
    assert error is not None
    assert error.status == status


# -- the API --------------------------------------------------------------------------------------

BODIES: dict[str, bytes] = {
    "usual": json.dumps(
        {"statusCode": 422, "message": "no", "error": "E", "traceId": TRACE}
    ).encode(),
    "status": json.dumps({"status": 422, "message": "no", "traceId": TRACE}).encode(),
    "list": json.dumps({"message": ["no", "never", 5, None], "traceId": TRACE}).encode(),
    "null": b'{"message": null, "traceId": null}',
    "nested": b'{"message": {"text": "no"}, "traceId": ["x"]}',
    "html": b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head></html>",
    "text": b"error code: 1010",
    "empty": b"",
    "truncated": b'{"statusCode": 503, "message": "Service temp',
    "array": b"[1]",
    "deep": b'{"message": ' + b"[" * 200_000,
    "megabytes": b'{"message": "' + b"x" * 5_000_000 + b'"}',
    "binary": bytes(range(256)),
    "utf-16": '{"message": "no", "traceId": "t"}'.encode("utf-16"),
    "halves": b'{"message": "\\ud800 no", "traceId": "\\ud800"}',
}


@pytest.mark.parametrize("call", list(ApiCall))
@pytest.mark.parametrize("body", list(BODIES))
def test_every_status_and_body_is_one_error(call: ApiCall, body: str) -> None:
    content = BODIES[body]
    step = 1 if len(content) < 10_000 else 97
    for status in range(100, 600, step):
        if status in (200, 201):
            continue
        error = error_of_api_reply(call, reply_of(status, content), 10)
        assert isinstance(error, LeadwayError)
        assert error.status == status
        assert isinstance(error.remedy, Remedy)
        assert len(error.detail) <= 500
        assert error.detail.isprintable()
        assert error.trace_id in (TRACE, "t", None)
        if body in ("usual", "status", "list"):
            assert error.trace_id == TRACE


@pytest.mark.parametrize("body", list(BODIES))
def test_families_of_statuses(body: str) -> None:
    for status, kind in [
        (400, RequestRefused),
        (401, TokenInvalid),
        (403, RequestRefused),
        (408, ServerFault),
        (421, TurnedAway),
        (422, RequestRefused),
        (425, TurnedAway),
        (429, RateLimited),
        (500, ServerFault),
        (502, ServerFault),
        (599, ServerFault),
        (204, UnexpectedReply),
        (302, UnexpectedReply),
    ]:
        error = error_of_api_reply(ApiCall.SEARCH, reply_of(status, BODIES[body]))
        assert type(error) is kind


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (401, "Invalid JWT", TokenInvalid),
        (401, "The token is not authorized for this scope.", ScopeMissing),
        (403, "The token does not have access to this location.", LocationDenied),
        (401, "", TokenInvalid),
        (401, "This authClass type is not allowed to access this scope.", ScopeMissing),
        (403, "Forbidden resource", RequestRefused),
        (401, "Switch to the new token. Location missing", TokenInvalid),
        (401, "Unauthorized: no location id", TokenInvalid),
        (401, "version header was not found.", RequestRefused),
        (401, "The token is not allowed for location abc", LocationDenied),
        (403, "Location is not allowed", LocationDenied),
    ],
)
@pytest.mark.parametrize("field", ["message", "error"])
@pytest.mark.parametrize("call", list(ApiCall))
def test_the_three_credential_failures(
    call: ApiCall, field: str, status: int, message: str, kind: type[LeadwayError]
) -> None:
    body = {"statusCode": status, field: message, "traceId": TRACE}
    error = error_of_api_reply(call, reply_of(status, body))
    assert (type(error), error.detail, error.trace_id) == (kind, message, TRACE)


@pytest.mark.parametrize("message", [None, "", [], [None], {"code": 7}])
def test_a_message_that_says_nothing_leaves_the_word_to_the_error(message: object) -> None:
    body = {"statusCode": 400, "message": message, "error": "Bad Request"}
    assert error_of_api_reply(ApiCall.INITIATE, reply_of(400, body)).detail == "Bad Request"


@pytest.mark.parametrize("status", [400, 404, 500])
@pytest.mark.parametrize(
    "message",
    [
        "Conversation not found",
        "Conversation with id x does not exist",
        "Conversation 7Xb2 was not found",
        'Conversation "abcdefghijklmnop" could not be found in this location',
        "Conversation does not belong to this location",
        "conversationId is invalid",
        "invalid conversationId",
        "Could not find conversation",
        "No conversation found for this id",
    ],
)
@pytest.mark.parametrize("call", [ApiCall.CONVERSATION, ApiCall.INITIATE, ApiCall.COMPLETE])
def test_an_unknown_conversation(call: ApiCall, status: int, message: str) -> None:
    error = error_of_api_reply(call, reply_of(status, {"message": message}))
    assert type(error) is ConversationUnknown


@pytest.mark.parametrize(
    ("call", "status", "message", "kind"),
    [
        (ApiCall.COMPLETE, 404, "File for this conversation was not found in storage",
         StoredFileMissing),
        (ApiCall.COMPLETE, 404, "File not found in conversation", StoredFileMissing),
        (ApiCall.INITIATE, 400, "Invalid channel for conversation", RequestRefused),
        (ApiCall.INITIATE, 400, "Conversation channel is invalid", RequestRefused),
        (ApiCall.INITIATE, 422, "conversationId must be a string, filename is invalid",
         RequestRefused),
        (ApiCall.COMPLETE, 500, "Could not store the file of this conversation", ServerFault),
    ],
)  # fmt: skip
def test_a_conversation_that_is_only_mentioned_is_not_unknown(
    call: ApiCall, status: int, message: str, kind: type[LeadwayError]
) -> None:
    assert type(error_of_api_reply(call, reply_of(status, {"message": message}))) is kind


def test_404_means_what_was_asked_for() -> None:
    nothing = reply_of(404, {"message": "Not Found"})
    assert type(error_of_api_reply(ApiCall.COMPLETE, nothing)) is StoredFileMissing
    assert type(error_of_api_reply(ApiCall.INITIATE, nothing)) is ConversationUnknown
    assert type(error_of_api_reply(ApiCall.SEARCH, nothing)) is RequestRefused


@pytest.mark.parametrize(
    ("message", "limit"),
    [
        ("File exceeds 5 MB", 5 * 1024**2),
        ("the limit is 100MB", 100 * 1024**2),
        ("0 MB", None),
        ("too big", None),
    ],
)
@pytest.mark.parametrize("call", [ApiCall.INITIATE, ApiCall.COMPLETE])
def test_too_large(call: ApiCall, message: str, limit: int | None) -> None:
    error = error_of_api_reply(call, reply_of(413, {"message": message}), 7_000_000)
    assert isinstance(error, FileTooLarge)
    assert (error.size, error.limit) == (7_000_000, limit)


LIMIT_HEADERS = {"x_ratelimit_interval_milliseconds": "10000", "x_ratelimit_max": "100"}


@pytest.mark.parametrize(
    ("headers", "is_daily", "wait"),
    [
        ({**LIMIT_HEADERS, "x_ratelimit_daily_remaining": "150000"}, False, 10.0),
        ({**LIMIT_HEADERS, "x_ratelimit_daily_remaining": "0"}, True, None),
        ({"x_ratelimit_daily_remaining": "0", "retry_after": "3600"}, True, 3600.0),
        ({**LIMIT_HEADERS, "retry_after": "3"}, False, 3.0),
        ({"retry_after": "2.5"}, False, 2.5),
        (
            {
                "retry_after": "Wed, 21 Oct 2026 07:28:00 GMT",
                "date": "Wed, 21 Oct 2026 07:27:15 GMT",
            },
            False,
            45.0,
        ),
        ({"retry_after": "Wed, 21 Oct 2015 07:28:00 GMT"}, False, 0.0),
        ({"retry_after": "Wed, 99 Oct 99999 77:28:00 +9999"}, False, None),
        ({"retry_after": "-5", "x_ratelimit_interval_milliseconds": "1e9"}, False, None),
        ({"retry_after": "9" * 5000}, False, None),
        ({"retry_after": "99999999"}, False, LONGEST_WAIT),
        ({"retry_after": "٣"}, False, None),
        ({}, False, None),
    ],
)
def test_burst_and_day(headers: dict[str, str], is_daily: bool, wait: float | None) -> None:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    reply = Reply(429, httpx.Headers(raw), b"")
    error = error_of_api_reply(ApiCall.SEARCH, reply)
    assert isinstance(error, RateLimited)
    assert (error.is_daily, error.wait_seconds) == (is_daily, wait)


def test_a_trace_id_in_the_headers() -> None:
    error = error_of_api_reply(ApiCall.SEARCH, reply_of(500, b"<html>", x_trace_id=TRACE))
    assert error.trace_id == TRACE
    odd = error_of_api_reply(ApiCall.SEARCH, reply_of(500, {"traceId": "a b\nc"}))
    assert odd.trace_id is None


@given(st.text() | st.floats().map(str) | st.datetimes().map(lambda day: f"{day:%a, %d %b %Y}"))
def test_any_retry_after_is_a_time_or_none(value: str) -> None:
    headers = httpx.Headers([(b"Retry-After", value.encode(errors="replace"))])
    for error in (
        error_of_api_reply(ApiCall.INITIATE, Reply(503, headers, b"")),
        error_of_bucket_reply(Reply(503, headers, b""), 10),
    ):
        assert error.wait_seconds is None or 0 <= error.wait_seconds <= LONGEST_WAIT


def test_a_server_in_trouble_and_a_bucket_may_say_when_to_come_back() -> None:
    reply = Reply(503, httpx.Headers({"Retry-After": "17"}), b"")
    assert error_of_api_reply(ApiCall.COMPLETE, reply).wait_seconds == 17
    assert error_of_bucket_reply(reply, 10).wait_seconds == 17
    silent = Reply(503, httpx.Headers(), b"")
    assert error_of_api_reply(ApiCall.COMPLETE, silent).wait_seconds is None


@given(st.text())
def test_words_are_tidied(text: str) -> None:
    tidied = tidy(text + " see https://b.example/o?sig=feed now")
    assert tidied.isprintable()
    assert len(tidied) <= 500
    assert "feed" not in tidied


# -- the bucket -----------------------------------------------------------------------------------


def xml(code: str, message: str = "no", more: str = "") -> bytes:
    return (
        "<?xml version='1.0' encoding='UTF-8'?>"
        f"<Error><Code>{code}</Code><Message>{message}</Message>{more}</Error>"
    ).encode()


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "MalformedSecurityHeader", LinkRefused),
        (403, "SignatureDoesNotMatch", LinkRefused),
        (400, "ExpiredToken", LinkExpired),
        (400, "EntityTooLarge", FileTooLarge),
        (413, "EntityTooLarge", FileTooLarge),
        (400, "BadDigest", ChecksumMismatch),
        (411, "MissingContentLength", BucketRefused),
        (404, "NoSuchBucket", BucketRefused),
        (403, "AccessDenied", LinkRefused),
        (400, "IncompleteBody", ConnectionLost),
        (503, "SlowDown", BucketFault),
        (408, "", BucketFault),
        (421, "", BucketFault),
        (425, "", BucketFault),
        (429, "", BucketFault),
        (500, "InternalError", BucketFault),
        (412, "PreconditionFailed", BucketRefused),
        (307, "", UnexpectedBucketReply),
        (204, "", UnexpectedBucketReply),
    ],
)
def test_codes_of_the_bucket(status: int, code: str, kind: type[LeadwayError]) -> None:
    error = error_of_bucket_reply(reply_of(status, xml(code) if code else b""), 10)
    assert type(error) is kind
    assert error.status == status
    if isinstance(error, BucketError):
        assert error.code == code


PAGE = b"<!DOCTYPE html><html><title>Blocked by your administrator</title></html>"


@pytest.mark.parametrize("status", [200 + 6, 302, 400, 403, 404, 451, 511])
def test_a_page_of_something_on_the_way_is_no_word_of_the_bucket(status: int) -> None:
    error = error_of_bucket_reply(reply_of(status, PAGE), 10)
    assert type(error) is (BucketFault if status >= 500 else UnexpectedBucketReply)


def test_how_others_say_expired() -> None:
    error = error_of_bucket_reply(reply_of(403, xml("AccessDenied", "Request has expired")), 10)
    assert type(error) is LinkExpired


@pytest.mark.parametrize(
    ("said", "limit"),
    [("1048576", 1048576)] + [(odd, None) for odd in ("²", "9" * 150, "-1", "x", "", "0")],
)
def test_the_largest_size(said: str, limit: int | None) -> None:
    more = f"<MaxSizeAllowed>{said}</MaxSizeAllowed>"
    error = error_of_bucket_reply(reply_of(400, xml("EntityTooLarge", "no", more)), 7)
    assert isinstance(error, FileTooLarge)
    assert (error.size, error.limit) == (7, limit)


@given(st.integers(100, 599), st.binary() | st.text().map(lambda text: xml(text, text, text)))
def test_any_reply_of_the_bucket_is_one_error(status: int, body: bytes) -> None:
    error = error_of_bucket_reply(reply_of(status, body), 10)
    assert isinstance(error, LeadwayError)
    assert error.status == status
    assert error.detail.isprintable()


def test_what_was_signed_does_not_stay_in_the_error() -> None:
    said = xml("SignatureDoesNotMatch", "no", f"<StringToSign>{SECRET_URL}</StringToSign>")
    error = error_of_bucket_reply(reply_of(403, said), 10)
    assert "feed" not in f"{error} {error!r} {vars(error)}"
    odd = error_of_bucket_reply(reply_of(403, xml(SECRET_URL)), 10)
    assert "feed" not in f"{odd} {odd!r} {vars(odd)}"
