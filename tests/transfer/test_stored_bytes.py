"""Once the bucket has the bytes they are never sent again, unless the server says they are gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from leadway_desktop.assembly import Engine, build_engine
from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.errors import (
    ConnectionLost,
    LeadwayError,
    LinkLost,
    RateLimited,
    ReplyLost,
    RequestRefused,
    ServerFault,
    Stalled,
    StoredFileMissing,
    TokenInvalid,
    UnexpectedFailure,
    UnexpectedReply,
)
from leadway_desktop.domain.proof import Proof
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.upload import StoredFile, Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.transfer.retry import POLICIES
from leadway_desktop.transfer.upload_job import UploadJob
from tests.transfer.conftest import NewUpload
from tests.transfer.fakes import LINK, FakeWorld, HandClock, at_once
from tests.transfer.office import STEPS, Office


def impatient(engine: Engine) -> UploadJob:
    """Return the engine's job with waits of no time."""
    return replace(engine.uploads.job, jitter=at_once)


def impatient_office(engine: Engine) -> Office:
    return Office(clock=engine.uploads.clock)


LATE: list[tuple[Fault, type[LeadwayError]]] = [
    (Fault("complete", "status", status=500), ServerFault),
    (Fault("complete", "status", status=502, body="html", after_work=True), ServerFault),
    (Fault("complete", "lost_reply"), ConnectionLost),
    (Fault("complete", "cut_reply"), ConnectionLost),
    (Fault("complete", "reset"), ConnectionLost),
    (Fault("complete", "latency", seconds=1.5), Stalled),
    (Fault("complete", "malformed_reply", body="truncated"), UnexpectedReply),
    (Fault("complete", "rate_limit", seconds=1), RateLimited),
]


@pytest.mark.parametrize(("fault", "kind"), LATE, ids=lambda value: getattr(value, "kind", ""))
def test_only_complete_is_repeated(
    practice: PracticeServer,
    engine: Engine,
    upload: Upload,
    fault: Fault,
    kind: type[LeadwayError],
) -> None:
    practice.faults.add(fault)
    office = impatient_office(engine)
    office.queue.add(upload)
    with office.threads(1, impatient(engine)):
        assert office.queue.wait_until_over([upload.id], 20)
    done = office.queue.upload(upload.id)
    # A reply that was too late is noted late, too.
    assert practice.record.wait_for(lambda record: len(record.requests) == 4)
    assert sorted(practice.record.steps()) == sorted([*STEPS, "complete"])
    [completed] = practice.record.uploads
    assert done.link == completed.public_url
    assert len(practice.record.objects) == 1
    assert done.failures == 0
    met = [type(one.error) for one in office.diary.changes if one.error is not None]
    assert met == [kind]


def test_a_404_on_complete_begins_anew(
    practice: PracticeServer, engine: Engine, upload: Upload
) -> None:
    practice.faults.add(Fault("complete", "not_in_storage"))
    office = impatient_office(engine)
    office.queue.add(upload)
    with office.threads(1, impatient(engine)):
        assert office.queue.wait_until_over([upload.id], 10)
    assert practice.record.steps() == [*STEPS, *STEPS]
    [completed] = practice.record.uploads
    assert office.queue.upload(upload.id).link == completed.public_url
    assert "initiating" in office.diary.stages(upload.id)[6:]


def test_a_start_after_the_put_repeats_only_complete(
    practice: PracticeServer, engine: Engine, upload: Upload
) -> None:
    practice.faults.add(Fault("complete", "latency", seconds=20))
    office = impatient_office(engine)
    office.queue.add(upload)
    with office.threads(1, impatient(engine)):
        assert office.wait_for(upload, UploadStage.COMPLETING)
    after = office.restarted()
    with after.threads(1, impatient(engine)):
        assert after.queue.wait_until_over([upload.id], 10)
    assert after.queue.upload(upload.id).link == practice.record.uploads[0].public_url
    assert practice.record.steps().count("put") == 1
    assert len(practice.record.objects) == 1


def test_a_start_in_the_put_begins_anew(
    practice: PracticeServer, engine: Engine, upload: Upload
) -> None:
    practice.faults.add(Fault("put", "stall", at_byte=100))
    office = impatient_office(engine)
    office.queue.add(upload)
    with office.threads(1, impatient(engine)):
        assert practice.record.wait_for(lambda record: len(record.faults) == 1)
    after = office.restarted()
    with after.threads(1, impatient(engine)):
        assert after.queue.wait_until_over([upload.id], 10)
    assert len(practice.record.objects) == len(practice.record.uploads) == 1
    assert practice.record.objects[0].size == upload.file.size


def test_a_file_that_is_gone_after_its_put_is_completed_all_the_same(
    practice: PracticeServer, engine: Engine, upload: Upload
) -> None:
    practice.faults.add(Fault("complete", "status", status=503, times=None))
    office = impatient_office(engine)
    office.queue.add(upload)
    with office.threads(1, impatient(engine)):
        assert office.queue.wait_until_over([upload.id], 20)
        failed = office.queue.upload(upload.id)
        assert failed.stage is UploadStage.FAILED
        assert isinstance(failed.error, ServerFault)
        assert failed.error.trace_id
        assert practice.record.steps() == [*STEPS, *["complete"] * 9]
        practice.faults.clear()
        upload.file.path.unlink()
        office.queue.retry(upload.id)
        assert office.queue.wait_until_over([upload.id], 10)
    assert office.stage(upload) is UploadStage.UPLOADED
    assert practice.record.steps().count("put") == 1


def test_a_sign_in_at_the_last_step_does_not_cost_the_bytes(
    practice: PracticeServer, engine: Engine, upload: Upload
) -> None:
    practice.faults.add(Fault("complete", "status", status=401))
    office = impatient_office(engine)
    office.queue.add(upload)
    with office.threads(1, impatient(engine)):
        assert office.queue.wait_for_hold(WaitReason.SIGN_IN, timeout=10)
        assert isinstance(office.queue.upload(upload.id).error, TokenInvalid)
        office.queue.release(WaitReason.SIGN_IN)
        assert office.queue.wait_until_over([upload.id], 10)
    assert practice.record.steps() == [*STEPS, "complete"]


def test_bytes_that_have_arrived_begin_the_count_anew_and_what_repeats_itself_ends(
    new_upload: NewUpload,
) -> None:
    """A line that broke nine times has brought the file all the same: complete gets its tries.

    Nor is there a circle of sending bytes that the server forgets each time.
    """
    weather: dict[str, list[LeadwayError]] = {}
    weather["put"], weather["complete"] = [ConnectionLost()] * 9, [ServerFault()] * 3

    def hook(step: str, cancel: CancelToken) -> None:
        if weather.get(step):
            raise weather[step].pop()

    office, upload = Office(FakeWorld(hook)), new_upload()
    office.queue.add(upload)
    with office.threads(1):
        assert office.queue.wait_until_over([upload.id], 5)
    assert office.stage(upload) is UploadStage.UPLOADED
    assert office.world.steps == ["initiate", "put"] * 10 + ["complete"] * 4

    weather["complete"] = [StoredFileMissing() for _ in range(99)]
    other = new_upload()
    office.world.steps.clear()
    after = Office(office.world)
    after.queue.add(other)
    with after.threads(1):
        assert after.queue.wait_until_over([other.id], 5)
    assert after.stage(other) is UploadStage.FAILED
    assert office.world.steps == STEPS * 4


@pytest.mark.parametrize(
    ("error", "steps"),
    [
        (UnexpectedFailure(), [*STEPS, "complete"]),
        (RequestRefused(), [*STEPS, *STEPS]),
        (StoredFileMissing(), [*STEPS, *STEPS]),
    ],
    ids=str,
)
def test_the_agent_s_retry_begins_where_that_is_certain(
    new_upload: NewUpload, error: LeadwayError, steps: list[str]
) -> None:
    failures = iter([error])

    def hook(step: str, cancel: object) -> None:
        if step == "complete" and (failing := next(failures, None)):
            raise failing

    office, upload = Office(FakeWorld(hook)), replace(new_upload(), failures=3, renewals=3)
    office.queue.add(upload)
    with office.threads(1):
        assert office.queue.wait_until_over([upload.id], 5)
        assert office.stage(upload) is UploadStage.FAILED
        office.queue.retry(upload.id)
        again = office.queue.upload(upload.id)
        assert again.failures == again.renewals == 0
        assert office.queue.wait_until_over([upload.id], 5)
    assert office.world.steps == steps


DONE_BEFORE = [
    RequestRefused(status=409, trace_id="t"),
    RequestRefused(status=400, detail="Upload was Already completed"),
    RequestRefused(status=422, detail="uploadId already processed"),
]


def failing_complete(*errors: LeadwayError | None) -> FakeWorld:
    left = list(errors)

    def hook(step: str, cancel: CancelToken) -> None:
        if step == "complete" and left and (error := left.pop(0)):
            raise error

    return FakeWorld(hook)


@pytest.mark.parametrize("refused", DONE_BEFORE, ids=str)
def test_a_link_whose_answer_was_lost_for_good_is_said_to_be(
    new_upload: NewUpload, refused: RequestRefused
) -> None:
    """It is asked for once more; then the agent is told, and the retry begins anew."""
    office = Office(failing_complete(ConnectionLost(), refused, refused))
    upload = new_upload()
    office.queue.add(upload)
    with office.threads(1):
        assert office.queue.wait_until_over([upload.id], 5)
        failed = office.queue.upload(upload.id)
        assert isinstance(failed.error, LinkLost)
        assert (failed.error.detail, failed.error.status) == (refused.detail, refused.status)
        assert (failed.stored, failed.error.trace_id) == (None, refused.trace_id)
        assert office.world.steps == [*STEPS, "complete", "complete"]
        office.queue.retry(upload.id)
        assert office.queue.wait_until_over([upload.id], 5)
    assert office.stage(upload) is UploadStage.UPLOADED
    assert office.world.steps == [*STEPS, "complete", "complete", *STEPS]


def test_a_link_that_is_told_the_next_time_was_not_lost(new_upload: NewUpload) -> None:
    office = Office(failing_complete(ConnectionLost(), DONE_BEFORE[0]))
    upload = new_upload()
    office.queue.add(upload)
    with office.threads(1):
        assert office.queue.wait_until_over([upload.id], 5)
    assert office.stage(upload) is UploadStage.UPLOADED
    assert office.world.steps.count("put") == 1


@pytest.mark.parametrize(
    "errors",
    [
        [RequestRefused(status=409)],
        [ConnectionLost(), RequestRefused(status=400, detail="filePath is wrong")],
    ],
    ids=["never asked before", "other words"],
)
def test_a_refusal_that_says_nothing_of_it_is_a_refusal(
    new_upload: NewUpload, errors: list[LeadwayError]
) -> None:
    office, upload = Office(failing_complete(*errors)), new_upload()
    office.queue.add(upload)
    with office.threads(1):
        assert office.queue.wait_until_over([upload.id], 5)
    assert type(office.queue.upload(upload.id).error) is RequestRefused


def test_another_file_under_the_name_is_sent_anew(new_upload: NewUpload) -> None:
    """What is stored are the bytes of the file as it was."""
    office, upload = Office(), new_upload()
    office.queue.add(upload)
    with office.threads(1):
        assert office.queue.wait_until_over([upload.id], 5)
    stored = office.queue.upload(upload.id).stored
    other = Office()
    other.queue.restore(replace(upload, stage=UploadStage.CANCELLED, stored=stored), 1)
    upload.file.path.write_bytes(b"\xff\xd8\xff\xe0" + bytes(2000))
    other.queue.retry(upload.id, look_at(upload.file.path))
    with other.threads(1):
        assert other.queue.wait_until_over([upload.id], 5)
    assert other.world.steps == STEPS


def test_a_wrong_token_never_meets_the_stored_bytes(
    practice: PracticeServer, settings: Settings, upload: Upload
) -> None:
    engine = build_engine(settings, Secret(practice.account.token_revoked))
    office = Office(clock=HandClock())
    office.queue.add(upload)
    with office.threads(1, engine.uploads.job):
        assert office.queue.wait_for_hold(WaitReason.SIGN_IN, timeout=10)
        engine.token.replace(Secret(practice.account.token))
        office.queue.release(WaitReason.SIGN_IN)
        assert office.queue.wait_until_over([upload.id], 10)
    engine.close()
    assert practice.record.steps() == ["initiate", *STEPS]


# -- the answer to the PUT is lost ----------------------------------------------------------------


def world_that_loses(answers: int) -> FakeWorld:
    """Return a world in which so many PUTs end without an answer, after the last byte."""
    left = [ReplyLost() for _ in range(answers)]

    def hook(step: str, cancel: CancelToken) -> None:
        if step == "put" and left:
            raise left.pop()

    return FakeWorld(hook)


def arrives(office: Office, upload: Upload) -> Upload:
    office.queue.add(upload)
    with office.threads(1):
        assert office.queue.wait_until_over([upload.id], 10)
    return office.queue.upload(upload.id)


def test_complete_is_asked_before_bytes_whose_answer_was_lost_are_sent_again(
    new_upload: NewUpload,
) -> None:
    """Complete names the size; nobody has named a checksum, and none is claimed."""
    office = Office(world_that_loses(1))
    end = arrives(office, new_upload())
    assert office.world.steps == STEPS
    assert (end.stage, end.proof, end.checksum) == (UploadStage.UPLOADED, Proof.SIZE, None)
    assert (end.failures, end.renewals) == (0, 0)


@pytest.mark.parametrize("says", ["missing", "no size", "another size"])
def test_bytes_that_complete_does_not_vouch_for_are_sent_again(
    new_upload: NewUpload, says: str
) -> None:
    office, upload = Office(world_that_loses(1)), new_upload()
    lose = office.world.hook

    def hook(step: str, cancel: CancelToken) -> None:
        lose(step, cancel)
        is_first = office.world.steps.count("complete") == 1
        size = upload.file.size + (says == "another size")
        office.world.stored = StoredFile(LINK, None if says == "no size" else size, None)
        if step == "complete" and not is_first:
            office.world.stored = None
        if step == "complete" and is_first and says == "missing":
            raise StoredFileMissing(status=404)

    office.world.hook = hook
    end = arrives(office, upload)
    assert office.world.steps == [*STEPS, *STEPS]
    assert (end.stage, end.proof) == (UploadStage.UPLOADED, Proof.CRC32C)


def test_a_line_that_always_breaks_at_the_end_is_a_line_that_breaks(new_upload: NewUpload) -> None:
    """It is given up after as many transfers as any other, and not as a file that was lost."""
    office = Office(world_that_loses(1000))
    lose = office.world.hook

    def hook(step: str, cancel: CancelToken) -> None:
        lose(step, cancel)
        if step == "complete":
            raise StoredFileMissing(status=404)

    office.world.hook = hook
    end = arrives(office, new_upload())
    assert (end.stage, type(end.error)) == (UploadStage.FAILED, ConnectionLost)
    assert office.world.steps.count("put") == POLICIES[ConnectionLost].tries
    assert end.renewals == 0


def test_a_restart_knows_that_the_answer_was_lost(new_upload: NewUpload) -> None:
    office, upload = Office(world_that_loses(1)), new_upload()
    office.queue.add(upload)
    with office.threads(1, replace(office.world.job(), jitter=lambda low, high: 60.0)):
        assert office.wait_for(upload, UploadStage.WAITING)
    after = office.restarted()
    assert isinstance(office.clock, HandClock)
    office.clock.seconds += 61
    with after.threads(1):
        assert after.queue.wait_until_over([upload.id], 10)
    assert office.world.steps == STEPS
    assert after.queue.upload(upload.id).proof is Proof.SIZE


def test_a_lost_answer_costs_no_second_transfer(
    practice: PracticeServer, engine: Engine, upload: Upload
) -> None:
    practice.faults.add(Fault("put", "lost_reply"))
    office = impatient_office(engine)
    office.queue.add(upload)
    with office.threads(1, impatient(engine)):
        assert office.queue.wait_until_over([upload.id], 20)
    assert practice.record.steps() == STEPS
    assert office.queue.upload(upload.id).proof is Proof.SIZE
