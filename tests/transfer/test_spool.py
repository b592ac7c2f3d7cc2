"""Copies are whole, private and of the file that was dropped, or there is none."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from io import FileIO
from pathlib import Path
from typing import NamedTuple

import pytest

from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.errors import FileMissing
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.vanishing_places import VanishingPlaces, is_our_copy
from leadway_desktop.transfer import spool as spool_module
from leadway_desktop.transfer.intake import Intake
from leadway_desktop.transfer.spool import NotCopied, Spool
from tests.transfer.conftest import NewUpload
from tests.transfer.fakes import TARGET
from tests.transfer.office import Office


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    """A folder from which files vanish."""
    folder = tmp_path / "mozilla_ana0"
    folder.mkdir()
    return folder


@pytest.fixture
def spool(tmp_path: Path, mail: Path) -> Spool:
    return Spool(tmp_path / "data" / "spool", VanishingPlaces([mail.as_posix()]))


@pytest.fixture
def attachment(mail: Path) -> Path:
    path = mail / "Factura nº 7.pdf"
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 40_000)  # more than two chunks
    os.utime(path, ns=(1, 1_700_000_000_123_456_789))
    return path


def files_in(spool: Spool) -> list[Path]:
    return [path for path in spool.folder.rglob("*") if path.is_file()]


# -- a copy ---------------------------------------------------------------------------------------


def test_a_copy_is_the_same_file_elsewhere(spool: Spool, attachment: Path) -> None:
    file = look_at(attachment)
    copy = spool.copy(file)
    assert copy.path != attachment
    assert copy.path.name == attachment.name
    assert copy.path.read_bytes() == attachment.read_bytes()
    assert (copy.size, copy.modified_ns) == (file.size, file.modified_ns)
    assert look_at(copy.path) == copy
    assert spool.holds(copy.path)
    assert is_our_copy(copy.path)
    assert not is_our_copy(attachment)
    assert spool.copy(file).path != copy.path


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps the profile private by other means")
def test_a_copy_is_the_users_alone(spool: Spool, attachment: Path) -> None:
    copy = spool.copy(look_at(attachment)).path
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(spool.folder.stat().st_mode) == 0o700


def test_what_is_written_to_the_source_later_is_not_in_the_copy(
    spool: Spool, attachment: Path
) -> None:
    copy = spool.copy(look_at(attachment)).path
    before = copy.read_bytes()
    with attachment.open("r+b") as file:
        file.write(b"other")
    assert copy.read_bytes() == before


def test_where_the_system_cannot_copy_by_itself(
    spool: Spool, attachment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(18, "two file systems")

    monkeypatch.setattr(os, "copy_file_range", refuse, raising=False)
    assert spool.copy(look_at(attachment)).path.read_bytes() == attachment.read_bytes()


def test_one_that_is_gone_or_not_as_it_was_is_not_copied(spool: Spool, attachment: Path) -> None:
    file = look_at(attachment)
    for other in (
        replace(file, path=attachment.with_name("none")),
        replace(file, size=file.size + 1),
        replace(file, modified_ns=file.modified_ns + 1),
        replace(file, path=attachment.with_name("nul\0l")),
    ):
        with pytest.raises(NotCopied):
            spool.copy(other)
    assert files_in(spool) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes among its files")
def test_one_that_becomes_a_pipe_is_not_copied_nor_waited_for(
    spool: Spool, attachment: Path
) -> None:
    file = look_at(attachment)
    attachment.unlink()
    os.mkfifo(attachment)
    with pytest.raises(NotCopied):
        spool.copy(file)
    assert list(spool.folder.iterdir()) == []


def test_one_that_changes_while_it_is_copied_is_not_copied(
    spool: Spool, attachment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = look_at(attachment)
    copy_some = spool_module._copy_some

    def write_meanwhile(source: FileIO, copy: FileIO) -> int:
        attachment.write_bytes(attachment.read_bytes()[::-1])
        return copy_some(source, copy)

    monkeypatch.setattr(spool_module, "_copy_some", write_meanwhile)
    with pytest.raises(NotCopied, match="changed"):
        spool.copy(file)
    assert list(spool.folder.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be removed there")
def test_one_that_is_removed_while_it_is_copied_is_whole(
    spool: Spool, attachment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, copy_some = attachment.read_bytes(), spool_module._copy_some

    def remove_meanwhile(source: FileIO, copy: FileIO) -> int:
        attachment.unlink(missing_ok=True)
        return copy_some(source, copy)

    monkeypatch.setattr(spool_module, "_copy_some", remove_meanwhile)
    assert spool.copy(look_at(attachment)).path.read_bytes() == content


def test_a_full_disk_is_not_filled_to_its_end(
    spool: Spool, attachment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 9 * 10**8, 10**8))
    with pytest.raises(NotCopied, match="full"):
        spool.copy(look_at(attachment))
    assert files_in(spool) == []


def test_no_space_left_leaves_no_half_copy(
    spool: Spool, attachment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(28, os.strerror(28), "Factura nº 7.pdf")

    monkeypatch.setattr(spool_module, "_copy_some", refuse)
    with pytest.raises(NotCopied) as refused:
        spool.copy(look_at(attachment))
    assert str(refused.value) == os.strerror(28)
    assert list(spool.folder.iterdir()) == []


def test_no_folder_to_copy_to(tmp_path: Path, attachment: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(NotCopied):
        Spool(tmp_path / "taken" / "spool").copy(look_at(attachment))


def test_when_the_time_is_up_there_are_no_more_copies(spool: Spool, attachment: Path) -> None:
    spool.finish_within(60)
    assert spool.copy(look_at(attachment)).size
    spool.finish_within(-1)
    with pytest.raises(NotCopied, match="time"):
        spool.copy(look_at(attachment))


# -- which files ----------------------------------------------------------------------------------


def test_it_wants_what_has_yet_to_be_read_and_may_be_gone(
    spool: Spool, attachment: Path, new_upload: NewUpload
) -> None:
    stays = new_upload()
    vanishes = replace(stays, file=look_at(attachment))
    assert not spool.wants(stays)
    assert spool.wants(vanishes)
    assert spool.wants(vanishes.moved_to(UploadStage.PAUSED))
    assert not spool.wants(vanishes.moved_to(UploadStage.CANCELLED))
    inside = Spool(attachment.parent / "spool", VanishingPlaces([attachment.parent.as_posix()]))
    assert not inside.wants(replace(vanishes, file=inside.copy(vanishes.file)))


def test_orphans_go_and_nothing_that_is_needed(
    spool: Spool, attachment: Path, new_upload: NewUpload
) -> None:
    before = Spool(spool.folder)
    files = [before.copy(look_at(attachment)) for _ in range(4)]
    waits, failed, done, _ = [replace(new_upload(), file=file) for file in files]
    kept = [
        waits,
        replace(failed, stage=UploadStage.FAILED, error=FileMissing()),
        replace(done, stage=UploadStage.UPLOADED),
    ]
    dropped_since = spool.copy(look_at(attachment))
    spool.discard_orphans(kept)
    assert sorted(files_in(spool)) == sorted(
        [waits.file.path, failed.file.path, dropped_since.path]
    )


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_in_the_spool_leads_nobody_to_other_folders(spool: Spool, tmp_path: Path) -> None:
    other = tmp_path / "Pictures"
    other.mkdir()
    (other / "foto.jpg").touch()
    spool.folder.mkdir(parents=True)
    (spool.folder / "link").symlink_to(other)
    spool.discard_orphans([])
    spool.discard(other / "foto.jpg")
    assert (other / "foto.jpg").exists()


def test_a_spool_that_never_was_has_no_orphans(spool: Spool) -> None:
    spool.discard_orphans([])
    assert not spool.folder.exists()


# -- on its way into the queue --------------------------------------------------------------------


class Desk:
    def __init__(self, spool: Spool) -> None:
        self.office = Office()
        self.intake = Intake(self.office.queue, self.office.clock, spool)

    def arrives(self, upload: Upload) -> Upload:
        with self.office.threads(1):
            assert self.office.wait_for(upload, UploadStage.UPLOADED)
        return self.office.queue.upload(upload.id)


def test_it_is_in_the_journal_at_once_and_goes_from_the_copy(
    spool: Spool, attachment: Path
) -> None:
    desk = Desk(spool)
    upload = desk.intake.take(TARGET, attachment)
    assert desk.office.journal.kept[upload.id][0].file.path == attachment
    desk.intake.copy(upload)
    [kept] = [one for one, _ in desk.office.journal.kept.values()]
    assert spool.holds(kept.file.path)
    attachment.unlink()
    assert desk.arrives(upload).file == kept.file


def test_it_does_not_begin_before_it_is_copied(spool: Spool, attachment: Path, photo: Path) -> None:
    desk = Desk(spool)
    first = desk.intake.take(TARGET, attachment)
    desk.arrives(desk.intake.take(TARGET, photo))
    assert desk.office.stage(first) is UploadStage.QUEUED


def test_without_a_copy_it_goes_from_where_it_is(spool: Spool, attachment: Path) -> None:
    desk = Desk(spool)
    upload = desk.intake.take(TARGET, attachment)
    spool.finish_within(-1)
    desk.intake.copy(upload)
    assert desk.arrives(upload).file.path == attachment


@pytest.mark.parametrize("stop", ["cancel", "remove"])
def test_stopped_while_it_is_copied_it_leaves_no_copy(
    spool: Spool, attachment: Path, monkeypatch: pytest.MonkeyPatch, stop: str
) -> None:
    desk = Desk(spool)
    upload = desk.intake.take(TARGET, attachment)
    in_copy, go_on = threading.Event(), threading.Event()
    whole_copy: Callable[[FileIO, FileIO], int] = spool_module._copy_some

    def wait_and_copy(source: FileIO, copy: FileIO) -> int:
        in_copy.set()
        assert go_on.wait(10)
        return whole_copy(source, copy)

    monkeypatch.setattr(spool_module, "_copy_some", wait_and_copy)
    copier = threading.Thread(target=desk.intake.copy, args=(upload,))
    copier.start()
    assert in_copy.wait(10)
    desk.office.queue.cancel(upload.id)
    if stop == "remove":
        desk.office.queue.remove(upload.id)
    go_on.set()
    copier.join()
    assert list(spool.folder.iterdir()) == []


def test_what_waits_is_no_orphan(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    waiting, orphan = spool.new_path("a.png"), spool.new_path("b.png")
    for path in (waiting, orphan):
        path.write_bytes(b"x")
    after_a_start = Spool(tmp_path / "spool")
    after_a_start.discard_orphans([], [waiting])
    assert waiting.exists()
    assert not orphan.exists()
