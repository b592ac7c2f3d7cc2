"""What is said of what Leadway answers."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from leadway_desktop.domain.errors import server as errors
from leadway_desktop.ui.error_sentences.pair import Sentences, pair

SENTENCES: Sentences = {
    errors.RateLimited: pair(
        QT_TRANSLATE_NOOP("Errors", "Leadway is receiving too many requests from this location."),
        QT_TRANSLATE_NOOP("Errors", "Retry in {wait}."),
    ),
    errors.ServerFault: pair(
        QT_TRANSLATE_NOOP("Errors", "Leadway's server has failed."),
        QT_TRANSLATE_NOOP("Errors", "Retry in a moment; if it goes on, tell support."),
    ),
    errors.TurnedAway: pair(
        QT_TRANSLATE_NOOP("Errors", "Leadway's server has not taken the request yet."),
        QT_TRANSLATE_NOOP("Errors", "Retry in a moment; if it goes on, tell support."),
    ),
    errors.RequestRefused: pair(
        QT_TRANSLATE_NOOP("Errors", "Leadway refused the request."),
        QT_TRANSLATE_NOOP("Errors", "If Leadway's answer does not help, tell support."),
    ),
    errors.ConversationUnknown: pair(
        QT_TRANSLATE_NOOP("Errors", "The conversation is not in this location, or no longer."),
        QT_TRANSLATE_NOOP("Errors", "Look for it again in the list of conversations."),
    ),
    errors.UnexpectedReply: pair(
        QT_TRANSLATE_NOOP("Errors", "Leadway's answer cannot be understood."),
        QT_TRANSLATE_NOOP("Errors", "Retry; if it goes on, check the address in Settings."),
    ),
    errors.StoredFileMissing: pair(
        QT_TRANSLATE_NOOP("Errors", "The file did not reach Leadway's storage."),
        QT_TRANSLATE_NOOP("Errors", "Retry: it is uploaded anew from the start."),
    ),
    errors.LinkLost: pair(
        QT_TRANSLATE_NOOP(
            "Errors",
            "Leadway has the file already, but its answer with the link was lost on the way.",
        ),
        QT_TRANSLATE_NOOP(
            "Errors", "Retry: it is uploaded anew and gets another link; the first copy is unused."
        ),
    ),
    errors.ServerError: pair(
        QT_TRANSLATE_NOOP("Errors", "Leadway did not do what it was asked."),
        QT_TRANSLATE_NOOP("Errors", "Retry; if it goes on, tell support."),
    ),
}
