"""Runs uploads in plain threads while the main thread reports and listens for Ctrl-C."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from queue import Empty, SimpleQueue

from leadway_desktop.cli.account import Account
from leadway_desktop.cli.interrupts import POLL_SECONDS, Interrupts
from leadway_desktop.cli.upload_report import UploadReport
from leadway_desktop.domain.upload import Progress, Upload, UploadTarget
from leadway_desktop.transfer.intake import Intake
from leadway_desktop.transfer.upload_queue import UploadQueue, UploadWatcher

PATIENCE = 2.0
"""Seconds for a cancelled thread to end; one that hangs on a dead drive is left behind."""

_Events = SimpleQueue[Upload | Progress]


def run_uploads(
    account: Account,
    target: UploadTarget,
    files: Sequence[Path],
    report: UploadReport,
    interrupts: Interrupts,
) -> Sequence[Upload]:
    """Upload the files, several at once; return how each ended, in the order given.

    Ctrl-C cancels those that are not over, and they are returned as cancelled.
    """
    events = _Events()
    clock = account.engine.clock
    queue = UploadQueue(clock, UploadWatcher(events.put, events.put))
    intake = Intake(queue, clock)
    taken = [intake.take(target, path) for path in files]
    threads = _start(queue, account, min(len(files), account.settings.parallel_uploads))
    try:
        _follow(events, queue, {upload.id for upload in taken}, report, interrupts)
    finally:
        queue.close()
        for thread in threads:
            thread.join(PATIENCE)
    return [queue.upload(upload.id) for upload in taken]


def _start(queue: UploadQueue, account: Account, count: int) -> list[threading.Thread]:
    threads = [
        threading.Thread(
            target=queue.work, args=(account.engine.job,), name=f"upload {number}", daemon=True
        )
        for number in range(1, count + 1)
    ]
    for thread in threads:
        thread.start()
    return threads


def _follow(
    events: _Events,
    queue: UploadQueue,
    running: set[str],
    report: UploadReport,
    interrupts: Interrupts,
) -> None:
    """Report what happens until every upload is over."""
    while running:
        if interrupts.pressed:
            queue.cancel_all()
        try:
            event = events.get(timeout=POLL_SECONDS)
        except Empty:
            continue
        if isinstance(event, Progress):
            report.progressed(event)
        else:
            report.changed(event)
            running -= {event.id} if event.stage.is_over else set()
