"""What a start keeps in the list, puts away, and forgets."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from leadway_desktop.app.journal_keeper import JournalKeeper
from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.draft import KeptDraft
from leadway_desktop.domain.history import HistoryQuery
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.storage.drafts import save_drafts
from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.upload_history import UploadHistory
from leadway_desktop.storage.upload_journal import FILE_NAME, UploadJournal, open_journal
from leadway_desktop.transfer.system_clock import SystemClock
from leadway_desktop.workers.task_thread import TaskThread
from tests.storage.uploads import make_upload

SENT = Delivery("k", "", "", DeliveryStage.SENT)
NOW = SystemClock().now
UNKNOWN = Delivery("k", "", "", DeliveryStage.UNKNOWN)


def done(number: int, days_ago: float, stage: UploadStage = UploadStage.UPLOADED) -> Upload:
    finished = SystemClock().now() - timedelta(days=days_ago)
    return make_upload(number, stage=stage, finished_at=finished, link="https://cdn.example/x")


def keep(folders: Folders, *uploads: Upload) -> None:
    with UploadJournal(folders.data / FILE_NAME) as journal:
        for upload in uploads:
            journal.save(upload, 1)


@contextmanager
def opened(
    folders: Folders,
    qtbot: QtBot,
    days: Callable[[], int],
    now: Callable[[], datetime | None] = NOW,
) -> Iterator[tuple[JournalKeeper, list[str]]]:
    """Open the account's journal, hear the time from a server, and yield what the list shows."""
    errands = TaskThread("errands")
    keeper = JournalKeeper(folders, errands, days, now, None)
    keeper.expired.connect(keeper.forget, Qt.ConnectionType.DirectConnection)
    keeper.open()
    with qtbot.waitSignal(keeper.loaded) as loaded:
        keeper.load()
    keeper.hear_from_server()
    is_tidy = Event()
    errands.submit(lambda: errands.submit(is_tidy.set))  # behind what was found to forget
    assert is_tidy.wait(10)
    try:
        yield keeper, [upload.id for upload, _ in loaded.args[0]]
    finally:
        keeper.close()
        errands.finish()


def in_history(folders: Folders) -> set[str]:
    history = UploadHistory(folders)
    return {one.id for one in history.read(history.find(HistoryQuery("location"))).values()}


def ids(*numbers: int) -> set[str]:
    return {make_upload(number).id for number in numbers}


def test_what_is_old_leaves_the_list_and_stays_in_the_history(
    folders: Folders, qtbot: QtBot
) -> None:
    cancelled = done(4, 8, UploadStage.CANCELLED)
    keep(folders, done(1, 1), done(2, 8), done(3, 91), cancelled, done(5, 91, UploadStage.FAILED))
    with opened(folders, qtbot, lambda: 90) as (_, shown):
        assert set(shown) == ids(1, 5)
    assert in_history(folders) == ids(1, 2)
    with opened(folders, qtbot, lambda: 90) as (_, shown):
        assert set(shown) == ids(1, 5)


def test_a_message_in_doubt_is_kept_however_old(folders: Folders, qtbot: QtBot) -> None:
    keep(folders, replace(done(1, 400), delivery=UNKNOWN), replace(done(2, 400), delivery=SENT))
    with opened(folders, qtbot, lambda: 90) as (_, shown):
        assert set(shown) == ids(1)
    assert in_history(folders) == ids(1)


def test_without_a_history_receipts_go_with_the_window(folders: Folders, qtbot: QtBot) -> None:
    keep(folders, done(1, 0.1), replace(done(2, 2), is_put_away=True))
    with opened(folders, qtbot, lambda: 0) as (keeper, shown):
        assert shown == []
        assert in_history(folders) == set()
        keeper.journal.save(done(3, 0), 1)
        keeper.look_for_expired()  # not while the window is open
        keeper.flush()
    assert in_history(folders) == set()


def test_without_a_history_what_no_command_has_told_stays_for_a_week(
    folders: Folders, qtbot: QtBot
) -> None:
    keep(folders, replace(done(1, 6), is_untold=True), replace(done(2, 8), is_untold=True))
    for _ in range(2):
        with opened(folders, qtbot, lambda: 0) as (_, shown):
            assert set(shown) == ids(1)
    assert in_history(folders) == ids(1)


@pytest.mark.parametrize("days", [0, 30])
def test_the_files_of_a_draft_stay_however_old(folders: Folders, qtbot: QtBot, days: int) -> None:
    keep(folders, done(1, 40), done(2, 40))
    drafted = make_upload(1).id
    save_drafts(folders, [KeptDraft("location", "conversation", (drafted,), "para Ana")])
    for _ in range(2):
        with opened(folders, qtbot, lambda: days) as (keeper, shown):
            assert shown == [drafted]
            keeper.look_for_expired()
    save_drafts(folders, [])
    with opened(folders, qtbot, lambda: days) as (_, shown):
        assert shown == []


def test_a_window_that_stays_open_for_days_forgets_too(folders: Folders, qtbot: QtBot) -> None:
    days = [90]
    keep(folders, done(1, 40), done(2, 1))
    with opened(folders, qtbot, lambda: days[0]) as (keeper, _):
        days[0] = 30
        with qtbot.waitSignal(keeper.expired) as expired:
            keeper.look_for_expired()
        assert set(expired.args[0]) == ids(1)
    assert in_history(folders) == ids(2)


def test_no_receipt_is_forgotten_before_a_server_has_told_the_time(
    folders: Folders, qtbot: QtBot
) -> None:
    """This computer's clock may be years ahead."""
    keep(folders, done(1, 400), replace(done(2, 400), is_put_away=True))
    with opened(folders, qtbot, lambda: 90, lambda: None) as (keeper, _):
        keeper.look_for_expired()
    assert in_history(folders) == ids(1, 2)
    two_years_ago = SystemClock().now() - timedelta(days=730)
    with opened(folders, qtbot, lambda: 90, lambda: two_years_ago):
        pass
    assert in_history(folders) == ids(1, 2)


def test_practice_begins_with_nothing(folders: Folders, qtbot: QtBot) -> None:
    practice = folders.for_practice()
    old = replace(done(2, 1), is_put_away=True)
    keep(practice, done(1, 1), old, make_upload(3), replace(done(4, 1), delivery=UNKNOWN))
    keep(folders, done(1, 1))
    with opened(practice, qtbot, lambda: 90) as (_, shown):
        assert shown == []
    assert in_history(practice) == set()
    assert in_history(folders) == ids(1)


def test_what_could_not_be_read_is_told(folders: Folders, qtbot: QtBot) -> None:
    keep(folders, done(1, 1), done(2, 1))
    with closing(sqlite3.connect(folders.data / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE upload SET size = size + 1 WHERE position = 1")
    errands = TaskThread("errands")
    keeper = JournalKeeper(folders, errands, lambda: 90, NOW, None)
    with qtbot.waitSignal(keeper.told) as told:
        keeper.open()
        keeper.load()
    keeper.close()
    errands.finish()
    assert "1 upload(s) could not be read" in told.args[0]


@pytest.mark.parametrize("a_command_told", [False, True])
def test_a_recovery_is_told_by_the_next_window_and_by_no_other(
    folders: Folders, qtbot: QtBot, a_command_told: bool
) -> None:
    """Whether it was killed before it could be told, or told to a script's standard error."""
    keep(folders, done(1, 1))
    with closing(sqlite3.connect(folders.data / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE upload SET size = size + 1")
    with open_journal(folders).journal as journal:
        if a_command_told:
            journal.recovery_is_told(by_command=True)
    told: list[str] = []
    for _ in range(2):
        errands = TaskThread("errands")
        keeper = JournalKeeper(folders, errands, lambda: 90, NOW, None)
        keeper.told.connect(told.append)
        with qtbot.waitSignal(keeper.loaded):
            keeper.open()
            keeper.load()
        keeper.close()
        errands.finish()
    assert len(told) == 1
    assert "was damaged" in told[0]
    assert "1 upload(s) could not be read" in told[0]
