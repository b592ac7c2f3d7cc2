"""One upload against the practice account: each step's failure is its error, and nothing lies."""

from __future__ import annotations

import gc
import logging
import os
import traceback
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from leadway_desktop.assembly import Engine, build_engine, check_credentials
from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.checks import FileType, look_at
from leadway_desktop.domain.errors import (
    BucketFault,
    ChecksumMismatch,
    ConnectionLost,
    ContentTypeMismatch,
    ConversationUnknown,
    FileChanged,
    FileMissing,
    FileTooLarge,
    FileTypeMismatch,
    LeadwayError,
    LinkExpired,
    LocationDenied,
    NoSecureConnection,
    RateLimited,
    ReplyLost,
    ScopeMissing,
    ServerFault,
    SettingInvalid,
    SizeMismatch,
    Stalled,
    StoredFileMissing,
    TokenInvalid,
    UnexpectedFailure,
    UnexpectedReply,
    UnsafeLink,
)
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.proof import Proof
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.upload import BucketReceipt, StoredFile, Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.transfer.upload_job import UploadJob
from tests.network.peer import Line, Peer
from tests.transfer.conftest import NewUpload
from tests.transfer.fakes import TARGET, FakeWorld, HandClock
from tests.transfer.office import Office

WHOLE = ["preparing", "initiating", "uploading", "completing", "uploaded"]


class Run:
    """One run of a job, and what it told."""

    def __init__(self, job: UploadJob, upload: Upload) -> None:
        self.stages: list[str] = []
        self.progress: list[Progress] = []
        self.cancel = CancelToken()
        self.end = upload
        job.run(upload, self.cancel, self._on_stage, self.progress.append)

    def _on_stage(self, upload: Upload) -> None:
        self.stages.append(upload.stage.value)
        self.end = upload


def test_a_photo_arrives(practice: PracticeServer, engine: Engine, upload: Upload) -> None:
    run = Run(engine.uploads.job, upload)
    assert run.stages == WHOLE
    [done] = practice.record.uploads
    [stored] = practice.record.objects
    assert run.end.link == done.public_url
    assert run.end.checksum is not None
    assert run.end.finished_at is not None
    assert (done.conversation_id, done.filename) == (upload.target.conversation_id, "foto.jpg")
    assert (stored.size, stored.content_type) == (upload.file.size, "image/jpeg")
    assert run.progress[-1].acknowledged == upload.file.size
    assert [seen.step for seen in practice.record.requests] == ["initiate", "put", "complete"]


def test_every_step_is_told_with_its_time_and_the_name_of_its_reply(
    practice: PracticeServer, engine: Engine, upload: Upload
) -> None:
    steps = Run(engine.uploads.job, upload).end.steps
    assert [step.stage.value for step in steps] == WHOLE
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    named = {step.stage.value: step.trace_id for step in steps if step.trace_id}
    assert set(named) == {"initiating", "uploading", "completing"}
    assert len(set(named.values())) == 3


FAULTS: list[tuple[Fault, type[LeadwayError], str]] = [
    (Fault("initiate", "status", status=500), ServerFault, "initiating"),
    (Fault("initiate", "rate_limit", seconds=0), RateLimited, "initiating"),
    (Fault("initiate", "reset"), ConnectionLost, "initiating"),
    (Fault("initiate", "lost_reply"), ConnectionLost, "initiating"),
    (Fault("initiate", "malformed_reply"), UnexpectedReply, "initiating"),
    (Fault("initiate", "latency", seconds=20), Stalled, "initiating"),
    (Fault("initiate", "patch", patch={"uploadUrl": None}), UnexpectedReply, "initiating"),
    (Fault("initiate", "patch", patch={"maxFileSize": 100}), FileTooLarge, "initiating"),
    (Fault("initiate", "patch", patch={"uploadUrl": "http://b.example/o?s"}), UnsafeLink,
     "uploading"),
    (Fault("initiate", "expired_url"), LinkExpired, "uploading"),
    (Fault("put", "status", status=503), BucketFault, "uploading"),
    (Fault("put", "reset", at_byte=10), ReplyLost, "uploading"),
    (Fault("put", "stall", at_byte=10), ReplyLost, "uploading"),
    (Fault("put", "lost_reply"), ReplyLost, "uploading"),
    (Fault("put", "stall", at_byte=10**9), ReplyLost, "uploading"),
    (Fault("complete", "not_in_storage"), StoredFileMissing, "completing"),
    (Fault("complete", "status", status=502, body="html", after_work=True), ServerFault,
     "completing"),
    (Fault("complete", "lost_reply"), ConnectionLost, "completing"),
    (Fault("complete", "cut_reply"), ConnectionLost, "completing"),
    (Fault("complete", "malformed_reply", body="empty"), UnexpectedReply, "completing"),
    (Fault("complete", "patch", patch={"uploadedFiles": {}}), UnexpectedReply, "completing"),
    (Fault("complete", "patch", patch={"metadata": {"size": 5}}), SizeMismatch, "completing"),
    (Fault("complete", "patch", patch={"metadata": {"contentType": "text/html"}}),
     ContentTypeMismatch, "completing"),
]  # fmt: skip


GIVEN_UP = {FileTooLarge, UnsafeLink}
DOUBTS_BYTES = {StoredFileMissing, SizeMismatch, ContentTypeMismatch}
COMPLETE_ONLY = ["preparing", "completing", "uploaded"]


@pytest.mark.parametrize(("fault", "kind", "stage"), FAULTS, ids=lambda v: str(v)[:60])
def test_each_step_s_failure(
    practice: PracticeServer,
    engine: Engine,
    upload: Upload,
    fault: Fault,
    kind: type[LeadwayError],
    stage: str,
) -> None:
    practice.faults.add(fault)
    run = Run(engine.uploads.job, upload)
    is_given_up = kind in GIVEN_UP
    assert run.stages == [*WHOLE[: WHOLE.index(stage) + 1], "failed" if is_given_up else "waiting"]
    assert type(run.end.error) is kind
    if (fault.step, fault.kind) == ("complete", "patch"):
        assert run.end.error.trace_id, "the server gave one"
    assert run.end.link is None
    assert run.end.checksum is None
    assert (run.end.finished_at is not None) is is_given_up
    assert (run.end.wait is None) is is_given_up
    if kind is ReplyLost and not practice.record.objects:
        # A small file is in the other end's kernel at once; complete says that it went no further.
        run = Run(engine.uploads.job, run.end.moved_to(UploadStage.QUEUED))
        assert run.stages == ["preparing", "completing", "waiting"]
        assert (type(run.end.error), run.end.stored) == (ConnectionLost, None)
        assert (run.end.failures, run.end.renewals) == (1, 0)
    was_lost = kind is ReplyLost and run.end.stored is not None
    attempts = run.end.attempts
    again = Run(engine.uploads.job, run.end.moved_to(UploadStage.QUEUED))
    assert again.stages == (COMPLETE_ONLY if run.end.stored else WHOLE), again.end.error
    is_certain = stage == "completing" and kind not in DOUBTS_BYTES
    assert (run.end.stored is not None) is (is_certain or was_lost)
    assert again.end.attempts == attempts + 1


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("token_revoked", TokenInvalid),
        ("token_wrong_scope", ScopeMissing),
        ("token_read_only", ScopeMissing),
        ("token_wrong_location", LocationDenied),
    ],
)
def test_tokens_that_may_not(
    practice: PracticeServer,
    settings: Settings,
    upload: Upload,
    token: str,
    kind: type[LeadwayError],
) -> None:
    engine = build_engine(settings, Secret(getattr(practice.account, token)))
    run = Run(engine.uploads.job, upload)
    engine.close()
    assert isinstance(run.end.error, kind)
    assert run.end.error.trace_id
    assert run.stages == ["preparing", "initiating", "waiting"]
    assert run.end.wait == Wait(WaitReason.SIGN_IN)


def test_a_foreign_conversation(practice: PracticeServer, engine: Engine, upload: Upload) -> None:
    foreign = replace(upload.target, conversation_id=practice.account.foreign_conversation_id)
    run = Run(engine.uploads.job, replace(upload, target=foreign))
    assert isinstance(run.end.error, ConversationUnknown)


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (lambda path: path.unlink(), FileMissing),
        (lambda path: path.write_bytes(b"something else"), FileChanged),
        (lambda path: os.utime(path, ns=(1, 1)), FileChanged),
    ],
)
def test_a_spoilt_file_never_reaches_the_network(
    practice: PracticeServer,
    engine: Engine,
    upload: Upload,
    spoil: Callable[[Path], None],
    kind: type[LeadwayError],
) -> None:
    spoil(upload.file.path)
    run = Run(engine.uploads.job, upload)
    assert run.stages == ["preparing", "failed"]
    assert type(run.end.error) is kind
    assert practice.record.requests == ()


def test_a_wrong_name_or_size_never_reaches_the_network(
    practice: PracticeServer, engine: Engine, upload: Upload, tmp_path: Path
) -> None:
    wrong = tmp_path / "foto.pdf"
    wrong.write_bytes(upload.file.path.read_bytes())
    run = Run(engine.uploads.job, replace(upload, file=look_at(wrong)))
    assert isinstance(run.end.error, FileTypeMismatch)
    large = tmp_path / "video.mp4"
    with large.open("wb") as file:
        file.truncate(6_000_000)
    sms = replace(upload.target, channel=Channel.SMS)
    run = Run(engine.uploads.job, replace(upload, file=look_at(large), target=sms))
    assert isinstance(run.end.error, FileTooLarge)
    assert practice.record.requests == ()


# -- an answer of complete that does not come -----------------------------------------------------


def test_complete_is_told_how_often_it_has_failed(new_upload: NewUpload) -> None:
    errors = iter([Stalled(is_taken=True), ServerFault(), ConnectionLost()])

    def hook(step: str, cancel: CancelToken) -> None:
        if step == "complete" and (error := next(errors, None)):
            raise error

    office, upload = Office(FakeWorld(hook)), new_upload()
    office.queue.add(upload)
    with office.threads(1):
        assert office.queue.wait_until_over([upload.id], 5)
    assert office.stage(upload) is UploadStage.UPLOADED
    assert office.world.patience == [0, 1, 2, 3]
    assert office.world.steps.count("put") == 1


def save_in_place(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"more")


def save_beside(path: Path) -> None:
    other = path.with_suffix(".new")
    other.write_bytes(b"\xff\xd8\xff\xe0 another")
    other.replace(path)


@pytest.mark.parametrize("is_answered", [True, False])
@pytest.mark.parametrize("save", [save_in_place, save_beside, lambda path: os.truncate(path, 0)])
def test_a_file_that_is_another_at_the_end_of_its_put_is_not_done(
    new_upload: NewUpload, save: Callable[[Path], None], is_answered: bool
) -> None:
    """Its last byte was read long before, on a slow line: the agent wants what is there now."""
    upload = new_upload()

    def hook(step: str, cancel: CancelToken) -> None:
        if step == "put":
            save(upload.file.path)
            if not is_answered:
                raise ReplyLost

    world = FakeWorld(hook)
    run = Run(world.job(), upload)
    assert isinstance(run.end.error, FileChanged)
    assert run.end.stage is UploadStage.FAILED
    assert run.end.stored is None
    assert "complete" not in world.steps


def test_a_file_that_is_gone_by_the_end_of_its_put_is_done(new_upload: NewUpload) -> None:
    upload = new_upload()

    def hook(step: str, cancel: CancelToken) -> None:
        if step == "put":
            upload.file.path.unlink()

    assert Run(FakeWorld(hook).job(), upload).end.stage is UploadStage.UPLOADED


def test_the_bucket_is_told_how_often_its_answer_was_lost_in_vain(new_upload: NewUpload) -> None:
    """A proxy that takes all and passes it on slowly gets longer, instead of the same anew."""
    lost = iter([ReplyLost(), StoredFileMissing(), ReplyLost(), StoredFileMissing()])

    def hook(step: str, cancel: CancelToken) -> None:
        if step in {"put", "complete"} and (error := next(lost, None)):
            raise error

    office, upload = Office(FakeWorld(hook)), new_upload()
    office.queue.add(upload)
    with office.threads(1):
        assert office.queue.wait_until_over([upload.id], 20)
    assert office.stage(upload) is UploadStage.UPLOADED
    assert office.world.bucket_patience == [0, 1, 2]


@pytest.mark.parametrize("step", ["initiate", "put", "complete"])
def test_only_what_breaks_after_the_file_has_gone_out_says_that_it_has(
    new_upload: NewUpload, step: str
) -> None:
    def hook(now: str, cancel: CancelToken) -> None:
        if now == step:
            raise ConnectionLost

    error = Run(FakeWorld(hook).job(), new_upload()).end.error
    assert isinstance(error, ConnectionLost)
    assert error.is_sent is (step == "complete")


# -- what is stored is compared with what was read ------------------------------------------------


@pytest.mark.parametrize(
    ("receipt", "kind"),
    [
        (BucketReceipt(1004, 7, 8, 1004), ChecksumMismatch),
        (BucketReceipt(1004, 7, 0, None), ChecksumMismatch),
        (BucketReceipt(1004, 7, 7, 1003), SizeMismatch),
        (BucketReceipt(1004, 7, None, 1005), SizeMismatch),
        (BucketReceipt(1003, 7, 7, 1003), SizeMismatch),
        (BucketReceipt(500, 7, None, None), SizeMismatch),
        (BucketReceipt(1004, 7, 7, 1004), None),
        (BucketReceipt(1004, 7, None, None), None),
        (BucketReceipt(1004, 0, 0, 1004), None),
    ],
)
def test_the_bucket_s_receipt(
    new_upload: Callable[[], Upload], receipt: BucketReceipt, kind: type[LeadwayError] | None
) -> None:
    world = FakeWorld(receipt=receipt)
    run = Run(world.job(), new_upload())
    assert (run.end.stage is UploadStage.UPLOADED) is (kind is None)
    assert (type(run.end.error) if run.end.error else None) is kind
    assert ("complete" in world.steps) is (kind is None)
    if isinstance(run.end.error, SizeMismatch):
        assert run.end.error.expected == 1004 != run.end.error.stored


MD5, OTHER = b"m" * 16, b"o" * 16
PROOFS = [
    (BucketReceipt(1004, 7, 7, 1004, stored_md5=OTHER, read_md5=MD5), Proof.CRC32C),
    (
        BucketReceipt(1004, 7, None, None, stored_md5=MD5, stored_etag=OTHER, read_md5=MD5),
        Proof.MD5,
    ),
    (BucketReceipt(1004, 7, None, None, stored_etag=MD5, read_md5=MD5), Proof.ETAG),
    (BucketReceipt(1004, 7, None, 1004, stored_md5=MD5), Proof.SIZE),
    (BucketReceipt(1004, 7, None, None, stored_etag=MD5), Proof.NONE),
    (BucketReceipt(1004, 7, None, 1004), Proof.SIZE),
    (BucketReceipt(1004, 7, None, None), Proof.NONE),
    (BucketReceipt(1004, 7, None, None, stored_md5=OTHER, stored_etag=MD5, read_md5=MD5), None),
    (
        BucketReceipt(1004, 7, None, None, stored_etag=OTHER, etag_is_md5=True, read_md5=MD5),
        None,
    ),
    (BucketReceipt(1004, 7, None, None, stored_etag=OTHER, read_md5=MD5), Proof.NONE),
    (BucketReceipt(1004, 7, None, 1004, stored_etag=OTHER, read_md5=MD5), Proof.SIZE),
    (BucketReceipt(1004, 7, 8, None, stored_etag=OTHER, read_md5=MD5), None),
    (BucketReceipt(1004, 7, 8, None, stored_md5=MD5, read_md5=MD5), None),
]  # fmt: skip


@pytest.mark.parametrize(("receipt", "proof"), PROOFS)
def test_the_strongest_proof_is_told_and_a_mismatch_is_never_done(
    new_upload: Callable[[], Upload], receipt: BucketReceipt, proof: Proof | None
) -> None:
    """Complete's size is a proof where the bucket named nothing; then nothing stronger is told."""
    for size in (1004, None):
        world = FakeWorld(receipt=receipt, stored=StoredFile(LINK, size, "image/jpeg"))
        end = Run(world.job(), new_upload()).end
        weakest = Proof.NONE if size is None else Proof.SIZE
        assert end.proof is (weakest if proof is Proof.NONE else proof)
        assert (end.stage is UploadStage.UPLOADED) is (proof is not None)
        assert isinstance(end.error, ChecksumMismatch) is (proof is None)
        assert (end.checksum is not None) is (proof is Proof.CRC32C)


LINK = "https://cdn.example/foto.jpg"


@pytest.mark.parametrize(
    ("stored", "kind"),
    [
        (StoredFile(LINK, 1004, "image/jpeg"), None),
        (StoredFile(LINK, None, None), None),
        (StoredFile(LINK, 1004, "IMAGE/JPEG; charset=utf-8"), None),
        (StoredFile(LINK, 1003, "image/jpeg"), SizeMismatch),
        (StoredFile(LINK, 0, None), SizeMismatch),
        (StoredFile(LINK, -1, None), SizeMismatch),
        (StoredFile(LINK, 1004, "image/pjpeg"), None),
        (StoredFile(LINK, 1004, "image/jpg; q=1"), None),
        (StoredFile(LINK, 1004, "jpeg"), None),
        (StoredFile(LINK, 1004, "text/html"), ContentTypeMismatch),
        (StoredFile(LINK, 1004, "video/jpeg"), ContentTypeMismatch),
        (StoredFile(LINK, 1004, "imagery/jpeg"), ContentTypeMismatch),
        (StoredFile(LINK, 1004, "application/octet-stream"), ContentTypeMismatch),
    ],
)
def test_what_complete_tells(
    new_upload: Callable[[], Upload], stored: StoredFile, kind: type[LeadwayError] | None
) -> None:
    run = Run(FakeWorld(stored=stored).job(), new_upload())
    assert (run.end.stage is UploadStage.UPLOADED) is (kind is None)
    assert (type(run.end.error) if run.end.error else None) is kind
    assert (run.end.link is not None) is (kind is None)


def test_a_type_that_name_and_content_disagree_on(new_upload: Callable[[], Upload]) -> None:
    class Disagreeing:
        def type_of(self, path: Path) -> FileType:
            return FileType("image/jpeg", "image/webp", False, path.name)

    world = FakeWorld()
    run = Run(UploadJob(world, world, Disagreeing(), HandClock()), new_upload())
    assert isinstance(run.end.error, FileTypeMismatch)
    assert world.steps == []


# -- cancel, and what nobody foresaw --------------------------------------------------------------


@pytest.mark.parametrize("step", ["initiate", "put", "complete"])
def test_a_cancel_inside_a_step(new_upload: Callable[[], Upload], step: str) -> None:
    def hook(now: str, cancel: CancelToken) -> None:
        if now == step:
            cancel.cancel()
            cancel.raise_if_cancelled()

    run = Run(FakeWorld(hook).job(), new_upload())
    assert run.stages[-1] == "cancelled"
    assert run.end.error is None


@pytest.mark.parametrize("step", ["initiate", "put"])
def test_a_cancel_that_a_step_does_not_hear_ends_it_before_the_next(
    new_upload: Callable[[], Upload], step: str
) -> None:
    def hook(now: str, cancel: CancelToken) -> None:
        if now == step:
            cancel.cancel()

    world = FakeWorld(hook)
    run = Run(world.job(), new_upload())
    assert run.stages[-1] == "cancelled"
    assert world.steps[-1] == step


@pytest.mark.allow_logs("met something unforeseen")
def test_what_nobody_foresaw_is_told_and_logged(
    new_upload: Callable[[], Upload], caplog: pytest.LogCaptureFixture
) -> None:
    def hook(step: str, cancel: CancelToken) -> None:
        raise ZeroDivisionError

    run = Run(FakeWorld(hook).job(), new_upload())
    assert isinstance(run.end.error, UnexpectedFailure)
    assert run.end.error.detail == "ZeroDivisionError"
    assert "Traceback" in caplog.text
    assert "foto.jpg" not in caplog.text


def test_an_upload_cancelled_elsewhere_is_not_announced_twice(
    new_upload: Callable[[], Upload],
) -> None:
    stages: list[str] = []

    def refuse(upload: Upload) -> None:
        stages.append(upload.stage.value)
        raise Cancelled

    FakeWorld().job().run(new_upload(), CancelToken(), refuse, lambda progress: None)
    assert stages == ["preparing", "cancelled"]


# -- secrets --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [None, Fault("put", "reset", at_byte=10), Fault("put", "status", status=403),
     Fault("initiate", "status", status=401), Fault("complete", "malformed_reply")],
    ids=str,
)  # fmt: skip
def test_token_signature_and_file_name_are_in_no_log_and_no_upload(
    practice: PracticeServer,
    engine: Engine,
    upload: Upload,
    caplog: pytest.LogCaptureFixture,
    fault: Fault | None,
) -> None:
    caplog.set_level(logging.DEBUG)
    if fault:
        practice.faults.add(fault)
    run = Run(engine.uploads.job, upload)
    told = repr(run.end)
    if run.end.error:
        told += "".join(traceback.format_exception(run.end.error)) + repr(vars(run.end.error))
    for text in (told, caplog.text):
        assert practice.account.token not in text
        assert "X-Goog" not in text
    logged_aloud = [record.getMessage() for record in caplog.records if record.levelno > 10]
    assert not any("foto.jpg" in line or "Ana" in line for line in logged_aloud)


def test_a_kept_error_keeps_no_frames_alive(new_upload: Callable[[], Upload]) -> None:
    """The frames of a failed PUT hold the signed URL, and would hold the file open."""

    class Held:
        pass

    held: list[weakref.ref[Held]] = []

    def hook(step: str, cancel: CancelToken) -> None:
        local = Held()
        held.append(weakref.ref(local))
        try:
            Path("no such file").read_bytes()
        except OSError as error:
            raise ConnectionLost(trace_id="t") from error

    run = Run(FakeWorld(hook).job(), new_upload())
    gc.collect()
    error = run.end.error
    assert isinstance(error, ConnectionLost)
    assert (error.__traceback__, error.__context__, error.__cause__) == (None, None, None)
    assert error.trace_id == "t"
    assert held[0]() is None


def test_an_engine_shows_no_token(engine: Engine, practice: PracticeServer) -> None:
    assert practice.account.token not in repr(engine)


# -- signing in -----------------------------------------------------------------------------------


def test_credentials_are_proved_with_one_call(practice: PracticeServer, settings: Settings) -> None:
    account = practice.account
    check_credentials(settings, Secret(account.token), account.location_id, CancelToken())
    assert practice.record.steps() == ["search"]
    with pytest.raises(TokenInvalid):
        check_credentials(settings, Secret("x"), account.location_id, CancelToken())
    with pytest.raises(LocationDenied):
        check_credentials(settings, Secret(account.token), "elsewhere", CancelToken())
    with pytest.raises(SettingInvalid):
        check_credentials(settings, Secret(account.token), "with spaces", CancelToken())


def test_a_sign_in_at_a_port_that_speaks_no_tls(settings: Settings) -> None:
    def speaks_plainly(line: Line) -> None:
        line.sock.recv(65536)
        line.answer(400)
        line.until_hung_up()

    with Peer(speaks_plainly) as peer:
        wrong = replace(settings, base_url=peer.url.replace("http:", "https:"))
        with pytest.raises(NoSecureConnection):
            check_credentials(wrong, Secret("x"), "loc", CancelToken())


def test_the_target_is_frozen(new_upload: Callable[[], Upload]) -> None:
    assert new_upload().target == TARGET
