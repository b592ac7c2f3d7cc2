"""The threads that take files in: one looks at them, one copies what might be gone soon."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from functools import partial
from itertools import repeat
from pathlib import Path

from PySide6.QtCore import QObject

from leadway_desktop.domain.delivery import MessagePlan
from leadway_desktop.domain.errors import FileUnreadable
from leadway_desktop.domain.upload import Upload, UploadTarget
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer.given_again import BegunBefore
from leadway_desktop.transfer.going_on import take_up
from leadway_desktop.transfer.intake import Arrival, Intake, Part, parts_of
from leadway_desktop.transfer.messages.outbox import Outbox
from leadway_desktop.transfer.ports import Clock
from leadway_desktop.transfer.spool import Spool
from leadway_desktop.transfer.superseding import Superseding
from leadway_desktop.transfer.upload_queue import UploadQueue
from leadway_desktop.workers.instance_messages import HandedFiles, Taken, why_at_rest
from leadway_desktop.workers.task_thread import TaskThread

logger = logging.getLogger(__name__)

_SECONDS_TO_COPY = 3.0
"""What copies may still take when the window closes; what is left goes from where it is."""

OnKept = Callable[[list[Upload]], None]
"""Told, in a thread of these, once uploads are in the journal and their files are safe."""

OnTaken = Callable[[Taken], None]
"""Likewise of what a command gives; the disk may refuse it."""

Wish = Callable[[str], None]
"""What the agent wants of an upload; told its id."""

OnSafe = Callable[[Path], None]
"""Told, in a thread of these, where a file is that waits: at a place of ours, or where it was."""


class IntakeThreads:
    """Fills a queue; every method but `finish` returns at once."""

    def __init__(self, queue: UploadQueue, clock: Clock, spool: Spool, parent: QObject) -> None:
        self._queue = queue
        self._spool = spool
        self._intake = Intake(queue, clock, spool)
        self._superseding = Superseding(queue, clock, spool, self._have_superseded)
        self._looking = TaskThread("intake", parent)
        # Apart: a large file that is copied must not hold up the next drop.
        self._copying = TaskThread("copies", parent)
        self._number = 0
        """Of the last thing that was given to be queued."""
        self._wishes: list[tuple[int, Wish]] = []
        """What the agent wanted of all uploads, in order; each with `_number` as it was then.

        This thread adds at the end, that which looks takes away in front.
        """

    def add(
        self,
        target: UploadTarget,
        paths: Sequence[Path],
        plan: MessagePlan | None,
        on_kept: OnKept | None,
        ids: Sequence[str] = (),
        is_drafted: bool = False,
    ) -> None:
        """Queue files, those of one message together."""
        kept: list[Upload] = []
        self._number += 1
        named = zip(paths, ids or repeat(""), strict=False)
        files = [Arrival(path, None, upload_id, is_drafted) for path, upload_id in named]
        take = partial(self._take, target, kept=kept, number=self._number)
        for part in parts_of(target, files, plan):
            self._looking.submit(partial(take, part))
        if on_kept is not None:
            self._looking.submit(partial(self._tell_kept, on_kept, kept))

    def take_up(
        self,
        target: UploadTarget,
        files: HandedFiles,
        outbox: Outbox,
        on_taken: OnTaken,
    ) -> None:
        """Queue files that a command gives, all at once; what is begun of them already goes on."""
        self._number += 1
        self._looking.submit(partial(self._take_up, target, files, outbox, on_taken, self._number))

    def add_made(
        self,
        target: UploadTarget,
        file_name: str,
        write: Callable[[Path], None],
        plan: MessagePlan | None,
        on_kept: OnKept | None,
        is_drafted: bool = False,
    ) -> None:
        """Queue a file that `write` makes in the spool."""
        kept: list[Upload] = []
        self._number += 1
        make = partial(self._take_made, target, file_name, write, plan, is_drafted, kept)
        self._looking.submit(partial(make, self._number))
        if on_kept is not None:
            self._looking.submit(partial(on_kept, kept))

    def have_all(self, wish: Wish) -> None:
        """Have a wish for all that was given and is not in the queue yet, as it comes there."""
        self._wishes.append((self._number, wish))

    def keep_safe(self, path: Path, on_safe: OnSafe) -> None:
        """Copy a file that waits for the agent, where it might be gone soon."""
        self._copying.submit(lambda: on_safe(self._intake.safe(path)))

    def make_safe(self, file_name: str, write: Callable[[Path], None], on_safe: OnSafe) -> None:
        """Make a file, in the spool, that then waits for the agent."""
        self._copying.submit(partial(self._make_safe, file_name, write, on_safe))

    def let_go(self, path: Path) -> None:
        """Remove our copy of a file that waited, if it is one."""
        if self._spool.holds(path):
            self._copying.submit(partial(self._spool.discard, path))

    def restore(self, uploads: Sequence[tuple[Upload, int]]) -> None:
        """Queue what the journal held; what was not copied before is copied now.

        What came while it was read is in the queue, and in the hands of other tasks, already.
        """
        here = {upload.id for upload in self._queue.uploads()}
        uploads = [pair for pair in uploads if pair[0].id not in here]
        vanishing = [upload for upload, _ in uploads if self._spool.wants(upload)]
        for upload in vanishing:
            self._queue.keep_back(upload.id)
        self._queue.restore_all(uploads)
        self._looking.submit(self._superseding.hear_restored)
        for upload in vanishing:
            self._copying.submit(partial(self._intake.copy, upload))

    def retry(self, upload_id: str) -> None:
        """Queue one again."""
        self._number += 1
        self._looking.submit(partial(self._retry, upload_id, self._number))

    def discard(self, upload: Upload) -> None:
        """Remove our copy of an upload's file, if there is one."""
        if self._spool.holds(upload.file.path):
            self._looking.submit(partial(self._discard_unneeded, [upload.file.path]))

    def discard_orphans(self, kept: Sequence[Upload], waiting: Sequence[Path]) -> None:
        """Remove our copies that neither `kept`, the whole journal, nor what waits needs."""
        self._looking.submit(partial(self._spool.discard_orphans, kept, waiting))

    def end(self) -> None:
        """Take nothing more; copies must be quick from now on."""
        self._spool.finish_within(_SECONDS_TO_COPY)
        self._looking.end()

    def finish(self) -> None:
        """Return when all that was taken before `end` is done."""
        self._looking.finish()
        self._copying.finish()

    def discard_arrived(self) -> None:
        """Remove our copies of what has arrived; a file that has not may be the only copy."""
        self._discard_unneeded(
            upload.file.path
            for upload in self._queue.uploads()
            if upload.stage is UploadStage.UPLOADED
        )

    # -- in the threads ---------------------------------------------------------------------------

    def _have_superseded(self, upload_id: str) -> None:
        self._looking.submit(partial(self._superseding.hear_failed, upload_id))

    def _take(
        self,
        target: UploadTarget,
        part: Part,
        kept: list[Upload],
        number: int,
    ) -> None:
        uploads = self._intake.look_at(target, part)
        with self._queue.none_begins() if self._wishes_since(number) else nullcontext():
            self._intake.put(uploads)
            self._superseding.hear_given(uploads)
            self._fulfil([upload.id for upload in uploads], number)
        self._copy_what_vanishes(uploads)
        kept += map(self._as_it_stands, uploads)

    def _fulfil(self, upload_ids: Sequence[str], number: int) -> None:
        """Do what the agent wanted of all since it was given with what has just been queued.

        All of it, in order: what was cancelled stays so, whatever was wanted next. A wish that
        comes meanwhile may have been fulfilled before these: "go on" must not be undone by the
        "pause" before it.
        """
        for _, wish in self._wishes_since(number):  # as long as it grows
            for upload_id in upload_ids:
                wish(upload_id)

    def _wishes_since(self, number: int) -> list[tuple[int, Wish]]:
        """Return what was wanted of all since something was given, itself.

        What is older is forgotten: what is looked at next was given later still.
        """
        while self._wishes and self._wishes[0][0] < number:
            del self._wishes[0]
        return self._wishes

    def _retry(self, upload_id: str, number: int) -> None:
        if self._intake.retry(upload_id, self._superseding.supersede):
            self._superseding.hear_retried(upload_id)
        self._fulfil([upload_id], number)

    def _take_up(
        self,
        target: UploadTarget,
        files: HandedFiles,
        outbox: Outbox,
        on_taken: OnTaken,
        number: int,
    ) -> None:
        queue = self._queue
        before = BegunBefore(target, queue.uploads(), files.plan, files.given_at)
        taken = take_up(before, files.paths, queue, self._intake, outbox)
        self._superseding.hear_given(taken.to_be_read)
        self._discard_unneeded(path for path in taken.outdated if self._spool.holds(path))
        # Of this command too, though an earlier one was told of them.
        queue.mark_told([upload.id for upload in taken.uploads], is_told=False)
        self._fulfil([upload.id for upload in taken.uploads], number)
        self._copy_what_vanishes(taken.to_be_read)

        def tell(kept: list[Upload]) -> None:
            outlive = queue.outlives_a_crash()

            def note_told() -> None:
                # A command that is told of something wrong is given again: then they are the same.
                if files.is_whole and outlive and not any(map(why_at_rest, kept)):
                    # Not after the end, when another queue has them; nor in the window's thread.
                    ids = [one.id for one in kept]
                    self._looking.submit(partial(queue.mark_told, ids))

            on_taken(Taken(kept, outlive, taken.are_words_unsaid, note_told))

        self._tell_kept(tell, [self._as_it_stands(one) for one in taken.uploads])

    def _as_it_stands(self, upload: Upload) -> Upload:
        try:
            return self._queue.upload(upload.id)
        except KeyError:  # the agent has removed it in this very moment
            return upload

    def _copy_what_vanishes(self, uploads: Sequence[Upload]) -> None:
        for upload in filter(self._spool.wants, uploads):
            self._copying.submit(partial(self._intake.copy, upload))

    def _tell_kept(self, on_kept: OnKept, kept: list[Upload]) -> None:
        """Tell after the copies: whoever hands files over may remove them once it is told."""
        if any(map(self._spool.wants, kept)):
            self._copying.submit(partial(on_kept, kept))
        else:
            on_kept(kept)

    def _take_made(
        self,
        target: UploadTarget,
        file_name: str,
        write: Callable[[Path], None],
        plan: MessagePlan | None,
        is_drafted: bool,
        kept: list[Upload],
        number: int,
    ) -> None:
        try:
            path = self._spool.new_path(file_name)
        except OSError:
            path = self._spool.folder / file_name
            kept.append(self._intake.refuse(target, path, FileUnreadable()))
            return
        try:
            write(path)
        except Exception:
            logger.exception("A file to upload could not be made")
            self._spool.discard(path)
        # One that could not be made appears too, as missing.
        for part in parts_of(target, [Arrival(path, is_drafted=is_drafted)], plan):
            self._take(target, part, kept, number)

    def _make_safe(self, file_name: str, write: Callable[[Path], None], on_safe: OnSafe) -> None:
        path: Path | None = None
        try:
            path = self._spool.new_path(file_name)
            write(path)
        except Exception as error:
            logger.warning("A file that waits could not be made: %s", type(error).__name__)
            if path is not None:
                self._spool.discard(path)
        else:
            on_safe(path)

    def _discard_unneeded(self, copies: Iterable[Path]) -> None:
        """Remove copies but those from which another upload was dropped."""
        needed = {
            upload.file.path
            for upload in self._queue.uploads()
            if upload.stage is not UploadStage.UPLOADED
        }
        for path in copies:
            if path not in needed:
                self._spool.discard(path)
