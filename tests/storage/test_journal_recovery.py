"""Damaged journals: set aside, read as far as they can be, and never believed blindly."""

import os
import random
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.errors import (
    JournalNotWritten,
    JournalTooNew,
    MessageUnknown,
    RequestRefused,
)
from leadway_desktop.domain.upload import Upload
from leadway_desktop.storage import journal_recovery
from leadway_desktop.storage.journal_file import SIDE_FILES
from leadway_desktop.storage.journal_pages import records_in
from leadway_desktop.storage.paths import Folders, find_folders
from leadway_desktop.storage.upload_journal import (
    FILE_NAME,
    OpenedJournal,
    UploadJournal,
    open_journal,
)
from tests.storage.uploads import make_upload, plain

COUNT = 60
WAL = f"{FILE_NAME}-wal"
VERSION_BYTES = range(60, 64)
History = dict[tuple[str, int], object]
"""Every upload that was ever saved, as it was, by its id and revision."""


class Files(dict[str, bytes]):
    """Files of a folder by name; hypothesis shall not print them whole."""

    def __repr__(self) -> str:
        return ", ".join(f"{name}: {len(bytes_)} bytes" for name, bytes_ in self.items())


def kept_upload(number: int, revision: int) -> Upload:
    """Some of them too long for a page."""
    detail = f"{number} " * (3000 if number % 7 == 0 else 10)
    return make_upload(number, attempts=revision, error=RequestRefused(detail=detail, status=400))


HISTORY: History = {
    (make_upload(number).id, revision): plain(kept_upload(number, revision))
    for number in range(COUNT)
    for revision in (1, 2, 3)
}


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Return a journal that was closed: one file."""
    folder = tmp_path_factory.mktemp("closed")
    with UploadJournal(folder / FILE_NAME) as journal:
        fill(journal)
    return content(folder)


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Return a journal as a crash left it: half of it in the file, half in the log."""
    folder = tmp_path_factory.mktemp("crashed")
    with UploadJournal(folder / FILE_NAME) as journal:
        fill(journal, range(2))
        journal._connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()
        fill(journal, range(2, 4))
        return content(folder)


def fill(journal: UploadJournal, revisions: range = range(4)) -> None:
    for revision in revisions:
        for number in range(COUNT):
            if revision:
                journal.save(kept_upload(number, revision), revision)
    journal.save(make_upload(1000), 1)
    journal.forget(make_upload(1000).id)
    journal.flush()


def content(folder: Path) -> Files:
    return Files({file.name: file.read_bytes() for file in folder.iterdir()})


def put(folders: Folders, files: dict[str, bytes]) -> None:
    shutil.rmtree(folders.data, ignore_errors=True)
    folders.data.mkdir(parents=True)
    for name, bytes_ in files.items():
        if not name.endswith("-shm"):
            (folders.data / name).write_bytes(bytes_)


def opened(folders: Folders) -> tuple[OpenedJournal, dict[str, int]]:
    """Open it, and prove that all in it was once saved so, and that it is a journal that works."""
    found = open_journal(folders)
    with found.journal as journal:
        journal.recovery_is_told()
        loaded = journal.load()
        for upload, revision in loaded:
            assert plain(upload) == HISTORY[upload.id, revision]
        journal.save(make_upload(2000), 1)
        journal.forget(make_upload(2000).id)
    assert find_set_aside(folders) == ([] if found.recovery is None else [found.recovery.set_aside])
    assert stat.S_IMODE((folders.data / FILE_NAME).stat().st_mode) == 0o600
    return found, {upload.id: revision for upload, revision in loaded}


def find_set_aside(folders: Folders) -> list[Path]:
    broken = sorted(folders.data.glob(f"{FILE_NAME}.broken-*"))
    assert all(stat.S_IMODE(each.stat().st_mode) == 0o600 for each in broken)
    sides = {f"{each.name}{ending}" for each in broken for ending in SIDE_FILES}
    return [each for each in broken if each.name not in sides]


NEWEST = {make_upload(number).id: 3 for number in range(COUNT)}


def test_sound_files_are_opened_as_they_are(
    folders: Folders, closed: Files, crashed: Files
) -> None:
    for files in (closed, crashed):
        put(folders, files)
        found, loaded = opened(folders)
        assert found.recovery is None
        assert loaded == NEWEST


def overwritten(bytes_: bytes, at: int, by: bytes) -> bytes:
    return bytes_[:at] + by + bytes_[at + len(by) :]


def test_without_its_header_everything_is_recovered(folders: Folders, closed: Files) -> None:
    for length in (16, 100, 4096):
        damaged = overwritten(closed[FILE_NAME], 0, bytes(length))
        put(folders, {FILE_NAME: damaged})
        found, loaded = opened(folders)
        assert loaded == NEWEST
        assert found.recovery is not None
        assert found.recovery.recovered == COUNT
        assert found.recovery.lost is None
        assert found.recovery.set_aside.read_bytes() == damaged
        assert opened_again(folders) == NEWEST


def opened_again(folders: Folders) -> dict[str, int]:
    again = open_journal(folders)
    assert again.recovery is None
    with again.journal as journal:
        return {upload.id: revision for upload, revision in journal.load()}


def test_the_order_survives_a_recovery(folders: Folders, closed: Files) -> None:
    put(folders, {FILE_NAME: overwritten(closed[FILE_NAME], 0, bytes(100))})
    _, loaded = opened(folders)
    assert list(loaded) == list(NEWEST)


def test_without_its_inner_pages_everything_is_recovered(folders: Folders, closed: Files) -> None:
    """The inner pages and the index are those that are no leaf of a table."""
    damaged = bytearray(closed[FILE_NAME])
    inner = [at for at in range(4096, len(damaged), 4096) if damaged[at] in (2, 5, 10)]
    assert inner
    for at in inner:
        damaged[at : at + 4096] = random.Random(at).randbytes(4096)
    put(folders, {FILE_NAME: bytes(damaged)})
    found, loaded = opened(folders)
    assert found.recovery is not None
    assert loaded == NEWEST


def test_a_row_whose_bits_flipped_is_lost_alone_and_counted(
    folders: Folders, closed: Files
) -> None:
    sound = closed[FILE_NAME]
    at = sound.index(b"/home/ana/factura-000005.pdf")
    put(folders, {FILE_NAME: overwritten(sound, at + 18, b"9")})
    found, loaded = opened(folders)
    assert found.recovery is not None
    assert (found.recovery.recovered, found.recovery.lost) == (COUNT - 1, 1)
    assert loaded == {key: 3 for key in NEWEST if key != make_upload(5).id}


def test_text_that_is_no_text_is_lost_alone(folders: Folders, closed: Files) -> None:
    sound = closed[FILE_NAME]
    put(folders, {FILE_NAME: overwritten(sound, sound.index(b"contact-5"), b"\xff\xfe")})
    found, loaded = opened(folders)
    assert found.recovery is not None
    assert loaded == {key: 3 for key in NEWEST if key != make_upload(5).id}


def test_an_index_that_lost_an_entry_is_noticed_at_the_next_start(
    folders: Folders, closed: Files
) -> None:
    """The journal then has two rows of one upload; the newer one counts."""
    put(folders, closed)
    connection = sqlite3.connect(folders.data / FILE_NAME)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL UNIQUE', 'NOT NULL')")
    connection.execute("DELETE FROM sqlite_schema WHERE type = 'index'")
    connection.commit()
    connection.close()
    connection = sqlite3.connect(folders.data / FILE_NAME)
    connection.execute(
        "INSERT INTO upload SELECT NULL, " + ", ".join(columns(connection)[1:]) + " FROM upload"
    )
    connection.commit()
    connection.close()
    found, loaded = opened(folders)
    assert found.recovery is not None
    assert loaded == NEWEST


def test_an_entry_of_an_index_that_broke_is_noticed_before_a_write_meets_it(
    folders: Folders, closed: Files
) -> None:
    put(folders, closed)
    connection = sqlite3.connect(folders.data / FILE_NAME)
    [(page,)] = connection.execute(
        "SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_upload_1'"
    )
    connection.close()
    begin = (page - 1) * 4096
    cell = begin + int.from_bytes(closed[FILE_NAME][begin + 8 : begin + 10], "big")
    put(folders, {FILE_NAME: overwritten(closed[FILE_NAME], cell + 1, b"\xd8")})
    found, loaded = opened(folders)
    assert found.recovery is not None
    assert loaded == NEWEST


def columns(connection: sqlite3.Connection) -> list[str]:
    return [row[1] for row in connection.execute("PRAGMA table_info(upload)")]


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: (folder / FILE_NAME).write_text("not a database at all, but a long text"),
        lambda folder: (folder / FILE_NAME).write_bytes(os.urandom(50_000)),
        lambda folder: foreign_database(folder / FILE_NAME),
    ],
)
def test_what_is_no_journal_is_set_aside(folders: Folders, make: Callable[[Path], Any]) -> None:
    folders.data.mkdir(parents=True)
    make(folders.data)
    found, loaded = opened(folders)
    assert found.recovery is not None
    assert (found.recovery.recovered, loaded) == (0, {})


def foreign_database(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE upload (id TEXT, title TEXT)")
    connection.execute("INSERT INTO upload VALUES ('1', 'x')")
    connection.commit()
    connection.close()


def test_a_log_whose_file_is_gone_is_read(folders: Folders, crashed: Files) -> None:
    for files in ({WAL: crashed[WAL]}, {FILE_NAME: b"", WAL: crashed[WAL]}):
        put(folders, files)
        found, loaded = opened(folders)
        assert found.recovery is not None
        assert loaded == NEWEST


def test_commits_behind_a_broken_frame_are_not_dropped(folders: Folders, crashed: Files) -> None:
    """SQLite stops at the first broken frame, and would never tell.

    What stood in the broken frame itself may be there as it was before, or not at all.
    """
    wal = crashed[WAL]
    for at in (8, 16, 24, 32 + 8, 32 + 16, 32 + 24 + 2000, len(wal) // 2):
        put(folders, {**crashed, WAL: overwritten(wal, at, b"\xa5\x5a\xa5\x5a")})
        found, loaded = opened(folders)
        assert found.recovery is not None
        assert len(loaded) >= COUNT - 2
        assert sum(revision == 3 for revision in loaded.values()) >= COUNT - 12


def test_a_log_that_ends_in_the_middle_is_nothing_unusual(folders: Folders, crashed: Files) -> None:
    """So a power cut leaves it; what had been saved lies before."""
    for cut in (1, 5000, 9000):
        put(folders, {**crashed, WAL: crashed[WAL][:-cut]})
        found, _ = opened(folders)
        assert found.recovery is None


@st.composite
def damages(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    """Draw a way to damage a file: cut off, overwritten with noise or nothing, a bit flipped."""
    kind = draw(st.sampled_from(["cut", "noise", "zeros", "bit", "doubled"]))
    place = draw(st.floats(0, 1, exclude_max=True))
    seed, length = draw(st.integers(0, 2**32)), draw(st.sampled_from([1, 8, 100, 4096, 20_000]))

    def damage(bytes_: bytes) -> bytes:
        note(f"{kind} at {place:.4f} of {len(bytes_)}, length {length}, seed {seed}")
        at = int(place * len(bytes_))
        if kind == "cut":
            return bytes_[:at]
        if kind == "noise":
            return overwritten(bytes_, at, random.Random(seed).randbytes(length))[: len(bytes_)]
        if kind == "zeros":
            return overwritten(bytes_, at, bytes(length))[: len(bytes_)]
        if kind == "bit":
            return overwritten(bytes_, at, bytes([bytes_[at] ^ 1 << seed % 8]))
        return bytes_[:at] + bytes_[at : at + length] + bytes_[at:]

    return damage


@settings(max_examples=60)
@given(damage=damages())
def test_a_damaged_file_is_opened_and_its_losses_are_told(
    tmp_path_factory: pytest.TempPathFactory, closed: Files, damage: Callable[[bytes], bytes]
) -> None:
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(tmp_path_factory.mktemp("damaged"))})
    damaged = damage(closed[FILE_NAME])
    put(folders, {FILE_NAME: damaged})
    try:
        found, loaded = opened(folders)
    except JournalTooNew:
        assert any(damaged[at : at + 1] != closed[FILE_NAME][at : at + 1] for at in VERSION_BYTES)
        return
    if loaded != NEWEST and damaged:
        assert found.recovery is not None
        assert found.recovery.set_aside.read_bytes() == damaged
        assert found.recovery.recovered == len(loaded)
    assert all(revision == 3 for revision in loaded.values())


@settings(max_examples=60)
@given(damage=damages(), name=st.sampled_from([FILE_NAME, WAL]))
def test_a_file_damaged_in_a_crash_is_opened(
    tmp_path_factory: pytest.TempPathFactory,
    crashed: Files,
    damage: Callable[[bytes], bytes],
    name: str,
) -> None:
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(tmp_path_factory.mktemp("damaged"))})
    put(folders, {**crashed, name: damage(crashed[name])})
    try:
        opened(folders)
    except JournalTooNew:
        assert name == FILE_NAME


@settings(max_examples=200)
@given(bytes_=st.binary(max_size=3000), size=st.sampled_from([512, 4096]))
def test_reading_pages_survives_any_bytes(
    tmp_path_factory: pytest.TempPathFactory, bytes_: bytes, size: int
) -> None:
    file = tmp_path_factory.mktemp("pages") / "x"
    header = b"SQLite format 3\0" + size.to_bytes(2, "big") + bytes(82)
    file.write_bytes(header + b"\x0d" + bytes_ + bytes(size))
    assert len(list(records_in(file))) >= 0


# -- the recovery itself is interrupted ------------------------------------------------------------


class Killed(BaseException):
    """Stands for kill -9: nothing of ours runs after it."""


def kills() -> Iterator[tuple[str, int]]:
    yield from (("_copy", number) for number in range(3))
    yield from (("sync_folder", number) for number in range(4))
    yield from (("_rows_left_in", 0), ("write_rows", 0), ("end_log", 0), ("_make_new", 0))


@pytest.mark.parametrize(("step", "number"), list(kills()))
def test_a_kill_during_the_recovery_loses_nothing(
    folders: Folders, crashed: Files, monkeypatch: pytest.MonkeyPatch, step: str, number: int
) -> None:
    put(folders, {**crashed, FILE_NAME: overwritten(crashed[FILE_NAME], 0, bytes(16))})
    calls = [0]
    real = getattr(journal_recovery, step)

    def until_killed(*arguments: Any) -> Any:
        calls[0] += 1
        if calls[0] > number:
            raise Killed
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(journal_recovery, step, until_killed)
        try:
            open_journal(folders).journal.close()
        except Killed:
            killed = True
        else:
            killed = False
    assert killed or calls[0] <= number
    assert loaded_and_told(folders) == loaded_and_told(folders) == NEWEST
    with open_journal(folders).journal as journal:
        journal.recovery_is_told()
    assert opened_again(folders) == NEWEST


def loaded_and_told(folders: Folders) -> dict[str, int]:
    """Open it and read what it tells of the recovery, whoever did that; nobody hears it."""
    found = open_journal(folders)
    assert found.recovery is not None
    assert (found.recovery.recovered, found.recovery.lost) == (COUNT, None)
    assert found.recovery.set_aside in find_set_aside(folders)
    with found.journal as journal:
        return {upload.id: revision for upload, revision in journal.load()}


def test_a_disk_too_full_to_recover_changes_nothing(
    folders: Folders, closed: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = overwritten(closed[FILE_NAME], 0, bytes(100))
    put(folders, {FILE_NAME: damaged})

    def full(*arguments: Any) -> None:
        raise OSError(28, "No space left on device", "/home/ana/secret")

    for place in ("shutil.copyfileobj", "write_rows", "os.replace"):
        with monkeypatch.context() as patch:
            patch.setattr(f"leadway_desktop.storage.journal_recovery.{place}", full)
            with pytest.raises(JournalNotWritten) as refused:
                open_journal(folders)
        assert refused.value.detail == "No space left on device"
        assert (folders.data / FILE_NAME).read_bytes() == damaged
    assert loaded_and_told(folders) == NEWEST


def test_two_damages_in_one_second_keep_both_files(folders: Folders, closed: Files) -> None:
    put(folders, {FILE_NAME: b"one" * 100})
    open_journal(folders).journal.close()
    (folders.data / FILE_NAME).write_bytes(b"two" * 100)
    open_journal(folders).journal.close()
    assert {each.read_bytes() for each in find_set_aside(folders)} == {b"one" * 100, b"two" * 100}


@pytest.mark.parametrize("stage", DeliveryStage)
def test_a_message_that_may_have_been_sent_since_is_not_sent_again(
    folders: Folders, stage: DeliveryStage
) -> None:
    """What is left of an upload may be older than what was lost."""
    delivery = Delivery("key", "Hola", "+34 600 000 000", stage)
    folders.data.mkdir(parents=True)
    with UploadJournal(folders.data / FILE_NAME) as journal:
        journal.save(make_upload(1, delivery=delivery), 1)
    whole = (folders.data / FILE_NAME).read_bytes()
    put(folders, {FILE_NAME: overwritten(whole, 0, bytes(100))})
    with open_journal(folders).journal as journal:
        ((upload, _),) = journal.load()
    assert upload.delivery is not None
    if stage in {DeliveryStage.PLANNED, DeliveryStage.REFUSED}:
        assert upload.delivery.stage is DeliveryStage.UNKNOWN
        assert isinstance(upload.delivery.error, MessageUnknown)
        assert upload.delivery.text == "Hola"
    else:
        assert upload.delivery == delivery


def test_a_recovered_upload_goes_on_from_its_revision(folders: Folders, closed: Files) -> None:
    put(folders, {FILE_NAME: overwritten(closed[FILE_NAME], 0, bytes(100))})
    with open_journal(folders).journal as journal:
        journal.save(replace(kept_upload(1, 3), attempts=2), 2)
        journal.save(replace(kept_upload(1, 3), attempts=4), 4)
        found = {upload.id: (upload.attempts, revision) for upload, revision in journal.load()}
    assert found[make_upload(1).id] == (4, 4)
