"""Checks on what a client sends, refused in the words of the platform's own validator (422)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from leadway_desktop.practice.errors import ApiError
from leadway_desktop.practice.http_base import Request

MOST_JSON_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Field:
    """One property of a body: what it must be, in words and as a test."""

    wording: str
    fits: Callable[[Any], bool]
    required: bool = False


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


TEXT = Field("must be a string", _is_text)
REQUIRED_TEXT = Field("must be a string", _is_text, required=True)
SIZE = Field("must be a number conforming to the specified constraints", _is_size)
TEXTS = Field("each value must be a string", _is_texts)
ANYTHING = Field("", lambda value: True)


def json_body(request: Request, fields: Mapping[str, Field]) -> dict[str, Any]:
    """Return the request's JSON object once it fits ``fields``.

    Raises ApiError 400 for what is not JSON, 422 with a list of messages for what does not fit.
    """
    text = request.body.read_all(MOST_JSON_BYTES)
    if not request.header("Content-Type").startswith("application/json"):
        text = b"{}"  # the platform's body parser passes over other types
    try:
        content = json.loads(text or b"{}")
    except ValueError:
        raise ApiError(400, "Unexpected token in JSON") from None
    if not isinstance(content, dict):
        raise ApiError(400, "The body must be a JSON object")
    return checked(content, fields)


def checked(content: dict[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    """Return ``content`` once it fits ``fields``; raises ApiError 422 with a list of messages."""
    problems = _problems(content, fields)
    if problems:
        raise ApiError(422, problems)
    return content


def no_other_parameters(given: Mapping[str, str], known: frozenset[str]) -> None:
    """Refuse (422) query parameters that nobody documented."""
    strangers = sorted(set(given) - known)
    if strangers:
        raise ApiError(422, [f"property {name} should not exist" for name in strangers])


def _problems(content: Mapping[str, Any], fields: Mapping[str, Field]) -> list[str]:
    problems = [f"property {name} should not exist" for name in content if name not in fields]
    for name, field in fields.items():
        value = content.get(name)
        if value is None:
            if field.required:
                problems += [f"{name} should not be empty", f"{name} {field.wording}"]
        elif not field.fits(value):
            problems.append(f"{name} {field.wording}")
        elif field.required and value == "":
            problems.append(f"{name} should not be empty")
    return problems
