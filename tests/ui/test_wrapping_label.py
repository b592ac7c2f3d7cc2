"""Words of any length in any width."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from leadway_desktop.ui.wrapping_label import wrapping

ID = "AHmUCY2" * 20


@pytest.fixture
def room(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def test_words_that_lines_can_break_stay_as_they_are(room: QWidget) -> None:
    label = wrapping(room, "", "words", "one two three " * 20)
    label.show()
    label.resize(120, 400)
    assert label.text() == "one two three " * 20
    assert label.toolTip() == ""


def test_an_endless_word_is_shortened_and_copied_whole(room: QWidget) -> None:
    label = wrapping(room, "", "id", f"12:00 {ID}")
    label.show()
    label.resize(200, 40)
    assert label.fontMetrics().horizontalAdvance(label.text().split(" ")[1]) <= 200
    assert ID in label.toolTip()
    QTest.keyClick(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == f"12:00 {ID}"
    label.resize(label.sizeHint().width(), 40)
    assert label.text() == f"12:00 {ID}"


@pytest.mark.parametrize("name", ["María", "أحمد السعيد", "דנה שפירא.pdf"])
def test_a_name_in_any_script_begins_at_the_same_edge(room: QWidget, name: str) -> None:
    label = wrapping(room, "", "name", name)
    label.show()
    label.resize(400, 40)
    picture = label.grab().toImage()
    ground = picture.pixelColor(399, 39)
    rows = range(picture.height())
    inked = [x for x in range(400) if any(picture.pixelColor(x, y) != ground for y in rows)]
    assert inked[0] < 10
