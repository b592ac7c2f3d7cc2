"""Whatever happens to a queue, in whatever order: the table holds, and so do memory and journal."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from leadway_desktop.domain import errors
from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload import LocalFile, Upload
from leadway_desktop.domain.upload_stage import ALLOWED_CHANGES, UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.transfer.queue.ledger import UploadWatcher
from leadway_desktop.transfer.upload_job import OnProgress, OnStage, UploadJob
from leadway_desktop.transfer.upload_queue import UploadQueue
from tests.transfer.fakes import TARGET, FakeWorld, HandClock, Notebook

THREADS = 2
ERRORS: list[Callable[[], LeadwayError]] = [
    errors.NoConnection,
    errors.TokenInvalid,
    errors.ConnectionLost,
    errors.LinkExpired,
    errors.StoredFileMissing,
    errors.RequestRefused,
    errors.CertificateRefused,
    errors.NoSecureConnection,
    errors.Intercepted,
    errors.ReplyLost,
    errors.UnexpectedReply,
]


@dataclass
class Call:
    """A step of an upload that is under way and stands still until the test says how it ends."""

    upload_id: str
    step: str
    cancel: CancelToken
    is_over: bool = False
    error: LeadwayError | None = None


@dataclass
class Stage:
    """Where the threads stand: who is at work, and which calls wait for their end."""

    news: threading.Condition = field(default_factory=threading.Condition)
    calls: list[Call] = field(default_factory=list)
    at_work: dict[int, str] = field(default_factory=dict)
    """Thread -> the upload that it runs."""

    def open_calls(self) -> list[Call]:
        return [call for call in self.calls if not call.is_over]

    def tell(self) -> None:
        with self.news:
            self.news.notify_all()


@dataclass(frozen=True)
class SteppedJob(UploadJob):
    """Tells which thread runs which upload."""

    scene: Stage = field(default_factory=Stage)

    def run(
        self, upload: Upload, cancel: CancelToken, on_stage: OnStage, on_progress: OnProgress
    ) -> None:
        me = threading.get_ident()
        with self.scene.news:
            self.scene.at_work[me] = upload.id
        super().run(upload, cancel, on_stage, on_progress)
        with self.scene.news:
            del self.scene.at_work[me]
            self.scene.news.notify_all()


def bare(upload: Upload) -> Upload:
    """Return an upload without what is amended in whatever stage it is."""
    return replace(upload, place=None, delivery=None, is_put_away=False)


class QueueMachine(RuleBasedStateMachine):
    """Events come in any order; after each, the threads run until none of them can go on."""

    path: Path

    def __init__(self) -> None:
        super().__init__()
        self.clock = HandClock()
        self.journal = Notebook()
        self.stories: dict[str, list[Upload]] = {}
        self.broken: list[str] = []
        self.removed: set[str] = set()
        self.made = 0
        self.open()

    # -- the program's start and end --------------------------------------------------------------

    def open(self) -> None:
        self.scene = scene = Stage()
        watcher = UploadWatcher(self.hear, self.hear_progress)
        self.queue = UploadQueue(self.clock, self.journal, watcher)
        world = FakeWorld(self.step)
        usual = world.job(self.clock)
        job = SteppedJob(
            world, world, usual.file_types, self.clock, lambda low, high: high / 2, scene
        )
        for upload, revision in list(self.journal.kept.values()):
            if not upload.is_put_away:
                self.stories[upload.id] = []
                self.queue.restore(upload, revision)
        self.threads = [
            threading.Thread(target=self.queue.work, args=(job,)) for _ in range(THREADS)
        ]
        for thread in self.threads:
            thread.start()
        self.settle()

    def close(self) -> None:
        told = {upload_id: len(story) for upload_id, story in self.stories.items()}
        self.queue.close()
        for thread in self.threads:
            thread.join(10)
            assert not thread.is_alive()
        assert told == {upload_id: len(story) for upload_id, story in self.stories.items()}

    def teardown(self) -> None:
        self.close()
        assert self.broken == []

    # -- what the threads tell --------------------------------------------------------------------

    def hear(self, upload: Upload) -> None:
        story = self.stories.setdefault(upload.id, [])
        is_amended = bool(story) and bare(upload) == bare(story[-1])
        if story and not is_amended and upload.stage not in ALLOWED_CHANGES[story[-1].stage]:
            self.broken.append(f"{story[-1].stage.value} -> {upload.stage.value}")
        if upload.id in self.removed:
            self.broken.append(f"{upload.id} was removed, and is {upload.stage.value}")
        if upload.stage is UploadStage.PREPARING and self.queue.holds:
            self.broken.append("an upload began while the queue waits")
        story.append(upload)
        self.scene.tell()

    def hear_progress(self, progress: Progress) -> None:
        if self.stories[progress.upload_id][-1].stage is not UploadStage.UPLOADING:
            self.broken.append("progress outside of a PUT")

    def step(self, step: str, cancel: CancelToken) -> None:
        """Stand still until the test says how this call ends, or its upload is stopped."""
        scene = self.scene
        with scene.news:
            call = Call(scene.at_work[threading.get_ident()], step, cancel)
            if any(other.cancel is cancel for other in scene.open_calls()):
                self.broken.append(f"{call.upload_id} runs twice")
            scene.calls.append(call)
            scene.news.notify_all()
        with cancel.on_cancel(scene.tell), scene.news:
            if not scene.news.wait_for(lambda: call.is_over or cancel.is_cancelled, 30):
                self.broken.append("nobody ended a call")
            call.is_over = True
            scene.news.notify_all()
        cancel.raise_if_cancelled()
        if call.error is not None:
            raise call.error

    @property
    def is_held(self) -> bool:
        return bool(self.queue.holds) or self.queue.is_limited

    def settle(self) -> None:
        """Wait until every thread stands in a call, or has nothing to do."""
        scene = self.scene
        for _ in range(2000):
            stages = [upload.stage for upload in self.queue.uploads()]
            has_work = UploadStage.QUEUED in stages and not self.is_held
            with scene.news:
                live = [one for one in scene.open_calls() if not one.cancel.is_cancelled]
                standing = len(live) == len(scene.calls) - sum(c.is_over for c in scene.calls)
                busy = len(scene.at_work) - len(live)
                idle = THREADS - len(scene.at_work)
                if standing and busy == 0 and (idle == 0 or not has_work):
                    return
                scene.news.wait(0.005)
        raise AssertionError("the threads do not come to rest")

    # -- events -----------------------------------------------------------------------------------

    @rule()
    @precondition(lambda self: self.made < 12)
    def add(self) -> None:
        self.made += 1
        facts = self.path.stat()
        file = LocalFile(self.path, facts.st_size, facts.st_mtime_ns)
        self.queue.add(Upload(f"u{self.made}", TARGET, file, self.clock.now()))
        self.settle()

    @rule(which=st.integers(0, 9))
    @precondition(lambda self: self.scene.open_calls())
    def step_ends_well(self, which: int) -> None:
        self.end_a_call(which, None)

    @rule(which=st.integers(0, 9), error=st.sampled_from(ERRORS))
    @precondition(lambda self: self.scene.open_calls())
    def step_fails(self, which: int, error: Callable[[], LeadwayError]) -> None:
        self.end_a_call(which, error())

    def end_a_call(self, which: int, error: LeadwayError | None) -> None:
        with self.scene.news:
            calls = self.scene.open_calls()
            call = calls[which % len(calls)]
            call.error, call.is_over = error, True
            self.scene.news.notify_all()
        self.settle()

    @rule(which=st.integers(0, 20), act=st.sampled_from(["cancel", "pause", "resume", "retry"]))
    def the_agent_wants(self, which: int, act: str) -> None:
        getattr(self.queue, act)(f"u{which}")
        self.settle()

    @rule(act=st.sampled_from(["cancel_all", "pause_all", "resume_all", "resume_all", "wake"]))
    def the_agent_wants_it_of_all(self, act: str) -> None:
        getattr(self.queue, act)()
        self.settle()

    @rule(which=st.integers(0, 20))
    def the_agent_removes(self, which: int) -> None:
        if self.queue.remove(f"u{which}") is not None:
            self.removed.add(f"u{which}")

    @rule(
        moving=st.sets(st.integers(0, 20), max_size=4),
        anchor=st.integers(0, 20),
        side=st.sampled_from(["before", "after"]),
    )
    def the_agent_moves(self, moving: set[int], anchor: int, side: str) -> None:
        self.queue.move([f"u{which}" for which in moving], **{side: f"u{anchor}"})
        self.settle()

    @rule(reason=st.sampled_from(WaitReason))
    def the_world_is_well_again(self, reason: WaitReason) -> None:
        self.queue.release(reason)
        self.settle()
        assert reason not in self.queue.holds

    @rule(seconds=st.sampled_from([0.3, 1.0, 10.0, 200.0, 100_000.0]))
    def time_passes(self, seconds: float) -> None:
        self.clock.seconds += seconds
        self.queue.wake()
        self.settle()

    @rule()
    def the_computer_wakes_up(self) -> None:
        self.queue.start_anew()
        self.settle()

    @rule()
    def the_program_starts_anew(self) -> None:
        self.close()
        self.open()

    # -- what holds at rest -----------------------------------------------------------------------

    @invariant()
    def nothing_is_broken(self) -> None:
        assert self.broken == []

    @invariant()
    def the_journal_equals_the_memory(self) -> None:
        memory = {upload.id: upload for upload in self.queue.uploads()}
        kept = {upload_id: upload for upload_id, (upload, _) in self.journal.kept.items()}
        receipts = {upload_id for upload_id, upload in kept.items() if upload.is_put_away}
        assert set(memory) == set(kept) - receipts
        assert receipts <= self.removed
        assert all(kept[one].stage is UploadStage.UPLOADED for one in receipts)
        for upload_id, upload in memory.items():
            # A start has put back what ran; that is written with the first step.
            assert upload in {kept[upload_id], kept[upload_id].after_restart()}

    @invariant()
    def what_is_told_last_is_how_it_is(self) -> None:
        for upload in self.queue.uploads():
            assert self.stories[upload.id][-1] == upload

    @invariant()
    def no_thread_is_idle_while_there_is_work(self) -> None:
        stages = [upload.stage for upload in self.queue.uploads()]
        running = sum(stage.is_running for stage in stages)
        assert running <= THREADS
        if UploadStage.QUEUED in stages and not self.is_held:
            assert running == THREADS

    @invariant()
    def every_wait_has_an_end(self) -> None:
        for upload in self.queue.uploads():
            assert (upload.wait is not None) is (upload.stage is UploadStage.WAITING)
            if upload.wait is not None and upload.wait.reason is WaitReason.TIME:
                assert upload.wait.until is not None
            elif upload.wait is not None:
                assert upload.wait.reason in self.queue.holds

    @invariant()
    def what_is_done_was_stored(self) -> None:
        for upload in self.queue.uploads():
            if upload.stage is UploadStage.UPLOADED:
                assert upload.stored is not None
                assert upload.link


def test_no_sequence_of_events_breaks_the_queue(photo: Path) -> None:
    QueueMachine.path = photo
    run_state_machine_as_test(
        QueueMachine, settings=settings(max_examples=60, stateful_step_count=40)
    )
