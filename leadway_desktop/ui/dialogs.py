"""What opens over the window; each dialog is imported when it is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog

if TYPE_CHECKING:
    from leadway_desktop.ui.main_window import MainWindow
    from leadway_desktop.ui.settings.settings_service import SettingsService
    from leadway_desktop.ui.sign_in.sign_in_service import SignInService
    from leadway_desktop.ui.support_service import SupportService
    from leadway_desktop.ui.theme import Theme
    from leadway_desktop.ui.work_page import WorkPage


class Dialogs(QObject):
    """Opens them, and closes what a page leaves open; none keeps its caller waiting."""

    sign_in_again_ended = Signal()
    """The question for a token is gone, answered or not."""

    def __init__(self, window: MainWindow, settings: SettingsService, theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._theme = theme

    def open_settings(self) -> None:
        """Open the settings of the account that is on show."""
        from leadway_desktop.ui.settings.settings_dialog import SettingsDialog

        page = self._window.work_page
        is_practice = page is not None and page.is_practice
        _open(SettingsDialog(self._theme, self._settings, self._window, is_practice=is_practice))

    def ask_for_token(self, sign_in: SignInService, location_id: str) -> None:
        """Ask for another token of the same location; closes when one is accepted."""
        from leadway_desktop.ui.sign_in.token_dialog import TokenDialog

        dialog = TokenDialog(self._theme, sign_in, location_id, self._window)
        dialog.finished.connect(self.sign_in_again_ended)
        _open(dialog)

    def show_support(self, service: SupportService) -> None:
        """Show a new report for support, to be looked at and saved."""
        from leadway_desktop.ui.support_dialog import SupportDialog

        if self._window.findChild(SupportDialog) is None:
            _open(SupportDialog(self._theme, service, self._window))

    def show_about(self) -> None:
        """Show what the program is, and which version of it."""
        from leadway_desktop.ui.about_box import show_about

        show_about(self._window)

    def close_beside(self, page: WorkPage) -> None:
        """Close what goes on taking orders beside a page that takes none; nobody would obey."""
        from leadway_desktop.ui.sign_in.token_dialog import TokenDialog

        for dialog in (*page.findChildren(QDialog), *self._window.findChildren(TokenDialog)):
            dialog.done(QDialog.DialogCode.Rejected.value)


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
