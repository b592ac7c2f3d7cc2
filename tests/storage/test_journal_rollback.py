"""A file by which SQLite would undo the journal, left by another first start than its own."""

from __future__ import annotations

import struct
from contextlib import closing
from pathlib import Path

import pytest

from leadway_desktop.domain.errors import JournalNotWritten
from leadway_desktop.storage.journal_file import end_log, open_database
from leadway_desktop.storage.journal_reading import read_journal
from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.upload_journal import FILE_NAME, UploadJournal, open_journal
from tests.storage.uploads import make_upload

UPLOADS = [(make_upload(number), 1) for number in (1, 2)]
PAGE = 4096


def undoing(pages: int, *kept: bytes) -> bytes:
    """Return a rollback journal from when there were so many pages; it keeps the first of them."""
    head = struct.pack(">IIIII", len(kept), 7, pages, 512, PAGE)
    whole = (bytes.fromhex("d9d505f920a163d7") + head).ljust(512, b"\0")
    for number, page in enumerate(kept, 1):
        whole += struct.pack(">I", number) + page
        whole += struct.pack(">I", 7 + sum(page[PAGE - 200 : 0 : -200]))
    return whole


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
    put_beside(file, undoing(0), has_log=has_log)
    with pytest.raises(JournalNotWritten):
        read_journal(folders)
    opened = open_journal(folders)
    with opened.journal as journal:
        assert {upload.id for upload, _ in journal.load()} == {one.id for one, _ in UPLOADS}
    assert opened.recovery is not None


@pytest.mark.parametrize("content", [b"", bytes(512), b"\xff" * 16 + bytes(496)])
@pytest.mark.parametrize("has_log", [False, True])
def test_what_undoes_nothing_is_no_damage(
    folders: Folders, file: Path, has_log: bool, content: bytes
) -> None:
    put_beside(file, content, has_log=has_log)
    opened = open_journal(folders)
    with opened.journal as journal:
        assert journal.load() == UPLOADS
    assert opened.recovery is None


def test_what_only_looks_like_one_hides_no_uploads(folders: Folders, file: Path) -> None:
    put_beside(file, b"\xff" * 16 + bytes(496), has_log=False)
    assert read_journal(folders) == UPLOADS


def as_recovered(file: Path) -> bytes:
    """Leave the uploads in a file without a log, as a recovery does, and return its first page."""
    with UploadJournal(file) as journal:
        journal.save_all(UPLOADS)
    with closing(open_database(file)) as connection:
        end_log(connection)
    return file.read_bytes()[:PAGE]


def test_a_kill_as_the_log_of_a_recovered_journal_is_begun_is_no_damage(
    folders: Folders, file: Path
) -> None:
    before = as_recovered(file)
    open_database(file).close()
    assert file.read_bytes()[:PAGE] != before
    file.with_name(f"{FILE_NAME}-journal").write_bytes(undoing(file.stat().st_size // PAGE, before))
    assert read_journal(folders) == UPLOADS
    opened = open_journal(folders)
    with opened.journal as journal:
        assert journal.load() == UPLOADS
    assert opened.recovery is None


@pytest.mark.parametrize("has_page", [False, True])
def test_a_recovered_journal_is_not_undone_by_another_either(
    folders: Folders, file: Path, has_page: bool
) -> None:
    before = as_recovered(file)
    another = undoing(2, before[:32] + bytes([7]) * 8 + before[40:]) if has_page else undoing(0)
    file.with_name(f"{FILE_NAME}-journal").write_bytes(another)
    opened = open_journal(folders)
    with opened.journal as journal:
        assert {upload.id for upload, _ in journal.load()} == {one.id for one, _ in UPLOADS}
    assert opened.recovery is not None
