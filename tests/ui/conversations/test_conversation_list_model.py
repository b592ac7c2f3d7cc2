"""The list model: pages, order, identity, and asking for more once."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation, OurMessage
from leadway_desktop.ui.conversations.conversation_list_model import (
    CONVERSATION_ROLE,
    ConversationListModel,
)
from tests.ui.stand_ins import NOON, conversation

NOWHERE = QModelIndex()
THEIRS = replace(conversation("a"), last_message="¿Y el folleto?", last_message_at=NOON)
OURS = OurMessage(Channel.WHATSAPP, "Aquí tiene", NOON + timedelta(minutes=5))


def ids(model: ConversationListModel) -> list[str]:
    rows = range(model.rowCount())
    return [model.index(row).data(CONVERSATION_ROLE).id for row in rows]


def test_pages_are_appended_and_replaced(qtbot: QtBot) -> None:
    model = ConversationListModel()
    tester = QAbstractItemModelTester(model)
    model.append([conversation("a"), conversation("b")])
    model.append([conversation("c")])
    assert ids(model) == ["a", "b", "c"]
    model.replace([conversation("c"), conversation("a")])
    assert ids(model) == ["c", "a"]
    assert tester.model() is model


def test_a_conversation_is_never_shown_twice() -> None:
    model = ConversationListModel()
    model.append([conversation("a"), conversation("b")])
    model.append([conversation("b", name="Newer"), conversation("c"), conversation("c")])
    assert ids(model) == ["a", "b", "c"]
    assert model.index_of("b").data() == "Newer"


def test_a_refresh_that_changes_one_row_repaints_one_row(qtbot: QtBot) -> None:
    model = ConversationListModel()
    rows = [conversation(name) for name in "abc"]
    model.replace(rows)
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    with qtbot.assertNotEmitted(model.modelReset):
        model.replace([rows[0], replace(rows[1], unread_count=3), rows[2]])
    assert changed == [(1, 1)]


def sent_to(row: Conversation, message: OurMessage = OURS) -> ConversationListModel:
    """Return a list with a row to which something has been sent some seconds ago."""
    model = ConversationListModel(now=lambda: message.at + timedelta(seconds=20))
    model.replace([row])
    model.show_sent(row.id, message)
    return model


def shown(model: ConversationListModel) -> Conversation:
    row = model.index(0).data(CONVERSATION_ROLE)
    assert isinstance(row, Conversation)
    return row


def test_a_row_tells_of_a_message_that_has_just_been_sent() -> None:
    model = sent_to(THEIRS)
    row = shown(model)
    assert (row.last_message, row.last_message_at) == ("Aquí tiene", OURS.at)
    assert row.last_message_is_ours
    assert row.channel is Channel.WHATSAPP
    assert "You: Aquí tiene" in model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_row_says_by_which_channel_it_went_and_that_it_was_a_file_alone() -> None:
    model = sent_to(THEIRS, replace(OURS, channel=Channel.SMS, text=""))
    assert shown(model).channel is Channel.SMS
    assert "You: Attachment" in model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_later_message_of_the_customer_is_not_hidden() -> None:
    later = replace(THEIRS, last_message_at=OURS.at + timedelta(seconds=1))
    model = sent_to(later)
    assert shown(model) == later


def test_a_later_refresh_wins_though_clocks_differ() -> None:
    model = sent_to(THEIRS)
    answered = replace(THEIRS, last_message="Gracias", last_message_at=NOON + timedelta(minutes=1))
    model.replace([answered, conversation("b")])
    assert shown(model) == answered
    model.replace([THEIRS])
    assert shown(model) == THEIRS


def test_a_refresh_that_does_not_know_of_it_yet_takes_nothing_back() -> None:
    model = sent_to(THEIRS)
    model.append([replace(THEIRS, unread_count=0, name="María F.")])
    model.show_sent("a", replace(OURS, text="Y la oferta", at=OURS.at + timedelta(seconds=9)))
    model.replace([conversation("b"), THEIRS])
    model.replace([THEIRS])
    assert shown(model).last_message == "Y la oferta"


def test_after_a_minute_the_server_is_right_whatever_it_says() -> None:
    now = [OURS.at]
    model = ConversationListModel(now=lambda: now[0])
    model.replace([THEIRS])
    model.show_sent("a", OURS)
    now[0] += timedelta(seconds=61)
    model.replace([THEIRS])
    assert shown(model) == THEIRS


def test_what_the_list_does_not_show_is_left_to_the_server() -> None:
    model = sent_to(THEIRS)
    model.show_sent("elsewhere", OURS)
    assert ids(model) == ["a"]


def test_more_is_asked_for_once_until_it_is_allowed_again(qtbot: QtBot) -> None:
    model = ConversationListModel()
    asked: list[bool] = []
    model.more_wanted.connect(lambda: asked.append(True))
    model.fetchMore(NOWHERE)
    model.allow_more(True)
    assert model.canFetchMore(NOWHERE)
    model.fetchMore(NOWHERE)
    model.fetchMore(NOWHERE)
    assert asked == [True]
    assert not model.canFetchMore(NOWHERE)


def test_a_row_has_no_rows_below_it() -> None:
    model = ConversationListModel()
    model.replace([conversation("a")])
    model.allow_more(True)
    assert model.rowCount(model.index(0)) == 0
    assert not model.canFetchMore(model.index(0))


def test_nothing_is_where_nothing_is() -> None:
    model = ConversationListModel()
    assert not model.index_of("a").isValid()
    assert model.conversation_at(NOWHERE) is None
    assert model.data(NOWHERE) is None


def test_a_row_speaks_and_has_a_plain_tool_tip() -> None:
    model = ConversationListModel()
    model.replace([replace(conversation("a", name="<b>Ana</b>"), unread_count=2)])
    roles = Qt.ItemDataRole
    assert "WhatsApp" in model.index(0).data(roles.AccessibleTextRole)
    tip = QTextDocumentFragment.fromHtml(model.index(0).data(roles.ToolTipRole))
    assert tip.toPlainText().splitlines() == ["<b>Ana</b>", "WhatsApp"]
