"""How all uploads stand, in words: for the window's foot and for the tray."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject

from leadway_desktop.ui import texts
from leadway_desktop.ui.plain_text import DOT
from leadway_desktop.ui.uploads.upload_totals import UploadTotals


class TotalWords(QObject):
    """Counts with their plurals; lupdate finds those only in `self.tr`."""

    def running(self, totals: UploadTotals) -> str:
        """Return how many are uploading, or nothing; when all is over, how many were uploaded."""
        if totals.unfinished:
            return self.tr("%n uploading", "", totals.running) if totals.running else ""
        return self.tr("%n uploaded", "", totals.done) if totals.done else ""

    def waiting(self, totals: UploadTotals) -> str:
        """Return how many wait, or nothing."""
        return self.tr("%n waiting", "", totals.waiting) if totals.waiting else ""

    def paused(self, totals: UploadTotals) -> str:
        """Return how many are paused, or nothing."""
        return self.tr("%n paused", "", totals.paused) if totals.paused else ""

    def messages(self, totals: UploadTotals) -> str:
        """Return how many messages go by themselves, or are looked for, or nothing."""
        count = totals.messages.on_their_way
        return self.tr("%n message(s) pending", "", count) if count else ""

    def attention(self, totals: UploadTotals) -> str:
        """Return how many need attention, be it none."""
        return self.tr("%n need(s) attention", "", totals.attention)

    def pause_all(self, totals: UploadTotals) -> str:
        """Return what the switch for all of them does now."""
        return self.tr("Pause all") if totals.ongoing else self.tr("Go on")

    def time_left(self, totals: UploadTotals) -> str:
        """Return the time to the batch's end, that nothing moves, or nothing."""
        if totals.still is not None:
            return texts.standstill(totals.still)
        return texts.time_left(totals.seconds_left) if totals.ongoing else ""

    def all_of(self, totals: UploadTotals) -> str:
        """Return everything in one line."""
        share = texts.percent(int(totals.fraction * 100), 100) if totals.ongoing else ""
        facts = (
            self.running(totals),
            self.waiting(totals),
            self.paused(totals),
            self.messages(totals),
            self.attention(totals) if totals.attention else "",
            share,
            self.time_left(totals),
        )
        return DOT.join(fact for fact in facts if fact)


@cache
def total_words() -> TotalWords:
    """Return the one that there is."""
    return TotalWords()
