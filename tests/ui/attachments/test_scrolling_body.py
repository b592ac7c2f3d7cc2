from PySide6.QtWidgets import QAbstractSlider, QListWidget, QWidget
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


def test_the_foot_of_what_is_kept_stays_in_sight_until_the_agent_scrolls(qtbot: QtBot) -> None:
    body, message, rows = ScrollingBody(), QWidget(), QWidget()
    qtbot.addWidget(body)
    message.setMinimumHeight(300)
    rows.setMinimumHeight(200)
    body.column.addWidget(message)
    body.column.addWidget(rows)
    body.keep_foot_of(message)
    body.resize(400, 600)
    body.show()
    qtbot.waitExposed(body)
    assert body.verticalScrollBar().value() == 0

    def has_foot_in_sight() -> bool:
        foot = message.mapTo(body.viewport(), message.rect().bottomLeft())
        return body.viewport().rect().contains(foot)

    body.resize(400, 200)
    qtbot.waitUntil(has_foot_in_sight)
    message.setMinimumHeight(330)
    qtbot.waitUntil(has_foot_in_sight)
    bar = body.verticalScrollBar()
    bar.triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)
    message.setMinimumHeight(340)
    qtbot.waitUntil(lambda: message.height() == 340)
    assert bar.value() == 0
    body.show_kept()
    assert has_foot_in_sight()
