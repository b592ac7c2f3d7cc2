"""Drafts between sessions: when they are read, when they are written, and for whom."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from leadway_desktop.app import draft_keeper
from leadway_desktop.app.draft_keeper import DraftKeeper
from leadway_desktop.domain.draft import Begun, KeptDraft, KeptFiles, WaitingFile
from leadway_desktop.storage.drafts import load_drafts, save_drafts
from leadway_desktop.storage.paths import Folders
from leadway_desktop.workers.task_thread import TaskThread

OURS = KeptDraft("loc", "c1", ("u1",), "Hola")
THEIRS = KeptDraft("elsewhere", "c1", ("u1",), "another location's")


@contextmanager
def keeping(folders: Folders) -> Iterator[DraftKeeper]:
    """Yield a keeper that has loaded; what it was asked to write is written afterwards."""
    errands = TaskThread("errands")
    keeper = DraftKeeper(folders, errands, None)
    keeper.load()
    try:
        yield keeper
    finally:
        errands.finish()


def wait_for(qtbot: QtBot, is_so: Callable[[], object]) -> None:
    qtbot.waitUntil(lambda: bool(is_so()))


def test_reads_the_drafts_of_each_location(folders: Folders, qtbot: QtBot) -> None:
    save_drafts(folders, [OURS, THEIRS])
    with keeping(folders) as keeper:
        wait_for(qtbot, lambda: keeper.of("loc"))
        assert keeper.of("loc") == [OURS]
        assert keeper.of("elsewhere") == [THEIRS]
        assert keeper.of("nowhere") == []


def test_writes_those_at_work_and_leaves_the_others(folders: Folders, qtbot: QtBot) -> None:
    save_drafts(folders, [THEIRS])
    with keeping(folders) as keeper:
        wait_for(qtbot, lambda: keeper.of("elsewhere"))
        keeper.follow("loc", lambda: [OURS])
        keeper.save_soon()
        wait_for(qtbot, lambda: set(load_drafts(folders).begun) == {OURS, THEIRS})


def test_the_last_change_is_written_at_the_end(folders: Folders, qtbot: QtBot) -> None:
    save_drafts(folders, [THEIRS])
    with keeping(folders) as keeper:
        wait_for(qtbot, lambda: keeper.of("elsewhere"))
        keeper.follow("loc", lambda: [OURS])
        keeper.save_soon()
        keeper.end()
    assert set(load_drafts(folders).begun) == {OURS, THEIRS}


def test_nothing_is_written_before_the_drafts_were_taken_up(folders: Folders, qtbot: QtBot) -> None:
    save_drafts(folders, [OURS])
    with keeping(folders) as keeper:
        wait_for(qtbot, lambda: keeper.of("loc"))
        keeper.save()
        keeper.end()
    assert load_drafts(folders).begun == (OURS,)


def test_what_cannot_be_taken_up_now_stays_as_it_is(folders: Folders, qtbot: QtBot) -> None:
    save_drafts(folders, [THEIRS, OURS])
    new = KeptFiles("loc", "c2", "k2", "Ana", (WaitingFile("u2", Path("/a/b.jpg")),))
    with keeping(folders) as keeper:
        wait_for(qtbot, lambda: keeper.of("loc"))
        keeper.follow("loc", lambda: [new], keeper.of("loc"))
        keeper.end()
        keeper.follow("loc", lambda: [new])
    assert set(load_drafts(folders).begun) == {OURS, THEIRS, new}


def test_a_draft_that_was_sent_is_gone(folders: Folders, qtbot: QtBot) -> None:
    save_drafts(folders, [OURS])
    with keeping(folders) as keeper:
        wait_for(qtbot, lambda: keeper.of("loc"))
        keeper.follow("loc", list)
        keeper.end()
    assert load_drafts(folders).begun == ()


def test_practice_keeps_none(folders: Folders) -> None:
    practice = folders.for_practice()
    with keeping(practice) as keeper:
        keeper.follow("loc", lambda: [OURS])
        keeper.end()
    assert load_drafts(practice).begun == ()


@pytest.mark.allow_logs("The drafts were not written")
def test_tells_when_what_is_begun_is_on_the_disk_and_not_before(
    folders: Folders, qtbot: QtBot
) -> None:
    told: list[bool] = []
    drafts: list[Begun] = []
    with keeping(folders) as keeper:
        wait_for(qtbot, lambda: keeper.waiting_files is not None)
        keeper.kept.connect(lambda: told.append(load_drafts(folders).begun == tuple(drafts)))
        keeper.follow("loc", lambda: list(drafts))
        keeper.save()  # there is nothing, as before
        assert told == [True]
        drafts.append(OURS)
        keeper.save()
        keeper.save()  # which is under way
        assert told == [True]
        wait_for(qtbot, lambda: len(told) == 2)
        (folders.data / "drafts.json").unlink()
        (folders.data / "drafts.json").mkdir()
        drafts.append(KeptDraft("loc", "c2", ("u2",), ""))
        keeper.save()
        wait_for(qtbot, lambda: not keeper.is_keeping)
        (folders.data / "drafts.json").rmdir()
        keeper.save()
        wait_for(qtbot, lambda: len(told) == 3)
    assert told == [True] * 3


@pytest.mark.allow_logs("The drafts were not written")
def test_says_once_that_nothing_can_be_written(folders: Folders, qtbot: QtBot) -> None:
    told: list[str] = []
    save_drafts(folders, [THEIRS])
    drafts: list[Begun] = [OURS]
    with keeping(folders) as keeper:
        wait_for(qtbot, lambda: keeper.of("elsewhere"))
        keeper.told.connect(told.append)
        keeper.follow("loc", lambda: list(drafts))
        (folders.data / "drafts.json").unlink()
        (folders.data / "drafts.json").mkdir()
        keeper.save()
        drafts.append(KeptDraft("loc", "c2", ("u2",), ""))
        keeper.save()
        wait_for(qtbot, lambda: told)
        assert not keeper.is_keeping
        (folders.data / "drafts.json").rmdir()
        keeper.save()  # though nothing has changed since
        wait_for(qtbot, lambda: keeper.is_keeping)
    QCoreApplication.sendPostedEvents()
    assert len(told) == 1
    assert set(load_drafts(folders).begun) == {*drafts, THEIRS}


@pytest.mark.allow_logs("The drafts were not written")
def test_what_the_disk_refused_for_a_moment_is_written_by_itself(
    folders: Folders, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft_keeper, "_AGAIN_MS", 50)
    file = folders.data / "drafts.json"
    with keeping(folders) as keeper:
        wait_for(qtbot, lambda: keeper.waiting_files is not None)
        keeper.follow("loc", lambda: [OURS])
        file.mkdir()
        with qtbot.waitSignal(keeper.told):
            keeper.save()
        file.rmdir()
        with qtbot.waitSignal(keeper.kept):
            pass
        assert load_drafts(folders).begun == (OURS,)


@pytest.mark.allow_logs("The drafts were not read")
def test_what_could_not_be_read_is_not_written_over(folders: Folders, qtbot: QtBot) -> None:
    told: list[str] = []
    (folders.data / "drafts.json").mkdir()
    with keeping(folders) as keeper:
        keeper.told.connect(told.append)
        wait_for(qtbot, lambda: told)
        (folders.data / "drafts.json").rmdir()
        save_drafts(folders, [THEIRS])
        keeper.follow("loc", lambda: [OURS])
        keeper.end()
    assert load_drafts(folders).begun == (THEIRS,)


def test_a_spoilt_file_is_told(folders: Folders, qtbot: QtBot) -> None:
    (folders.data / "drafts.json").write_text("no drafts", "utf-8")
    told: list[str] = []
    errands = TaskThread("errands")
    keeper = DraftKeeper(folders, errands, None)
    keeper.told.connect(told.append)
    keeper.load()
    wait_for(qtbot, lambda: told)
    errands.finish()
    assert "drafts.json" in told[0]
