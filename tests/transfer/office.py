"""A queue with a fake world, and as many threads as a test wants."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer.messages.outbox import Outbox
from leadway_desktop.transfer.network_watch import NetworkWatch
from leadway_desktop.transfer.ports import Clock
from leadway_desktop.transfer.upload_job import UploadJob
from leadway_desktop.transfer.upload_queue import UploadQueue
from tests.transfer.fakes import Diary, FakeWorld, HandClock, Notebook

WHOLE = ["queued", "preparing", "initiating", "uploading", "completing", "uploaded"]
STEPS = ["initiate", "put", "complete"]


class AwaitedQueue(UploadQueue):
    """A queue that a test can wait for."""

    def wait_until_over(self, upload_ids: Iterable[str], timeout: float | None = None) -> bool:
        """Block until those are over (or gone); False when the time (s) ran out, or it is closed.

        Where it is closed nothing more will be over.
        """
        wanted = set(upload_ids)
        with self._changed:
            self._changed.wait_for(
                lambda: self._are_over(wanted) or self._ledger.is_closed, timeout
            )
            return self._are_over(wanted)

    def _are_over(self, upload_ids: set[str]) -> bool:
        uploads = map(self._ledger.find, upload_ids)
        return all(upload is None or upload.stage.is_over for upload in uploads)


class Office:
    """`world` is worked with unless `threads` is given another job."""

    def __init__(
        self,
        world: FakeWorld | None = None,
        *,
        clock: Clock | None = None,
        journal: Notebook | None = None,
    ) -> None:
        self.world = world or FakeWorld()
        self.diary = Diary()
        self.journal = journal or Notebook()
        self.clock = clock or HandClock()
        self.queue = AwaitedQueue(self.clock, self.journal, self.diary.watcher)
        self.outbox = Outbox(self.queue, self.clock)
        self.message_job = self.world.message_job(self.clock)

    @contextmanager
    def threads(
        self, count: int, job: UploadJob | None = None, *, messengers: int = 0
    ) -> Iterator[None]:
        job = job or self.world.job(self.clock)
        running = [threading.Thread(target=self.queue.work, args=(job,)) for _ in range(count)]
        running += [
            threading.Thread(target=self.outbox.work, args=(self.message_job,))
            for _ in range(messengers)
        ]
        for thread in running:
            thread.start()
        try:
            yield
        finally:
            self.queue.close()
            self.outbox.close()
            for thread in running:
                thread.join(10)
            assert not any(thread.is_alive() for thread in running)

    def restarted(self) -> Office:
        """Return the office of the program's next start, over the same world and journal."""
        after = Office(self.world, clock=self.clock, journal=self.journal)
        for upload, revision in list(self.journal.kept.values()):
            after.queue.restore(upload, revision)
        after.outbox.restored()
        return after

    def stage(self, upload: Upload) -> UploadStage:
        return self.queue.upload(upload.id).stage

    def delivery(self, upload: Upload) -> Delivery:
        delivery = self.queue.upload(upload.id).delivery
        assert delivery is not None
        return delivery

    def wait_for_message(self, upload: Upload, stage: DeliveryStage) -> bool:
        """Wait until the upload's message is in that stage."""
        return self.diary.wait_for(lambda: self.diary.message_stages(upload.id)[-1:] == [stage])

    def wait_for(self, upload: Upload, stage: UploadStage) -> bool:
        """Wait until the queue has announced the upload in that stage."""
        return self.diary.wait_for(lambda: self.diary.stages(upload.id)[-1:] == [stage.value])


class Gate:
    """Holds a world at one step until it is opened; hears the cancel of whom it holds."""

    def __init__(self, step: str) -> None:
        self.reached = threading.Semaphore(0)
        self._step = step
        self._is_open = False
        self._news = threading.Condition()

    def __call__(self, step: str, cancel: CancelToken) -> None:
        if step != self._step:
            return
        self.reached.release()
        with cancel.on_cancel(self._wake), self._news:
            assert self._news.wait_for(lambda: self._is_open or cancel.is_cancelled, 10)
        cancel.raise_if_cancelled()

    def open(self) -> None:
        self._is_open = True
        self._wake()

    def _wake(self) -> None:
        with self._news:
            self._news.notify_all()


@contextmanager
def watched(
    office: Office,
    probe: Callable[[CancelToken], None],
    forget: Callable[[], None] = lambda: None,
) -> Iterator[NetworkWatch]:
    """Look after the network in a thread for the block, as the program does."""
    watch = NetworkWatch(office.queue, office.outbox, probe, office.clock, forget)
    thread = threading.Thread(target=watch.run)
    thread.start()
    try:
        yield watch
    finally:
        office.queue.close()
        watch.stop()
        thread.join(5)
        assert not thread.is_alive()
