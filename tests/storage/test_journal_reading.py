"""The journal, read as it is: beside whoever writes it, and in a folder that is read-only."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from leadway_desktop.domain.errors import JournalNotWritten
from leadway_desktop.domain.history import HistoryQuery
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.storage.journal_file import SIDE_FILES, read_rows
from leadway_desktop.storage.journal_pages import _TABLE_LEAF
from leadway_desktop.storage.journal_reading import read_journal
from leadway_desktop.storage.journal_recovery import recover
from leadway_desktop.storage.journal_wal import with_log
from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.upload_history import UploadHistory
from leadway_desktop.storage.upload_journal import FILE_NAME, UploadJournal, open_journal
from tests.permissions import read_only
from tests.storage.uploads import MOMENT, make_upload

posix = pytest.mark.skipif(os.name != "posix", reason="Windows' folders have other permissions")

WAITING = make_upload(1)
DONE = replace(make_upload(2), stage=UploadStage.UPLOADED, link="https://x/2", finished_at=MOMENT)


@pytest.fixture
def folders(folders: Folders) -> Folders:
    folders.create()
    return folders


def write(folders: Folders) -> UploadJournal:
    """Return an open journal whose second upload stands in the log alone."""
    journal = UploadJournal(folders.data / FILE_NAME)
    journal.save(WAITING, 1)
    journal._connection.execute("PRAGMA wal_checkpoint").fetchone()
    journal.save(DONE, 1)
    return journal


def crash(folders: Folders, *left: str) -> None:
    """Leave what a crash leaves of a journal that is open: the file, and these beside it."""
    with write(folders):
        aside = folders.cache
        for ending in ("", *left):
            shutil.copy(folders.data / f"{FILE_NAME}{ending}", aside / f"{FILE_NAME}{ending}")
    shutil.rmtree(folders.data)
    aside.rename(folders.data)


def contents(folders: Folders) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folders.data.iterdir() if file.is_file()}


IS_HELD = """
import fcntl, sys
with open(sys.argv[1], "r+b") as index:
    try:
        fcntl.lockf(index, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 128)
    except OSError:
        sys.stdout.write("held")
"""
"""Byte 128 says that somebody has the database open: https://www.sqlite.org/walformat.html."""

STATES: dict[str, Callable[[Folders], object]] = {
    "closed": lambda folders: write(folders).close(),
    "crashed": lambda folders: crash(folders, "-wal", "-shm"),
    "without the index of its log": lambda folders: crash(folders, "-wal"),
}


@posix
@pytest.mark.parametrize("state", STATES)
def test_a_folder_that_is_read_only_hides_nothing(folders: Folders, state: str) -> None:
    STATES[state](folders)
    history = UploadHistory(folders)
    with read_only(folders.data):
        assert read_journal(folders) == [(WAITING, 1), (DONE, 1)]
        assert list(history.read(history.find(HistoryQuery(""))).values()) == [DONE]


MAKING = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.executescript(
    "PRAGMA cache_size = 2; BEGIN;"  # so that it writes before the end
    + ";".join(f"CREATE TABLE t{number} (a)" for number in range(200))
)
os._exit(0)
"""

UNMADE: dict[str, Callable[[Path], object]] = {
    "not there": lambda file: None,
    "no byte written": Path.touch,
    "in the midst of its tables": lambda file: subprocess.run(
        [sys.executable, "-c", MAKING, str(file)], check=True
    ),
}


@pytest.mark.parametrize("state", UNMADE)
def test_a_journal_whose_making_was_cut_short_is_one_without_uploads(
    folders: Folders, state: str
) -> None:
    UNMADE[state](folders.data / FILE_NAME)
    before = contents(folders)
    assert read_journal(folders) == []
    history = UploadHistory(folders)
    assert history.find(HistoryQuery("")) == []
    assert history.earlier([WAITING]) == {}
    assert contents(folders) == before
    with write(folders):
        assert read_journal(folders) == [(WAITING, 1), (DONE, 1)]


def test_a_change_that_was_cut_short_is_not_taken_for_a_first_start(folders: Folders) -> None:
    file = folders.data / FILE_NAME
    with write(folders):
        pass
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    UNMADE["in the midst of its tables"](file)
    with pytest.raises(JournalNotWritten):
        read_journal(folders)
    with open_journal(folders).journal as journal:
        assert journal.load() == [(WAITING, 1), (DONE, 1)]


@posix
@pytest.mark.parametrize("state", ["closed", "without the index of its log"])
def test_what_cannot_be_written_is_not_taken_for_damage(folders: Folders, state: str) -> None:
    STATES[state](folders)
    before = contents(folders)
    with read_only(folders.data), pytest.raises(JournalNotWritten) as refusal:
        open_journal(folders)
    assert refusal.value.detail == "Permission denied"
    assert contents(folders) == before


@posix
def test_what_another_program_writes_meanwhile_is_seen(folders: Folders) -> None:
    with write(folders) as journal, read_only(folders.data):
        assert read_journal(folders) == [(WAITING, 1), (DONE, 1)]
        journal.save(WAITING, 2)
        assert read_journal(folders) == [(WAITING, 2), (DONE, 1)]


@posix
def test_who_reads_what_its_own_process_writes_takes_no_lock_from_it(folders: Folders) -> None:
    """Another program would make the index of the log anew, and the one that writes would crash."""
    with write(folders):
        read_journal(folders)
        UploadHistory(folders).find(HistoryQuery(""))
        index = folders.data / f"{FILE_NAME}-shm"
        found = subprocess.run([sys.executable, "-c", IS_HELD, index], capture_output=True)
    assert found.stdout == b"held"


@posix
def test_a_log_that_is_broken_midway_is_not_passed_over(folders: Folders) -> None:
    with UploadJournal(folders.data / FILE_NAME) as journal:
        for revision in range(1, 5):
            journal.save(WAITING, revision)
        copies = [shutil.copy(folders.data / f"{FILE_NAME}{end}", folders.cache) for end in _KEPT]
    log = bytearray(Path(copies[1]).read_bytes())
    log[60] ^= 1
    for copy in copies:
        shutil.copy(copy, folders.data)
    (folders.data / f"{FILE_NAME}-wal").write_bytes(log)
    with read_only(folders.data), pytest.raises(JournalNotWritten):
        read_journal(folders)


def test_a_log_whose_file_is_gone_is_not_taken_for_a_list_without_uploads(
    folders: Folders,
) -> None:
    crash(folders, "-wal")
    (folders.data / FILE_NAME).unlink()
    with pytest.raises(JournalNotWritten):
        read_journal(folders)


def test_a_journal_that_is_being_recovered_is_not_read_without_its_log(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By then the damaged one stands there without what its log alone had."""
    crash(folders, "-wal", "-shm")
    put_in_place = os.replace

    def stop_at_the_end(source: Path, place: Path) -> None:
        if place.name == FILE_NAME:
            with pytest.raises(JournalNotWritten):
                read_journal(folders)
        put_in_place(source, place)

    monkeypatch.setattr(os, "replace", stop_at_the_end)
    recover(folders.data / FILE_NAME)
    assert read_journal(folders) == [(WAITING, 1), (DONE, 1)]


def test_a_journal_that_is_recovered_while_it_is_opened_is_not_read_as_it_was(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    crash(folders, "-wal")
    connect, file = sqlite3.connect, folders.data / FILE_NAME

    def connect_late(*address: object, **how: Any) -> sqlite3.Connection:
        monkeypatch.setattr(sqlite3, "connect", connect)
        connection = connect(file)
        connection.execute("PRAGMA schema_version").fetchone()
        recover(file)
        return connection

    monkeypatch.setattr(sqlite3, "connect", connect_late)
    with pytest.raises(JournalNotWritten):
        read_journal(folders)


def test_pages_that_contradict_each_other_are_not_believed(folders: Folders) -> None:
    """Such as one of the table that a disk has written into another's place."""
    file = folders.data / FILE_NAME
    with UploadJournal(file) as journal:
        journal.save_all([(make_upload(number), 1) for number in range(60)])
    pages = bytearray(file.read_bytes())
    leaves = [at for at in range(4096, len(pages), 4096) if pages[at] == _TABLE_LEAF]
    last, first = leaves[-1], leaves[0]
    pages[last : last + 4096] = pages[first : first + 4096]
    file.write_bytes(pages)
    with pytest.raises(JournalNotWritten):
        read_journal(folders)


def test_a_log_is_read_as_sqlite_reads_it_wherever_it_ends(
    folders: Folders, tmp_path: Path
) -> None:
    crash(folders, "-wal")
    main, wal = ((folders.data / f"{FILE_NAME}{ending}").read_bytes() for ending in _KEPT)
    file = tmp_path / "again.sqlite3"
    for end in range(0, len(wal) + 1, 1030):
        for ending in SIDE_FILES:
            file.with_name(f"{file.name}{ending}").unlink(missing_ok=True)
        file.write_bytes(main)
        file.with_name(f"{file.name}-wal").write_bytes(wal[:end])
        with closing(sqlite3.connect(file)) as sqlites, closing(sqlite3.connect("")) as ours:
            ours.deserialize(with_log(main, wal[:end]))
            assert read_rows(ours) == read_rows(sqlites)


_KEPT = ("", "-wal")
