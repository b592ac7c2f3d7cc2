"""A process that saves without end, says what has been saved, and waits to be killed.

Run as `python journal_child.py HOME`. A line of its output is `saved ID REVISION`, printed after
the save returned, or `forgotten ID`, printed after a flush.
"""

import os
import random
import sys
import threading
from itertools import count

from leadway_desktop.storage.paths import find_folders
from leadway_desktop.storage.upload_journal import UploadJournal, open_journal
from tests.storage.uploads import make_upload

THREADS, UPLOADS = 4, 12


def main() -> None:
    opened = open_journal(find_folders({"LEADWAY_DESKTOP_HOME": sys.argv[1]}))
    if opened.recovery is not None:
        say(f"damaged {opened.recovery.set_aside}")
    known = {upload.id: revision for upload, revision in opened.journal.load()}
    say("opened")
    for worker in range(THREADS):
        threading.Thread(target=work, args=(opened.journal, known, worker)).start()


def work(journal: UploadJournal, known: dict[str, int], worker: int) -> None:
    own = [worker * UPLOADS + number for number in range(UPLOADS)]
    revisions = {number: known.get(make_upload(number).id, 0) for number in own}
    for turn in count():
        number = random.choice(own)
        revisions[number] += 1
        upload = make_upload(number, attempts=revisions[number], link="x" * random.randrange(6000))
        if turn % 5 == 4:
            journal.save_soon(upload, revisions[number])
            continue
        journal.save(upload, revisions[number])
        say(f"saved {upload.id} {revisions[number]}")
        if turn % 40 == 39:
            forget_one(journal, 100_000 * (worker + 1) + max(revisions.values()) * 1000 + turn)


def forget_one(journal: UploadJournal, number: int) -> None:
    upload = make_upload(number)
    journal.save(upload, 1)
    journal.forget(upload.id)
    journal.flush()
    say(f"forgotten {upload.id}")


def say(line: str) -> None:
    os.write(sys.stdout.fileno(), f"{line}\n".encode())  # whole, or not at all


if __name__ == "__main__":
    main()
