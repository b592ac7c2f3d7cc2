"""A button with the actions of the uploads, for narrow windows and those without a mouse."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from leadway_desktop.ui.icons import keep_icon
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.tokens import CONTROL_HEIGHT
from leadway_desktop.ui.uploads.upload_view import UploadView


class UploadMenuButton(QToolButton):
    """Opens what the context menu of the list has; idle while there is nothing to do."""

    clear_wanted = Signal()
    """Take away what is finished."""
    cancel_all_wanted = Signal()
    """Cancel whatever is not over, selected or not."""

    def __init__(self, view: UploadView, theme: Theme) -> None:
        super().__init__()
        self._view = view
        self.setObjectName("upload_actions_button")
        self.setAccessibleName(self.tr("More actions"))
        self.setMinimumSize(CONTROL_HEIGHT, CONTROL_HEIGHT)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._clear = self._add("clear_finished_action", self.tr("Clear finished"))
        self._clear.triggered.connect(self.clear_wanted)
        self._cancel_all = self._add("cancel_all_action", self.tr("Cancel all…"))
        self._cancel_all.triggered.connect(self.cancel_all_wanted)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        keep_icon(self, theme, "more", "text2")
        view.selectionModel().selectionChanged.connect(self._follow)
        self._follow()

    def offer_clear(self, offered: bool) -> None:
        """Offer "Clear finished" too, or no longer."""
        self._clear.setVisible(offered)
        self._follow()

    def offer_cancel_all(self, offered: bool) -> None:
        """Offer "Cancel all" too, or no longer."""
        self._cancel_all.setVisible(offered)
        self._follow()

    def _add(self, name: str, text: str) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        action.setVisible(False)
        return action

    @property
    def _for_all(self) -> list[QAction]:
        """What can be done whatever is selected."""
        return [action for action in (self._clear, self._cancel_all) if action.isVisible()]

    def _fill(self) -> None:
        self._menu.clear()
        self._view.fill_menu(self._menu)
        self._menu.addSeparator()  # which shows between two parts alone
        self._menu.addActions(self._for_all)

    def _follow(self) -> None:
        has_any = self._view.selectionModel().hasSelection() or bool(self._for_all)
        self.setEnabled(has_any)
        more, select = self.tr("More actions"), self.tr("Select an upload to do something with it")
        self.setToolTip(more if has_any else select)
