"""The menus that macOS has for every program."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenuBar, QWidget

from leadway_desktop import NAME


def mac_menu(
    window: QWidget,
    about: Callable[[], object],
    settings: Callable[[], object],
    leave: Callable[[], object],
) -> QMenuBar:
    """Return a menu bar whose actions macOS puts where its users look for them."""
    translate = QCoreApplication.translate
    roles: dict[QAction.MenuRole, tuple[str, Callable[[], object]]] = {
        QAction.MenuRole.AboutRole: (translate("MacMenu", "About Leadway Desktop"), about),
        QAction.MenuRole.PreferencesRole: (translate("MacMenu", "Settings…"), settings),
        QAction.MenuRole.QuitRole: (translate("MacMenu", "Quit"), leave),
    }
    bar = QMenuBar(window)
    menu = bar.addMenu(NAME)
    for role, (text, slot) in roles.items():
        action = menu.addAction(text)
        action.setMenuRole(role)
        action.triggered.connect(slot)
    return bar
