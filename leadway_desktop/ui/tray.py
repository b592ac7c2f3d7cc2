"""The icon beside the clock that stands for the window while it is away."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.ui.tray_picture import TrayMark, tray_icon
from leadway_desktop.ui.uploads.total_words import total_words
from leadway_desktop.ui.uploads.upload_totals import UploadTotals

_NAME = "Leadway Desktop"


class Tray(QObject):
    """Progress in a picture and in a tool tip; a click brings the window back."""

    open_wanted = Signal()
    pause_all_wanted = Signal(bool)
    """Pause everything, or go on with everything."""
    quit_wanted = Signal()

    def __init__(self, parent: QObject | None = None, *, keeps: bool = True) -> None:
        """`keeps`: what is unfinished goes on at the next start."""
        super().__init__(parent)
        self.setObjectName("tray")
        self._icon = QSystemTrayIcon(self)
        self._menu = QMenu()
        self._menu.setObjectName("tray_menu")
        self._shown: tuple[TrayMark, int] | None = None
        self._is_ongoing = False
        self._fill_menu(keeps)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._take_click)
        self._icon.messageClicked.connect(self.open_wanted)
        self.destroyed.connect(self._menu.deleteLater)

    @staticmethod
    def is_available() -> bool:
        """Whether this desktop has a place for it."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def tool_tip(self) -> str:
        """What the tool tip says."""
        return self._icon.toolTip()

    def show(self) -> None:
        """Appear."""
        self._icon.show()

    def hide(self) -> None:
        """Go away."""
        self._icon.hide()

    def follow(self, totals: UploadTotals, holds: frozenset[WaitReason]) -> None:
        """Show how things stand; draws anew only what looks different."""
        self._is_ongoing = totals.ongoing > 0
        words = total_words()
        lines = (_NAME, self._reason(holds), words.all_of(totals))
        self._icon.setToolTip("\n".join(line for line in lines if line))
        self._pause.setText(words.pause_all(totals))
        self._pause.setEnabled(totals.unfinished > 0)
        look = _mark(totals, holds), int(totals.fraction * 100)
        if look != self._shown:
            self._shown = look
            self._icon.setIcon(tray_icon(look[0], totals.fraction))

    def tell(self, text: str, *, is_warning: bool = False) -> None:
        """Show a notification, where the desktop shows such."""
        kinds = QSystemTrayIcon.MessageIcon
        self._icon.showMessage(_NAME, text, kinds.Warning if is_warning else kinds.Information)

    def _reason(self, holds: frozenset[WaitReason]) -> str:
        if WaitReason.SIGN_IN in holds:
            return self.tr("Waits for you to sign in again")
        if WaitReason.INTERCEPTED in holds:
            return self.tr("Something on this network stands in the way")
        return self.tr("No connection") if WaitReason.NETWORK in holds else ""

    def _fill_menu(self, keeps: bool) -> None:
        self._open = self._menu.addAction(self.tr("Open"))
        self._pause = self._menu.addAction("")
        self._menu.addSeparator()
        keep, forget = self.tr("Quit, and go on at the next start"), self.tr("Cancel all and quit")
        self._quit = self._menu.addAction(keep if keeps else forget)
        names = ("tray_open", "tray_pause_all", "tray_quit")
        for action, name in zip((self._open, self._pause, self._quit), names, strict=True):
            action.setObjectName(name)
        self._menu.setDefaultAction(self._open)
        self._open.triggered.connect(self.open_wanted)
        self._pause.triggered.connect(lambda: self.pause_all_wanted.emit(self._is_ongoing))
        self._quit.triggered.connect(self.quit_wanted)

    def _take_click(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        reasons = QSystemTrayIcon.ActivationReason
        if reason in (reasons.Trigger, reasons.DoubleClick, reasons.MiddleClick):
            self.open_wanted.emit()


def _mark(totals: UploadTotals, holds: frozenset[WaitReason]) -> TrayMark:
    if WaitReason.SIGN_IN in holds or (totals.attention and not totals.unfinished):
        return TrayMark.WAITS
    if totals.paused and not totals.ongoing:
        return TrayMark.PAUSED
    return TrayMark.GOES_ON
