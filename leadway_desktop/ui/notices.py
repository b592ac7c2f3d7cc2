"""What stands above the pages: lines across the window, each hidden until it says something."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from leadway_desktop.ui.history.link_notice import LinkNotice
from leadway_desktop.ui.mishap_banner import MishapBanner
from leadway_desktop.ui.notice_bar import NoticeBar
from leadway_desktop.ui.update_notice import UpdateNotice


class Notices(QWidget):
    """The lines, the most urgent one on top; the first page or the first word brings them."""

    report_wanted = Signal()
    """The program has failed, and the agent wants a report of it."""
    leave_wanted = Signal()
    """Leave the practice account."""

    def __init__(self, kept: Mapping[str, bytes], parent: QWidget | None = None) -> None:
        """Take what `state` was in the last session."""
        super().__init__(parent)
        self.mishap = MishapBanner()
        self.notice = NoticeBar("notice", "warn", self.tr("Dismiss"))
        self.links = LinkNotice()
        self.update_ = UpdateNotice()
        self.practice = NoticeBar("practice_banner", "ok", self.tr("Leave practice"))
        self.practice.describe_button(self.tr("Leave the practice account"))
        self.links.restore(kept)
        self.update_.restore(kept)
        self._arrange()
        self.mishap.report_wanted.connect(self.report_wanted)
        self.notice.pressed.connect(self.notice.clear)
        self.practice.pressed.connect(self.leave_wanted)

    @property
    def state(self) -> dict[str, bytes]:
        """What is to be kept between sessions."""
        return {**self.links.state, **self.update_.state}

    def tell_of_practice(self, is_practice: bool) -> None:
        """Say that it is practice, or that it is so no longer."""
        if is_practice:
            self.practice.show_text(self.tr("Practice account: nothing leaves this computer."))
        else:
            self.practice.hide()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for bar in (self.mishap, self.notice, self.links, self.update_, self.practice):
            bar.hide()
            column.addWidget(bar)
