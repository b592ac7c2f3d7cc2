"""A file that was replaced since it was looked at is told, and is waited for by nobody."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from leadway_desktop.domain.errors import (
    FileIsDirectory,
    FileIsSpecial,
    FileMissing,
    FileUnreadable,
)
from leadway_desktop.domain.regular_file import open_regular

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_bytes(b"a note")
    return path


def test_a_file_is_opened_for_its_bytes(note: Path) -> None:
    with open_regular(note) as file:
        assert file.readall() == b"a note"
        assert not os.get_inheritable(file.fileno())
        assert sys.platform == "win32" or os.get_blocking(file.fileno())


@posix
@pytest.mark.parametrize("has_writer", [False, True])
def test_a_pipe_is_told_and_not_waited_for(tmp_path: Path, has_writer: bool) -> None:
    pipe = tmp_path / "pipe.jpg"
    os.mkfifo(pipe)
    other_end = os.open(pipe, os.O_RDWR) if has_writer else None
    with pytest.raises(FileIsSpecial):
        open_regular(pipe)
    if other_end is not None:
        os.close(other_end)


@posix
def test_a_device_is_no_file() -> None:
    with pytest.raises(FileIsSpecial):
        open_regular(Path("/dev/zero"))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    # Windows opens none, and does not say why.
    with pytest.raises(FileUnreadable if sys.platform == "win32" else FileIsDirectory):
        open_regular(tmp_path)


def test_missing_and_unreadable(note: Path) -> None:
    for path in (note.with_name("none.txt"), note / "below a file"):
        with pytest.raises(FileMissing):
            open_regular(path)
    with pytest.raises(FileUnreadable):
        open_regular(note.with_name("a\0b"))


@posix
def test_one_that_another_program_has_to_give_free_is_waited_for(
    note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open

    def leased(path: str, flags: int) -> int:
        if flags & os.O_NONBLOCK:
            raise BlockingIOError
        return opened(path, flags)

    monkeypatch.setattr(os, "open", leased)
    with open_regular(note) as file:
        assert file.readall() == b"a note"
