"""The head of the conversation list, whose account may have a long name."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from leadway_desktop.ui.conversations.account_header import AccountHeader
from leadway_desktop.ui.theme import Theme

LONG = "ve9EPM428h8vShlRW1KT of Fish & Chips"


@pytest.mark.parametrize("width", [200, 300])
def test_a_long_name_is_cut_and_leaves_the_connection_its_room(
    qtbot: QtBot, theme: Theme, width: int
) -> None:
    header = AccountHeader(theme, LONG, is_practice=False)
    qtbot.addWidget(header)
    header.show_connection(False)
    header.resize(width, header.sizeHint().height())
    header.show()
    button = header.findChild(QPushButton, "account_button")
    assert button is not None
    assert header.minimumSizeHint().width() <= width
    assert button.text().endswith("…")
    assert button.accessibleName().endswith(LONG)
    header.resize(900, header.height())
    assert button.text() == LONG.replace("&", "&&")


def test_an_account_that_is_let_in_no_longer_is_not_called_online(
    qtbot: QtBot, theme: Theme
) -> None:
    header = AccountHeader(theme, LONG, is_practice=False)
    qtbot.addWidget(header)
    status = header.findChild(QLabel, "connection_status")
    assert status is not None
    header.show_connection(True)
    header.show_refusal(True)
    assert status.text() == "No access"
    header.show_connection(False)
    assert status.text() == "Offline"
    header.show_connection(True)
    header.show_refusal(False)
    assert status.text() == "Online"
