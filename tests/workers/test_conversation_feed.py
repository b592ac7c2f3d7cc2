"""The conversation list: every row once, in order, and no answer to a question of yesterday."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from PySide6.QtCore import QObject, QThread, Slot
from pytestqt.qtbot import QtBot

from leadway_desktop.assembly import Engine
from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.conversation import (
    Conversation,
    ConversationPage,
    ConversationQuery,
    ConversationStatus,
    PageCursor,
)
from leadway_desktop.domain.errors import LeadwayError, ServerFault, UnexpectedFailure
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.transfer.find_target import ConversationDirectory
from leadway_desktop.workers.conversation_feed import ConversationFeed
from tests.workers.ending import shut_down


class List(QObject):
    """The list as the window would show it."""

    def __init__(self, feed: ConversationFeed) -> None:
        super().__init__()
        self.rows: list[Conversation] = []
        self.errors: list[LeadwayError] = []
        self.busy: list[bool] = []
        self.totals: list[int] = []
        self.pages = 0
        self.threads: set[QThread] = set()
        feed.page_arrived.connect(self.take_page)
        feed.failed.connect(self.take_error)
        feed.busy_changed.connect(self.busy.append)
        feed.total_changed.connect(self.totals.append)

    @Slot(object, bool)
    def take_page(self, page: tuple[Conversation, ...], replaces: bool) -> None:
        self.threads.add(QThread.currentThread())
        self.pages += 1
        self.rows = list(page) if replaces else [*self.rows, *page]

    @Slot(object)
    def take_error(self, error: LeadwayError) -> None:
        self.threads.add(QThread.currentThread())
        self.errors.append(error)

    @property
    def ids(self) -> list[str]:
        return [row.id for row in self.rows]


Desk = Callable[[ConversationDirectory], tuple[ConversationFeed, List]]


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    feeds: list[ConversationFeed] = []

    def make(source: ConversationDirectory) -> tuple[ConversationFeed, List]:
        feed = ConversationFeed(source)
        feeds.append(feed)
        return feed, List(feed)

    yield make
    for feed in feeds:
        shut_down(feed)


def page(*ids: str, after: int | None = None, total: int | None = None) -> ConversationPage:
    rows = tuple(Conversation(one, "loc") for one in ids)
    return ConversationPage(rows, total, PageCursor(after) if after is not None else None)


@dataclass
class Scripted:
    """Answers by query and cursor; a test may hold an answer back."""

    answer: Callable[[ConversationQuery, int | None, CancelToken], ConversationPage]

    def search(
        self, query: ConversationQuery, after: PageCursor | None, cancel: CancelToken
    ) -> ConversationPage:
        return self.answer(query, after.start_after_ms if after else None, cancel)

    def conversation(self, conversation_id: str, cancel: CancelToken) -> Conversation:
        raise AssertionError("nobody asks for a single one")


def has_more_pages(shown: List, before: int) -> bool:
    return shown.pages > before


def test_every_conversation_once_and_in_order_to_the_end(
    qtbot: QtBot, practice: PracticeServer, engine: Engine, desk: Desk
) -> None:
    feed, shown = desk(engine.crm)
    feed.search(ConversationQuery())
    qtbot.waitUntil(lambda: shown.pages == 1)
    while feed.has_more:
        before = shown.pages
        feed.load_more()
        qtbot.waitUntil(partial(has_more_pages, shown, before))
    assert len(shown.ids) == len(set(shown.ids)) == len(practice.conversations)
    assert set(shown.ids) == {one.id for one in practice.conversations}
    dates = [row.last_message_at for row in shown.rows if row.last_message_at]
    assert dates == sorted(dates, reverse=True)
    assert shown.threads == {shown.thread()}
    assert set(shown.totals) == {len(practice.conversations)}
    assert shown.busy == [True, False] * (len(shown.busy) // 2)
    pages = shown.pages
    feed.load_more()
    assert shown.pages == pages


def test_a_search_narrows_and_a_refresh_asks_again(
    qtbot: QtBot, practice: PracticeServer, engine: Engine, desk: Desk
) -> None:
    feed, shown = desk(engine.crm)
    feed.search(ConversationQuery(status=ConversationStatus.UNREAD))
    qtbot.waitUntil(lambda: shown.pages == 1)
    assert all(row.unread_count for row in shown.rows)
    before = shown.ids
    feed.refresh()
    qtbot.waitUntil(lambda: shown.pages == 2)
    assert shown.ids == before


def test_late_answers_of_older_questions_are_dropped(qtbot: QtBot, desk: Desk) -> None:
    go_on = threading.Event()

    def answer(
        query: ConversationQuery, after: int | None, cancel: CancelToken
    ) -> ConversationPage:
        if query.text == "old":
            go_on.wait(5)  # deaf to the cancel
        return page(query.text)

    feed, shown = desk(Scripted(answer))
    feed.search(ConversationQuery("old"))
    feed.search(ConversationQuery("newer"))
    feed.search(ConversationQuery("newest"))
    go_on.set()
    qtbot.waitUntil(lambda: shown.pages > 0)
    assert (shown.ids, shown.pages) == (["newest"], 1)
    assert shown.busy == [True, False]


def test_an_old_question_is_cancelled_at_once(
    qtbot: QtBot, practice: PracticeServer, engine: Engine, desk: Desk
) -> None:
    practice.faults.add(Fault("search", "latency", seconds=30))
    feed, shown = desk(engine.crm)
    feed.search(ConversationQuery("slow"))
    qtbot.waitUntil(lambda: len(practice.record.faults) == 1)
    feed.search(ConversationQuery())
    qtbot.waitUntil(lambda: shown.pages == 1, timeout=2000)
    assert shown.errors == []


def test_repeats_and_pages_of_nothing_new_end_the_list(qtbot: QtBot, desk: Desk) -> None:
    asked: list[int | None] = []

    def answer(
        query: ConversationQuery, after: int | None, cancel: CancelToken
    ) -> ConversationPage:
        asked.append(after)
        return page("a", "b", "a", after=5) if after is None else page("b", "a", after=5)

    feed, shown = desk(Scripted(answer))
    feed.search(ConversationQuery())
    qtbot.waitUntil(lambda: shown.pages == 1)
    assert feed.has_more
    feed.load_more()
    feed.load_more()
    qtbot.waitUntil(lambda: shown.pages == 2)
    assert shown.ids == ["a", "b"]
    assert not feed.has_more
    feed.load_more()
    assert asked == [None, 5]


def test_an_error_leaves_the_list_and_the_way_on(
    qtbot: QtBot, practice: PracticeServer, engine: Engine, desk: Desk
) -> None:
    feed, shown = desk(engine.crm)
    feed.search(ConversationQuery())
    qtbot.waitUntil(lambda: shown.pages == 1)
    practice.faults.add(Fault("search", "status", status=503))
    feed.load_more()
    qtbot.waitUntil(lambda: len(shown.errors) == 1)
    assert isinstance(shown.errors[0], ServerFault)
    assert shown.errors[0].trace_id
    assert feed.has_more
    feed.load_more()
    qtbot.waitUntil(lambda: shown.pages == 2)
    assert 50 < len(shown.ids) == len(set(shown.ids))
    assert shown.busy[-1] is False


def test_the_way_on_of_an_older_question_is_not_taken(qtbot: QtBot, desk: Desk) -> None:
    """After a search that failed there is no next page: the last one belongs to another list."""

    def answer(
        query: ConversationQuery, after: int | None, cancel: CancelToken
    ) -> ConversationPage:
        if query.text == "bad":
            raise ServerFault
        return page("a", after=5)

    feed, shown = desk(Scripted(answer))
    feed.search(ConversationQuery("good"))
    qtbot.waitUntil(lambda: shown.pages == 1)
    feed.search(ConversationQuery("bad"))
    assert not feed.has_more
    qtbot.waitUntil(lambda: len(shown.errors) == 1)
    assert not feed.has_more
    feed.load_more()
    assert shown.busy == [True, False, True, False]


@pytest.mark.allow_logs("met something unforeseen")
def test_what_nobody_foresaw_is_told(qtbot: QtBot, desk: Desk) -> None:
    def answer(
        query: ConversationQuery, after: int | None, cancel: CancelToken
    ) -> ConversationPage:
        raise ZeroDivisionError

    feed, shown = desk(Scripted(answer))
    feed.search(ConversationQuery())
    qtbot.waitUntil(lambda: len(shown.errors) == 1)
    assert isinstance(shown.errors[0], UnexpectedFailure)
    assert shown.busy == [True, False]


@pytest.mark.parametrize(("total", "told"), [(None, -1), (0, 0), (2**31 - 1, 2**31 - 1)])
def test_the_total(qtbot: QtBot, desk: Desk, total: int | None, told: int) -> None:
    feed, shown = desk(Scripted(lambda query, after, cancel: page("a", total=total)))
    feed.search(ConversationQuery())
    qtbot.waitUntil(lambda: shown.pages == 1)
    assert shown.totals == [told]


def test_a_page_may_be_asked_for_while_one_is_taken(qtbot: QtBot, desk: Desk) -> None:
    """A view that is not full yet asks for more as soon as rows arrive."""

    def answer(
        query: ConversationQuery, after: int | None, cancel: CancelToken
    ) -> ConversationPage:
        number = after or 0
        return page(f"row {number}", after=number + 1 if number < 5 else None)

    feed, shown = desk(Scripted(answer))
    feed.page_arrived.connect(lambda rows, replaces: feed.load_more())
    feed.search(ConversationQuery())
    qtbot.waitUntil(lambda: shown.pages == 6)
    assert shown.ids == [f"row {number}" for number in range(6)]
    qtbot.waitUntil(lambda: shown.busy[-1] is False)


def test_shutting_down_while_a_call_hangs(
    qtbot: QtBot, practice: PracticeServer, engine: Engine, desk: Desk
) -> None:
    practice.faults.add(Fault("search", "latency", seconds=30))
    feed, _ = desk(engine.crm)
    feed.search(ConversationQuery())
    qtbot.waitUntil(lambda: len(practice.record.faults) == 1)
    shut_down(feed)
    assert not any(thread.isRunning() for thread in feed.findChildren(QThread))


def test_a_single_one_comes_with_all_that_a_message_needs(
    qtbot: QtBot, practice: PracticeServer, engine: Engine, desk: Desk
) -> None:
    feed, shown = desk(engine.crm)
    wanted = practice.account.conversation_id
    with qtbot.waitSignal(feed.looked_up, timeout=10_000) as found:
        feed.look_up(wanted)
    (conversation,) = found.args
    assert conversation.id == wanted
    assert conversation.phone
    assert conversation.last_whatsapp_inbound_at is not None
    assert not conversation.is_remembered
    assert shown.pages == 0


def test_one_that_could_not_be_had_can_be_asked_for_again(
    qtbot: QtBot, practice: PracticeServer, engine: Engine, desk: Desk
) -> None:
    feed, _ = desk(engine.crm)
    fault = Fault("conversation", "status", status=500, times=None)
    practice.faults.add(fault)

    def is_asked_twice() -> bool:
        feed.look_up(practice.account.conversation_id)  # once at a time, however often it is said
        return len(practice.record.faults) == 2

    qtbot.waitUntil(is_asked_twice, timeout=10_000)
    practice.faults.clear()
    found: list[Conversation] = []
    feed.looked_up.connect(found.append)

    def is_found() -> bool:
        feed.look_up(practice.account.conversation_id)
        return bool(found)

    qtbot.waitUntil(is_found, timeout=10_000)
