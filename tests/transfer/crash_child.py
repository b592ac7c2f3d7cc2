"""The program without its window, many times over: each line of input is one life of it.

Run as `python crash_child.py`. The first line of input is JSON: `home`, `drop` (the folder of
the files that the agent has dropped), `base_url`, `location_id`, `conversation_id`, `token`, and
where messages are sent, `sends`, `contact_id` and `channel`. Each further line is a JSON object:
`{"kill_in": SECONDS}` to be killed by then, `{"kill_at": N, "after": BOOL}` to be killed at the
N-th write of the journal, before or after it is on the disk, or `{}`. The process forks
(everything is imported by then, so that a life begins within milliseconds) and says how the child
ended: 0 where every upload has arrived, minus the signal where it was killed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from leadway_desktop.assembly import build_engine
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.delivery import MessagePlan
from leadway_desktop.domain.errors import JournalNotWritten
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.upload import Upload, UploadTarget
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.storage.paths import find_folders
from leadway_desktop.storage.upload_journal import UploadJournal, open_journal
from leadway_desktop.transfer.intake import Arrival, Intake, parts_of
from leadway_desktop.transfer.messages import retry as message_retry
from leadway_desktop.transfer.messages.outbox import Outbox
from leadway_desktop.transfer.ports import Journal
from leadway_desktop.transfer.queue.ledger import UploadWatcher
from leadway_desktop.transfer.upload_queue import UploadQueue
from leadway_desktop.workers.file_types import QtFileTypes

THREADS = 3
message_retry.LOOK_AFTER = (0.1, 0.1, 0.1, 0.3)
PATIENCE = 60.0


def at_once(low: float, high: float) -> float:
    return low


@dataclass
class Deadly:
    """The real journal, which kills its process at one of its writes; as a power cut would."""

    journal: UploadJournal
    kill_at: int
    after: bool
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _writes: int = 0

    def save_all(self, uploads: Sequence[tuple[Upload, int]]) -> None:
        is_last = self._count()
        if not (is_last and not self.after):
            self.journal.save_all(uploads)
        if is_last:
            os.kill(os.getpid(), signal.SIGKILL)

    save_all_soon = save_all

    def save(self, upload: Upload, revision: int) -> None:
        self.save_all([(upload, revision)])

    save_soon = save

    def forget(self, upload_id: str) -> None:
        self.journal.forget(upload_id)

    def flush(self) -> None:
        self.journal.flush()

    def _count(self) -> bool:
        with self._lock:
            self._writes += 1
            return self._writes == self.kill_at


def fail(error: JournalNotWritten) -> None:
    sys.stderr.write(f"the journal is in trouble: {error.detail}\n")
    os._exit(3)


def live(facts: dict[str, Any], kill_at: int = 0, after: bool = False) -> int:
    """Take up what the journal holds, then what was dropped and is not in it; upload it all."""
    opened = open_journal(find_folders({"LEADWAY_DESKTOP_HOME": facts["home"]}))
    if opened.recovery is not None:
        return 4
    known = opened.journal.load()
    settings = Settings(base_url=facts["base_url"], location_id=facts["location_id"], proxy="none")
    engine = build_engine(settings, Secret(facts["token"]))
    journal: Journal = Deadly(opened.journal, kill_at, after) if kill_at else opened.journal
    watcher = UploadWatcher(lambda upload: None, lambda progress: None, on_trouble=fail)
    queue = UploadQueue(engine.uploads.clock, journal, watcher)
    outbox = Outbox(queue, engine.uploads.clock)
    rest = Rest(queue)
    for upload, revision in known:
        queue.restore(upload, revision)
    outbox.restored()
    job = replace(engine.uploads.job, jitter=at_once)
    message_job = replace(engine.uploads.message_job, jitter=at_once)
    threads = [threading.Thread(target=queue.work, args=(job,)) for _ in range(THREADS)]
    threads += [threading.Thread(target=outbox.work, args=(message_job,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    _drop(facts, Intake(queue, engine.uploads.clock), {upload.file.path for upload, _ in known})
    is_at_rest = rest.wait_for({upload.id for upload in queue.uploads()})
    queue.close()
    outbox.close()
    for thread in threads:
        thread.join()
    opened.journal.close()
    arrived = all(upload.stage is UploadStage.UPLOADED for upload in queue.uploads())
    return 0 if is_at_rest and arrived else 5


class Rest:
    """Knows which uploads, and their messages, go on no more by themselves."""

    def __init__(self, queue: UploadQueue) -> None:
        self._news = threading.Condition()
        self._resting: set[str] = set()
        queue.follow(self._note, self._resting.discard)

    def wait_for(self, upload_ids: set[str]) -> bool:
        with self._news:
            return self._news.wait_for(lambda: upload_ids <= self._resting, PATIENCE)

    def _note(self, upload: Upload) -> None:
        delivery = upload.delivery
        is_done = upload.stage is UploadStage.UPLOADED
        is_to_be_sent = is_done and delivery is not None and delivery.stage.goes_on
        goes_on = not upload.stage.is_over or is_to_be_sent
        with self._news:
            (self._resting.discard if goes_on else self._resting.add)(upload.id)
            self._news.notify_all()


def _drop(facts: dict[str, Any], intake: Intake, known: set[Path]) -> None:
    """Drop what is new; the text of each message names the first of its files."""
    contact, channel = facts.get("contact_id", ""), Channel(facts.get("channel", "WHATSAPP"))
    target = UploadTarget(facts["location_id"], facts["conversation_id"], contact, "Ana", channel)
    most = channel.rules.most_attachments
    paths = [path for path in sorted(Path(facts["drop"]).iterdir()) if path not in known]
    for start in range(0, len(paths), most):
        part = paths[start : start + most]
        plan = MessagePlan(part[0].name, "") if facts.get("sends") else None
        for files in parts_of(target, list(map(Arrival, part)), plan):
            intake.take_together(target, files)


def main() -> None:
    facts = json.loads(sys.stdin.readline())
    # What every life would load anew.
    QtFileTypes().type_of(Path(__file__))
    for line in sys.stdin:
        print(live_once(facts, json.loads(line)), flush=True)


def live_once(facts: dict[str, Any], orders: dict[str, Any]) -> int:
    kill_in = orders.pop("kill_in", None)
    child = os.fork()
    if child == 0:
        status = 6
        try:
            status = live(facts, **orders)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    if kill_in is not None:
        time.sleep(kill_in)
        os.kill(child, signal.SIGKILL)  # ours for certain: nobody has waited for it
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    main()
