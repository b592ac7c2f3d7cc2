"""The pane asks the feed, and says what became of it; the selection stays what it was."""

from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.conversation import Conversation, ConversationQuery, ConversationStatus
from leadway_desktop.domain.errors import (
    ConnectionLost,
    NoConnection,
    RateLimited,
    ServerFault,
    TokenInvalid,
)
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.ui.conversations import conversation_pane
from leadway_desktop.ui.conversations.conversation_pane import ConversationPane
from leadway_desktop.ui.theme import Theme
from tests.ui.conversations.rows import Drag, StandInFeed, many, row
from tests.ui.stand_ins import files


@pytest.fixture
def feed() -> StandInFeed:
    return StandInFeed()


@pytest.fixture
def pane(qtbot: QtBot, theme: Theme, feed: StandInFeed) -> ConversationPane:
    pane = ConversationPane(theme, feed, "Soporte & Centro", False)
    qtbot.addWidget(pane)
    pane.resize(328, 600)
    pane.show()
    qtbot.waitExposed(pane)
    pane.start()
    return pane


def label(pane: ConversationPane, name: str) -> QLabel:
    found = pane.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found


def button(pane: ConversationPane, name: str) -> QPushButton:
    found = pane.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def search_field(pane: ConversationPane) -> QLineEdit:
    found = pane.findChild(QLineEdit, "search_field")
    assert isinstance(found, QLineEdit)
    return found


def test_it_asks_for_everything_first(pane: ConversationPane, feed: StandInFeed) -> None:
    assert feed.asked == [ConversationQuery()]


def test_typing_asks_once_after_a_pause(
    qtbot: QtBot, pane: ConversationPane, feed: StandInFeed
) -> None:
    QTest.keyClicks(search_field(pane), "mar")
    assert len(feed.asked) == 1
    qtbot.waitUntil(lambda: len(feed.asked) == 2)
    assert feed.asked[-1] == ConversationQuery("mar")


def test_return_asks_at_once_and_escape_asks_for_everything(
    qtbot: QtBot, pane: ConversationPane, feed: StandInFeed
) -> None:
    field = search_field(pane)
    QTest.keyClicks(field, "  mar ")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert feed.asked[-1] == ConversationQuery("mar")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: feed.asked[-1] == ConversationQuery())
    assert field.text() == ""


def test_filters_ask_at_once_and_tell_how_many(pane: ConversationPane, feed: StandInFeed) -> None:
    unread = button(pane, "unread_filter")
    unread.click()
    assert feed.asked[-1] == ConversationQuery(status=ConversationStatus.UNREAD)
    feed.total_changed.emit(12)
    assert unread.text() == "Unread 12"
    button(pane, "all_filter").click()
    assert unread.text() == "Unread"


def test_keys_lead_to_the_search_and_on_to_the_list(
    qtbot: QtBot, pane: ConversationPane, feed: StandInFeed
) -> None:
    feed.page_arrived.emit(many(3), True)
    pane.activateWindow()
    pane.setFocus()
    QTest.keyClick(pane.view, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(search_field(pane).hasFocus)
    with qtbot.waitSignal(pane.conversation_selected) as selected:
        QTest.keyClick(search_field(pane), Qt.Key.Key_Down)
    assert selected.args is not None
    assert selected.args[0].id == "c0"
    assert pane.view.hasFocus()
    QTest.keyClick(pane.view, Qt.Key.Key_X)
    assert search_field(pane).text() == "x"


def scroll_bar(qtbot: QtBot, pane: ConversationPane) -> QScrollBar:
    """Return the list's scroll bar, once the rows are laid out."""
    bar = pane.view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    return bar


def selections(pane: ConversationPane) -> list[str]:
    seen: list[str] = []
    pane.conversation_selected.connect(lambda conversation: seen.append(conversation.id))
    return seen


def test_the_selection_survives_a_refresh_in_another_order(
    qtbot: QtBot, pane: ConversationPane, feed: StandInFeed
) -> None:
    rows = many(5)
    feed.page_arrived.emit(rows, True)
    seen = selections(pane)
    assert pane.select("c3")
    pane.refresh()
    newer = replace(rows[3], last_message="new")
    with qtbot.waitSignal(pane.conversation_updated) as updated:
        feed.page_arrived.emit((newer, *rows[:3]), True)
    assert updated.args == [newer]
    assert pane.current == newer
    assert pane.view.currentIndex().row() == 0
    assert seen == ["c3"]


def test_the_selection_comes_back_with_its_page(pane: ConversationPane, feed: StandInFeed) -> None:
    feed.page_arrived.emit(many(60), True)
    pane.select("c55")
    seen = selections(pane)
    pane.refresh()
    feed.page_arrived.emit(many(50), True)
    assert pane.current is not None
    assert pane.current.id == "c55"
    assert not pane.view.currentIndex().isValid()
    feed.page_arrived.emit(many(50, 50), False)
    assert pane.view.currentIndex().row() == 55
    assert seen == []


def test_a_refresh_leaves_what_is_in_sight_where_it_is(
    qtbot: QtBot, pane: ConversationPane, feed: StandInFeed
) -> None:
    feed.page_arrived.emit(many(50), True)
    bar = scroll_bar(qtbot, pane)
    bar.setValue(7 * 62 + 20)
    top = pane.model.conversation_at(pane.view.indexAt(QPoint(5, 0)))
    pane.refresh()
    feed.page_arrived.emit((row(999), *many(50)), True)
    assert pane.model.conversation_at(pane.view.indexAt(QPoint(5, 0))) == top
    assert bar.value() == 8 * 62 + 20


def test_a_page_asks_for_the_next_only_when_it_is_wanted(
    qtbot: QtBot, pane: ConversationPane, feed: StandInFeed
) -> None:
    feed.has_more = True
    feed.page_arrived.emit(many(50), True)
    bar = scroll_bar(qtbot, pane)
    bar.setValue(bar.maximum())
    assert feed.asked.count("more") == 1
    feed.has_more = False
    feed.page_arrived.emit(many(50, 50), False)
    bar.setValue(bar.maximum())
    assert feed.asked.count("more") == 1
    assert not pane.model.canFetchMore(QModelIndex())


def test_nothing_found_offers_to_clear_the_search(
    qtbot: QtBot, pane: ConversationPane, feed: StandInFeed
) -> None:
    QTest.keyClicks(search_field(pane), "<b>x")
    QTest.keyClick(search_field(pane), Qt.Key.Key_Return)
    feed.page_arrived.emit((), True)
    what = label(pane, "nothing_found_what")
    assert what.isVisible()
    assert "<b>x" in what.text()
    assert what.textFormat() is Qt.TextFormat.PlainText
    button(pane, "nothing_found_button").click()
    assert feed.asked[-1] == ConversationQuery()


def test_an_empty_account_has_nothing_to_clear(pane: ConversationPane, feed: StandInFeed) -> None:
    feed.page_arrived.emit((), True)
    assert label(pane, "nothing_found_what").text() == "There are no conversations yet."
    assert not button(pane, "nothing_found_button").isVisible()


def test_a_failed_search_shows_no_rows_of_another_question(
    pane: ConversationPane, feed: StandInFeed
) -> None:
    feed.page_arrived.emit(many(5), True)
    button(pane, "starred_filter").click()
    feed.failed.emit(ServerFault(status=500, trace_id="7f3c"))
    assert pane.model.rowCount() == 0
    assert "7f3c" in label(pane, "list_error_fine").text()
    button(pane, "list_error_button").click()
    assert feed.asked[-1] == "refresh"
    feed.page_arrived.emit(many(2), True)
    assert pane.view.isVisible()


def test_a_failed_page_keeps_the_rows_and_asks_for_the_same_page_again(
    qtbot: QtBot, pane: ConversationPane, feed: StandInFeed
) -> None:
    feed.has_more = True
    feed.page_arrived.emit(many(50), True)
    bar = scroll_bar(qtbot, pane)
    bar.setValue(bar.maximum())
    feed.failed.emit(RateLimited(wait_seconds=8, is_daily=False, trace_id="7f3c"))
    assert pane.model.rowCount() == 50
    assert label(pane, "list_banner_text").text().endswith("again by itself.")
    assert "7f3c" in label(pane, "list_banner_trace").text()
    bar.setValue(0)
    bar.setValue(bar.maximum())
    assert feed.asked.count("more") == 1, "a failure is not followed by attempts in a row"
    button(pane, "list_banner_retry").click()
    assert feed.asked.count("more") == 2
    feed.page_arrived.emit(many(50, 50), False)
    banner = pane.findChild(QWidget, "list_banner")
    assert isinstance(banner, QWidget)
    assert not banner.isVisible()


def test_the_connection_is_told(pane: ConversationPane, feed: StandInFeed) -> None:
    status = label(pane, "connection_status")
    assert status.text() == "Connecting…"
    feed.page_arrived.emit(many(1), True)
    assert status.text() == "Online"
    feed.failed.emit(NoConnection())
    assert status.text() == "Offline"
    feed.failed.emit(ServerFault())
    assert status.text() == "Online"


def test_the_list_does_not_change_under_a_drag(
    qtbot: QtBot, pane: ConversationPane, feed: StandInFeed
) -> None:
    feed.page_arrived.emit(many(5), True)
    drag = Drag(pane.view, files("/tmp/a.jpg"))
    drag.enter(QPoint(100, 30))
    drag.move(QPoint(100, 30))
    feed.page_arrived.emit((row(99), *many(5)), True)
    with qtbot.waitSignal(pane.files_dropped) as came:
        drag.drop(QPoint(100, 30))
    assert came.args is not None
    target: Conversation = came.args[0]
    assert target.id == "c0"
    assert pane.model.index_of("c99").row() == 0


def test_waiting_draws_rows_to_come(
    qtbot: QtBot, pane: ConversationPane, feed: StandInFeed
) -> None:
    before = pane.view.grab().toImage()
    feed.busy_changed.emit(True)
    assert pane.view.grab().toImage() != before
    feed.busy_changed.emit(False)
    assert pane.view.grab().toImage() == before


def test_the_menu_leads_everywhere(qtbot: QtBot, pane: ConversationPane, feed: StandInFeed) -> None:
    menu = button(pane, "account_button").menu()
    actions = {action.objectName(): action for action in menu.actions()}
    for name, signal in {
        "history_action": pane.history_wanted,
        "settings_action": pane.settings_wanted,
        "info_action": pane.about_wanted,
        "sign_out_action": pane.sign_out_wanted,
    }.items():
        with qtbot.waitSignal(signal):
            actions[name].trigger()
    actions["refresh_action"].trigger()
    assert feed.asked[-1] == "refresh"


def test_everything_has_a_name(pane: ConversationPane) -> None:
    reached = [w for w in pane.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(reached) >= 6
    for widget in reached:
        if widget.isVisible():
            words = widget.accessibleName() or getattr(widget, "text", str)()
            assert widget.objectName(), widget
            assert words, widget.objectName()


LONG_MS = 1_000_000


def asked_again(feed: StandInFeed, times: int) -> bool:
    return feed.asked.count("refresh") == times


@pytest.fixture
def hasty(
    qtbot: QtBot, theme: Theme, feed: StandInFeed, monkeypatch: pytest.MonkeyPatch
) -> ConversationPane:
    """One that asks again at once."""
    monkeypatch.setattr(conversation_pane, "_AGAIN_MS", (1,))
    pane = ConversationPane(theme, feed, "Soporte", False)
    qtbot.addWidget(pane)
    pane.start()
    return pane


def test_a_list_that_was_not_answered_asks_again_by_itself(
    qtbot: QtBot, hasty: ConversationPane, feed: StandInFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for times in (1, 2):
        feed.failed.emit(NoConnection())
        qtbot.waitUntil(partial(asked_again, feed, times))
    monkeypatch.setattr(conversation_pane, "_AGAIN_MS", (LONG_MS,))
    feed.failed.emit(NoConnection())
    (again,) = (one for one in hasty.findChildren(QTimer) if one.interval() == LONG_MS)
    assert again.isActive()
    feed.failed.emit(TokenInvalid())
    assert not again.isActive()
    feed.page_arrived.emit(tuple(many(3)), True)
    assert hasty.model.rowCount() == 3


def test_a_list_behind_a_limit_asks_again_once_that_is_over_and_says_so(
    qtbot: QtBot, hasty: ConversationPane, feed: StandInFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed.failed.emit(ConnectionLost())
    by_itself = "The list is asked for again by itself."
    assert label(hasty, "list_error_advice").text() == by_itself, "and nothing from its beginning"
    feed.failed.emit(RateLimited(wait_seconds=0.1, is_daily=False))
    assert label(hasty, "list_error_advice").text() == by_itself
    assert [one.interval() for one in hasty.findChildren(QTimer) if one.isActive()] == [100]
    qtbot.waitUntil(partial(asked_again, feed, 1))
    monkeypatch.setattr(conversation_pane, "_AGAIN_MS", (LONG_MS,))
    feed.failed.emit(RateLimited(wait_seconds=None, is_daily=False))
    assert LONG_MS in [one.interval() for one in hasty.findChildren(QTimer) if one.isActive()]
    for _ in range(2):
        hasty.ask_if_due()  # the pause of the uploads is over
        assert asked_again(feed, 2), "once"


def test_it_asks_at_once_when_an_upload_gets_through(
    pane: ConversationPane, feed: StandInFeed
) -> None:
    feed.failed.emit(NoConnection())
    assert "refresh" not in feed.asked
    pane.reachability.hear_holds(frozenset({WaitReason.NETWORK}))
    pane.reachability.hear_holds(frozenset())  # the queue's probe was answered
    assert feed.asked.count("refresh") == 1
    pane.reachability.hear_answer()
    assert feed.asked.count("refresh") == 1


def test_nobody_sees_a_question_that_nobody_has_asked(
    pane: ConversationPane, feed: StandInFeed
) -> None:
    feed.failed.emit(NoConnection())
    trouble = pane.findChild(QWidget, "list_error")
    assert trouble is not None
    pane.reachability.hear_holds(frozenset({WaitReason.NETWORK}))
    pane.reachability.hear_holds(frozenset())
    feed.busy_changed.emit(True)
    assert trouble.isVisibleTo(pane)
