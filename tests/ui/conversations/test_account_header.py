"""The head of the conversation list, whose account may have a long name."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton
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
