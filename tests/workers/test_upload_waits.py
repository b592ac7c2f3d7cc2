"""Holds, pauses and the journal, seen as the window sees them, on the real threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QThread, Slot
from pytestqt.qtbot import QtBot

from leadway_desktop.assembly import Engine, build_engine
from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.errors import ConnectionLost, JournalNotWritten, NoConnection
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.upload import LocalFile, Upload, UploadTarget
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.transfer import intake
from leadway_desktop.transfer.lanes import SMALL
from leadway_desktop.transfer.spool import Spool
from leadway_desktop.transfer.upload_engine import UploadEngine
from leadway_desktop.transfer.upload_job import UploadJob
from leadway_desktop.workers.upload_threads import UploadThreads
from tests.transfer.fakes import FakeWorld, HandClock, JpegTypes, Notebook
from tests.workers.ending import shut_down
from tests.workers.test_upload_threads import Window, handed, photos

NETWORK, SIGN_IN = frozenset({WaitReason.NETWORK}), frozenset({WaitReason.SIGN_IN})
NOTHING: frozenset[WaitReason] = frozenset()
SHUT_DOWN_TIME = 1.0

Open = Callable[..., UploadThreads]


class Board(QObject):
    """Keeps what the whole queue told, and in which thread."""

    def __init__(self, uploads: UploadThreads) -> None:
        super().__init__()
        self.holds: list[frozenset[WaitReason]] = []
        self.troubles: list[JournalNotWritten] = []
        self.threads: set[QThread] = set()
        uploads.holds_changed.connect(self.take_holds)
        uploads.trouble.connect(self.take_trouble)

    @Slot(object)
    def take_holds(self, holds: frozenset[WaitReason]) -> None:
        self.threads.add(QThread.currentThread())
        self.holds.append(holds)

    @Slot(object)
    def take_trouble(self, error: JournalNotWritten) -> None:
        self.threads.add(QThread.currentThread())
        self.troubles.append(error)


@pytest.fixture
def journal() -> Notebook:
    return Notebook()


@pytest.fixture
def start(qtbot: QtBot, engine: Engine, journal: Notebook, tmp_path: Path) -> Iterator[Open]:
    """Start threads over an engine (the account's, unless another is given)."""
    started: list[UploadThreads] = []

    def start(uploads: UploadEngine | None = None, parallel: int = 3) -> UploadThreads:
        threads = UploadThreads(
            uploads or engine.uploads, journal, parallel, Spool(tmp_path / "made")
        )
        started.append(threads)
        return threads

    yield start
    for threads in started:
        shut_down(threads)


def test_no_network_is_waited_for_and_all_go_on_by_themselves(
    qtbot: QtBot, practice: PracticeServer, start: Open, target: UploadTarget, tmp_path: Path
) -> None:
    uploads = start()
    window, board = Window(uploads), Board(uploads)
    practice.go_offline()
    uploads.add(target, photos(tmp_path, 8, 100))
    qtbot.waitUntil(lambda: board.holds[-1:] == [NETWORK])
    qtbot.waitUntil(lambda: len(window.now) == 8)
    practice.go_online()
    qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADED) == 8, timeout=10_000)
    assert board.holds == [NETWORK, NOTHING]
    assert board.threads == {board.thread()}
    assert len(practice.record.uploads) == 8


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda uploads: uploads.try_network_now(), id="the button Now"),
        pytest.param(lambda uploads: uploads._connectivity.maybe_back.emit(), id="the system"),
    ],
)
def test_whoever_says_that_the_network_is_back_is_believed_at_once(
    qtbot: QtBot,
    practice: PracticeServer,
    start: Open,
    target: UploadTarget,
    tmp_path: Path,
    ask: Callable[[UploadThreads], None],
) -> None:
    uploads = start()
    window, board = Window(uploads), Board(uploads)
    practice.go_offline()
    uploads.add(target, photos(tmp_path, 1, 100))
    qtbot.waitUntil(lambda: board.holds[-1:] == [NETWORK])
    practice.go_online()
    started = time.monotonic()
    ask(uploads)
    qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADED) == 1)
    assert time.monotonic() - started < 0.9, "it was not asked at once"


def test_one_sign_in_for_all(
    qtbot: QtBot,
    practice: PracticeServer,
    settings: Settings,
    start: Open,
    target: UploadTarget,
    tmp_path: Path,
) -> None:
    engine = build_engine(settings, Secret(practice.account.token_revoked))
    uploads = start(engine.uploads)
    window, board = Window(uploads), Board(uploads)
    uploads.add(target, photos(tmp_path, 10, 100))
    qtbot.waitUntil(lambda: board.holds[-1:] == [SIGN_IN] and len(window.now) == 10)
    assert window.count(UploadStage.UPLOADED) == 0
    engine.token.replace(Secret(practice.account.token))
    uploads.signed_in()
    qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADED) == 10, timeout=10_000)
    shut_down(uploads)
    engine.close()
    assert board.holds == [SIGN_IN, NOTHING]


def test_a_release_never_overtakes_an_older_hold(
    qtbot: QtBot, start: Open, target: UploadTarget, tmp_path: Path
) -> None:
    """What the window hears last is how it is, whichever thread said it."""
    failed, clock = threading.Event(), HandClock()

    def hook(step: str, cancel: CancelToken) -> None:
        failed.set()
        raise NoConnection

    def hang(cancel: CancelToken) -> None:
        cancel.wait(60)

    world = FakeWorld(hook)
    uploads = start(UploadEngine(world.job(clock), world.message_job(clock), clock, hang), 1)
    board = Board(uploads)
    uploads.add(target, photos(tmp_path, 1))
    assert failed.wait(5)
    # Without the window's thread hearing of the hold, which stands in its queue by now.
    assert uploads._queue.wait_for_hold(WaitReason.NETWORK, timeout=5)
    uploads._queue.cancel_all()
    uploads._queue.release(WaitReason.NETWORK)
    assert board.holds == []
    qtbot.waitUntil(lambda: len(board.holds) == 2)
    assert board.holds == [NETWORK, NOTHING]


def test_pause_and_go_on_one_and_all(
    qtbot: QtBot, practice: PracticeServer, start: Open, target: UploadTarget, tmp_path: Path
) -> None:
    practice.faults.add(Fault("put", "stall", at_byte=100, times=3))
    uploads = start()
    window = Window(uploads)
    uploads.add(target, photos(tmp_path, 5, SMALL + 1))
    qtbot.waitUntil(lambda: len(practice.record.faults) == 3 and len(window.now) == 5)
    uploads.pause_all()
    qtbot.waitUntil(lambda: window.count(UploadStage.PAUSED) == 5)
    first, *others = window.now
    uploads.resume(first)
    qtbot.waitUntil(lambda: window.now[first].stage is UploadStage.UPLOADED)
    assert window.count(UploadStage.PAUSED) == 4
    uploads.resume_all()
    qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADED) == 5)
    assert len(practice.record.objects) == len(practice.record.uploads) == 5
    uploads.pause(first)
    assert window.now[others[0]].error is None


def test_what_is_still_looked_at_is_paused_with_all_others(
    qtbot: QtBot,
    practice: PracticeServer,
    start: Open,
    target: UploadTarget,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ten thousand files take a while: what comes after "pause all" must not go on its own."""
    looks = threading.Semaphore(0)

    def slow_look(path: Path) -> LocalFile:
        looks.acquire(timeout=5)
        return look_at(path)

    monkeypatch.setattr(intake, "look_at", slow_look)
    practice.faults.add(Fault("put", "stall", at_byte=100, times=1))
    uploads = start()
    window = Window(uploads)
    *before, after = photos(tmp_path, 6)
    uploads.add(target, before)
    looks.release()
    qtbot.waitUntil(lambda: len(practice.record.faults) == 1)
    uploads.pause_all()
    qtbot.waitUntil(lambda: window.count(UploadStage.PAUSED) == 1)
    uploads.add(target, [after])
    looks.release(5)
    qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADED) == 1)
    assert window.count(UploadStage.PAUSED) == 5
    late = {one.stage for one in window.changes if one.file.path in before[2:]}
    assert late == {UploadStage.QUEUED, UploadStage.PAUSED}  # they did not even begin
    uploads.resume_all()
    qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADED) == 6)


def test_a_file_whose_drive_hangs_holds_up_nobody_after_a_pause(
    qtbot: QtBot,
    practice: PracticeServer,
    start: Open,
    target: UploadTarget,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hangs, comes_back = threading.Event(), threading.Event()
    *others, hanging = photos(tmp_path, 3)

    def look(path: Path) -> LocalFile:
        if path == hanging:
            hangs.set()
            assert comes_back.wait(20)
        return look_at(path)

    monkeypatch.setattr(intake, "look_at", look)
    uploads = start()
    window = Window(uploads)
    practice.go_offline()
    uploads.add(target, [*others, hanging])
    uploads.pause_all()
    assert hangs.wait(5)
    practice.go_online()
    uploads.resume_all()
    uploads.try_network_now()
    try:
        qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADED) == 2)
    finally:
        comes_back.set()


def test_going_on_is_not_undone_by_the_pause_before_it(
    qtbot: QtBot,
    start: Open,
    target: UploadTarget,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The intake thread may be about to pause a file while all others go on already."""
    may_look, is_pausing, may_pause, all_go_on = (threading.Event() for _ in range(4))
    uploads = start()
    window, pause = Window(uploads), uploads._queue.pause

    def look(path: Path) -> LocalFile:
        assert may_look.wait(5)
        return look_at(path)

    def slow_pause(upload_id: str) -> None:
        if QThread.currentThread().objectName() == "intake":
            is_pausing.set()
            assert may_pause.wait(5)
        pause(upload_id)

    monkeypatch.setattr(intake, "look_at", look)
    monkeypatch.setattr(uploads._queue, "pause", slow_pause)
    uploads.add(target, photos(tmp_path, 1))
    uploads.pause_all()
    may_look.set()
    assert is_pausing.wait(5)
    uploads.resume_all()
    uploads._wishes.submit(all_go_on.set)
    assert all_go_on.wait(5)
    may_pause.set()
    qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADED) == 1)


def test_whatever_is_still_on_its_way_into_the_queue_is_cancelled_with_all(
    qtbot: QtBot,
    practice: PracticeServer,
    journal: Notebook,
    start: Open,
    target: UploadTarget,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Or the next start would upload a picture, a command's file or a retry all the same."""
    may_look, has_rest = threading.Event(), threading.Event()

    def look(path: Path) -> LocalFile:
        assert may_look.wait(5)
        return look_at(path)

    monkeypatch.setattr(intake, "look_at", look)
    practice.faults.add(Fault("initiate", "stall", at_byte=0, times=None))
    dropped, given, failed = photos(tmp_path, 3)
    made = Upload("failed", target, look_at(failed), datetime.now(UTC), UploadStage.FAILED)
    uploads = start()
    uploads.restore([(made, 1)])
    uploads.add(target, [dropped])
    uploads.add_made(target, "a.jpg", lambda path: path.symlink_to(dropped))
    uploads.take_up(target, handed(given), lambda *_: None)
    uploads.retry("failed")
    uploads.cancel_all()
    uploads._intake._looking.submit(has_rest.set)
    may_look.set()
    assert has_rest.wait(5)
    shut_down(uploads)
    kept = {upload.file.path.name: upload.stage for upload, _ in journal.kept.values()}
    names = {"a.jpg", *(path.name for path in (dropped, given, failed))}
    assert kept == dict.fromkeys(names, UploadStage.CANCELLED)


def test_what_is_cancelled_while_it_is_looked_at_stays_so_whatever_is_wanted_next(
    qtbot: QtBot,
    start: Open,
    target: UploadTarget,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Or "go on with all" would send the customer what the agent has given up."""
    may_look = threading.Event()

    def look(path: Path) -> LocalFile:
        assert may_look.wait(5)
        return look_at(path)

    monkeypatch.setattr(intake, "look_at", look)
    given_up, wanted = photos(tmp_path, 2)
    uploads = start()
    window = Window(uploads)
    uploads.add(target, [given_up])
    uploads.cancel_all()
    uploads.add(target, [wanted])
    uploads.pause_all()
    uploads.resume_all()
    may_look.set()
    qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADED) == 1)
    assert {one.file.path: one.stage for one in window.now.values()} == {
        given_up: UploadStage.CANCELLED,
        wanted: UploadStage.UPLOADED,
    }


def test_what_is_given_after_all_was_cancelled_is_uploaded(
    qtbot: QtBot, start: Open, target: UploadTarget, tmp_path: Path
) -> None:
    uploads, may_cancel, has_cancelled = start(), threading.Event(), threading.Event()
    window = Window(uploads)
    uploads._wishes.submit(lambda: may_cancel.wait(5))
    uploads.cancel_all()
    uploads._wishes.submit(has_cancelled.set)
    with uploads._queue.none_begins():
        uploads.add(target, photos(tmp_path, 1))
        qtbot.waitUntil(lambda: window.count(UploadStage.QUEUED) == 1)
        may_cancel.set()
        assert has_cancelled.wait(5)
    qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADED) == 1)
    assert not uploads._intake._wishes, "they would pile up for as long as the window is open"


def test_a_wish_for_all_waits_for_nobody(start: Open) -> None:
    uploads, has_it, is_asked = start(), threading.Event(), threading.Event()

    def hold() -> None:
        with uploads._queue._changed:
            has_it.set()
            assert is_asked.wait(5)

    holding = threading.Thread(target=hold)
    holding.start()
    assert has_it.wait(5)
    uploads.pause_all()
    uploads.resume_all()
    uploads.cancel_all()
    assert holding.is_alive()
    is_asked.set()
    holding.join()


def test_the_next_start_takes_up_what_the_journal_holds(
    qtbot: QtBot,
    practice: PracticeServer,
    start: Open,
    journal: Notebook,
    target: UploadTarget,
    tmp_path: Path,
) -> None:
    practice.faults.add(Fault("put", "stall", at_byte=100, times=3))
    uploads = start()
    window = Window(uploads)
    uploads.add(target, photos(tmp_path, 6, SMALL + 1))  # three run, three wait
    qtbot.waitUntil(lambda: len(practice.record.faults) == 3 and len(window.now) == 6)
    shut_down(uploads)
    again = start()
    after = Window(again)
    again.restore(list(journal.kept.values()))
    qtbot.waitUntil(lambda: after.count(UploadStage.UPLOADED) == 6)
    assert set(after.now) == set(window.now)
    assert len(practice.record.objects) == len(practice.record.uploads) == 6


@pytest.mark.allow_logs("not in the journal")
def test_a_journal_in_trouble_is_told_in_the_window_s_thread(
    qtbot: QtBot, start: Open, journal: Notebook, target: UploadTarget, tmp_path: Path
) -> None:
    journal.error = JournalNotWritten(detail="no space left")
    uploads = start()
    window, board = Window(uploads), Board(uploads)
    uploads.add(target, photos(tmp_path, 1, 100))
    qtbot.waitUntil(lambda: window.count(UploadStage.UPLOADED) == 1)
    qtbot.waitUntil(lambda: len(board.troubles) >= 6)
    assert board.threads == {board.thread()}


# -- shutting down --------------------------------------------------------------------------------


class Situation:
    """A world of one shape: what the calls and the probe do, until they are cancelled."""

    def __init__(self, call: str, probe: str) -> None:
        self.reached = threading.Semaphore(0)
        self._call, self._probe = call, probe

    def engine(self) -> UploadEngine:
        world, clock = FakeWorld(self._step), HandClock()
        job = UploadJob(world, world, JpegTypes(), clock, lambda low, high: high)
        return UploadEngine(job, world.message_job(clock), clock, self._ask)

    def _step(self, step: str, cancel: CancelToken) -> None:
        if self._call == "hangs":
            self.reached.release()
            cancel.wait(60)
        raise NoConnection if self._call == "no network" else ConnectionLost

    def _ask(self, cancel: CancelToken) -> None:
        self.reached.release()
        if self._probe == "hangs":
            cancel.wait(60)
        raise NoConnection


SITUATIONS = {
    "nothing to do": None,
    "stalled": Situation("hangs", "fails"),
    "waiting for the network": Situation("no network", "fails"),
    "probing": Situation("no network", "hangs"),
    "waiting for a time": Situation("breaks", "fails"),
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_shutting_down_joins_every_thread(
    qtbot: QtBot, start: Open, target: UploadTarget, tmp_path: Path, name: str
) -> None:
    situation = SITUATIONS[name]
    uploads = start(situation.engine() if situation else None)
    window, board = Window(uploads), Board(uploads)
    uploads.add(target, photos(tmp_path, 5, 100) if situation else [])
    uploads.restore([])
    if name == "waiting for a time":
        qtbot.waitUntil(lambda: window.count(UploadStage.WAITING) == 5)
    elif situation:
        uploads.try_network_now()
        assert situation.reached.acquire(timeout=5)
    threads = uploads.findChildren(QThread)
    assert {thread.objectName() for thread in threads} >= {"network watch", "upload 1", "upload 3"}
    started = time.monotonic()
    shut_down(uploads)
    assert time.monotonic() - started < SHUT_DOWN_TIME
    assert not any(thread.isRunning() for thread in threads)
    told = len(window.changes)
    uploads.resume_all()
    uploads.signed_in()
    uploads.try_network_now()
    assert {one.stage for one in window.changes}.isdisjoint({UploadStage.CANCELLED})
    assert len(window.changes) == told
    assert NOTHING not in board.holds


def test_what_waits_is_kept_with_its_wait(
    qtbot: QtBot, start: Open, journal: Notebook, target: UploadTarget, tmp_path: Path
) -> None:
    uploads = start(Situation("breaks", "fails").engine())
    window = Window(uploads)
    uploads.add(target, photos(tmp_path, 2, 100))
    qtbot.waitUntil(lambda: window.count(UploadStage.WAITING) == 2)
    shut_down(uploads)
    kept = [upload for upload, _ in journal.kept.values()]
    assert [upload.stage for upload in kept] == [UploadStage.WAITING] * 2
    assert all(upload.wait is not None and upload.wait.until is not None for upload in kept)
    assert [upload.after_restart() for upload in kept] == kept


def test_a_wait_that_is_over_goes_on_in_the_next_start(
    qtbot: QtBot, start: Open, journal: Notebook, target: UploadTarget, tmp_path: Path
) -> None:
    waiting = start(Situation("breaks", "fails").engine())
    window = Window(waiting)
    waiting.add(target, photos(tmp_path, 2, 100))
    qtbot.waitUntil(lambda: window.count(UploadStage.WAITING) == 2)
    shut_down(waiting)
    uploads = start()
    after = Window(uploads)
    uploads.restore([(_due(upload), revision) for upload, revision in journal.kept.values()])
    qtbot.waitUntil(lambda: after.count(UploadStage.UPLOADED) == 2)


def _due(upload: Upload) -> Upload:
    assert upload.wait is not None
    return replace(upload, wait=replace(upload.wait, until=upload.created_at))
