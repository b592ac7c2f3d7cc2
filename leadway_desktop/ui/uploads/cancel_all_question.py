"""Asks before every upload that is not over is cancelled."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from leadway_desktop.ui.question import Named, Question


class CancelAllQuestion(Question):
    """Accepted only by its own button: neither Enter nor Esc cancels anything."""

    def __init__(self, uploads: int, messages: int, parent: QWidget) -> None:
        """`messages` are those that are still to be sent, with these uploads or earlier ones."""
        counts = [
            self.tr("%n upload(s) will be cancelled.", "", uploads) if uploads else "",
            self.tr("%n message(s) will not be sent.", "", messages) if messages else "",
        ]
        paragraphs = [
            Named("cancel_all_title", self.tr("Cancel all?"), "title"),
            Named("cancel_all_which", " ".join(filter(None, counts)), "secondary"),
            Named("cancel_all_why", self.tr("What has arrived stays in Leadway.")),
        ]
        cancel = Named("cancel_all_button", self.tr("Cancel all"))
        leave = Named("do_not_cancel_button", self.tr("Go on"))
        super().__init__(self.tr("Cancel all?"), paragraphs, cancel, leave, parent)
        self.setObjectName("cancel_all_question")
