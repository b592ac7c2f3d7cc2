"""The journal: what was saved is there after the next start, for its owner alone."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from leadway_desktop.domain.errors import JournalNotWritten, JournalTooNew, RequestRefused
from leadway_desktop.domain.proof import Proof
from leadway_desktop.domain.upload import StoredBytes, UploadSlot
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.logs import redact
from leadway_desktop.storage.journal_file import open_database
from leadway_desktop.storage.journal_schema import STEPS, version_of
from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.upload_journal import FILE_NAME, UploadJournal, open_journal
from tests.storage.uploads import MOMENT, make_upload, plain

ROOT = Path(__file__).parents[2]


@pytest.fixture
def file(folders: Folders) -> Path:
    return folders.data / FILE_NAME


def fresh(folders: Folders) -> UploadJournal:
    opened = open_journal(folders)
    assert opened.recovery is None
    return opened.journal


def revisions(folders: Folders) -> dict[str, int]:
    with fresh(folders) as journal:
        return {upload.id: revision for upload, revision in journal.load()}


def test_a_new_journal_is_empty(folders: Folders) -> None:
    with fresh(folders) as journal:
        assert journal.load() == []


def test_uploads_come_back_as_they_were_in_their_order(folders: Folders) -> None:
    stored = StoredBytes(
        UploadSlot("slot", "a/b.pdf"), "b.pdf", "application/pdf", 2**32 - 1, Proof.MD5
    )
    uploads = [
        make_upload(9),
        make_upload(3, stage=UploadStage.COMPLETING, stored=stored, attempts=2),
        make_upload(5, stage=UploadStage.FAILED, error=RequestRefused(detail="no", status=422)),
    ]
    with fresh(folders) as journal:
        for upload in uploads:
            journal.save(upload, 1)
        journal.save(make_upload(9, stage=UploadStage.PREPARING), 2)
        assert [upload.id for upload, _ in journal.load()] == [each.id for each in uploads]
    with fresh(folders) as journal:
        loaded = journal.load()
    assert [(plain(upload), revision) for upload, revision in loaded] == [
        (plain(make_upload(9, stage=UploadStage.PREPARING)), 2),
        (plain(uploads[1]), 1),
        (plain(uploads[2]), 1),
    ]


def test_loading_shows_what_was_saved_since(folders: Folders) -> None:
    with fresh(folders) as journal:
        journal.save(make_upload(1), 1)
        journal.save_soon(make_upload(2), 1)
        journal.forget(make_upload(1).id)
        assert [upload.id for upload, _ in journal.load()] == [make_upload(2).id]


def test_save_soon_and_forget_last(folders: Folders) -> None:
    with fresh(folders) as journal:
        for number in range(20):
            journal.save_soon(make_upload(number), 1)
        journal.forget(make_upload(4).id)
    assert set(revisions(folders)) == {make_upload(n).id for n in range(20) if n != 4}


def test_revisions_settle_the_order_of_saves(folders: Folders) -> None:
    with fresh(folders) as journal:
        journal.save_soon(make_upload(1, attempts=3), 3)
        journal.save(make_upload(1, attempts=2), 2)
        journal.save(make_upload(2), 1)
        journal.forget(make_upload(2).id)
        journal.save(make_upload(2), 9)
    assert revisions(folders) == {make_upload(1).id: 3}
    with fresh(folders) as journal:
        journal.save(make_upload(1, attempts=1), 1)
        assert journal.load()[0][0].attempts == 3


def test_two_connections_keep_the_newer_revision_too(folders: Folders, file: Path) -> None:
    with fresh(folders) as journal, UploadJournal(file) as other:
        other.save(make_upload(1, attempts=5), 5)
        journal.save(make_upload(1, attempts=4), 4)
        assert other.load()[0][1] == 5


def test_only_its_owner_reads_it(folders: Folders, file: Path) -> None:
    before = os.umask(0)
    try:
        with fresh(folders) as journal:
            journal.save(make_upload(), 1)
            names = {each.name for each in folders.data.iterdir()}
            assert {FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"} <= names
            for each in folders.data.iterdir():
                assert stat.S_IMODE(each.stat().st_mode) == 0o600
            assert stat.S_IMODE(folders.data.stat().st_mode) == 0o700
    finally:
        os.umask(before)
    file.chmod(0o644)
    with fresh(folders) as journal:
        journal.save(make_upload(), 2)
        for each in folders.data.iterdir():
            assert stat.S_IMODE(each.stat().st_mode) == 0o600


def test_it_is_written_ahead_and_synced(folders: Folders) -> None:
    with fresh(folders) as journal:
        connection = journal._connection
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA secure_delete").fetchone() == (1,)


def test_after_close_nothing_lies_beside_it_and_saves_are_refused(
    folders: Folders, file: Path
) -> None:
    journal = fresh(folders)
    journal.save(make_upload(), 1)
    journal.close()
    assert list(folders.data.iterdir()) == [file]
    with pytest.raises(JournalNotWritten):
        journal.save(make_upload(), 2)


def test_threads_that_save_forget_and_load_do_not_disturb_each_other(folders: Folders) -> None:
    rounds, workers = 60, 6

    def work(worker: int) -> None:
        for revision in range(1, rounds + 1):
            save = journal.save if revision % 3 else journal.save_soon
            save(make_upload(worker, attempts=revision), revision)
            journal.save(make_upload(1000 + worker * rounds + revision), 1)
            if revision % 10 == 0:
                journal.forget(make_upload(1000 + worker * rounds + revision).id)
                assert all(upload.attempts in (0, rev) for upload, rev in journal.load())

    with fresh(folders) as journal, ThreadPoolExecutor(workers) as pool:
        for done in [pool.submit(work, worker) for worker in range(workers)]:
            done.result(60)
    found = revisions(folders)
    assert len(found) == workers * (1 + rounds - rounds // 10)
    assert all(found[make_upload(worker).id] == rounds for worker in range(workers))


def test_save_soon_returns_while_the_disk_is_busy(folders: Folders, file: Path) -> None:
    with fresh(folders) as journal:
        blocker = sqlite3.connect(file, isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        saver = threading.Thread(target=journal.save, args=(make_upload(1), 1))
        saver.start()
        begun = time.monotonic()
        for number in range(100):
            journal.save_soon(make_upload(2, attempts=number), number + 1)
        assert time.monotonic() - begun < 2.0  # SQLite waits 5 s for a lock
        assert saver.is_alive()
        blocker.execute("ROLLBACK")
        blocker.close()
        saver.join()
    assert revisions(folders) == {make_upload(1).id: 1, make_upload(2).id: 100}


def test_ten_thousand_unfinished_uploads_are_there_at_once(folders: Folders, file: Path) -> None:
    with fresh(folders) as journal:
        for number in range(10_000):
            journal.save_soon(make_upload(number, stage=UploadStage.UPLOADING), 1)
    began = time.process_time()
    with fresh(folders) as journal:
        loaded = journal.load()
        assert time.process_time() - began < 3.0  # 0.3 s on a machine that is not busy
    assert [upload.id for upload, _ in loaded] == [make_upload(n).id for n in range(10_000)]
    connection = sqlite3.connect(file)
    began = time.process_time()
    connection.execute("PRAGMA integrity_check(1)").fetchone()
    assert time.process_time() - began < 0.5
    connection.close()


# -- the disk refuses ------------------------------------------------------------------------------


def save_until_refused(journal: UploadJournal, numbers: Iterator[int]) -> None:
    for number in numbers:
        journal.save(make_upload(number, link="x" * 500), 1)


@pytest.mark.allow_logs("The journal is not written, and tried again: database or disk is full")
def test_a_full_disk_is_told_and_later_saves_work(folders: Folders) -> None:
    with fresh(folders) as journal:
        pages = journal._connection.execute("PRAGMA page_count").fetchone()[0]
        journal._connection.execute(f"PRAGMA max_page_count = {pages}")
        numbers = count()
        with pytest.raises(JournalNotWritten) as full:
            save_until_refused(journal, numbers)
        assert full.value.detail == "database or disk is full (SQLITE_FULL)"
        with pytest.raises(JournalNotWritten):
            journal.save(make_upload(2000, link="y" * 9000), 1)
        journal._connection.execute("PRAGMA max_page_count = 100000")
        journal.save(make_upload(3000), 1)
    # What was refused was tried again, too.
    assert list(revisions(folders)) == [
        make_upload(number).id for number in [*range(next(numbers)), 2000, 3000]
    ]


SIZE_LIMITED = """
import resource, signal, sys
from leadway_desktop.domain.errors import JournalNotWritten
from leadway_desktop.storage.paths import find_folders
from leadway_desktop.storage.upload_journal import open_journal
from tests.storage.uploads import make_upload

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
journal = open_journal(find_folders({"LEADWAY_DESKTOP_HOME": sys.argv[1]})).journal
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
saved, refused = 0, 0
while not refused:
    try:
        journal.save(make_upload(saved, link="x" * 2000), 1)
        saved += 1
    except JournalNotWritten as error:
        refused += 1
        print(error.detail)
for number in range(5):
    try:
        journal.save(make_upload(saved, link="x" * 2000, attempts=number), 2 + number)
    except JournalNotWritten:
        refused += 1
assert refused == 6, refused
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
journal.save(make_upload(saved, attempts=100), 100)
journal.close()
print(saved)
"""


def in_child(script: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, str(home)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
    )


def test_a_disk_that_takes_no_more_bytes_is_told_and_later_saves_work(folders: Folders) -> None:
    home = folders.home
    assert home is not None
    done = in_child(SIZE_LIMITED, home)
    assert done.returncode == 0, done.stderr
    reason, saved = done.stdout.split("\n")[:2]
    assert "disk" in reason
    assert str(home) not in done.stdout + done.stderr
    found = revisions(folders)
    assert len(found) == int(saved) + 1
    assert found[make_upload(int(saved)).id] == 100


FULL_LATER = """
import resource, signal, sys
from leadway_desktop.storage.paths import find_folders
from leadway_desktop.storage.upload_journal import FILE_NAME, open_journal
from tests.storage.uploads import make_upload

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folders = find_folders({"LEADWAY_DESKTOP_HOME": sys.argv[1]})
journal = open_journal(folders).journal
for number in range(20):
    journal.save(make_upload(number), 1)
log = (folders.data / f"{FILE_NAME}-wal").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (log, resource.RLIM_INFINITY))
for revision in range(2, 12):
    for number in range(20):
        journal.save(make_upload(number, attempts=revision), revision)
journal.close()
"""


def test_a_disk_that_is_full_takes_the_steps_of_what_is_on_the_list(folders: Folders) -> None:
    """Else what arrives meanwhile would be uploaded once more at the next start."""
    home = folders.home
    assert home is not None
    done = in_child(FULL_LATER, home)
    assert done.returncode == 0, done.stderr
    assert set(revisions(folders).values()) == {11}


def test_a_place_that_cannot_be_written_is_told_without_its_path(
    folders: Folders, file: Path
) -> None:
    file.mkdir(parents=True)
    with pytest.raises(JournalNotWritten) as refused:
        open_journal(folders)
    assert refused.value.detail == "Is a directory"


def test_what_cannot_be_kept_spoils_nothing_else(folders: Folders) -> None:
    with fresh(folders) as journal:
        with pytest.raises(JournalNotWritten):
            journal.save(make_upload(1, attempts=2**70), 1)
        journal.save(make_upload(2), 1)
    assert revisions(folders) == {make_upload(2).id: 1}


# -- versions --------------------------------------------------------------------------------------


def test_a_newer_versions_journal_is_left_as_it_is(folders: Folders, file: Path) -> None:
    fresh(folders).close()
    connection = sqlite3.connect(file)
    connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(JournalTooNew):
        open_journal(folders)
    assert file.read_bytes() == before
    assert list(folders.data.iterdir()) == [file]


NEXT = ("ALTER TABLE upload ADD COLUMN message TEXT", "CREATE TABLE receipt (id TEXT)")


def test_an_older_versions_journal_becomes_ours_and_the_old_file_is_kept(
    folders: Folders, file: Path
) -> None:
    with fresh(folders) as journal:
        journal.save(make_upload(1), 4)
    connection = open_database(file, (*STEPS, *NEXT))
    assert version_of(connection) == len(STEPS) + 2
    assert connection.execute("SELECT id, revision, message FROM upload").fetchall() == [
        (make_upload(1).id, 4, None)
    ]
    connection.close()
    [kept] = folders.data.glob(f"{FILE_NAME}.v{len(STEPS)}-*")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with UploadJournal(kept) as old:
        assert [(plain(upload), revision) for upload, revision in old.load()] == [
            (plain(make_upload(1)), 4)
        ]


def test_a_step_that_fails_leaves_the_journal_as_it_was(folders: Folders, file: Path) -> None:
    with fresh(folders) as journal:
        journal.save(make_upload(1), 4)
    with pytest.raises(Exception, match="OperationalError"):
        open_database(file, (*STEPS, NEXT[0], "CREATE TABLE upload (x)"))
    assert revisions(folders) == {make_upload(1).id: 4}


# -- secrets ---------------------------------------------------------------------------------------


def test_no_secret_is_in_any_file(folders: Folders) -> None:
    said = (
        "PUT https://bucket.example/o?X-Goog-Signature=abc123def failed, "
        "Authorization: Bearer pit-11112222-3333 was sent"
    )
    opened = open_journal(folders, redact)
    with opened.journal as journal:
        for number, error in enumerate((RequestRefused(detail=said), RequestRefused(detail="ok"))):
            journal.save(make_upload(number, error=error, finished_at=MOMENT), 1)
            journal.save_soon(make_upload(10 + number, error=error), 1)
        journal.flush()
        written = b"".join(each.read_bytes() for each in folders.data.iterdir())
    written += b"".join(each.read_bytes() for each in folders.data.iterdir())
    assert b"failed" in written
    for secret in (b"abc123def", b"pit-1111"):
        assert secret not in written


def test_a_program_that_forgets_to_close_ends_all_the_same(folders: Folders) -> None:
    script = SIZE_LIMITED.split("resource.setrlimit")[0] + "journal.save(make_upload(1), 1)"
    assert folders.home is not None
    assert in_child(script, folders.home).returncode == 0
    assert revisions(folders) == {make_upload(1).id: 1}


def test_what_was_forgotten_is_wiped(folders: Folders, file: Path) -> None:
    with fresh(folders) as journal:
        journal.save(make_upload(1, link="https://example.com/forgotten.pdf"), 1)
        journal.save(make_upload(2), 1)
        journal.forget(make_upload(1).id)
    assert b"forgotten.pdf" not in file.read_bytes()
