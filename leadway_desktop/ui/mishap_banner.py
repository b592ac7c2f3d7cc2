"""Tells, calmly and once, that the program itself has failed somewhere."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from leadway_desktop.ui.notice_bar import NoticeBar


class MishapBanner(NoticeBar):
    """Hidden until something fails; stays as it is when more does, until it is dismissed."""

    report_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("mishap_banner", "warn", "", parent)
        self.offer(self.tr("Dismiss"), "warn")
        report = self.add_button("mishap_report_button", self.tr("Save a report for support…"))
        report.clicked.connect(self.report_wanted)
        self.pressed.connect(self.clear)
        self.hide()

    def tell(self, *, are_uploads_kept: bool) -> None:
        """Say it; `are_uploads_kept`: the list of uploads reached the disk, as far as is known."""
        words = [self.tr("Something went wrong inside the program.")]
        if are_uploads_kept:
            words.append(self.tr("Your uploads are safe."))
        words.append(self.tr("If what you just did had no effect, try it again."))
        self._say(" ".join(words))

    def tell_of_crash(self) -> None:
        """Say that the program broke off the last time."""
        self._say(self.tr("The program broke off last time. It goes on with what it had kept."))

    def _say(self, text: str) -> None:
        self.show_text(text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
