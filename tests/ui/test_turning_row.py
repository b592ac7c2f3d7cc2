"""Side by side where there is room, else below each other."""

from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from leadway_desktop.ui.turning_row import TurningRow


def test_it_turns_with_its_width_and_with_what_its_parts_want(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    one, other = QPushButton("Copy link"), QPushButton("Open in the browser")
    row = TurningRow(8, one, other, stacked_spacing=4)
    row.setParent(window)
    window.show()
    wanted = one.sizeHint().width() + other.sizeHint().width() + 8

    row.resize(wanted, 80)
    qtbot.waitUntil(lambda: one.y() == other.y() and one.x() < other.x())
    row.resize(wanted - 1, 80)
    qtbot.waitUntil(lambda: one.x() == other.x() and one.y() < other.y())
    row.resize(wanted, 80)
    qtbot.waitUntil(lambda: one.y() == other.y())
    other.setText("Open in the browser of this computer")
    qtbot.waitUntil(lambda: one.x() == other.x())
    other.hide()
    qtbot.waitUntil(lambda: one.width() >= one.sizeHint().width())
