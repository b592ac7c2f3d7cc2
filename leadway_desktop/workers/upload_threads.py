"""Uploads and their messages for the window: what it may ask, and the signals that tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, SignalInstance

from leadway_desktop.domain.delivery import MessagePlan
from leadway_desktop.domain.upload import Upload, UploadTarget
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.transfer.messages.outbox import Outbox
from leadway_desktop.transfer.network_watch import NetworkWatch
from leadway_desktop.transfer.ports import Journal
from leadway_desktop.transfer.queue.ledger import UploadWatcher
from leadway_desktop.transfer.spool import Spool
from leadway_desktop.transfer.upload_engine import UploadEngine
from leadway_desktop.transfer.upload_queue import UploadQueue
from leadway_desktop.workers.connectivity import Connectivity
from leadway_desktop.workers.engine_threads import EngineThreads
from leadway_desktop.workers.instance_messages import HandedFiles
from leadway_desktop.workers.intake_threads import IntakeThreads, OnKept, OnSafe, OnTaken
from leadway_desktop.workers.mailbox import Mailbox
from leadway_desktop.workers.task_thread import TaskThread


class UploadThreads(QObject):
    """Uploads, for the window: every method returns at once, signals arrive in its thread."""

    upload_changed = Signal(object)
    """Upload: new, or in another stage."""
    restored = Signal(object)
    """list[Upload]: what the journal held, all at once."""
    progressed = Signal(object)
    """Progress; at most ten a second per upload."""
    removed = Signal(str)
    """The id of an upload that has left the list."""
    holds_changed = Signal(object)
    """frozenset[WaitReason]: what the whole queue waits for, the network or a sign-in."""
    trouble = Signal(object)
    """JournalNotWritten: uploads go on, but a crash would forget them."""

    def __init__(
        self,
        engine: UploadEngine,
        journal: Journal,
        parallel: int,
        spool: Spool,
        parent: QObject | None = None,
    ) -> None:
        """Take the engine; `spool` is for pasted pictures, and files that might be gone soon."""
        super().__init__(parent)
        self._mailbox = Mailbox(self)
        self._queue = UploadQueue(engine.clock, journal, self._watcher(engine.ask_anyway))
        self._outbox = Outbox(self._queue, engine.clock)
        self._network = NetworkWatch(
            self._queue, self._outbox, engine.probe, engine.clock, engine.forget_connections
        )
        self._threads = EngineThreads(
            engine, self._queue, self._outbox, self._network, parallel, self
        )
        self._intake = IntakeThreads(self._queue, engine.clock, spool, self)
        self._is_restored = False
        self._given: list[Callable[[], None]] = []
        """What commands gave before the list was there: what they began would be taken for new."""
        # Thousands of uploads take a second or two.
        self._wishes = TaskThread("wishes for all uploads", self)
        self._connectivity = Connectivity(self)
        self._connectivity.maybe_back.connect(self._network.nudge)
        self.upload_changed.connect(self._discard_when_done)
        self.restored.connect(self._discard_those_done)

    def _watcher(self, ask_anyway: Callable[[], None]) -> UploadWatcher:
        """Tell in order, what this thread announces too.

        A cancel announced at once would overtake an older stage, which would then look newer.
        """
        return UploadWatcher(
            on_change=self._teller(self.upload_changed),
            on_progress=self._teller(self.progressed),
            on_holds=self._teller(self.holds_changed),
            on_trouble=self._teller(self.trouble),
            on_restored=self._teller(self.restored),
            on_insist=ask_anyway,
        )

    def _in_order(self, on_kept: OnKept | None) -> OnKept | None:
        """Return who is told of kept files in this thread, behind their `upload_changed`."""
        return None if on_kept is None else partial(self._mailbox.post, on_kept)

    def _teller(self, signal: SignalInstance) -> Callable[[object], None]:
        return partial(self._mailbox.post, signal.emit)

    def restore(self, uploads: Sequence[tuple[Upload, int]]) -> None:
        """Take in what the journal held, each with its revision, and go on with it."""
        self._intake.restore(uploads)
        self._outbox.restored()
        self._threads.start()
        self._is_restored = True
        while self._given:
            self._given.pop(0)()

    def discard_orphans(self, kept: Sequence[Upload], waiting: Sequence[Path] = ()) -> None:
        """Remove our copies that neither `kept`, the whole journal, needs, nor what waits."""
        self._intake.discard_orphans(kept, waiting)

    def keep_safe(self, path: Path, on_safe: OnSafe) -> None:
        """Copy a file that is no upload yet, where it might be gone before it is one."""
        self._intake.keep_safe(path, partial(self._mailbox.post, on_safe))

    def make_safe(self, file_name: str, write: Callable[[Path], None], on_safe: OnSafe) -> None:
        """Make a file that is no upload yet; `on_safe` is not called where that fails."""
        self._intake.make_safe(file_name, write, partial(self._mailbox.post, on_safe))

    def let_go(self, path: Path) -> None:
        """Remove our copy of a file that will be no upload."""
        self._intake.let_go(path)

    def add(
        self,
        target: UploadTarget,
        paths: Sequence[Path],
        on_kept: OnKept | None = None,
        plan: MessagePlan | None = None,
        *,
        ids: Sequence[str] = (),
        is_drafted: bool = False,
    ) -> None:
        """Upload files to a conversation; each appears by `upload_changed`, fit or not.

        `on_kept` is called once all of them are kept and have appeared. With a plan they are sent
        to the customer as they arrive. `ids` are those of the uploads; none: new ones.
        """
        self._threads.start()
        self._intake.add(target, paths, plan, self._in_order(on_kept), ids, is_drafted)

    def take_up(
        self,
        target: UploadTarget,
        files: HandedFiles,
        on_taken: OnTaken,
    ) -> None:
        """Upload files that a command gives; what it has given before and is not done goes on.

        So they wait for `restore`.
        """
        self._threads.start()
        take = partial(self._intake.take_up, target, files, self._outbox, on_taken)
        if self._is_restored:
            take()
        else:
            self._given.append(take)

    def add_made(
        self,
        target: UploadTarget,
        file_name: str,
        write: Callable[[Path], None],
        plan: MessagePlan | None = None,
        on_kept: OnKept | None = None,
        *,
        is_drafted: bool = False,
    ) -> None:
        """Upload a file that `write` makes, in a thread of ours, at the path it is given.

        `on_kept` is called once it is kept and has appeared.
        """
        self._threads.start()
        on_kept = self._in_order(on_kept)
        self._intake.add_made(target, file_name, write, plan, on_kept, is_drafted)

    def mark_drafted(self, upload_ids: Sequence[str], is_drafted: bool) -> None:
        """Note in the journal that uploads came into a draft, or left it."""
        self._queue.mark_drafted(upload_ids, is_drafted)

    def send(
        self,
        upload_ids: Sequence[str],
        text: str,
        recipient: str,
        said_for: Mapping[str, str] | None = None,
    ) -> bool:
        """Send uploads of one conversation, once they have arrived, as messages to the customer.

        Returns whether any of them can be sent. For `said_for` see `Outbox.plan`.
        """
        is_planned = self._outbox.plan(upload_ids, MessagePlan(text, recipient), said_for)
        self._threads.start()
        return is_planned

    def withdraw(self, upload_id: str) -> bool:
        """Do not send a message that is planned or was refused, with none of its uploads.

        Returns False where it is too late.
        """
        return self._outbox.withdraw(upload_id)

    def forget_words(self, kept: Mapping[str, str]) -> None:
        """Take that words of messages that were withdrawn are kept elsewhere."""
        self._outbox.forget_words(kept)

    def send_again(self, upload_id: str) -> None:
        """Send a message again that was refused, or of which nobody knows: it may be the second."""
        self._outbox.send_again(upload_id)

    def try_message_now(self, upload_id: str) -> None:
        """Send a message at once, or look for it, that waits for the time of the next try."""
        self._outbox.try_now(upload_id)

    def look_again(self, upload_id: str) -> None:
        """Look in the conversation again for a message of which nobody knows."""
        self._outbox.look_again(upload_id)

    def mark_sent(self, upload_id: str) -> None:
        """Take the agent's word that a message of which nobody knows has arrived."""
        self._outbox.mark_sent(upload_id)

    def cancel(self, upload_id: str) -> None:
        """Cancel one."""
        self._queue.cancel(upload_id)

    def cancel_all(self) -> None:
        """Cancel all that are not over, and those that are still looked at."""
        self._have_all(self._queue.cancel_all, self._queue.cancel)

    def pause(self, upload_id: str) -> None:
        """Have one wait until `resume`."""
        self._queue.pause(upload_id)

    def pause_all(self) -> None:
        """Pause all that are not over, and those that are still looked at."""
        self._have_all(self._queue.pause_all, self._queue.pause)

    def resume(self, upload_id: str) -> None:
        """Go on with one that is paused."""
        self._queue.resume(upload_id)

    def resume_all(self) -> None:
        """Go on with all that are paused."""
        self._have_all(self._queue.resume_all, self._queue.resume)

    def move(
        self, upload_ids: Sequence[str], *, before: str | None = None, after: str | None = None
    ) -> None:
        """Have uploads that wait go right before or after another one, else before all others."""
        self._queue.move(upload_ids, before=before, after=after)

    def insist(self) -> None:
        """Make the calls that wait for the end of a pause that the API has asked for."""
        self._wishes.submit(self._queue.insist)

    def try_network_now(self) -> None:
        """Look at once whether the network is back."""
        self._network.nudge()

    def signed_in(self) -> None:
        """Go on with what waited for a sign-in."""
        self._queue.release(WaitReason.SIGN_IN)

    def retry(self, upload_id: str) -> None:
        """Queue one again that failed, was cancelled, or waits."""
        self._threads.start()
        self._intake.retry(upload_id)

    def remove(self, upload_id: str) -> None:
        """Take one that is over off the list; our copy of its file goes with it."""
        removed = self._queue.remove(upload_id)
        if removed is not None:
            self._mailbox.post(self.removed.emit, upload_id)
            self._intake.discard(removed)

    def forget(self, upload_id: str) -> bool:
        """Take one off the list and out of the history; False if it is not settled, and stays."""
        self.remove(upload_id)
        return self._queue.forget(upload_id)

    def set_parallel(self, count: int) -> None:
        """Change how many go at once; those under way go on to their end."""
        self._threads.set_parallel(count)

    def end(self) -> None:
        """Stop everything; `join` waits for that, and any thread may call it."""
        self._intake.end()
        self._threads.end()
        # Behind what the agent wants of all.
        self._wishes.submit(self._close)
        self._wishes.end()

    def join(self) -> None:
        """Return when every thread has ended; the journal keeps what is not over."""
        self._wishes.finish()
        self._intake.finish()
        self._threads.finish()
        self._intake.discard_arrived()

    def _close(self) -> None:
        """Run in the thread of wishes."""
        self._queue.close()
        self._outbox.close()
        self._network.stop()

    def _have_all(self, all_of_them: Callable[[int], None], one: Callable[[str], None]) -> None:
        self._intake.have_all(one)
        self._wishes.submit(partial(all_of_them, self._queue.ask()))

    def _discard_when_done(self, upload: Upload) -> None:
        if upload.stage is UploadStage.UPLOADED:
            self._intake.discard(upload)

    def _discard_those_done(self, uploads: Sequence[Upload]) -> None:
        for upload in uploads:
            self._discard_when_done(upload)
