from PySide6.QtWidgets import QListWidget, QWidget
from pytestqt.qtbot import QtBot

from leadway_desktop.ui.attachments.scrolling_body import ScrollingBody
from leadway_desktop.ui.labels import plain_label


def test_a_long_list_scrolls_by_itself_and_not_with_the_body(qtbot: QtBot) -> None:
    """Else every row of ten thousand would be in sight of its view, and painted."""
    body, rows = ScrollingBody(), QListWidget()
    qtbot.addWidget(body)
    rows.addItems([str(number) for number in range(1000)])
    body.column.addWidget(plain_label(body, "", words="words that wrap " * 20))
    body.column.addWidget(rows)
    body.resize(400, 300)
    body.show()
    qtbot.waitExposed(body)
    assert rows.height() < 300
    assert body.verticalScrollBar().maximum() == 0


def test_parts_that_need_more_are_scrolled_to_and_keep_their_height(qtbot: QtBot) -> None:
    body, tall = ScrollingBody(), QWidget()
    qtbot.addWidget(body)
    tall.setMinimumHeight(500)
    body.column.addWidget(tall)
    body.resize(400, 300)
    body.show()
    qtbot.waitExposed(body)
    assert tall.height() == 500
    body.verticalScrollBar().setValue(100)
    body.show_top()
    assert body.verticalScrollBar().value() == 0
