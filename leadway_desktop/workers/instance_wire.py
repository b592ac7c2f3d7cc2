"""The messages between two programs as lines of JSON, bounded and versioned.

What comes in is never trusted: any mistake in it is a BadMessage.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from inspect import signature
from pathlib import Path
from typing import Any, TypeVar

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.delivery import LONGEST_CAPTION, MessagePlan
from leadway_desktop.domain.errors import LeadwayError, UnexpectedFailure
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.workers.instance_messages import (
    Accepted,
    GoOn,
    HandedFiles,
    HandedUpload,
    LeaveWanted,
    Received,
    Refusal,
    Refused,
    Reply,
    Request,
    Role,
    RoleTold,
    RoleWanted,
    Shown,
    ShowWanted,
    Told,
    Yielding,
)

VERSION = 3
LONGEST_LINE = 16 * 1024 * 1024
"""Bytes; more than a command line can hold."""

_LONGEST_ID = 1000
_LONGEST_TEXT = 8000
_MOST_PATHS = 50_000

_Kind = TypeVar("_Kind")


class BadMessage(Exception):
    """What came in is no message of ours; the text says why, without what it held."""


class OtherVersion(BadMessage):
    """It comes from a version of this program that speaks otherwise."""


def encode(message: Request | Reply) -> bytes:
    """Return a message as a line, for the other program."""
    # Escapes alone: a path that is no Unicode keeps its bytes as lone surrogates.
    text = json.dumps({"version": VERSION, **_fields(message)}, ensure_ascii=True)
    return text.encode("ascii") + b"\n"


def read_request(line: bytes) -> Request:
    """Return what is asked for; raises BadMessage."""
    message = _Fields(_object(line))
    match message.text("want", _LONGEST_ID):
        case "role":
            return RoleWanted()
        case "show":
            return ShowWanted(
                message.text("token", _LONGEST_ID),
                tuple(_path(path) for path in message.array("paths")),
            )
        case "leave":
            return LeaveWanted()
        case "go on":
            return GoOn()
        case "told":
            return Told()
        case "upload":
            return HandedFiles(
                message.text("location", _LONGEST_ID),
                message.filled("conversation"),
                message.channel_or_none("channel"),
                tuple(_path(path) for path in message.array("paths")),
                _plan_or_none(message.get("plan")),
                message.moment_or_none("given_at"),
                is_whole=message.get("is_whole") is not False,
            )
    raise BadMessage("asks for what does not exist")


def read_reply(line: bytes) -> Reply:
    """Return what is answered; raises BadMessage."""
    message = _Fields(_object(line))
    match message.text("answer", _LONGEST_ID):
        case "role":
            return RoleTold(message.member("role", Role))
        case "shown":
            return Shown()
        case "yielding":
            return Yielding()
        case "received":
            return Received()
        case "accepted":
            uploads = tuple(_upload(one) for one in message.array("uploads"))
            return Accepted(
                uploads,
                outlive_a_crash=message.get("outlive_a_crash") is not False,
                are_words_unsaid=message.get("are_words_unsaid") is True,
            )
        case "refused":
            reason = message.member("reason", Refusal)
            return Refused(reason, _error_or_none(message.get("error")))
    raise BadMessage("answers with what does not exist")


def _fields(message: Request | Reply) -> dict[str, object]:
    match message:
        case RoleWanted():
            return {"want": "role"}
        case RoleTold(role):
            return {"answer": "role", "role": role.value}
        case ShowWanted(token, paths):
            return {"want": "show", "token": token, "paths": [str(path) for path in paths]}
        case LeaveWanted():
            return {"want": "leave"}
        case GoOn():
            return {"want": "go on"}
        case Told():
            return {"want": "told"}
        case HandedFiles():
            return {
                "want": "upload",
                "location": message.location_id,
                "conversation": message.conversation_id,
                "channel": message.channel.value if message.channel else None,
                "paths": [str(path) for path in message.paths],
                "plan": None if message.plan is None else _plan_fields(message.plan),
                "given_at": message.given_at.isoformat() if message.given_at else None,
                "is_whole": message.is_whole,
            }
        case Accepted():
            return {
                "answer": "accepted",
                "uploads": [_upload_fields(one) for one in message.uploads],
                "outlive_a_crash": message.outlive_a_crash,
                "are_words_unsaid": message.are_words_unsaid,
            }
        case Refused(reason, error):
            told = None if error is None else _error_fields(error)
            return {"answer": "refused", "reason": reason.value, "error": told}
    return {"answer": type(message).__name__.lower()}


def _plan_fields(plan: MessagePlan) -> dict[str, object]:
    return {"text": plan.text, "recipient": plan.recipient}


def _upload_fields(upload: HandedUpload) -> dict[str, object]:
    return {
        "id": upload.id,
        "stage": upload.stage.value,
        "size": upload.size,
        "channel": upload.channel.value,
        "error": None if upload.error is None else _error_fields(upload.error),
        "is_sent_before": upload.is_sent_before,
    }


def _error_fields(error: LeadwayError) -> dict[str, object]:
    """Return an error's name and its plain values; its text is made anew where it is read."""
    values = {name: _shortened(value) for name, value in vars(error).items()}
    plain = {name: value for name, value in values.items() if _is_plain(value)}
    return {"kind": type(error).__name__, "values": plain}


def _object(line: bytes) -> Mapping[str, object]:
    if len(line) > LONGEST_LINE:
        raise BadMessage("is too long")
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        raise BadMessage("is no JSON") from None
    if not isinstance(content, dict):
        raise BadMessage("is no object")
    if content.get("version") != VERSION:
        raise OtherVersion("is of another version")
    return content


class _Fields:
    """A decoded object whose values are checked as they are read."""

    def __init__(self, content: Mapping[str, object]) -> None:
        self._content = content

    def get(self, name: str) -> object:
        return self._content.get(name)

    def text(self, name: str, longest: int) -> str:
        value = self._content.get(name)
        if not isinstance(value, str) or len(value) > longest:
            raise BadMessage(f"has no usable {name}")
        return value

    def filled(self, name: str) -> str:
        value = self.text(name, _LONGEST_ID)
        if not value.strip():
            raise BadMessage(f"has an empty {name}")
        return value

    def array(self, name: str) -> list[object]:
        value = self._content.get(name)
        if not isinstance(value, list) or len(value) > _MOST_PATHS:
            raise BadMessage(f"has no usable {name}")
        return value

    def number(self, name: str) -> int:
        value = self._content.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise BadMessage(f"has no usable {name}")
        return value

    def member(self, name: str, kind: Callable[[str], _Kind]) -> _Kind:
        try:
            return kind(self.text(name, _LONGEST_ID))
        except ValueError:
            raise BadMessage(f"has an unknown {name}") from None

    def channel_or_none(self, name: str) -> Channel | None:
        return None if self._content.get(name) is None else self.member(name, Channel)

    def moment_or_none(self, name: str) -> datetime | None:
        if self._content.get(name) is None:
            return None
        moment = self.member(name, datetime.fromisoformat)
        if moment.tzinfo is None:
            raise BadMessage(f"has no usable {name}")
        return moment


def _path(value: object) -> Path:
    if not isinstance(value, str) or "\0" in value or len(value) > _LONGEST_TEXT:
        raise BadMessage("has a path that is none")
    path = Path(value)
    if not path.is_absolute():
        raise BadMessage("has a path that depends on where it is read")
    return path


def _plan_or_none(value: object) -> MessagePlan | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise BadMessage("has a message to send that is none")
    message = _Fields(value)
    return MessagePlan(
        message.text("text", LONGEST_CAPTION), message.text("recipient", _LONGEST_ID)
    )


def _upload(value: object) -> HandedUpload:
    if not isinstance(value, dict):
        raise BadMessage("has an upload that is none")
    message = _Fields(value)
    return HandedUpload(
        message.filled("id"),
        message.member("stage", UploadStage),
        message.number("size"),
        message.member("channel", Channel),
        _error_or_none(message.get("error")),
        is_sent_before=message.get("is_sent_before") is True,
    )


def _error_or_none(value: object) -> LeadwayError | None:
    if value is None:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("values"), dict):
        raise BadMessage("has an error that is none")
    kind = _KINDS.get(_Fields(value).text("kind", _LONGEST_ID), UnexpectedFailure)
    known = signature(kind).parameters
    values: dict[str, Any] = {k: v for k, v in value["values"].items() if k in known}
    try:
        return kind(**values)
    except TypeError:
        return UnexpectedFailure(detail=kind.__name__)


def _shortened(value: object) -> object:
    return value[:_LONGEST_TEXT] if isinstance(value, str) else value


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def _tree(kind: type[LeadwayError]) -> Iterator[type[LeadwayError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _tree(below)


_KINDS = {kind.__name__: kind for kind in _tree(LeadwayError)}
