"""Errors as a command tells them: what to do next is another thing here than in the window."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from leadway_desktop.domain import errors
from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.ui import error_texts
from leadway_desktop.ui.error_sentences import Pair
from leadway_desktop.ui.error_texts import ErrorText
from leadway_desktop.ui.error_variants import (
    PROXY_REFUSES,
    PROXY_WANTS_PASSWORD,
    REFUSED_WITHOUT_WORDS,
    sentences_of,
    usual_sentences,
)

_WITHOUT_KEYRING = QT_TRANSLATE_NOOP(
    "Errors",
    "Give the token in the variable LEADWAY_DESKTOP_TOKEN, or have the system's keyring put right.",
)

_NEXT_STEPS: dict[type[LeadwayError], str] = {
    kind: str(sentence)
    for kind, sentence in (
        (
            errors.FileMissing,
            QT_TRANSLATE_NOOP(
                "Errors",
                "Put it back where it was, or check its path, and give the command again.",
            ),
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
            errors.FileGivenAgain,
            QT_TRANSLATE_NOOP(
                "Errors", "`leadway-desktop uploads --remove` takes this entry off the list."
            ),
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
            errors.ChannelNotChosen,
            QT_TRANSLATE_NOOP(
                "Errors", "Add --channel, and give the command again: `upload --help` lists them."
            ),
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
            errors.SettingInvalid,
            QT_TRANSLATE_NOOP(
                "Errors", "Correct it where `leadway-desktop doctor` says that it is set."
            ),
        ),
        (
            errors.UnsafeLink,
            QT_TRANSLATE_NOOP(
                "Errors",
                "Nothing was sent. Check Leadway's address: `leadway-desktop doctor` shows it.",
            ),
        ),
        (
            errors.NoSecureConnection,
            QT_TRANSLATE_NOOP(
                "Errors",
                "Check the address and its port, which `leadway-desktop doctor` shows; if they are "
                "right, ask who runs your network, proxy or firewall.",
            ),
        ),
        (
            errors.ProxyFailed,
            QT_TRANSLATE_NOOP(
                "Errors", "Check the proxy: `leadway-desktop doctor` shows it, and where it is set."
            ),
        ),
        (
            errors.UnexpectedReply,
            QT_TRANSLATE_NOOP(
                "Errors",
                "Try again; if it goes on, check Leadway's address: `leadway-desktop doctor` shows "
                "it.",
            ),
        ),
        (
            errors.SetupError,
            QT_TRANSLATE_NOOP(
                "Errors", "Look through what `leadway-desktop doctor` shows, and try again."
            ),
        ),
        (errors.KeyringUnavailable, _WITHOUT_KEYRING),
        (errors.KeyringBroken, _WITHOUT_KEYRING),
        (
            errors.KeyringLocked,
            QT_TRANSLATE_NOOP(
                "Errors",
                "Unlock it and try again, or give the token in the variable LEADWAY_DESKTOP_TOKEN.",
            ),
        ),
        (
            errors.TokenTooLong,
            QT_TRANSLATE_NOOP(
                "Errors",
                "Give it in the variable LEADWAY_DESKTOP_TOKEN, or create another one in the "
                "Leadway portal.",
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
"""Where the window's usual words for a kind of error tell what nobody does here."""

_OF_VARIANTS: dict[Pair, str] = {
    in_window: str(sentence)
    for in_window, sentence in (
        (
            REFUSED_WITHOUT_WORDS,
            QT_TRANSLATE_NOOP(
                "Errors",
                "Check the address, which `leadway-desktop doctor` shows; if it is right, ask who "
                "runs your network, proxy or firewall.",
            ),
        ),
        (
            PROXY_WANTS_PASSWORD,
            QT_TRANSLATE_NOOP(
                "Errors",
                "Write them into its address (http://name:password@host:port) where "
                "`leadway-desktop doctor` says that it is set, or ask who runs the proxy.",
            ),
        ),
        (
            PROXY_REFUSES,
            QT_TRANSLATE_NOOP(
                "Errors",
                "Check the proxy, which `leadway-desktop doctor` shows, or ask who runs it to let "
                "Leadway through.",
            ),
        ),
    )
}
"""Likewise, where a fact changes the words."""


def error_text(error: LeadwayError) -> ErrorText:
    """Return what to tell about an error on the command line."""
    return error_texts.error_text(error, _next_step(error))


def error_fields(error: LeadwayError) -> dict[str, object]:
    """Return an error for JSON, as `ui.error_texts` does."""
    return error_texts.error_fields(error, _next_step(error))


def _next_step(error: LeadwayError) -> str | None:
    in_window = sentences_of(error)
    if in_window == usual_sentences(type(error)):
        return _NEXT_STEPS.get(type(error))
    return _OF_VARIANTS.get(in_window)
