"""The uploads go on while the window is away, and the program ends when they have arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from leadway_desktop.domain.wait import WaitReason

if TYPE_CHECKING:
    from leadway_desktop.ui.tray import Tray
    from leadway_desktop.ui.work_page import WorkPage

LINGER_MS = 6000
"""How long the last notification may be read before the icon that it belongs to goes."""


class Background(QObject):
    """Lives as long as the window; does something between `begin` and `end` only."""

    window_wanted = Signal()
    quit_wanted = Signal()
    """Stop now; what has not arrived is kept."""
    done = Signal()
    """Everything has arrived, and the agent has been told."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._tray: Tray | None = None
        self._page: WorkPage | None = None
        self._known_failures: set[str] = set()
        self._known_doubts: set[str] = set()
        self._told: set[str] = set()
        self._linger = QTimer(self)
        self._linger.setSingleShot(True)
        self._linger.setInterval(LINGER_MS)
        self._linger.timeout.connect(self.done)

    @property
    def is_on(self) -> bool:
        """Whether the window is away."""
        return self._page is not None

    def begin(self, page: WorkPage) -> None:
        """Show the tray icon, and let it follow the page."""
        self._page = page
        self._known_failures = {upload.id for upload in page.model.failed()}
        self._known_doubts = {upload.id for upload in page.model.in_doubt()}
        self._tray = self._make_tray(keeps=page.unfinished.can_keep)
        page.changed.connect(self._follow)
        self._follow()
        self._tray.show()

    def end(self) -> None:
        """Take the icon away: the window is back, or everything is over."""
        self._linger.stop()
        self._told.clear()
        if self._page is not None:
            self._page.changed.disconnect(self._follow)
            self._page = None
        if self._tray is not None:
            self._tray.hide()
            self._tray.deleteLater()
            self._tray = None

    def _make_tray(self, *, keeps: bool) -> Tray:
        from leadway_desktop.ui.tray import Tray  # few windows ever have one

        tray = Tray(self, keeps=keeps)
        tray.open_wanted.connect(self.window_wanted)
        tray.quit_wanted.connect(self.quit_wanted)
        tray.pause_all_wanted.connect(self._pause_all)
        return tray

    def _pause_all(self, paused: bool) -> None:
        if self._page is not None:
            self._page.pause_all(paused)

    def _follow(self) -> None:
        if self._page is None or self._tray is None:
            return
        totals, holds = self._page.model.totals, self._page.holds
        self._tray.follow(totals, holds)
        if WaitReason.SIGN_IN in holds:
            self._tell(self.tr("Uploads wait for you to sign in again."), is_warning=True)
        if self._page.unfinished_as_shown.goes_by_itself:
            self._linger.stop()
        elif text := " ".join([*self._new_failures(), *self._new_doubts()]):
            self._tell(text, is_warning=True)
        elif not self._linger.isActive():
            self._tell(self.tr("All uploads have arrived."))
            self._linger.start()

    def _new_failures(self) -> list[str]:
        """Return what is said of files that did not arrive."""
        failed = [] if self._page is None else self._page.model.failed()
        count = sum(upload.id not in self._known_failures for upload in failed)
        return [self.tr("%n upload(s) did not arrive.", "", count)] if count else []

    def _new_doubts(self) -> list[str]:
        """Return what is said of files that no message has brought, or perhaps none."""
        found = [] if self._page is None else self._page.model.in_doubt()
        new = [upload for upload in found if upload.id not in self._known_doubts]
        doubtful = sum(upload.is_in_doubt for upload in new)
        sentences = []
        if missing := len(new) - doubtful:
            sentences.append(self.tr("%n file(s) did not reach the customer.", "", missing))
        if doubtful:
            sentences.append(self.tr("%n file(s) may not have been sent.", "", doubtful))
        return sentences

    def _tell(self, text: str, *, is_warning: bool = False) -> None:
        """Say each thing once; a desktop that has lost its place for the icon shows the window."""
        if self._tray is None or text in self._told:
            return
        self._told.add(text)
        if is_warning and not type(self._tray).is_available():
            QTimer.singleShot(0, self.window_wanted.emit)  # which ends what has just called this
        else:
            self._tray.tell(text, is_warning=is_warning)
