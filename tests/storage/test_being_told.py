"""What a command told while it was killed is not told, for whoever gives it again."""

import sqlite3
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from leadway_desktop.domain.errors import JournalNotWritten
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.storage.being_told import FILE_NAME, Telling
from leadway_desktop.storage.journal_reading import read_journal
from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.upload_journal import open_journal
from tests.storage.uploads import make_upload

if sys.platform != "win32":
    import resource

TOLD = make_upload(1, stage=UploadStage.UPLOADED, is_untold=False)
OTHER = make_upload(2, stage=UploadStage.UPLOADED, is_untold=False)


@pytest.fixture(autouse=True)
def two_that_are_told(folders: Folders) -> None:
    with open_journal(folders).journal as journal:
        journal.save_all([(TOLD, 4), (OTHER, 4)])


def untold(folders: Folders) -> set[str]:
    with open_journal(folders).journal as journal:
        return {upload.id for upload, _ in journal.load() if upload.is_untold}


def test_a_kill_takes_back_what_was_told_of_these_and_no_others(folders: Folders) -> None:
    telling = Telling(folders.data, [TOLD.id, "one that is gone"])
    mode = (folders.data / FILE_NAME).stat().st_mode
    assert stat.S_IMODE(mode) & 0o077 == 0
    read = {upload.id for upload, _ in read_journal(folders) if upload.is_untold}
    assert read == {TOLD.id}, "before anybody has written it"
    assert untold(folders) == {TOLD.id}
    telling.end()
    assert untold(folders) == {TOLD.id}, "it was taken back for good"


def test_what_was_taken_back_can_be_told_again(folders: Folders) -> None:
    telling = Telling(folders.data, [TOLD.id])
    with open_journal(folders).journal as journal:
        (taken_back, revision), _ = journal.load()
        assert (taken_back.is_untold, revision) == (True, 5)
        journal.save(replace(taken_back, is_untold=False), 6)
    assert untold(folders) == set()
    telling.end()


def test_a_command_that_ends_has_told(folders: Folders) -> None:
    Telling(folders.data, [TOLD.id, OTHER.id]).end()
    assert untold(folders) == set()
    with open_journal(folders).journal as journal:
        assert {revision for _, revision in journal.load()} == {4}


@pytest.mark.parametrize("content", [b"", b"[", b'{"a": 1}', b"\xff\xfe", b"7", b"[[1]]"])
@pytest.mark.allow_logs("what a command was telling")
def test_a_spoilt_note_stops_nothing(folders: Folders, content: bytes) -> None:
    (folders.data / FILE_NAME).write_bytes(content)
    assert untold(folders) == set()


class Locked:
    """Another program has the note open, as a scanner on Windows: nobody may write or remove it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, may_remove: bool = False) -> None:
        self._open, self._unlink = Path.open, Path.unlink
        monkeypatch.setattr(Path, "open", lambda *a, **k: self._refuse(self._open, *a, **k))
        if not may_remove:
            monkeypatch.setattr(Path, "unlink", lambda *a, **k: self._refuse(self._unlink, *a, **k))

    def _refuse(self, real: Callable[..., Any], path: Path, *rest: Any, **more: Any) -> Any:
        is_to_be_read = "rb" in (*rest, more.get("mode"))
        if path.name == FILE_NAME and not is_to_be_read:
            raise PermissionError(13, "in use by another process")
        return real(path, *rest, **more)


@contextmanager
def nothing_written() -> Iterator[None]:
    """Have the system refuse whatever this process writes to a file, in the block."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.allow_logs("stays noted")
def test_a_note_that_cannot_be_changed_is_no_reason_not_to_open(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    telling = Telling(folders.data, [TOLD.id])
    with monkeypatch.context() as block:
        Locked(block)
        assert untold(folders) == {TOLD.id}
    telling.end()


@pytest.mark.allow_logs("stays noted")
def test_a_note_that_cannot_be_changed_goes_once_it_was_taken_back(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would be taken back at each start, however often it is told."""
    telling = Telling(folders.data, [TOLD.id])
    with monkeypatch.context() as block:
        Locked(block, may_remove=True)
        with open_journal(folders).journal as journal:
            (taken_back, revision), _ = journal.load()
            journal.save(replace(taken_back, is_untold=False), revision + 1)
    assert untold(folders) == set()
    telling.end()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX can forbid to write any file")
@pytest.mark.allow_logs("end could not be noted")
def test_a_command_whose_end_cannot_be_written_has_told(folders: Folders) -> None:
    telling = Telling(folders.data, [TOLD.id])
    with nothing_written():
        telling.end()
    assert untold(folders) == set()


def test_what_cannot_be_ended_is_not_begun(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else all would be taken back that was properly told."""
    with monkeypatch.context() as block:
        Locked(block, may_remove=True)
        with pytest.raises(PermissionError):
            Telling(folders.data, [TOLD.id])
    assert untold(folders) == set()


@pytest.mark.allow_logs("not taken back yet", "is not written, and tried again")
def test_where_the_disk_is_full_it_is_taken_back_another_time(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    telling = Telling(folders.data, [TOLD.id])

    def refuse(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as block:
        block.setattr("leadway_desktop.storage.upload_journal.write_rows", refuse)
        journal = open_journal(folders).journal
        with pytest.raises(JournalNotWritten):
            journal.load()
        with pytest.raises(JournalNotWritten):
            journal.close()
    assert untold(folders) == {TOLD.id}
    telling.end()
