"""Errors as a command tells them: what to do next is another thing here than in the window."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from leadway_desktop.domain import errors
from leadway_desktop.domain.errors import FileTypeMismatch, LeadwayError
from leadway_desktop.ui import error_texts
from leadway_desktop.ui.error_texts import ErrorText

_NEXT_STEPS: dict[type[LeadwayError], str] = {
    kind: str(sentence)
    for kind, sentence in (
        (
            errors.FileMissing,
            QT_TRANSLATE_NOOP("Errors", "Check its path, and give the command again."),
        ),
        (errors.FileIsDirectory, QT_TRANSLATE_NOOP("Errors", "Name the files that are in it.")),
        (
            errors.FileIsSpecial,
            QT_TRANSLATE_NOOP("Errors", "Save what comes from it in a file, and name that."),
        ),
        (
            errors.FileEmpty,
            QT_TRANSLATE_NOOP(
                "Errors", "Save it again where it comes from, and give the command again."
            ),
        ),
        (
            errors.FileTypeMismatch,
            QT_TRANSLATE_NOOP(
                "Errors", "Rename it so that it ends in .{ending}, and give the command again."
            ),
        ),
        (
            errors.FileChanged,
            QT_TRANSLATE_NOOP("Errors", "Give the command again to upload it as it is now."),
        ),
        (
            errors.FileError,
            QT_TRANSLATE_NOOP(
                "Errors", "Check that it opens on this computer, and give the command again."
            ),
        ),
        (
            errors.ConversationUnknown,
            QT_TRANSLATE_NOOP("Errors", "`leadway-desktop conversations` lists those that are."),
        ),
        (
            errors.TokenInvalid,
            QT_TRANSLATE_NOOP(
                "Errors",
                "Copy the token again in full, or make a new one in the Leadway portal; "
                "`leadway-desktop token set` takes it.",
            ),
        ),
        (
            errors.MessageFailed,
            QT_TRANSLATE_NOOP(
                "Errors",
                "Look in the conversation for the reason. To send it again, take it off the list "
                "(`leadway-desktop uploads --remove`), then give the command again.",
            ),
        ),
        (
            errors.MessageUnknown,
            QT_TRANSLATE_NOOP(
                "Errors",
                "Look in the conversation. Only if it is not there, take it off the list "
                "(`leadway-desktop uploads --remove`) and give the command again.",
            ),
        ),
    )
}
"""Where the window's words tell what nobody does here."""


def error_text(error: LeadwayError) -> ErrorText:
    """Return what to tell about an error on the command line."""
    return error_texts.error_text(error, _next_step(error))


def error_fields(error: LeadwayError) -> dict[str, object]:
    """Return an error for JSON, as `ui.error_texts` does."""
    return error_texts.error_fields(error, _next_step(error))


def _next_step(error: LeadwayError) -> str | None:
    if isinstance(error, FileTypeMismatch) and not error.right_ending:
        return None
    return _NEXT_STEPS.get(type(error))
