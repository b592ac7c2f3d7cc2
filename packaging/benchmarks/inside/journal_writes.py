"""Prints how many writes a second last: the journal's, and SQLite's with a commit for each.

    journal_writes.py FOLDER THREADS

Both keep the same row in the same table of a file on the same disk, with the same care.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.upload import LocalFile, Upload, UploadTarget
from leadway_desktop.storage.journal_file import open_database, write_rows
from leadway_desktop.storage.journal_rows import to_row
from leadway_desktop.storage.upload_journal import UploadJournal

WRITES = 400
ROUNDS = 20

Write = Callable[[Upload, int], None]


def upload_of(thread: int) -> Upload:
    """Return the upload that a thread writes again and again."""
    target = UploadTarget("location", "conversation", "contact", "María", Channel.WHATSAPP)
    file = LocalFile(Path("/home/ana/factura.pdf"), 1000, 10**18)
    return Upload(f"upload-{thread}", target, file, datetime.now(UTC))


def writes_per_second(threads: int, write: Write, first_revision: int) -> float:
    """Have each thread write its upload, one revision after the other."""

    def work(number: int) -> None:
        upload = upload_of(number)
        for revision in range(first_revision, first_revision + WRITES // threads):
            write(upload, revision)

    workers = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    started = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return WRITES / (time.perf_counter() - started)


def main(folder: Path, threads: int) -> None:
    """Measure both in turns and print the best of each."""
    folder.mkdir()
    journal = UploadJournal(folder / "journal.sqlite3")
    connection = open_database(folder / "plain.sqlite3")
    alone = threading.Lock()

    def write_plainly(upload: Upload, revision: int) -> None:
        with alone:
            write_rows(connection, [to_row(upload, revision, str)], [])

    contestants: dict[str, Write] = {"journal": journal.save, "sqlite": write_plainly}
    found: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(ROUNDS):
        for name, write in contestants.items():
            found[name].append(writes_per_second(threads, write, number * WRITES + 1))
    journal.close()
    connection.close()
    print(json.dumps({name: max(several) for name, several in found.items()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
