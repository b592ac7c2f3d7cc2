"""The window's engine without its window, for as long as it is told: see test_soak.py.

Run as `python soak_child.py`. The first line of input is JSON: `home`, `base_url`, `location_id`,
`token`, `conversations` (id and channel of each). Each further line is a round: a list of drops
(`conversation`, `paths`, and `caption`, null where nothing is to be sent). When all of it is at
rest the process answers with a line that says how each file ended and what it holds by then. An
empty line closes all that was built, and the answer says what is left; another one ends it.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CDLL
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QTimer, Slot

from leadway_desktop.assembly import build_engine
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.delivery import MessagePlan
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.upload import Upload, UploadTarget
from leadway_desktop.domain.vanishing_places import VanishingPlaces
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.storage.paths import find_folders
from leadway_desktop.storage.upload_journal import open_journal
from leadway_desktop.transfer.messages import retry as message_retry
from leadway_desktop.transfer.spool import Spool
from leadway_desktop.transfer.upload_engine import UploadEngine
from leadway_desktop.workers.upload_threads import UploadThreads
from tests.workers.ending import shut_down

PARALLEL = 6
PATIENCE = 60_000
"""Milliseconds for a round."""
IMPATIENT = Settings(stall_timeout=1.0, reply_timeout=1.0, connect_timeout=1.0, proxy="none")
"""No setting takes less."""


def at_once(low: float, high: float) -> float:
    return low


class Agent(QObject):
    """Drops files, signs in again when asked to, and clears the list of what is settled."""

    def __init__(self, threads: UploadThreads) -> None:
        super().__init__()
        self._threads = threads
        self._loop = QEventLoop()
        self._now: dict[str, Upload] = {}
        self._seen: set[str] = set()
        self._unseen = 0
        self.sign_ins = 0
        threads.upload_changed.connect(self._changed)
        threads.holds_changed.connect(self._held)

    def drop(self, target: UploadTarget, paths: list[Path], caption: str | None) -> None:
        plan = None if caption is None else MessagePlan(caption, "+34 600 000 000")
        self._unseen += len(paths)
        self._threads.add(target, paths, plan=plan)

    def wait(self) -> list[Upload]:
        """Return what was dropped once all of it is at rest; what is settled leaves the list."""
        patience = QTimer(self, singleShot=True, interval=PATIENCE)
        patience.timeout.connect(self._loop.quit)
        patience.start()
        while not self._is_at_rest():
            self._loop.exec()
            assert patience.isActive(), self._still_on_their_way()
        patience.deleteLater()
        ended, self._now = list(self._now.values()), {}
        for upload in ended:
            self._threads.mark_sent(upload.id)  # where nobody knows, the agent has looked
            self._threads.remove(upload.id)
        return ended

    @Slot(object)
    def _changed(self, upload: Upload) -> None:
        if upload.id not in self._seen:
            self._seen.add(upload.id)
            self._unseen -= 1
        elif upload.id not in self._now:
            return  # of an earlier round, and told
        self._now[upload.id] = upload
        if is_at_rest(upload) and self._is_at_rest():
            self._loop.quit()

    def _still_on_their_way(self) -> str:
        left = [one for one in self._now.values() if not is_at_rest(one)]
        return f"{self._unseen} not seen; {left}"

    def _is_at_rest(self) -> bool:
        return not self._unseen and all(map(is_at_rest, self._now.values()))

    @Slot(object)
    def _held(self, holds: frozenset[WaitReason]) -> None:
        if WaitReason.SIGN_IN in holds:
            self.sign_ins += 1
            self._threads.signed_in()


def is_at_rest(upload: Upload) -> bool:
    """Whether nothing more happens to it by itself, nor to its message."""
    if not upload.stage.is_over:
        return False
    return upload.is_settled or (upload.delivery is not None and not upload.delivery.stage.goes_on)


@contextmanager
def working(facts: dict[str, Any], home: Path) -> Iterator[tuple[Agent, Callable[[Any], None]]]:
    """Give an agent with everything behind it, and what drops files; close it all at the end."""
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(home)})
    address = {name: facts[name] for name in ("base_url", "location_id")}
    settings = replace(IMPATIENT, **address)
    engine = build_engine(settings, Secret(facts["token"]))
    journal = open_journal(folders).journal
    threads = UploadThreads(impatient(engine.uploads), journal, PARALLEL, spool(facts, home))
    agent = Agent(threads)

    def drop(order: Any) -> None:
        where = facts["conversations"][order["conversation"]]
        target = UploadTarget(
            facts["location_id"], where["id"], where["contact"], "Ana", Channel[where["channel"]]
        )
        agent.drop(target, [Path(path) for path in order["paths"]], order["caption"])

    try:
        yield agent, drop
    finally:
        shut_down(threads)
        agent.deleteLater()
        threads.deleteLater()
        journal.close()
        engine.close()


def spool(facts: dict[str, Any], home: Path) -> Spool:
    return Spool(home / "made", VanishingPlaces([facts["vanishing"]]))


def impatient(engine: UploadEngine) -> UploadEngine:
    return replace(
        engine,
        job=replace(engine.job, jitter=at_once),
        message_job=replace(engine.message_job, jitter=at_once),
    )


def holdings() -> dict[str, int]:
    """Say what this process holds; memory (bytes) after what is free has been given back."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    CDLL(None).malloc_trim(0)
    links = [link for fd in os.listdir("/proc/self/fd") if (link := _link(fd)) is not None]
    return {
        "memory": _memory(),
        "objects": len(gc.get_objects()),
        "threads": len(os.listdir("/proc/self/task")),
        "files": len(links),
        "sockets": sum(link.startswith("socket:") for link in links),
    }


def _link(fd: str) -> str | None:
    try:
        return os.readlink(f"/proc/self/fd/{fd}")
    except OSError:
        return None  # the listing's own


def _memory() -> int:
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        if line.startswith("Anonymous:"):
            return int(line.split()[1]) * 1024
    raise LookupError("Anonymous")


def told(upload: Upload) -> dict[str, Any]:
    """Say how an upload ended, and its message."""
    delivery, error = upload.delivery, upload.error
    return {
        "name": upload.file.path.name,
        "stage": upload.stage.value,
        "link": upload.link,
        "error": None if error is None else [type(error).__name__, error.remedy.value],
        "message": None if delivery is None else delivery.stage.value,
        "message_id": None if delivery is None else delivery.message_id,
    }


def answer(**facts: Any) -> None:
    print(json.dumps(facts), flush=True)


def main() -> None:
    facts = json.loads(sys.stdin.readline())
    application = QCoreApplication([])
    message_retry.LOOK_AFTER = (0.05, 0.05, 0.05)
    # Once for all that is made at the first use and kept: what is left then is nobody's leak.
    for number in count():
        line = sys.stdin.readline().strip()
        if not line:
            break
        with working(facts, Path(facts["home"]) / str(number)) as (agent, drop):
            while line:
                for order in json.loads(line):
                    drop(order)
                ended = [told(upload) for upload in agent.wait()]
                answer(ended=ended, holds=holdings(), sign_ins=agent.sign_ins)
                line = sys.stdin.readline().strip()
        answer(holds=holdings())
    del application


if __name__ == "__main__":
    main()
