"""Says, calmly, that there is a newer version. It fetches nothing and runs nothing."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QLocale, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from leadway_desktop.domain.update import Release
from leadway_desktop.ui.notice_bar import NoticeBar

_KEY = "update_put_off"


class UpdateNotice(NoticeBar):
    """Stays until the agent puts the version off; that is kept between sessions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("update_notice", "", "", parent)
        self.offer(self.tr("Not now"), "")
        self._page = self.add_button("update_page_button", self.tr("Open its page"))
        self._page.clicked.connect(self._open_page)
        self.pressed.connect(self._put_off)
        self._release: Release | None = None
        self._put_off_version = b""
        self.hide()

    @property
    def state(self) -> dict[str, bytes]:
        """What is to be kept."""
        return {_KEY: self._put_off_version} if self._put_off_version else {}

    def restore(self, state: Mapping[str, bytes]) -> None:
        """Take what was kept."""
        self._put_off_version = state.get(_KEY, b"")

    def tell_of(self, release: Release) -> None:
        """Say that it is there, unless it has been put off."""
        if release.version.encode() == self._put_off_version:
            return
        self._release = release
        words = self.tr("Version {version} of Leadway Desktop is available.")
        notes = release.notes_in(QLocale().name().partition("_")[0])
        self.show_text(f"{words.replace('{version}', release.version)} {notes}".strip())
        self._page.setToolTip(release.link)
        self._page.setAccessibleDescription(release.link)

    def _open_page(self) -> None:
        if self._release is not None:
            QDesktopServices.openUrl(QUrl(self._release.link))

    def _put_off(self) -> None:
        if self._release is not None:
            self._put_off_version = self._release.version.encode()
        self.clear()
