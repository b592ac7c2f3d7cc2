"""What Enter does where somebody closes the window with work unfinished."""

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from leadway_desktop.ui.leave_question import LeaveQuestion, Unfinished


@pytest.mark.parametrize(
    ("unfinished", "button"),
    [
        (Unfinished(uploads=1), "stop_and_keep_button"),
        (Unfinished(uploads=1, drafts=1, can_keep=False), "stay_button"),
        (Unfinished(drafts=1), "stay_button"),
    ],
)
def test_enter_loses_nothing(qtbot: QtBot, unfinished: Unfinished, button: str) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    question = LeaveQuestion(unfinished, window, closes=True)
    question.show()
    qtbot.waitUntil(lambda: question.focusWidget() is not None)
    focused = question.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.objectName() == button
    default = [one for one in question.findChildren(QPushButton) if one.isDefault()]
    assert all(one.objectName() == button for one in default)
