"""What is said where nothing more is known."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from leadway_desktop.domain.errors import root as errors
from leadway_desktop.ui.error_sentences.pair import Sentences, pair

SENTENCES: Sentences = {
    errors.UnexpectedFailure: pair(
        QT_TRANSLATE_NOOP("Errors", "Leadway Desktop made a mistake of its own; the log has it."),
        QT_TRANSLATE_NOOP("Errors", "Retry; if it goes on, send the log to support."),
    ),
    errors.LeadwayError: pair(
        QT_TRANSLATE_NOOP("Errors", "This did not work."),
        QT_TRANSLATE_NOOP("Errors", "Retry; if it goes on, send the log to support."),
    ),
}
