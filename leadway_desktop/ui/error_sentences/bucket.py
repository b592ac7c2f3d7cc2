"""What is said of what the file storage answers."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from leadway_desktop.domain.errors import bucket as errors
from leadway_desktop.ui.error_sentences.pair import Sentences, pair

SENTENCES: Sentences = {
    errors.LinkExpired: pair(
        QT_TRANSLATE_NOOP("Errors", "The permission to upload, good for 15 minutes, ran out."),
        QT_TRANSLATE_NOOP("Errors", "Retry: a new one is asked for."),
    ),
    errors.LinkRefused: pair(
        QT_TRANSLATE_NOOP("Errors", "The file storage did not accept the permission to upload."),
        QT_TRANSLATE_NOOP(
            "Errors", "Check the computer's clock and retry: a new permission is asked for."
        ),
    ),
    errors.BucketFault: pair(
        QT_TRANSLATE_NOOP("Errors", "The file storage has failed."),
        QT_TRANSLATE_NOOP("Errors", "Retry in a moment."),
    ),
    errors.BucketRefused: pair(
        QT_TRANSLATE_NOOP("Errors", "The file storage refused the file."),
        QT_TRANSLATE_NOOP("Errors", "If the storage's answer does not help, tell support."),
    ),
    errors.UnexpectedBucketReply: pair(
        QT_TRANSLATE_NOOP(
            "Errors",
            "The file storage gives no such answer: something in the network may have sent it.",
        ),
        QT_TRANSLATE_NOOP(
            "Errors", "Retry; if it goes on, ask who runs your network, proxy or firewall."
        ),
    ),
    errors.UnsafeLink: pair(
        QT_TRANSLATE_NOOP(
            "Errors", "Leadway named an upload address that no file is safely sent to."
        ),
        QT_TRANSLATE_NOOP("Errors", "Nothing was sent. Check the address in Settings."),
    ),
    errors.BucketError: pair(
        QT_TRANSLATE_NOOP("Errors", "The file storage did not take the file."),
        QT_TRANSLATE_NOOP("Errors", "Retry; if it goes on, tell support."),
    ),
}
