"""What is said of what arrived and is not what was read."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from leadway_desktop.domain.errors import integrity as errors
from leadway_desktop.ui.error_sentences.pair import Sentences, pair

SENTENCES: Sentences = {
    errors.ChecksumMismatch: pair(
        QT_TRANSLATE_NOOP("Errors", "What arrived is not what was read: the checksums differ."),
        QT_TRANSLATE_NOOP("Errors", "Retry: the file is uploaded anew from the start."),
    ),
    errors.SizeMismatch: pair(
        QT_TRANSLATE_NOOP("Errors", "The file is {expected}, but {stored} arrived."),
        QT_TRANSLATE_NOOP("Errors", "Retry: the file is uploaded anew from the start."),
    ),
    errors.ContentTypeMismatch: pair(
        QT_TRANSLATE_NOOP("Errors", "The file was sent as {expected} and stored as {stored}."),
        QT_TRANSLATE_NOOP("Errors", "Check the file's extension, and retry."),
    ),
    errors.PlaceTaken: pair(
        QT_TRANSLATE_NOOP(
            "Errors",
            "Leadway gave this file the place of another one, {other}. Nothing was uploaded, so "
            "that neither is lost.",
        ),
        QT_TRANSLATE_NOOP("Errors", "Retry; if that does not help, give the file another name."),
    ),
    errors.LinkShared: pair(
        QT_TRANSLATE_NOOP(
            "Errors",
            "Leadway gave this file the link of another one, {other}: the link opens only one of "
            "the two.",
        ),
        QT_TRANSLATE_NOOP(
            "Errors",
            "Open the link of {other} to see that it is still right; then give this file another "
            "name, and upload it again.",
        ),
    ),
    errors.IntegrityError: pair(
        QT_TRANSLATE_NOOP("Errors", "What is stored is not what was read."),
        QT_TRANSLATE_NOOP("Errors", "Retry: the file is uploaded anew from the start."),
    ),
}
