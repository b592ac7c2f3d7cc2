"""What stands in the list's place can be read however low the list is."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from leadway_desktop.ui.conversations.list_message import ListMessage
from leadway_desktop.ui.theme import Theme

ADVICE = "Sign in to the network in the browser, or ask who runs the proxy. " * 3


@pytest.fixture
def message(qtbot: QtBot, theme: Theme) -> ListMessage:
    made = ListMessage(theme, "list_error")
    qtbot.addWidget(made)
    made.say("This network answers with a page of its own.", ADVICE, button="Retry", icon="offline")
    made.resize(320, 480)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_where_there_is_room_it_has_a_picture_and_nothing_scrolls(message: ListMessage) -> None:
    message.grab()
    pictures = [one for one in message.findChildren(QLabel) if not one.pixmap().isNull()]
    assert [one.isVisible() for one in pictures] == [True]
    assert message.verticalScrollBar().maximum() == 0


def test_where_it_is_low_the_words_have_the_room_and_the_button_is_reached(
    message: ListMessage,
) -> None:
    message.resize(320, 120)
    message.grab()
    pictures = [one for one in message.findChildren(QLabel) if not one.pixmap().isNull()]
    assert [one.isVisible() for one in pictures] == [False]
    for part in message.findChildren(QLabel):
        if part.isVisible():
            assert part.height() >= part.heightForWidth(part.width())
    bar = message.verticalScrollBar()
    bar.setValue(bar.maximum())
    message.grab()
    button = message.findChild(QPushButton)
    assert button is not None
    place = button.mapTo(message, button.rect().bottomRight())
    assert message.rect().contains(place)


def test_the_keyboard_goes_from_the_search_to_the_button(qtbot: QtBot, theme: Theme) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column, search, message = QVBoxLayout(page), QLineEdit(), ListMessage(theme, "list_error")
    column.addWidget(search)
    column.addWidget(message)
    message.say("No connection.", ADVICE, button="Retry", icon="offline")
    page.show()
    qtbot.waitExposed(page)
    search.setFocus()
    QTest.keyClick(search, Qt.Key.Key_Tab)
    assert page.focusWidget() is message.findChild(QPushButton)
