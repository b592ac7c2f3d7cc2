"""What a command told while it was killed is not told, for whoever gives it again."""

import stat
from dataclasses import replace

import pytest

from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.storage.being_told import FILE_NAME, Telling
from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.upload_journal import open_journal
from tests.storage.uploads import make_upload

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
    assert not (folders.data / FILE_NAME).exists(), "the next start tidies up"


@pytest.mark.parametrize("content", [b"", b"[", b'{"a": 1}', b"\xff\xfe", b"7", b"[[1]]"])
@pytest.mark.allow_logs("what a command was telling")
def test_a_spoilt_note_stops_nothing(folders: Folders, content: bytes) -> None:
    (folders.data / FILE_NAME).write_bytes(content)
    assert untold(folders) == set()
    assert not (folders.data / FILE_NAME).exists()
