"""Says once that links are public: when the first one is copied, opened or sent."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from leadway_desktop.ui.notice_bar import NoticeBar

_KEY = "links_explained"


class LinkNotice(NoticeBar):
    """Stays until the agent has understood; that is kept between sessions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("link_notice", "", "", parent)
        self.offer(self.tr("Understood"), "")
        self._is_explained = False
        self.pressed.connect(self._end)
        self.hide()

    @property
    def state(self) -> dict[str, bytes]:
        """What is to be kept."""
        return {_KEY: b"1"} if self._is_explained else {}

    def restore(self, state: Mapping[str, bytes]) -> None:
        """Take what was kept."""
        self._is_explained = _KEY in state

    def explain(self) -> None:
        """Say it, unless it has been understood."""
        if not self._is_explained:
            self.show_text(
                self.tr(
                    "Links are public: whoever has one can open the file without signing in. Give "
                    "it only to the customer it is for."
                )
            )

    def _end(self) -> None:
        self._is_explained = True
        self.clear()
