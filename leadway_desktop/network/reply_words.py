"""What the API says in a reply's body about itself: why it refuses, and the name of the request.

The usual places are documented; gateways and frameworks nest the same a level or two deeper, under
names of their own. Whatever it is, it comes out as one printable line of bounded length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice

_MAX_DETAIL = 500
"""Characters of the server's own words that are kept."""
_MAX_TRACE_ID = 100
_DEEPEST = 4
"""Objects and lists in one another that are looked into."""
_MOST_PARTS = 10
"""Of a list, or of an object of fields that each have their own complaint."""
_SAYING = (
    "message", "msg", "detail", "text", "error_description", "description", "title",
    "error", "errors",
)  # fmt: skip
"""Who has the words, first things first: beside a message, `error` only names the status."""
_NESTING = ("error", "errors", "message", "detail", "meta")
_TRACE_ID = "traceId"


def words_of(content: Mapping[str, object]) -> str:
    """Return what a body says: a message, a list of them, or nothing."""
    return _first_said(content, _DEEPEST)


def _words(value: object, depth: int) -> str:
    if isinstance(value, str):
        return tidy(value)
    if depth and isinstance(value, list):
        return _together(_words(part, depth - 1) for part in value)
    if depth and isinstance(value, dict):
        return _first_said(value, depth - 1) or _fields(value, depth - 1)
    return ""


def _first_said(content: Mapping[str, object], depth: int) -> str:
    return next(filter(None, (_words(content.get(name), depth) for name in _SAYING)), "")


def _fields(content: Mapping[str, object], depth: int) -> str:
    """Return the words of an object that has them under the names of a form's fields."""
    names = (name for name in content if name not in (*_SAYING, _TRACE_ID))
    said = ((tidy(name), _words(content[name], depth)) for name in names)
    return _together(f"{name}: {words}" for name, words in said if words)


def _together(parts: Iterable[str]) -> str:
    return tidy("; ".join(islice(filter(None, parts), _MOST_PARTS)))


def tidy(text: str) -> str:
    """Return a server's words as one printable line of bounded length, without addresses."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: 8 * _MAX_DETAIL]).split())
    return re.sub(r"\b[a-z][a-z0-9+.-]*://\S+", "…", line, flags=re.IGNORECASE)[:_MAX_DETAIL]


def trace_id_in(content: Mapping[str, object], depth: int = _DEEPEST) -> str | None:
    """Return the traceId of a body, wherever in it one stands."""
    found = as_trace_id(content.get(_TRACE_ID))
    if found or not depth:
        return found
    inner = (nested for name in _NESTING for nested in _objects(content.get(name)))
    return next(filter(None, (trace_id_in(one, depth - 1) for one in inner)), None)


def _objects(value: object) -> Iterable[dict[str, object]]:
    several = value[:_MOST_PARTS] if isinstance(value, list) else [value]
    return (one for one in several if isinstance(one, dict))


def as_trace_id(value: object) -> str | None:
    """Return a traceId as text: a number, a name, or Amazon's and Google's signs between parts."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    fits = isinstance(value, str) and re.fullmatch(rf"[\w.:;=/+,~-]{{1,{_MAX_TRACE_ID}}}", value)
    return str(value) if fits and "://" not in str(value) else None


def refusal_status(content: Mapping[str, object]) -> int | None:
    """Return the status of an error that a body tells of, whatever its reply's own is, or None."""
    named = (content.get(name) for name in ("statusCode", "status"))
    return next((one for one in named if isinstance(one, int) and 400 <= one <= 599), None)
