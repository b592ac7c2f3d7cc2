"""The queue: order, cancels at any moment, and nothing that runs twice."""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.delivery import MessagePlan
from leadway_desktop.domain.errors import ConnectionLost, LeadwayError, RequestRefused
from leadway_desktop.domain.upload import LocalFile, Upload
from leadway_desktop.domain.upload_stage import ALLOWED_CHANGES, UploadStage
from leadway_desktop.transfer.lanes import Lane
from leadway_desktop.transfer.queue.ledger import UploadWatcher
from leadway_desktop.transfer.upload_job import OnProgress, OnStage, UploadJob
from leadway_desktop.transfer.upload_queue import UploadQueue
from tests.transfer.conftest import NewUpload
from tests.transfer.fakes import LINK, TARGET, FakeWorld, HandClock, Notebook
from tests.transfer.office import STEPS, WHOLE, Gate, Office


def test_uploads_go_in_order_and_to_their_end(new_upload: NewUpload) -> None:
    office = Office()
    uploads = [new_upload() for _ in range(5)]
    for upload in uploads:
        office.queue.add(upload)
    with office.threads(1):
        assert office.queue.wait_until_over([one.id for one in uploads], 10)
    for upload in uploads:
        assert office.diary.stages(upload.id) == WHOLE
        done = office.queue.upload(upload.id)
        assert (done.link, done.checksum, done.attempts, done.error) == (LINK, 7, 1, None)
    began = [one.id for one in office.diary.changes if one.stage is UploadStage.PREPARING]
    assert began == [upload.id for upload in uploads]


@pytest.mark.parametrize("step", ["initiate", "put", "complete"])
def test_a_cancel_at_each_step(new_upload: NewUpload, step: str) -> None:
    gate = Gate(step)
    office, upload = Office(FakeWorld(gate)), new_upload()
    with office.threads(1):
        office.queue.add(upload)
        assert gate.reached.acquire(timeout=5)
        office.queue.cancel(upload.id)
        assert office.stage(upload) is UploadStage.CANCELLED
    assert office.diary.stages(upload.id)[-1] == "cancelled"
    assert office.diary.stages(upload.id).count("cancelled") == 1
    assert office.world.steps[-1] == step


def test_a_thread_that_does_not_hear_holds_up_nobody(new_upload: NewUpload) -> None:
    """The cancel is announced at once, and what the thread says afterwards is refused."""
    reached, go_on = threading.Event(), threading.Event()

    def deaf(step: str, cancel: CancelToken) -> None:
        if step == "put" and not reached.is_set():
            reached.set()
            go_on.wait(10)

    office = Office(FakeWorld(deaf))
    first, second = new_upload(), new_upload()
    with office.threads(2):
        office.queue.add(first)
        assert reached.wait(5)
        office.queue.cancel(first.id)
        office.queue.add(second)
        assert office.queue.wait_until_over([first.id, second.id], 5)
        go_on.set()
    assert office.stage(first) is UploadStage.CANCELLED
    assert office.stage(second) is UploadStage.UPLOADED
    assert office.diary.stages(first.id)[-1] == "cancelled"
    assert "complete" in office.world.steps
    assert office.world.steps.count("complete") == 1


def test_a_cancel_of_what_waits_is_over_or_is_unknown(new_upload: NewUpload) -> None:
    office, waiting, done = Office(), new_upload(), new_upload()
    office.queue.add(waiting)
    office.queue.cancel(waiting.id)
    office.queue.cancel(waiting.id)
    office.queue.cancel("nobody")
    office.queue.add(done)
    with office.threads(1):
        assert office.queue.wait_until_over([done.id], 5)
        office.queue.cancel(done.id)
    assert office.diary.stages(waiting.id) == ["queued", "cancelled"]
    assert office.diary.stages(done.id) == WHOLE


def test_cancel_all_lets_none_begin_meanwhile(new_upload: NewUpload) -> None:
    gate = Gate("initiate")
    office = Office(FakeWorld(gate))
    uploads = [new_upload() for _ in range(200)]
    for upload in uploads:
        office.queue.add(upload)
    with office.threads(3):
        for _ in range(3):
            assert gate.reached.acquire(timeout=5)
        office.queue.cancel_all()
    assert {one.stage for one in office.queue.uploads()} == {UploadStage.CANCELLED}
    assert office.world.steps == ["initiate"] * 3


def test_cancelled_and_retried_while_waiting_it_runs_once_and_last(new_upload: NewUpload) -> None:
    office = Office()
    first, second = new_upload(), new_upload()
    office.queue.add(first)
    office.queue.add(second)
    for _ in range(3):
        office.queue.cancel(first.id)
        office.queue.retry(first.id)
    with office.threads(1):
        assert office.queue.wait_until_over([first.id, second.id], 5)
    began = [one.id for one in office.diary.changes if one.stage is UploadStage.PREPARING]
    assert began == [second.id, first.id]


def test_two_threads_never_take_the_same_upload(new_upload: NewUpload) -> None:
    starts: list[str] = []
    second_start = threading.Event()

    class SlowStart(UploadJob):
        """Lets others run between being taken and saying so."""

        def run(
            self, upload: Upload, cancel: CancelToken, on_stage: OnStage, on_progress: OnProgress
        ) -> None:
            starts.append(upload.id)
            if len(starts) == 2:
                second_start.set()
            second_start.wait(0.1)
            super().run(upload, cancel, on_stage, on_progress)

    office, upload = Office(), new_upload()
    office.queue.add(upload)
    office.queue.cancel(upload.id)
    office.queue.retry(upload.id)
    world = office.world
    job = SlowStart(world, world, world.job().file_types, HandClock())
    with office.threads(3, job):
        assert office.queue.wait_until_over([upload.id], 5)
    assert len(starts) == 1
    assert world.steps == ["initiate", "put", "complete"]


def test_a_retry_while_the_old_thread_still_hangs(new_upload: NewUpload) -> None:
    """The old run's outcome is refused; the new run's is kept."""
    reached, go_on = threading.Event(), threading.Event()
    puts = itertools.count()

    def hook(step: str, cancel: CancelToken) -> None:
        if step == "put" and next(puts) == 0:
            reached.set()
            go_on.wait(10)
            raise ConnectionLost

    office, upload = Office(FakeWorld(hook)), new_upload()
    with office.threads(2):
        office.queue.add(upload)
        assert reached.wait(5)
        office.queue.cancel(upload.id)
        office.queue.retry(upload.id)
        assert office.queue.wait_until_over([upload.id], 5)
        go_on.set()
    done = office.queue.upload(upload.id)
    assert (done.stage, done.attempts) == (UploadStage.UPLOADED, 2)
    assert "failed" not in office.diary.stages(upload.id)


def test_a_failed_one_can_be_retried_with_another_identity(new_upload: NewUpload) -> None:
    failures = iter([RequestRefused(trace_id="t")])

    def hook(step: str, cancel: CancelToken) -> None:
        error: LeadwayError | None = next(failures, None)
        if error:
            raise error

    office, upload = Office(FakeWorld(hook)), new_upload()
    with office.threads(1):
        office.queue.add(upload)
        assert office.queue.wait_until_over([upload.id], 5)
        failed = office.queue.upload(upload.id)
        assert isinstance(failed.error, RequestRefused)
        office.queue.retry(upload.id, LocalFile(upload.file.path, *facts(upload)))
        assert office.queue.wait_until_over([upload.id], 5)
    assert office.stage(upload) is UploadStage.UPLOADED
    assert office.diary.stages(upload.id).count("queued") == 2


def saved_anew(upload: Upload) -> LocalFile:
    upload.file.path.write_bytes(b"\xff\xd8\xff saved anew, and longer than before")
    return look_at(upload.file.path)


@pytest.mark.parametrize("step", STEPS)
def test_one_that_runs_begins_anew_with_its_file_as_it_is_now(
    new_upload: NewUpload, step: str
) -> None:
    gate = Gate(step)
    office, upload = Office(FakeWorld(gate)), new_upload()
    office.queue.add(upload)
    with office.threads(2):
        assert gate.reached.acquire(timeout=5)
        now = saved_anew(upload)
        assert office.queue.begin_anew(upload.id, now)
        gate.open()
        assert office.queue.wait_until_over([upload.id], 5)
    done = office.queue.upload(upload.id)
    assert (done.stage, done.file) == (UploadStage.UPLOADED, now)
    assert office.world.steps[-len(STEPS) :] == STEPS
    assert not office.queue.begin_anew(upload.id, now), "it has arrived"
    assert office.queue.upload(upload.id) == done


@pytest.mark.parametrize("stage", ["queued", "paused", "cancelled", "failed"])
def test_one_that_rests_begins_anew_with_its_file_as_it_is_now(
    new_upload: NewUpload, stage: str
) -> None:
    office, upload = Office(), replace(new_upload(), stage=UploadStage(stage))
    office.queue.restore(upload, 1)
    now = saved_anew(upload)
    assert office.queue.begin_anew(upload.id, now)
    assert not office.queue.begin_anew("gone", now)
    with office.threads(1):
        assert office.queue.wait_until_over([upload.id], 5)
    done = office.queue.upload(upload.id)
    assert (done.stage, done.file) == (UploadStage.UPLOADED, now)


def facts(upload: Upload) -> tuple[int, int]:
    return upload.file.size, upload.file.modified_ns


def test_remove_takes_only_what_is_over(new_upload: NewUpload) -> None:
    gate = Gate("put")
    office, upload = Office(FakeWorld(gate)), new_upload()
    assert not office.queue.remove("nobody")
    with office.threads(1):
        office.queue.add(upload)
        assert not office.queue.remove(upload.id)
        assert gate.reached.acquire(timeout=5)
        assert not office.queue.remove(upload.id)
        gate.open()
        assert office.queue.wait_until_over([upload.id], 5)
        assert office.queue.remove(upload.id)
        assert not office.queue.remove(upload.id)
        office.queue.retry(upload.id)
        office.queue.cancel(upload.id)
    assert office.queue.uploads() == ()
    with pytest.raises(KeyError):
        office.queue.upload(upload.id)


def test_what_has_arrived_for_a_draft_leaves_neither_list_nor_history(
    new_upload: NewUpload,
) -> None:
    office, upload = Office(), replace(new_upload(), is_drafted=True)
    office.queue.add(upload)
    with office.threads(1):
        assert office.wait_for(upload, UploadStage.UPLOADED)
    assert office.queue.remove(upload.id) is None
    assert not office.queue.forget(upload.id)
    office.queue.mark_drafted([upload.id], False)
    assert office.queue.remove(upload.id)
    assert office.queue.forget(upload.id)


def test_what_alone_knows_some_words_is_not_removed(new_upload: NewUpload) -> None:
    office = Office()
    gone = new_upload().superseded(HandClock().now(), "Hola")
    office.queue.restore(gone, 1)
    assert office.queue.remove(gone.id) is None
    office.outbox.forget_words({gone.id: "Hola"})
    assert office.queue.remove(gone.id)


def test_what_the_agent_has_sent_is_no_command_s_again(new_upload: NewUpload) -> None:
    office = Office()
    told, taken = (replace(new_upload(), id=name, told_at=HandClock().now()) for name in "ab")
    office.queue.add(told, taken)
    office.outbox.plan([taken.id], MessagePlan("Hola", ""))
    office.queue.mark_told([told.id, taken.id], is_told=False)
    assert office.queue.upload(told.id).is_untold
    assert not office.queue.upload(taken.id).is_of_command


def test_removed_while_its_old_thread_still_runs(new_upload: NewUpload) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def deaf(step: str, cancel: CancelToken) -> None:
        reached.set()
        go_on.wait(10)

    office, upload = Office(FakeWorld(deaf)), new_upload()
    with office.threads(1):
        office.queue.add(upload)
        assert reached.wait(5)
        office.queue.cancel(upload.id)
        assert office.queue.remove(upload.id)
        go_on.set()
    assert office.diary.stages(upload.id)[-1] == "cancelled"


def test_close_stops_all_without_a_word_and_takes_nothing_more(new_upload: NewUpload) -> None:
    gate = Gate("put")
    office = Office(FakeWorld(gate))
    running, waiting, late = new_upload(), new_upload(), new_upload()
    with office.threads(1):
        office.queue.add(running)
        office.queue.add(waiting)
        assert gate.reached.acquire(timeout=5)
        office.queue.close()
        office.queue.add(late)
        office.queue.retry(waiting.id)
    assert office.diary.stages(running.id) == ["queued", "preparing", "initiating", "uploading"]
    assert office.diary.stages(waiting.id) == ["queued"]
    assert office.diary.stages(late.id) == ["queued"]
    assert office.world.steps == ["initiate", "put"]
    assert office.journal.stages(late.id) == ["queued"]


def test_a_thread_that_is_not_wanted_goes_home(new_upload: NewUpload) -> None:
    office, upload = Office(), new_upload()
    wanted = threading.Event()
    wanted.set()

    def lane() -> Lane:
        return Lane.ANY if wanted.is_set() else Lane.CLOSED

    thread = threading.Thread(target=office.queue.work, args=(office.world.job(), lane))
    thread.start()
    wanted.clear()
    office.queue.wake()
    thread.join(5)
    assert not thread.is_alive()
    office.queue.add(upload)
    assert office.stage(upload) is UploadStage.QUEUED


def test_waiting_has_an_end(new_upload: NewUpload) -> None:
    office, upload = Office(), new_upload()
    office.queue.add(upload)
    assert not office.queue.wait_until_over([upload.id], 0.01)
    assert office.queue.wait_until_over(["nobody"], 0.01)
    assert office.queue.wait_until_over([], 0.01)


def cancel_and_retry(queue: UploadQueue, upload_id: str) -> None:
    queue.cancel(upload_id)
    queue.retry(upload_id)


def begin_anew(queue: UploadQueue, upload_id: str) -> None:
    queue.begin_anew(upload_id, queue.upload(upload_id).file)


Action = Callable[[UploadQueue, str], None]
ACTIONS: dict[str, Action] = {
    "cancel": lambda queue, upload_id: queue.cancel(upload_id),
    "retry": lambda queue, upload_id: queue.retry(upload_id),
    "cancel and retry": cancel_and_retry,
    "begin anew": begin_anew,
    "cancel all": lambda queue, upload_id: queue.cancel_all(),
}


@dataclass(frozen=True)
class Counted(UploadJob):
    """Notes runs of one upload that overlap, other than with one that was stopped."""

    overlaps: list[str] = field(default_factory=list)
    running: set[CancelToken] = field(default_factory=set)

    @classmethod
    def of(cls, world: FakeWorld) -> Counted:
        usual = world.job()
        return cls(world, world, usual.file_types, usual.clock, usual.jitter)

    def run(
        self, upload: Upload, cancel: CancelToken, on_stage: OnStage, on_progress: OnProgress
    ) -> None:
        if cancel in self.running:
            self.overlaps.append(upload.id)
        self.running.add(cancel)
        super().run(upload, cancel, on_stage, on_progress)
        self.running.discard(cancel)


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.lists(st.sampled_from(list(ACTIONS)), min_size=5, max_size=60))
def test_whatever_many_threads_do_each_story_stays_in_the_table(
    tmp_path_factory: pytest.TempPathFactory, seed: int, actions: list[str]
) -> None:
    """Runs of one upload never overlap as seen from outside, and every end is an end."""
    dice = random.Random(seed)
    path = tmp_path_factory.getbasetemp() / "stress.jpg"
    if not path.exists():
        path.write_bytes(b"\xff\xd8\xff")
    file = LocalFile(path, path.stat().st_size, path.stat().st_mtime_ns)

    def hook(step: str, cancel: CancelToken) -> None:
        if dice.random() < 0.2:
            raise ConnectionLost
        if dice.random() < 0.3:
            cancel.wait(0.0002)

    office = Office(FakeWorld(hook))
    uploads = [Upload(f"u{n}", TARGET, file, HandClock().now()) for n in range(6)]
    job = Counted.of(office.world)
    with office.threads(3, job):
        for upload in uploads:
            office.queue.add(upload)
        split = [actions[0::2], actions[1::2]]
        actors = [
            threading.Thread(target=act, args=(office.queue, part, random.Random(f"{seed}{n}")))
            for n, part in enumerate(split)
        ]
        for actor in actors:
            actor.start()
        for actor in actors:
            actor.join(10)
        assert office.queue.wait_until_over([one.id for one in uploads], 10)
    assert job.overlaps == []
    for upload in uploads:
        story = [one for one in office.diary.changes if one.id == upload.id]
        assert story[0].stage is UploadStage.QUEUED
        for before, after in itertools.pairwise(story):
            assert after.stage in ALLOWED_CHANGES[before.stage]
        assert story[-1].stage.is_over
        assert story[-1] == office.queue.upload(upload.id)


def act(queue: UploadQueue, actions: list[str], dice: random.Random) -> None:
    for action in actions:
        ACTIONS[action](queue, f"u{dice.randrange(6)}")


def test_a_watcher_may_ask_back(new_upload: NewUpload) -> None:
    seen: list[int] = []
    queues: list[UploadQueue] = []
    watcher = UploadWatcher(
        lambda upload: seen.append(len(queues[0].uploads())), lambda progress: None
    )
    queues.append(UploadQueue(HandClock(), Notebook(), watcher))
    queues[0].add(new_upload())
    assert seen == [1]


def test_what_is_refused_is_refused_as_cancelled(new_upload: NewUpload) -> None:
    """A job's reports after the cancel raise Cancelled in the job's own thread."""
    heard: list[type[BaseException]] = []

    class Stubborn(UploadJob):
        def run(
            self, upload: Upload, cancel: CancelToken, on_stage: OnStage, on_progress: OnProgress
        ) -> None:
            office.queue.cancel(upload.id)
            try:
                on_stage(upload.moved_to(UploadStage.PREPARING))
            except Cancelled as error:
                heard.append(type(error))

    office, upload = Office(), new_upload()
    world = office.world
    job = Stubborn(world, world, world.job().file_types, HandClock())
    with office.threads(1, job):
        office.queue.add(upload)
        assert office.queue.wait_until_over([upload.id], 5)
    assert heard == [Cancelled]
