"""What is said of the token."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from leadway_desktop.domain.errors import credentials as errors
from leadway_desktop.ui.error_sentences.pair import Sentences, pair

SENTENCES: Sentences = {
    errors.TokenMissing: pair(
        QT_TRANSLATE_NOOP("Errors", "Nobody is signed in: there is no token."),
        QT_TRANSLATE_NOOP("Errors", "Sign in with your private integration token."),
    ),
    errors.TokenMalformed: pair(
        QT_TRANSLATE_NOOP("Errors", "This is no token: it has spaces or odd signs."),
        QT_TRANSLATE_NOOP("Errors", "Copy the token again in full, and nothing beside it."),
    ),
    errors.TokenInvalid: pair(
        QT_TRANSLATE_NOOP("Errors", "Leadway does not know this token: it is wrong or revoked."),
        QT_TRANSLATE_NOOP(
            "Errors", "Copy the token again in full, or make a new one in the Leadway portal."
        ),
    ),
    errors.ScopeMissing: pair(
        QT_TRANSLATE_NOOP("Errors", "The token is valid, but it lacks a permission (scope)."),
        QT_TRANSLATE_NOOP(
            "Errors",
            "In the Leadway portal, give the integration conversations.readonly, "
            "conversations/message.readonly and conversations/message.write.",
        ),
    ),
    errors.LocationDenied: pair(
        QT_TRANSLATE_NOOP("Errors", "The token is valid, but for another location."),
        QT_TRANSLATE_NOOP(
            "Errors", "Check the location id, or make a token in the location that it names."
        ),
    ),
    errors.CredentialsError: pair(
        QT_TRANSLATE_NOOP("Errors", "Leadway does not allow this token to do this."),
        QT_TRANSLATE_NOOP("Errors", "Sign in again with another token."),
    ),
}
