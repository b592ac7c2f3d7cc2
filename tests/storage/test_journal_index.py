"""A log that lacks what its index knows of: noticed by who writes and by who only reads."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from leadway_desktop.domain.errors import JournalNotWritten
from leadway_desktop.storage.journal_index import log_lacks_commits
from leadway_desktop.storage.journal_reading import read_journal
from leadway_desktop.storage.paths import Folders, find_folders
from leadway_desktop.storage.upload_journal import FILE_NAME, UploadJournal, open_journal
from tests.storage.uploads import make_upload

COUNT = 9
ENDINGS = ("", "-wal", "-shm")


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    made = find_folders({"LEADWAY_DESKTOP_HOME": str(tmp_path)})
    made.create()
    return made


@pytest.fixture
def crashed(folders: Folders) -> Path:
    """Return a journal's file as a crash leaves it: uploads stand in the log alone."""
    with UploadJournal(folders.data / FILE_NAME) as journal:
        journal._connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()
        for number in range(COUNT):
            journal.save(make_upload(number), 1)
        copied(folders.data, folders.cache)
    return copied(folders.cache, folders.data)


def copied(source: Path, target: Path) -> Path:
    for ending in ENDINGS:
        shutil.copy(source / f"{FILE_NAME}{ending}", target)
    return target / FILE_NAME


def log_of(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")


def flip_each_page(log: Path) -> None:
    content = bytearray(log.read_bytes())
    for at in range(0, len(content), 4096):
        content[at] ^= 1
    log.write_bytes(content)


def flip_at(log: Path, at: int) -> None:
    content = bytearray(log.read_bytes())
    content[at] ^= 1
    log.write_bytes(content)


def cut(log: Path, size: int) -> None:
    log.write_bytes(log.read_bytes()[:size])


DAMAGES: dict[str, Callable[[Path], object]] = {
    "gone": lambda log: log.unlink(),
    "empty": lambda log: cut(log, 0),
    "the header alone": lambda log: cut(log, 32),
    "cut in the middle": lambda log: cut(log, log.stat().st_size // 2),
    "cut in the last frame": lambda log: cut(log, log.stat().st_size - 1),
    "no header": lambda log: log.write_bytes(bytes(log.stat().st_size)),
    "the last checksum": lambda log: flip_at(log, -4096 - 1),
    "all over": flip_each_page,
    "the last but one": lambda log: flip_at(log, -4096 - 24 - 100),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_log_that_lost_commits_is_set_aside(folders: Folders, crashed: Path, damage: str) -> None:
    DAMAGES[damage](log_of(crashed))
    with pytest.raises(JournalNotWritten):
        read_journal(folders)  # which must not have SQLite forget it
    opened = open_journal(folders)
    opened.journal.close()
    assert opened.recovery is not None


def test_a_reader_leaves_the_log_of_a_blank_file_to_a_recovery(
    folders: Folders, crashed: Path
) -> None:
    crashed.write_bytes(b"")
    crashed.with_name(f"{FILE_NAME}-shm").unlink()
    with pytest.raises(JournalNotWritten):
        read_journal(folders)
    opened = open_journal(folders)
    with opened.journal as journal:
        assert len(journal.load()) == COUNT


def test_what_a_crash_leaves_is_nothing_unusual(folders: Folders, crashed: Path) -> None:
    assert not log_lacks_commits(crashed, thoroughly=True)
    assert len(read_journal(folders)) == COUNT
    opened = open_journal(folders)
    with opened.journal as journal:
        assert opened.recovery is None
        assert len(journal.load()) == COUNT


def test_an_index_that_is_older_than_the_log_claims_nothing(
    folders: Folders, crashed: Path
) -> None:
    """So a power cut may leave it: nobody waits for it to be on the disk."""
    index = crashed.with_name(f"{FILE_NAME}-shm")
    old = index.read_bytes()
    with open_journal(folders).journal as journal:
        journal.save(make_upload(COUNT), 1)
        log = log_of(crashed).read_bytes()
        assert not log_lacks_commits(crashed, thoroughly=True)
        journal._connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()
        journal.save(make_upload(COUNT + 1), 1)
        newest = log_of(crashed).read_bytes()
    for later in (log, newest):
        log_of(crashed).write_bytes(later)
        index.write_bytes(old)
        assert not log_lacks_commits(crashed, thoroughly=True)


def test_what_is_in_the_database_as_well_is_not_lost(folders: Folders) -> None:
    file = folders.data / FILE_NAME
    with UploadJournal(file) as journal:
        journal.save(make_upload(1), 1)
        journal._connection.execute("PRAGMA wal_checkpoint").fetchone()
        copied(folders.data, folders.cache)
    copied(folders.cache, folders.data)
    log_of(file).unlink()
    assert not log_lacks_commits(file, thoroughly=True)


@pytest.mark.parametrize("at", [0, 12, 16, 40, 60])
def test_an_index_that_is_broken_itself_claims_nothing(crashed: Path, at: int) -> None:
    log_of(crashed).unlink()
    flip_at(crashed.with_name(f"{FILE_NAME}-shm"), at)
    assert not log_lacks_commits(crashed, thoroughly=True)
