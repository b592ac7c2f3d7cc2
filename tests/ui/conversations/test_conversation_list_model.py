"""The list model: pages, order, identity, and asking for more once."""

from dataclasses import replace

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from leadway_desktop.ui.conversations.conversation_list_model import (
    CONVERSATION_ROLE,
    ConversationListModel,
)
from tests.ui.stand_ins import conversation

NOWHERE = QModelIndex()


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
