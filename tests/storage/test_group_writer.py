"""Group commit: who waits for whom, what replaces what, and what a failure leaves."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any

import pytest

from leadway_desktop.domain.errors import JournalNotWritten
from leadway_desktop.storage.group_writer import FOR_EVER, Change, Changes, GroupWriter

SOON = 10.0
"""Seconds in which everything here happens, on however busy a machine."""


class Disk:
    """Writes in memory; holds a write back until told, or refuses it."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self.batches: list[list[str]] = []
        self.refuses = False
        self.gate = threading.Event()
        self.gate.set()
        self.has_begun = threading.Event()
        self.has_written = threading.Event()

    def write(self, changes: Changes) -> None:
        self.has_begun.set()
        assert self.gate.wait(SOON)
        self.batches.append(list(changes))
        if self.refuses:
            raise JournalNotWritten(detail="disk full")
        self.rows.update({each.upload_id: each.revision for each in changes.values()})
        self.has_written.set()


@pytest.fixture
def disk() -> Disk:
    return Disk()


@contextmanager
def writing_to(disk: Disk, **newest: int) -> Iterator[GroupWriter]:
    writer = GroupWriter(disk.write, newest)
    try:
        yield writer
    finally:
        disk.gate.set()
        disk.refuses = False
        writer.close()


def change(upload_id: str, revision: int = 1) -> Change:
    return Change(upload_id, revision, {"revision": revision})


def in_thread(call: Callable[..., None], *arguments: Any) -> Future[None]:
    future: Future[None] = Future()

    def run() -> None:
        try:
            call(*arguments)
            future.set_result(None)
        except BaseException as error:  # handed over whole
            future.set_exception(error)

    threading.Thread(target=run).start()
    return future


def test_what_was_waited_for_is_on_the_disk(disk: Disk) -> None:
    with writing_to(disk) as writer:
        writer.put_and_wait(change("a"))
        assert disk.rows == {"a": 1}


def test_put_never_waits_for_the_disk(disk: Disk) -> None:
    disk.gate.clear()
    with writing_to(disk) as writer:
        saved = in_thread(writer.put_and_wait, change("a"))
        assert disk.has_begun.wait(SOON)
        for revision in range(1, 200):
            writer.put(change("b", revision))  # would hang here, as the disk does
        assert disk.rows == {}
        disk.gate.set()
        saved.result(SOON)
        writer.flush()
        assert disk.rows == {"a": 1, "b": 199}
        assert len(disk.batches) == 2


def test_what_was_put_is_written_without_anybody_waiting(disk: Disk) -> None:
    with writing_to(disk) as writer:
        writer.put(change("a"))
        assert disk.has_written.wait(SOON)
        assert disk.rows == {"a": 1}


def test_threads_that_save_at_once_share_a_write(disk: Disk) -> None:
    disk.gate.clear()
    with writing_to(disk) as writer:
        first = in_thread(writer.put_and_wait, change("first"))
        assert disk.has_begun.wait(SOON)
        with ThreadPoolExecutor(8) as pool:
            others = [pool.submit(writer.put_and_wait, change(f"u{n}")) for n in range(8)]
            gathered = writer._gathering.changes
            while len(gathered) < 8:
                wait(others, timeout=0.01)
            disk.gate.set()
            wait([first, *others], SOON)
        assert [len(batch) for batch in disk.batches] == [1, 8]


def test_an_older_revision_never_replaces_a_newer_one(disk: Disk) -> None:
    with writing_to(disk, known=7) as writer:
        writer.put_and_wait(change("a", 5))
        writer.put_and_wait(change("a", 4))
        writer.put_and_wait(change("known", 7))
        assert disk.rows == {"a": 5}


def test_saving_an_older_one_returns_when_the_newer_is_on_the_disk(disk: Disk) -> None:
    disk.gate.clear()
    with writing_to(disk) as writer:
        writer.put(change("a", 5))
        older = in_thread(writer.put_and_wait, change("a", 4))
        assert disk.has_begun.wait(SOON)
        assert not older.done()
        disk.gate.set()
        older.result(SOON)
        assert disk.rows == {"a": 5}


def test_what_was_forgotten_stays_forgotten(disk: Disk) -> None:
    with writing_to(disk) as writer:
        writer.put_and_wait(change("a", 5))
        writer.put_and_wait(Change("a", FOR_EVER, None))
        writer.put_and_wait(change("a", 6))
        assert disk.rows == {"a": FOR_EVER}


@pytest.mark.allow_logs("The journal is not written, and tried again: disk full")
def test_a_failure_reaches_those_who_wait_and_what_failed_is_tried_again(disk: Disk) -> None:
    disk.refuses = True
    with writing_to(disk) as writer:
        with pytest.raises(JournalNotWritten) as refused:
            writer.put_and_wait(change("a"))
        assert refused.value.detail == "disk full"
        with pytest.raises(JournalNotWritten):
            writer.put(change("b"))
        disk.refuses = False
        writer.put_and_wait(change("c"))
        assert disk.rows == {"a": 1, "b": 1, "c": 1}
        writer.put(change("d"))  # no longer in trouble


@pytest.mark.allow_logs("The journal is not written, and tried again")
def test_the_disk_is_tried_again_without_anybody_asking(
    disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leadway_desktop.storage.group_writer._FIRST_PAUSE", 0.01)
    disk.refuses = True
    with writing_to(disk) as writer:
        with pytest.raises(JournalNotWritten):
            writer.put_and_wait(change("a"))
        disk.refuses = False
        assert disk.has_written.wait(SOON)
        assert disk.rows == {"a": 1}


@pytest.mark.allow_logs("The journal is not written, and tried again")
def test_a_newer_revision_takes_the_place_of_one_that_failed(disk: Disk) -> None:
    disk.refuses = True
    with writing_to(disk) as writer:
        with pytest.raises(JournalNotWritten):
            writer.put_and_wait(change("a", 1))
        disk.refuses = False
        writer.put_and_wait(change("a", 2))
        assert disk.rows == {"a": 2}


@pytest.mark.allow_logs("The journal was not written", "The journal is not written")
def test_a_mistake_of_ours_leaves_nobody_waiting() -> None:
    def write(changes: Changes) -> None:
        raise KeyError("customer's name")

    writer = GroupWriter(write, {})
    with pytest.raises(JournalNotWritten) as refused:
        writer.put_and_wait(change("a"))
    assert refused.value.detail == "KeyError"
    with pytest.raises(JournalNotWritten):
        writer.close()


@pytest.mark.allow_logs("The journal is not written")
def test_an_interrupt_while_writing_leaves_the_writer_usable(disk: Disk) -> None:
    interrupts = [KeyboardInterrupt()]

    def write(changes: Changes) -> None:
        if interrupts:
            raise interrupts.pop()
        disk.write(changes)

    writer = GroupWriter(write, {})
    with pytest.raises(KeyboardInterrupt):
        writer.put_and_wait(change("a"))
    writer.put_and_wait(change("b"))
    writer.close()
    assert disk.rows == {"a": 1, "b": 1}


def test_close_writes_what_is_pending_and_then_refuses(disk: Disk) -> None:
    disk.gate.clear()
    with writing_to(disk) as writer:
        writer.put(change("a"))
        assert disk.has_begun.wait(SOON)
        writer.put(change("b"))
        closed = in_thread(writer.close)
        disk.gate.set()
        closed.result(SOON)
        assert disk.rows == {"a": 1, "b": 1}
        for refused in (writer.put, writer.put_and_wait):
            with pytest.raises(JournalNotWritten):
                refused(change("c"))
        assert "c" not in disk.rows


@pytest.mark.allow_logs("The journal is not written, and tried again")
def test_close_says_what_it_could_not_write(disk: Disk) -> None:
    disk.refuses = True
    writer = GroupWriter(disk.write, {})
    with pytest.raises(JournalNotWritten):
        writer.put_and_wait(change("a"))
    with pytest.raises(JournalNotWritten):
        writer.close()


def test_what_is_put_together_is_written_together(disk: Disk) -> None:
    disk.gate.clear()
    with writing_to(disk) as writer, ThreadPoolExecutor(2) as pool:
        first = pool.submit(writer.put_and_wait, change("a", 1))
        assert disk.has_begun.wait(SOON)
        both = pool.submit(writer.put_and_wait, change("b", 1), change("c", 1))
        disk.gate.set()
        wait([first, both], SOON)
        writer.put(change("b", 2), change("c", 2))
        writer.flush()
    assert ["b", "c"] in disk.batches
    assert all(("b" in batch) == ("c" in batch) for batch in disk.batches)
    assert disk.rows == {"a": 1, "b": 2, "c": 2}


@pytest.mark.allow_logs("is not written, and tried again")
def test_what_is_put_together_is_refused_together(disk: Disk) -> None:
    with writing_to(disk) as writer:
        disk.refuses = True
        with pytest.raises(JournalNotWritten):
            writer.put_and_wait(change("b", 1), change("c", 1))
        assert disk.rows == {}
        disk.refuses = False
        writer.put_and_wait(change("a", 1))
    assert disk.rows == {"a": 1, "b": 1, "c": 1}
