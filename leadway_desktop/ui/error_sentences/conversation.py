"""What is said of what the conversation does not tell."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from leadway_desktop.domain.errors import conversation as errors
from leadway_desktop.ui.error_sentences.pair import Sentences, pair

SENTENCES: Sentences = {
    errors.ChannelNotChosen: pair(
        QT_TRANSLATE_NOOP("Errors", "The conversation does not tell by which channel to answer."),
        QT_TRANSLATE_NOOP("Errors", "Choose the channel, and attach the file again."),
    ),
    errors.MessageFailed: pair(
        QT_TRANSLATE_NOOP("Errors", "Leadway shows that this message did not reach the customer."),
        QT_TRANSLATE_NOOP("Errors", "Look in the conversation for the reason, then send it again."),
    ),
    errors.MessageUnknown: pair(
        QT_TRANSLATE_NOOP("Errors", "Nobody can tell whether this message reached the customer."),
        QT_TRANSLATE_NOOP(
            "Errors", "Look in the conversation: send it again only if it is not there."
        ),
    ),
}
