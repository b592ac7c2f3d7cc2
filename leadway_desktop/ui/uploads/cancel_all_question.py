"""Asks before every upload that is not over is cancelled."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from leadway_desktop.ui.question import Named, Question


@dataclass(frozen=True, slots=True)
class AtStake:
    """What would be stopped."""

    uploads: int
    messages: int
    """Those that are still to be sent, with these uploads or earlier ones."""
    has_words: bool = False
    """Whether the agent wrote something for them."""


class CancelAllQuestion(Question):
    """Accepted only by its own button: neither Enter nor Esc cancels anything."""

    def __init__(self, at_stake: AtStake, parent: QWidget) -> None:
        paragraphs = [
            Named("cancel_all_title", self.tr("Cancel all?"), "title"),
            Named("cancel_all_which", self._which(at_stake), "secondary"),
            Named("cancel_all_why", self._why(at_stake)),
        ]
        cancel = Named("cancel_all_button", self.tr("Cancel all"))
        leave = Named("do_not_cancel_button", self.tr("Do not cancel"))
        super().__init__(self.tr("Cancel all?"), paragraphs, cancel, leave, parent)
        self.setObjectName("cancel_all_question")

    def show_stakes(self, at_stake: AtStake) -> None:
        """Tell how things stand now."""
        self.show_words("cancel_all_which", self._which(at_stake))
        self.show_words("cancel_all_why", self._why(at_stake))

    def _which(self, at_stake: AtStake) -> str:
        uploads, messages = at_stake.uploads, at_stake.messages
        counts = [
            self.tr("%n upload(s) will be cancelled.", "", uploads) if uploads else "",
            self.tr("%n message(s) will not be sent.", "", messages) if messages else "",
        ]
        return " ".join(filter(None, counts))

    def _why(self, at_stake: AtStake) -> str:
        stays = self.tr("What has arrived stays in Leadway.")
        words = self.tr("What was written for the customers stays as a draft.")
        return f"{stays} {words}" if at_stake.has_words else stays
