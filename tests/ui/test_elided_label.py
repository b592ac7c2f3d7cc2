"""One line that is cut only where it has no room."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from leadway_desktop.ui.elided_label import ElidedLabel

WORDS = "Drop files here, paste them with Ctrl+V or"


def in_a_row(qtbot: QtBot, font: QFont) -> tuple[QWidget, ElidedLabel]:
    row = QWidget()
    qtbot.addWidget(row)
    label = ElidedLabel()
    label.setFont(font)
    layout = QHBoxLayout(row)
    layout.addStretch()
    layout.addWidget(label)
    layout.addWidget(QLabel("choose them"))
    layout.addStretch()
    row.resize(900, 60)
    row.show()
    return row, label


def bold(label: ElidedLabel) -> QFont:
    font = QFont(label.font())
    font.setBold(True)
    return font


def test_what_has_room_is_shown_whole(qtbot: QtBot) -> None:
    _, label = in_a_row(qtbot, QFont())
    label.show_text(WORDS)
    qtbot.waitUntil(lambda: label.text() == WORDS)


def test_what_has_no_room_is_cut_and_kept_for_screen_readers(qtbot: QtBot) -> None:
    row, label = in_a_row(qtbot, QFont())
    label.show_text(WORDS)
    row.resize(200, 60)
    qtbot.waitUntil(lambda: label.text().endswith("…"))
    assert label.full_text == label.accessibleName() == WORDS


def test_a_name_in_hebrew_stands_where_the_others_do(qtbot: QtBot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.resize(400, 30)
    label.show_text("דנה שפירא")
    assert label.alignment() & Qt.AlignmentFlag.AlignAbsolute
    picture = label.grab().toImage()
    ground = picture.pixel(399, 0)
    inked = [x for x in range(400) for y in range(30) if picture.pixel(x, y) != ground]
    assert max(inked) < 200


def test_another_font_is_measured_anew(qtbot: QtBot) -> None:
    _, label = in_a_row(qtbot, QFont())
    label.show_text(WORDS)
    qtbot.waitUntil(lambda: label.text() == WORDS)
    thin = label.font()
    label.setFont(bold(label))
    qtbot.waitUntil(lambda: label.width() == label.sizeHint().width())
    assert label.text() == WORDS
    label.setFont(thin)
    assert label.text() == WORDS
    qtbot.waitUntil(lambda: label.width() == label.sizeHint().width())


def test_a_cut_made_for_a_heavier_font_does_not_stay(qtbot: QtBot) -> None:
    row, label = in_a_row(qtbot, QFont())
    label.show_text(WORDS)
    qtbot.waitUntil(lambda: label.width() == label.sizeHint().width())
    row.setFixedWidth(row.width())
    label.setFixedWidth(label.width())
    thin = label.font()
    label.setFont(bold(label))
    assert label.text().endswith("…")
    label.setFont(thin)
    assert label.text() == WORDS


def test_a_shorter_text_is_shown_rather_than_a_part_of_the_whole_one(qtbot: QtBot) -> None:
    _, label = in_a_row(qtbot, QFont())
    label.show_text(WORDS, "Words")
    label.setFixedWidth(label.sizeHint().width())
    assert label.text() == WORDS
    label.setFixedWidth(label.sizeHint().width() - 2)
    assert label.text() == "Words"
    assert label.full_text == WORDS
