"""Errors in the journal: the class by name, what all of them have in columns, the rest as JSON."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from leadway_desktop.domain import errors
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.errors import LeadwayError, UnexpectedFailure

Value = int | str | bytes | None

_COMMON = ("detail", "trace_id", "status")
_PATH = "path"
_CHANNEL = "channel"
_CLASSES = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, LeadwayError)
}


def error_values(error: LeadwayError | None, hide: Callable[[str], str]) -> dict[str, Value]:
    """Return an error's columns; `hide` takes secrets out of what others have said.

    Raises TypeError where a parameter is nothing that a journal may hold, such as a Secret.
    """
    if error is None:
        return {}
    own = {name: value for name, value in vars(error).items() if name not in _COMMON}
    hidden = {name: hide(value) if isinstance(value, str) else value for name, value in own.items()}
    return {
        "error": type(error).__name__,
        "error_detail": hide(error.detail),
        "error_trace_id": error.trace_id,
        "error_status": error.status,
        "error_parameters": json.dumps(hidden, default=_plain) if hidden else None,
    }


def read_error(row: Mapping[str, Any]) -> LeadwayError | None:
    """Return the error of a row, or None.

    One that this version of the program does not know reads as UnexpectedFailure.
    """
    if row["error"] is None:
        return None
    own = json.loads(row["error_parameters"] or "{}", object_hook=_unplain)
    common = {name: row[f"error_{name}"] for name in _COMMON}
    error = _made(_CLASSES.get(row["error"]), {**common, **own})
    if error is None:
        error = UnexpectedFailure(detail=row["error_detail"] or row["error"])
    error.trace_id, error.status = common["trace_id"], common["status"]
    return error


def _made(kind: type[LeadwayError] | None, facts: dict[str, Any]) -> LeadwayError | None:
    """Return the error made of those of the facts that it takes, or None if that cannot be."""
    if kind is None:
        return None
    taken = inspect.signature(kind).parameters
    try:
        error = kind(**{name: value for name, value in facts.items() if name in taken})
    except TypeError:
        return None
    error.detail = facts["detail"]
    return error


def _plain(value: object) -> dict[str, str]:
    if isinstance(value, Path):
        return {_PATH: str(value)}  # JSON's escapes hold even what no encoding does
    if isinstance(value, Channel):
        return {_CHANNEL: value.name}
    raise TypeError(f"a {type(value).__name__} does not belong in the journal")


def _unplain(value: dict[str, Any]) -> Any:
    if set(value) == {_PATH}:
        return Path(value[_PATH])
    if set(value) == {_CHANNEL}:
        return Channel.__members__.get(value[_CHANNEL])
    return value
