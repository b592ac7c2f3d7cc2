"""A button with the actions of the selected uploads, for those who do not use a mouse."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QToolButton

from leadway_desktop.ui.icons import keep_icon
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.tokens import CONTROL_HEIGHT
from leadway_desktop.ui.uploads.upload_view import UploadView


class UploadMenuButton(QToolButton):
    """Opens what the context menu of the list has; idle while nothing is selected."""

    def __init__(self, view: UploadView, theme: Theme) -> None:
        super().__init__()
        self._view = view
        self.setObjectName("upload_actions_button")
        self.setAccessibleName(self.tr("Actions for the selected uploads"))
        self.setToolTip(self.tr("Actions for the selected uploads"))
        self.setMinimumSize(CONTROL_HEIGHT, CONTROL_HEIGHT)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        keep_icon(self, theme, "more", "text2")
        view.selectionModel().selectionChanged.connect(self._follow_selection)
        self._follow_selection()

    def _fill(self) -> None:
        self._menu.clear()
        self._view.fill_menu(self._menu)

    def _follow_selection(self) -> None:
        self.setEnabled(self._view.selectionModel().hasSelection())
