"""What is said of this computer: its settings, its disk and its keyring."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from leadway_desktop.domain.errors import setup as errors
from leadway_desktop.ui.error_sentences.pair import Sentences, pair

SENTENCES: Sentences = {
    errors.SettingInvalid: pair(
        QT_TRANSLATE_NOOP("Errors", "The setting “{name}” cannot be used as it is."),
        QT_TRANSLATE_NOOP("Errors", "Correct it in Settings."),
    ),
    errors.InsecureAddress: pair(
        QT_TRANSLATE_NOOP("Errors", "The address is not encrypted: the token could be read."),
        QT_TRANSLATE_NOOP("Errors", "Use an address that starts with https://."),
    ),
    errors.PolicyBroken: pair(
        QT_TRANSLATE_NOOP("Errors", "The rules for this computer's settings cannot be read."),
        QT_TRANSLATE_NOOP(
            "Errors", "Tell whoever looks after this computer: {name} has to be put right."
        ),
    ),
    errors.SettingsNotSaved: pair(
        QT_TRANSLATE_NOOP("Errors", "The settings could not be written."),
        QT_TRANSLATE_NOOP("Errors", "Check that files can be written in {folder}, and save again."),
    ),
    errors.JournalTooNew: pair(
        QT_TRANSLATE_NOOP(
            "Errors", "A newer version of Leadway Desktop wrote this computer's list of uploads."
        ),
        QT_TRANSLATE_NOOP(
            "Errors", "Install the newest version and start it again; the list is as it was."
        ),
    ),
    errors.JournalNotWritten: pair(
        QT_TRANSLATE_NOOP("Errors", "The list of uploads could not be kept on the disk."),
        QT_TRANSLATE_NOOP(
            "Errors",
            "Uploads go on, but a crash could lose them: make room on the disk, or check that "
            "the program may write there.",
        ),
    ),
    errors.HistoryNotRead: pair(
        QT_TRANSLATE_NOOP("Errors", "The history could not be read."),
        QT_TRANSLATE_NOOP(
            "Errors", "Try again; if it stays so, check that the program may read its folder."
        ),
    ),
    errors.TableNotWritten: pair(
        QT_TRANSLATE_NOOP("Errors", "The file could not be written."),
        QT_TRANSLATE_NOOP(
            "Errors",
            "Choose another folder, make room on the disk, or close the file where it is open.",
        ),
    ),
    errors.KeyringUnavailable: pair(
        QT_TRANSLATE_NOOP("Errors", "This computer has no keyring that keeps a token safely."),
        QT_TRANSLATE_NOOP(
            "Errors", "Use the token for this session only, or set up the system's keyring."
        ),
    ),
    errors.KeyringBroken: pair(
        QT_TRANSLATE_NOOP("Errors", "This computer has a keyring, but it does not work."),
        QT_TRANSLATE_NOOP(
            "Errors",
            "Use the token for this session only, or ask whoever looks after this computer to put "
            "its keyring right.",
        ),
    ),
    errors.TokenTooLong: pair(
        QT_TRANSLATE_NOOP("Errors", "The token is longer than this computer's keyring takes."),
        QT_TRANSLATE_NOOP(
            "Errors",
            "Use the token for this session only, or create another one in the Leadway portal.",
        ),
    ),
    errors.KeyringLocked: pair(
        QT_TRANSLATE_NOOP("Errors", "This computer's keyring is locked."),
        QT_TRANSLATE_NOOP("Errors", "Unlock it and retry, or use the token for this session only."),
    ),
    errors.SetupError: pair(
        QT_TRANSLATE_NOOP("Errors", "Something on this computer has to be set right first."),
        QT_TRANSLATE_NOOP("Errors", "Look through Settings, and retry."),
    ),
}
