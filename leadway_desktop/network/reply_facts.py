"""What a reply tells beside its content: times, numbers, traceIds, who speaks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from leadway_desktop.network import reply_words
from leadway_desktop.network.bounded_json import parsed
from leadway_desktop.network.http_client import Reply
from leadway_desktop.network.reply_words import as_trace_id, words_of

LONGEST_WAIT = 86_400.0
"""Seconds that a server may ask for: what is waited, so what the agent is told."""


def retry_after(reply: Reply) -> float | None:
    """Return Retry-After in seconds, a day at most."""
    seconds = wait_asked_for(reply)
    return None if seconds is None else min(seconds, LONGEST_WAIT)


def wait_asked_for(reply: Reply) -> float | None:
    """Return Retry-After in seconds as it came; where it is a date, by the server's clock."""
    seconds = header_number(reply, "retry-after")
    until = header_date(reply, "retry-after")
    if seconds is not None or until is None:
        return seconds
    now = header_date(reply, "date") or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds())


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


def message_of(reply: Reply) -> str:
    """Return what the server says went wrong, or nothing."""
    return words_of(_error_body(reply))


def is_from_api(reply: Reply) -> bool:
    """Whether an error is the API's own: nothing on the way there writes JSON, or a traceId."""
    return bool(_error_body(reply)) or trace_id_of(reply) is not None


def trace_id_of(reply: Reply) -> str | None:
    """Return the traceId of a reply's body or headers, if it has one."""
    return trace_id_in(_error_body(reply), reply)


def trace_id_in(content: Mapping[str, object], reply: Reply) -> str | None:
    """Return the traceId of a reply whose content was parsed already."""
    return reply_words.trace_id_in(content) or as_trace_id(reply.headers.get("x-trace-id"))


def bucket_trace_id_of(reply: Reply) -> str | None:
    """Return the name that the bucket gave the request, if it did: Google's support asks for it."""
    return as_trace_id(reply.headers.get("x-guploader-uploadid"))


def without_secret(reply: Reply, secret: str) -> Reply:
    """Return a reply as if it did not repeat what it was asked with: in its words, ids or names."""
    if secret.encode() in reply.body:
        reply = replace(reply, body=reply.body.replace(secret.encode(), b""))
    repeated = [name for name, value in reply.headers.items() if secret in value]
    if repeated:
        headers = httpx.Headers(reply.headers)
        for name in repeated:
            del headers[name]
        reply = replace(reply, headers=headers)
    return reply


def _error_body(reply: Reply) -> dict[str, object]:
    """Return the body if it is a JSON object; it may be HTML, empty or cut off."""
    try:
        body = parsed(reply.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
