"""What a reply tells beside its content: times, numbers, traceIds, words about what went wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from leadway_desktop.network.bounded_json import parsed
from leadway_desktop.network.http_client import Reply

_MAX_DETAIL = 500
"""Characters of the server's own words that are kept."""
_MAX_TRACE_ID = 100
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
    """Return what the server says went wrong: a message, a list of them, or nothing.

    Where there is no `message`, `error` has it; beside one it only names the status.
    """
    body = _error_body(reply)
    return next(filter(None, (_words(body.get(name)) for name in ("message", "error"))), "")


def _words(message: object) -> str:
    parts = message if isinstance(message, list) else [message]
    return tidy("; ".join(part for part in parts if isinstance(part, str)))


def trace_id_of(reply: Reply) -> str | None:
    """Return the traceId of a reply's body or headers, if it has one."""
    return trace_id_in(_error_body(reply), reply)


def trace_id_in(content: Mapping[str, object], reply: Reply) -> str | None:
    """Return the traceId of a reply whose content was parsed already."""
    names = (content.get("traceId"), reply.headers.get("x-trace-id"))
    return next(filter(None, map(_as_trace_id, names)), None)


def _as_trace_id(value: object) -> str | None:
    is_one = isinstance(value, str) and re.fullmatch(rf"[\w.:-]{{1,{_MAX_TRACE_ID}}}", value)
    return str(value) if is_one else None


def bucket_trace_id_of(reply: Reply) -> str | None:
    """Return the name that the bucket gave the request, if it did: Google's support asks for it."""
    return _as_trace_id(reply.headers.get("x-guploader-uploadid"))


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


def tidy(text: str) -> str:
    """Return a server's words as one printable line of bounded length, without addresses."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: 8 * _MAX_DETAIL]).split())
    return re.sub(r"\b[a-z][a-z0-9+.-]*://\S+", "…", line, flags=re.IGNORECASE)[:_MAX_DETAIL]
