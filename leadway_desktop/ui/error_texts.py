"""Every error in the agent's language: what happened, and what to do next.

QtCore only: the command line says the same words as the window. What the server said is plain
text in `detail` and stays apart from our words; show it as such, never as markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from leadway_desktop.domain.errors import (
    BucketError,
    CertificateRefused,
    ContentTypeMismatch,
    FileTooLarge,
    FileTypeMismatch,
    LeadwayError,
    LinkShared,
    NoSecureConnection,
    PlaceTaken,
    RateLimited,
    SettingInvalid,
    SettingsNotSaved,
    SetupError,
    SizeMismatch,
    StorageUnreachable,
    UnexpectedFailure,
    UnexpectedReply,
)
from leadway_desktop.ui import texts
from leadway_desktop.ui.content_kinds import CONTENT_KINDS
from leadway_desktop.ui.error_variants import sentences_of
from leadway_desktop.ui.plain_text import DOT, isolated
from leadway_desktop.ui.settings.setting_words import SETTING_NAMES, SETTING_RULES

_TECHNICAL = str(QT_TRANSLATE_NOOP("Errors", "Technical detail: {detail}"))


@dataclass(frozen=True, slots=True)
class ErrorText:
    """An error for the agent; every part is plain text."""

    what: str
    """One sentence: what happened."""
    next_step: str
    """One sentence: what to do next."""
    detail: str = ""
    """The other side's own words, or ours for support, which say that they are that; or empty."""
    trace_id: str | None = None

    @property
    def trace_line(self) -> str:
        """The line that support asks for, or empty."""
        if not self.trace_id:
            return ""
        pattern = QCoreApplication.translate("Errors", "For support: traceId {id}")
        return pattern.format(id=self.trace_id)

    @property
    def text(self) -> str:
        """Everything, one line each, for a terminal or the clipboard."""
        lines = (f"{self.what} {self.next_step}", self.detail, self.trace_line)
        return "\n".join(line for line in lines if line)


def error_text(error: LeadwayError, next_step: str | None = None) -> ErrorText:
    """Return what to tell the agent about an error.

    `next_step`: what to do instead of what the window says, in English.
    """
    what, in_window = sentences_of(error)
    facts = _facts(error)
    return ErrorText(
        what=_filled(_translated(what), facts),
        next_step=_filled(_translated(next_step or in_window), facts),
        detail=_marked_detail(error),
        trace_id=error.trace_id,
    )


def error_fields(error: LeadwayError, next_step: str | None = None) -> dict[str, object]:
    """Return an error for JSON; `kind` and `remedy` are stable, the rest is for people."""
    text = error_text(error, next_step)
    return {
        "kind": type(error).__name__,
        "remedy": error.remedy.value,
        "message": text.what,
        "next_step": text.next_step,
        "detail": _detail(error),
        "trace_id": text.trace_id,
        "http_status": error.status,
    }


def is_technical(error: LeadwayError) -> bool:
    """Whether the detail is no answer to the agent, but for support: English, or a class's name."""
    if isinstance(error, CertificateRefused):
        return True
    return bool(error.detail) and isinstance(
        error, SetupError | UnexpectedReply | UnexpectedFailure
    )


def setting_label(name: str) -> str:
    """Return a setting's name as the settings window shows it."""
    return _translated(SETTING_NAMES[name]) if name in SETTING_NAMES else name


def _facts(error: LeadwayError) -> dict[str, str]:
    match error:
        case FileTooLarge(limit=None):
            return {"size": texts.size(error.size)}
        case FileTooLarge(limit=int() as most):
            size, limit = texts.sizes_apart(error.size, most)
            return {"size": size, "limit": limit, "channel": _channel(error)}
        case FileTypeMismatch():
            kind = CONTENT_KINDS.get(error.by_content)
            return {
                "extension": error.extension,
                "kind": _translated(kind) if kind else error.by_content,
                "ending": error.right_ending,
            }
        case RateLimited(wait_seconds=float() | int() as seconds):
            return {"wait": texts.duration(seconds)}
        case SizeMismatch():
            expected, stored = texts.sizes_apart(error.expected, error.stored)
            return {"expected": expected, "stored": stored}
        case ContentTypeMismatch():
            return {"expected": error.expected, "stored": error.stored}
        case PlaceTaken() | LinkShared():
            return {"other": isolated(error.other)}
        case StorageUnreachable() | NoSecureConnection():
            return {"host": error.host}
        case CertificateRefused():
            return {"host": error.host}
        case SettingsNotSaved():
            return {"folder": str(error.folder)}
        case SettingInvalid():
            return {"name": setting_label(error.name)}
    return {}


def _marked_detail(error: LeadwayError) -> str:
    detail = _detail(error)
    if not detail or not is_technical(error):
        return detail
    return _translated(_TECHNICAL).replace("{detail}", detail)


def _detail(error: LeadwayError) -> str:
    if isinstance(error, SettingInvalid) and error.name in SETTING_RULES:
        return ""  # our own rule, already told in the agent's language
    facts = [error.detail]
    if isinstance(error, BucketError) and error.code not in error.detail:
        facts.insert(0, error.code)
    if isinstance(error, CertificateRefused):
        facts += [error.code, error.host]
    if error.status is not None and not isinstance(error, UnexpectedFailure):
        facts.append(f"HTTP {error.status}")
    return DOT.join(fact for fact in facts if fact)


def _channel(error: FileTooLarge) -> str:
    if error.channel is None:
        return QCoreApplication.translate("Errors", "the channel")
    return texts.channel_name(error.channel)


def _filled(sentence: str, facts: dict[str, str]) -> str:
    # Not str.format: in one pass, so that a fact may hold braces.
    return re.sub(r"\{(\w+)\}", lambda found: facts.get(found[1], found[0]), sentence)


def _translated(sentence: str) -> str:
    return QCoreApplication.translate("Errors", sentence)
