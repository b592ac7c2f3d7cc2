"""Rows are drawn whatever is in them, and say what a drop would do."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem

from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.ui.conversations.conversation_delegate import (
    ConversationDelegate,
    DropHover,
)
from leadway_desktop.ui.conversations.conversation_list_model import ConversationListModel
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.tokens import LIGHT
from tests.ui.conversations.rows import row

WIDTH, HEIGHT = 328, 62

ODD = [
    Conversation("c", "l"),
    Conversation("c", "l", name="x" * 5000, last_message="y" * 50_000),
    Conversation("c", "l", name="أحمد السعيد", last_message="شكرا " * 100),
    Conversation("c", "l", name="👩‍👩‍👧‍👦🙌", last_message="🙌" * 300, unread_count=10**12),
    Conversation("c", "l", name="a\x00b\u202e\ud800", last_message="\x00\n\r\u2028"),
    Conversation("c", "l", name="&<b>", unread_count=-3, last_message_type="TYPE_NEW"),
    Conversation("c", "l", last_message_at=datetime.min.replace(tzinfo=UTC)),
    Conversation("c", "l", last_message_at=datetime.max.replace(tzinfo=UTC), is_starred=True),
]


def painted(
    delegate: ConversationDelegate,
    shown: Conversation,
    state: QStyle.StateFlag = QStyle.StateFlag.State_Enabled,
    *,
    mirrored: bool = False,
    width: int = WIDTH,
    progress: float | None = None,
) -> QImage:
    model = ConversationListModel()
    model.replace([shown])
    model.show_progress({shown.id: progress})
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, width, HEIGHT)
    option.state = state
    if mirrored:
        option.direction = Qt.LayoutDirection.RightToLeft
    picture = QImage(max(width, 1), HEIGHT, QImage.Format.Format_RGB32)
    picture.fill(QColor("#ff00ff"))
    painter = QPainter(picture)
    delegate.paint(painter, option, model.index(0))
    painter.end()
    return picture


@pytest.fixture
def delegate(theme: Theme) -> ConversationDelegate:
    return ConversationDelegate(theme, lambda conversation: conversation.channel)


@pytest.mark.parametrize("shown", ODD)
@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("width", [WIDTH, 40, 1])
def test_odd_rows_are_drawn(
    delegate: ConversationDelegate, shown: Conversation, mirrored: bool, width: int
) -> None:
    picture = painted(delegate, shown, mirrored=mirrored, width=width)
    assert picture.pixelColor(0, 0) == QColor(LIGHT.surface)


def test_states_have_their_grounds(delegate: ConversationDelegate) -> None:
    states = QStyle.StateFlag
    grounds = {
        states.State_Enabled: LIGHT.surface,
        states.State_MouseOver: LIGHT.hover,
        states.State_Selected: LIGHT.soft,
    }
    for state, ground in grounds.items():
        assert painted(delegate, row(1), state).pixelColor(1, 1) == QColor(ground)


@pytest.mark.parametrize("mirrored", [False, True])
def test_line_of_uploads_grows_from_where_the_row_begins(
    delegate: ConversationDelegate, mirrored: bool
) -> None:
    begin, end = (WIDTH - 70, 20) if mirrored else (70, WIDTH - 20)
    line = HEIGHT - 7
    assert painted(delegate, row(1)).pixelColor(begin, line) == QColor(LIGHT.surface)
    picture = painted(delegate, row(1), mirrored=mirrored, progress=0.5)
    assert picture.pixelColor(begin, line) == QColor(LIGHT.accent)
    assert picture.pixelColor(end, line) == QColor(LIGHT.line)


def test_the_drop_lights_one_row_and_no_other(delegate: ConversationDelegate) -> None:
    before = painted(delegate, row(1))
    delegate.drop_hover = DropHover("c1", 3)
    assert painted(delegate, row(1)) != before
    assert painted(delegate, row(1)).pixelColor(8, 31) == QColor(LIGHT.soft)
    delegate.drop_hover = DropHover("c2", 3)
    assert painted(delegate, row(1)) == before


def test_the_focus_ring_is_for_the_keyboard(delegate: ConversationDelegate) -> None:
    focused = QStyle.StateFlag.State_HasFocus
    without = painted(delegate, row(1), focused)
    delegate.shows_focus = True
    assert painted(delegate, row(1), focused) != without
    assert painted(delegate, row(1), focused).pixelColor(160, 3) == QColor(LIGHT.accent)


def test_right_to_left_is_mirrored(delegate: ConversationDelegate) -> None:
    plain = replace(row(0), name="", last_message="")
    left, right = painted(delegate, plain), painted(delegate, plain, mirrored=True)
    assert left.pixelColor(14, 31) == right.pixelColor(WIDTH - 15, 31)


def test_all_rows_have_one_height(qapp: QApplication, delegate: ConversationDelegate) -> None:
    model = ConversationListModel()
    model.replace([ODD[0], row(1)])
    option = QStyleOptionViewItem()
    heights = {delegate.sizeHint(option, model.index(number)).height() for number in (0, 1)}
    assert heights == {delegate.row_height}
    assert delegate.row_height >= HEIGHT
