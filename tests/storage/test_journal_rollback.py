"""A file by which SQLite would undo the journal, left by another first start than its own."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from leadway_desktop.domain.errors import JournalNotWritten
from leadway_desktop.storage.journal_reading import read_journal
from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.upload_journal import FILE_NAME, UploadJournal, open_journal
from tests.storage.uploads import make_upload

UPLOADS = [(make_upload(number), 1) for number in (1, 2)]
HEAD = bytes.fromhex("d9d505f920a163d7") + struct.pack(">IIIII", 0, 7, 0, 512, 4096)
"""Of a rollback journal that was begun when there was no page yet."""


@pytest.fixture
def file(folders: Folders) -> Path:
    folders.create()
    return folders.data / FILE_NAME


def put_beside(file: Path, content: bytes, *, has_log: bool) -> None:
    """Leave the uploads in the file, or in its log alone, and `content` as what would undo them."""
    with UploadJournal(file) as journal:
        journal.save_all(UPLOADS)
        kept = {side: side.read_bytes() for side in file.parent.glob(f"{FILE_NAME}*")}
    if has_log:
        for side, held in kept.items():
            side.write_bytes(held)
    file.with_name(f"{FILE_NAME}-journal").write_bytes(content)


@pytest.mark.parametrize("has_log", [False, True])
def test_what_another_first_start_has_left_takes_no_uploads_with_it(
    folders: Folders, file: Path, has_log: bool
) -> None:
    """As where a copy of the journal is put into a folder in which a first start was killed."""
    put_beside(file, HEAD.ljust(512, b"\0"), has_log=has_log)
    with pytest.raises(JournalNotWritten):
        read_journal(folders)
    opened = open_journal(folders)
    with opened.journal as journal:
        assert {upload.id for upload, _ in journal.load()} == {one.id for one, _ in UPLOADS}
    assert opened.set_aside is not None


@pytest.mark.parametrize("content", [b"", bytes(512), b"\xff" * 16 + bytes(496)])
@pytest.mark.parametrize("has_log", [False, True])
def test_what_undoes_nothing_is_no_damage(
    folders: Folders, file: Path, has_log: bool, content: bytes
) -> None:
    put_beside(file, content, has_log=has_log)
    opened = open_journal(folders)
    with opened.journal as journal:
        assert journal.load() == UPLOADS
    assert opened.set_aside is None


def test_what_only_looks_like_one_hides_no_uploads(folders: Folders, file: Path) -> None:
    put_beside(file, b"\xff" * 16 + bytes(496), has_log=False)
    with pytest.raises(JournalNotWritten):
        read_journal(folders)
