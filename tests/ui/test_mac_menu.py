"""macOS finds its entries by their roles, and each does its thing."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from leadway_desktop import NAME
from leadway_desktop.ui.about_box import show_about
from leadway_desktop.ui.mac_menu import mac_menu


def test_each_entry_does_its_thing(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    done: list[str] = []
    bar = mac_menu(
        window, lambda: done.append("about"), lambda: done.append("set"), lambda: done.append("end")
    )
    [menu] = bar.findChildren(QMenu)
    roles = [action.menuRole() for action in menu.actions()]
    role = QAction.MenuRole
    assert roles == [role.AboutRole, role.PreferencesRole, role.QuitRole]
    for action in menu.actions():
        action.trigger()
    assert done == ["about", "set", "end"]


def test_the_box_tells_name_and_version(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    show_about(window)
    box = window.findChild(QMessageBox, "about_box")
    assert box is not None
    assert box.text().startswith(NAME)
    assert any("progress" in label.text() for label in box.findChildren(QLabel))
    box.close()
