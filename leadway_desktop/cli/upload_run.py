"""Runs uploads in plain threads while the main thread reports and listens for Ctrl-C."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from queue import Empty, SimpleQueue

from leadway_desktop.cli.account import Account
from leadway_desktop.cli.contact_names import ContactNames
from leadway_desktop.cli.error_words import error_text
from leadway_desktop.cli.exit_status import ExitStatus
from leadway_desktop.cli.finished import is_finished
from leadway_desktop.cli.interrupts import POLL_SECONDS, Interrupts
from leadway_desktop.cli.journal import Holding
from leadway_desktop.cli.outcome import End, Outcome
from leadway_desktop.cli.output import tell
from leadway_desktop.cli.upload_end import conclude
from leadway_desktop.cli.upload_report import UploadReport
from leadway_desktop.cli.vain_waits import VainWaits
from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.errors import JournalNotWritten
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.transfer.intake import Intake
from leadway_desktop.transfer.lanes import lane_of, threads_for
from leadway_desktop.transfer.messages.outbox import MESSENGERS, Outbox
from leadway_desktop.transfer.network_watch import NetworkWatch
from leadway_desktop.transfer.queue.ledger import UploadWatcher
from leadway_desktop.transfer.timed_waits import TimedWaits
from leadway_desktop.transfer.upload_queue import UploadQueue

NETWORK_PATIENCE = 10.0
"""Seconds for a network that was there to come back: a laptop that wakes needs some."""
DISK_PATIENCE = 10.0
"""Seconds for a disk to take a message's beginning, without which it is not sent."""
LONGEST_WAIT = 10 * 60.0
"""Seconds: a command waits no longer for a server's word, such as tomorrow's calls, be it at once
or bit by bit. Tomorrow's calls are asked for anew every quarter of an hour, so with that as the
limit it was luck whether a command ended."""
NAME_PATIENCE = 1.0
"""Seconds for a contact's name once all is done."""
NAMED_BESIDE = 20
"""Files; of more the contact's name is asked for once they are done, as its call may cost the last
of them another turn of the API's limit."""
PATIENCE = 2.0
"""Seconds for the threads to end; one that hangs on a dead drive is left behind."""

_LISTEN_SECONDS = 0.05
"""How often other programs are heard: one that waits for its answer notices no less."""
_LOOK_SECONDS = 0.5
"""How often it is asked whether anything still goes on."""

_Event = Upload | Progress | JournalNotWritten

Fill = Callable[[UploadQueue, Intake, Outbox], Sequence[str]]
"""Puts uploads and their messages into the queue, and returns the uploads' ids."""


def run_uploads(
    account: Account,
    holding: Holding,
    fill: Fill,
    report: UploadReport,
    interrupts: Interrupts,
    *,
    are_given: bool = False,
) -> tuple[Outcome, ExitStatus]:
    """Run what `fill` puts into the queue, several at once, until nothing goes on by itself.

    How that ended is told, too. What is not over stays in the journal: paused by Ctrl-C, else as
    it is. `are_given`: these are all the files of a command, which may be given again.
    """
    holding.confirmed_now = account.engine.confirmed_now
    run = _Run(account, holding, report, interrupts)
    try:
        outcome = run.run(fill)
        status = conclude(outcome, report)
        if are_given and status is ExitStatus.DONE:
            holding.told = run.ids, run.note_told
        return outcome, status
    finally:
        run.close()


class _Run:
    def __init__(
        self, account: Account, holding: Holding, report: UploadReport, interrupts: Interrupts
    ) -> None:
        self._account = account
        self._holding = holding
        self._report = report
        self._interrupts = interrupts
        self._events = SimpleQueue[_Event]()
        put = self._events.put
        watcher = UploadWatcher(on_change=put, on_progress=put, on_trouble=put)
        engine = account.engine.uploads
        self._clock = engine.clock
        self._parallel = account.settings.parallel_uploads
        self._queue = UploadQueue(engine.clock, holding.journal, watcher)
        self._outbox = Outbox(self._queue, engine.clock)
        self._network = NetworkWatch(
            self._queue, self._outbox, engine.probe, engine.clock, engine.forget_connections
        )
        self._names = ContactNames(account.engine.crm, self._queue)
        self.ids: Sequence[str] = ()
        self._asking: threading.Thread | None = None
        self._waits = TimedWaits(engine.clock)
        self._vain = VainWaits(engine.clock, LONGEST_WAIT)
        self._threads: list[threading.Thread] = []
        self._unfinished: set[str] = set()
        # The command asks for the conversation before.
        self._has_had_an_answer = account.engine.crm.clock.seconds_ahead() is not None
        self._is_in_trouble = False
        self._looked_at = 0.0
        self._listened_at = time.monotonic()
        self._held_since: float | None = None

    def run(self, fill: Fill) -> Outcome:
        ids = fill(self._queue, Intake(self._queue, self._clock), self._outbox)
        self._outbox.restored()
        self._report.begins(self._queue.uploads())
        self._unfinished = {one for one in ids if not is_finished(self._queue.upload(one))}
        self.ids = ids
        self._start(len(ids))
        end = self._follow()
        if end is End.OVER and self._has_had_an_answer:
            self._ask_for_names().join(NAME_PATIENCE)
        self.close()
        self._take_all_events()
        uploads = [self._queue.upload(upload_id) for upload_id in ids]
        is_written = self._holding.outlives_a_crash and not self._is_in_trouble
        return Outcome(uploads, end, is_written)

    def note_told(self) -> None:
        """Note that all is done, or a window's by now, and that this was told."""
        self._queue.mark_told(self.ids)

    def close(self) -> None:
        self._queue.close()
        self._outbox.close()
        self._network.stop()
        self._names.stop()
        end = time.monotonic() + PATIENCE
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))

    def _start(self, uploads: int) -> None:
        for number in range(min(uploads, threads_for(self._parallel))):
            self._start_thread(f"upload {number + 1}", partial(self._work, number))
        message_job = self._account.engine.uploads.message_job
        for number in range(MESSENGERS):
            self._start_thread(f"messages {number + 1}", partial(self._outbox.work, message_job))
        self._start_thread("network watch", self._network.run)

    def _start_thread(self, name: str, work: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=work, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread

    def _work(self, number: int) -> None:
        job = self._account.engine.uploads.job
        self._queue.work(job, lambda: lane_of(number, self._parallel))

    def _follow(self) -> End:
        """Report what happens until nothing more does, or somebody else wants something."""
        while self._unfinished:
            self._listen()
            if self._holding.is_wanted_by_window:
                return End.TAKEN_OVER
            if self._interrupts.pressed:
                self._queue.pause_all()
                return End.INTERRUPTED
            if not self._take_event() and self._is_at_rest():
                return End.WAITING
            if self._vain.is_over and not any(map(_is_sent_now, self._queue.uploads())):
                return End.IN_VAIN
        return End.OVER

    def _listen(self) -> None:
        """Hear other programs; not before the first files are on their way."""
        now = time.monotonic()
        if now - self._listened_at >= _LISTEN_SECONDS:
            self._listened_at = now
            self._holding.listen()

    def _take_event(self) -> bool:
        """Report one thing that happened; False where nothing did for a moment."""
        try:
            event = self._events.get(timeout=POLL_SECONDS)
        except Empty:
            self._report.waits(self._clock.now())
            return False
        match event:
            case Progress():
                self._vain.note_progress()
                self._report.progressed(event)
            case JournalNotWritten():
                self._tell_of_trouble(event)
            case Upload():
                self._take_change(event)
        return True

    def _take_all_events(self) -> None:
        while not self._events.empty():
            self._take_event()

    def _take_change(self, upload: Upload) -> None:
        self._note_wait(upload)
        self._vain.note(upload)
        self._report.changed(upload)
        self._has_had_an_answer |= _was_answered(upload)
        if len(self.ids) <= NAMED_BESIDE and _was_answered(upload):
            # Not before: until the first answer all calls of a command wait for one another.
            self._ask_for_names()
        if is_finished(upload):
            self._unfinished.discard(upload.id)
        else:
            self._unfinished.add(upload.id)

    def _ask_for_names(self) -> threading.Thread:
        if self._asking is None:
            ask = partial(self._names.run, self.ids)
            self._asking = self._start_thread("contact names", ask)
        return self._asking

    def _note_wait(self, upload: Upload) -> None:
        """Have a wait end by the first of two clocks, as the queue does: one may be set back."""
        wait = _wait_of(upload)
        if wait is None or wait.until is None:
            self._waits.end(upload.id)
        else:
            self._waits.begin(upload.id, wait.until)

    def _tell_of_trouble(self, error: JournalNotWritten) -> None:
        if not self._is_in_trouble:
            self._is_in_trouble = True
            tell(error_text(error).text)

    def _is_at_rest(self) -> bool:
        """Whether nothing runs, and nothing will for longer than a command waits."""
        now = time.monotonic()
        if now - self._looked_at < _LOOK_SECONDS:
            return False
        self._looked_at = now
        holds = self._queue.holds
        left = [one for one in self._queue.uploads() if not is_finished(one)]
        if any(_is_at_work(one) for one in left) or not left:
            self._held_since = None
            return False
        if holds:
            self._held_since = self._held_since or now
            return WaitReason.SIGN_IN in holds or not self._may_come_back(now)
        if _wait_for_the_disk(left):
            self._held_since = self._held_since or now
            return now - self._held_since >= DISK_PATIENCE
        self._held_since = None
        is_idle = self._queue.is_limited or not self._outbox.has_work()
        return is_idle and self._waits_for_long(left)

    def _may_come_back(self, now: float) -> bool:
        since = now if self._held_since is None else self._held_since
        return self._has_had_an_answer and now - since < NETWORK_PATIENCE

    def _waits_for_long(self, left: Iterable[Upload]) -> bool:
        # A message without a wait stands behind another one of its plan; so does what has not
        # begun, while the API wants no calls.
        is_limited = self._queue.is_limited
        begun = [one for one in left if not (is_limited and one.stage is UploadStage.QUEUED)]
        waiting = [one.id for one in begun if _wait_of(one) or not one.stage.is_over]
        times = map(self._waits.seconds_to, waiting)
        return all(seconds is not None and seconds > LONGEST_WAIT for seconds in times)


def _is_at_work(upload: Upload) -> bool:
    return upload.stage.is_running or _is_sent_now(upload)


def _is_sent_now(upload: Upload) -> bool:
    """Whether its message would be in doubt if the command ended at once."""
    return upload.delivery is not None and upload.delivery.stage is DeliveryStage.SENDING


def _wait_for_the_disk(left: Sequence[Upload]) -> bool:
    """Whether no message can be begun, as the journal cannot note it; others stand behind it."""
    ready = [one.delivery for one in left if one.stage is UploadStage.UPLOADED and one.delivery]
    errors = [one.error for one in ready if one.error is not None]
    are_of_the_disk = all(isinstance(error, JournalNotWritten) for error in errors)
    return len(ready) == len(left) and bool(errors) and are_of_the_disk


def _was_answered(upload: Upload) -> bool:
    """Whether somebody has answered it, be it with a page of the network's."""
    has_status = upload.error is not None and upload.error.status is not None
    return has_status or upload.stage is UploadStage.UPLOADING


def _wait_of(upload: Upload) -> Wait | None:
    if upload.stage is UploadStage.UPLOADED and upload.delivery is not None:
        return upload.delivery.wait
    return upload.wait
