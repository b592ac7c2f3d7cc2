"""What the whole queue waits for: nobody starts meanwhile, and all go on by themselves."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from leadway_desktop.assembly import Engine, build_engine
from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.errors import (
    CertificateRefused,
    ConnectionLost,
    Intercepted,
    LeadwayError,
    LocationDenied,
    NoConnection,
    NoSecureConnection,
    ProxyFailed,
    ScopeMissing,
    Stalled,
    TokenInvalid,
    TokenMissing,
)
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.transfer import network_watch
from leadway_desktop.transfer.lanes import Lane
from leadway_desktop.transfer.queue.ledger import UploadWatcher
from leadway_desktop.transfer.retry import POLICIES
from leadway_desktop.transfer.upload_queue import UploadQueue
from tests.transfer.conftest import NewUpload
from tests.transfer.fakes import FakeWorld, HandClock, Notebook, at_once
from tests.transfer.office import STEPS, Gate, Office, watched

NETWORK, SIGN_IN = frozenset({WaitReason.NETWORK}), frozenset({WaitReason.SIGN_IN})
NOTHING: frozenset[WaitReason] = frozenset()


class Weather:
    """A world's hook: raises `error` at the given steps for as long as there is one."""

    def __init__(self, error: LeadwayError | None, *steps: str) -> None:
        self.error = error
        self._steps = steps or tuple(STEPS)

    def __call__(self, step: str, cancel: CancelToken) -> None:
        if self.error is not None and step in self._steps:
            raise self.error


HOLDS: list[tuple[LeadwayError, WaitReason]] = [
    (NoConnection(), WaitReason.NETWORK),
    (ProxyFailed(), WaitReason.NETWORK),
    (CertificateRefused(), WaitReason.INTERCEPTED),
    (NoSecureConnection(), WaitReason.INTERCEPTED),
    (Intercepted(status=200), WaitReason.INTERCEPTED),
    (ProxyFailed(status=407), WaitReason.INTERCEPTED),
    (TokenInvalid(status=401), WaitReason.SIGN_IN),
    (TokenMissing(), WaitReason.SIGN_IN),
    (ScopeMissing(status=401), WaitReason.SIGN_IN),
    (LocationDenied(status=403), WaitReason.SIGN_IN),
]


@pytest.mark.parametrize(("error", "reason"), HOLDS, ids=str)
@pytest.mark.parametrize("step", ["initiate", "complete"])
def test_one_upload_s_trouble_holds_the_others_and_a_release_sends_all_on(
    new_upload: NewUpload, error: LeadwayError, reason: WaitReason, step: str
) -> None:
    weather = Weather(error, step)
    office = Office(FakeWorld(weather))
    uploads = [new_upload() for _ in range(5)]
    for upload in uploads:
        office.queue.add(upload)
    with office.threads(1):
        assert office.queue.wait_for_hold(reason, timeout=5)
        assert office.wait_for(uploads[0], UploadStage.WAITING)
        assert [one.stage for one in office.queue.uploads()[1:]] == [UploadStage.QUEUED] * 4
        assert office.world.steps == STEPS[: STEPS.index(step) + 1]
        waiting = office.queue.upload(uploads[0].id)
        assert waiting.error is error
        assert waiting.wait is not None
        assert (waiting.wait.reason, waiting.wait.until) == (reason, None)
        weather.error = None
        office.queue.release(reason)
        assert office.queue.wait_until_over([upload.id for upload in uploads], 5)
    assert office.diary.holds == [frozenset({reason}), NOTHING]
    assert {one.stage for one in office.queue.uploads()} == {UploadStage.UPLOADED}
    assert office.world.steps.count("put") == 5


def test_a_refusal_of_before_the_release_holds_nobody_after_it(new_upload: NewUpload) -> None:
    """Somebody signs in while a call with the old token is still being refused."""
    refusals = [TokenInvalid(status=401)]

    def hook(step: str, cancel: CancelToken) -> None:
        if refusals:
            office.queue.release(WaitReason.SIGN_IN)
            raise refusals.pop()

    office = Office(FakeWorld(hook))
    upload = new_upload()
    office.queue.add(upload)
    with office.threads(1):
        assert office.wait_for(upload, UploadStage.UPLOADED)
    assert office.diary.holds == []


def test_what_runs_already_goes_on_to_its_own_end(new_upload: NewUpload) -> None:
    gate = Gate("put")

    def hook(step: str, cancel: CancelToken) -> None:
        gate(step, cancel)
        if step == "initiate" and office.world.steps == ["initiate", "put", "initiate"]:
            raise NoConnection

    office = Office(FakeWorld(hook))
    running, held, waiting = new_upload(), new_upload(), new_upload()
    office.queue.add(running)
    with office.threads(2):
        assert gate.reached.acquire(timeout=5)
        office.queue.add(held)
        office.queue.add(waiting)
        assert office.wait_for(held, UploadStage.WAITING)
        gate.open()
        assert office.queue.wait_until_over([running.id], 5)
        assert office.stage(running) is UploadStage.UPLOADED
        assert office.stage(waiting) is UploadStage.QUEUED
        office.queue.release(WaitReason.NETWORK)
        assert office.queue.wait_until_over([held.id, waiting.id], 5)


def test_two_reasons_need_two_releases(new_upload: NewUpload) -> None:
    gate = Gate("initiate")
    errors = iter([NoConnection(), TokenInvalid()])

    def hook(step: str, cancel: CancelToken) -> None:
        gate(step, cancel)
        if step == "initiate" and (error := next(errors, None)):
            raise error

    office = Office(FakeWorld(hook))
    uploads = [new_upload() for _ in range(3)]
    for upload in uploads:
        office.queue.add(upload)
    with office.threads(2):
        assert gate.reached.acquire(timeout=5)
        assert gate.reached.acquire(timeout=5)
        gate.open()
        assert office.queue.wait_for_hold(WaitReason.NETWORK, timeout=5)
        assert office.queue.wait_for_hold(WaitReason.SIGN_IN, timeout=5)
        office.queue.release(WaitReason.NETWORK)
        assert office.queue.holds == SIGN_IN
        assert office.world.steps == ["initiate"] * 2
        office.queue.release(WaitReason.SIGN_IN)
        assert office.queue.wait_until_over([upload.id for upload in uploads], 5)


def test_new_files_wait_too_and_a_pause_or_a_cancel_is_heard(new_upload: NewUpload) -> None:
    weather = Weather(NoConnection())
    office = Office(FakeWorld(weather))
    first = new_upload()
    office.queue.add(first)
    with office.threads(2):
        assert office.queue.wait_for_hold(WaitReason.NETWORK, timeout=5)
        assert office.wait_for(first, UploadStage.WAITING)
        paused, cancelled = new_upload(), new_upload()
        office.queue.add(paused)
        office.queue.add(cancelled)
        office.queue.pause(paused.id)
        office.queue.cancel(cancelled.id)
        office.queue.cancel(first.id)
        assert office.queue.holds == NETWORK, "the network is still away"
        weather.error = None
        office.queue.release(WaitReason.NETWORK)
        office.queue.retry(first.id)
        assert office.queue.wait_until_over([first.id], 5)
        assert office.stage(paused) is UploadStage.PAUSED
        assert office.stage(cancelled) is UploadStage.CANCELLED
    assert office.world.steps == ["initiate", *STEPS]


def test_a_storage_out_of_reach_holds_nobody_and_ends(new_upload: NewUpload) -> None:
    """A firewall that knows the API and not the bucket: the probe would say "back" for ever."""
    office = Office(FakeWorld(Weather(NoConnection(), "put")))
    upload = new_upload()
    office.queue.add(upload)
    with office.threads(1):
        assert office.queue.wait_until_over([upload.id], 5)
    failed = office.queue.upload(upload.id)
    assert failed.stage is UploadStage.FAILED
    assert isinstance(failed.error, NoConnection)
    assert office.world.steps == ["initiate", "put"] * 10
    assert office.diary.holds == []


def test_a_watcher_may_add_while_it_hears_of_a_release(new_upload: NewUpload) -> None:
    late = [new_upload()]

    def on_change(upload: Upload) -> None:
        if WaitReason.NETWORK not in queue.holds and upload.attempts == 1 and late:
            queue.add(late.pop())

    weather = Weather(NoConnection())
    queue = UploadQueue(HandClock(), Notebook(), UploadWatcher(on_change, lambda progress: None))
    uploads = [new_upload() for _ in range(3)]
    for upload in uploads:
        queue.restore(replace(upload, stage=UploadStage.QUEUED, attempts=0), 1)
    lanes = iter([Lane.ANY, Lane.CLOSED])
    queue.work(FakeWorld(weather).job(), lambda: next(lanes))
    queue.release(WaitReason.NETWORK)
    assert len(queue.uploads()) == 4


# -- the account's sign-in ------------------------------------------------------------------------


def test_one_sign_in_sends_all_of_the_account_on(
    practice: PracticeServer, settings: Settings, upload: Upload
) -> None:
    engine = build_engine(settings, Secret(practice.account.token_revoked))
    office = Office(clock=engine.uploads.clock)
    uploads = [replace(upload, id=f"u{number}") for number in range(12)]
    for one in uploads:
        office.queue.add(one)
    with office.threads(3, engine.uploads.job):
        assert office.queue.wait_for_hold(WaitReason.SIGN_IN, timeout=10)
        assert practice.record.wait_for(lambda record: len(record.requests) >= 1)
        engine.token.replace(Secret(practice.account.token))
        office.queue.release(WaitReason.SIGN_IN)
        assert office.queue.wait_until_over([one.id for one in uploads], 20)
    engine.close()
    assert len(practice.record.uploads) == len(practice.record.objects) == 12
    assert office.diary.holds == [SIGN_IN, NOTHING], "asked for once"
    refused = [seen for seen in practice.record.requests if seen.status == 401]
    assert 1 <= len(refused) <= 3, "one for each thread at most"


# -- the network watch ----------------------------------------------------------------------------


class Line:
    """A probe whose answer a test decides, and that says when it is asked."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error
        self.asked = threading.Semaphore(0)

    def __call__(self, cancel: CancelToken) -> None:
        cancel.raise_if_cancelled()
        self.asked.release()
        if self.error is not None:
            raise self.error


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_watch, "_DELAYS", (0.01, 0.02))


@pytest.fixture
def never(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a nudge asks."""
    monkeypatch.setattr(network_watch, "_DELAYS", (60.0,))


def test_it_asks_only_while_the_queue_waits(quick: None, new_upload: NewUpload) -> None:
    weather, line = Weather(None), Line(NoConnection())
    office, upload = Office(FakeWorld(weather)), new_upload()
    with watched(office, line), office.threads(1):
        office.queue.add(upload)
        assert office.queue.wait_until_over([upload.id], 5)
        assert not line.asked.acquire(timeout=0.1)

        weather.error, other = NoConnection(), new_upload()
        office.queue.add(other)
        for _ in range(4):
            assert line.asked.acquire(timeout=5)
        assert office.queue.holds == NETWORK
        weather.error = line.error = None
        assert office.queue.wait_until_over([other.id], 5)
        while line.asked.acquire(blocking=False):
            pass
        assert not line.asked.acquire(timeout=0.1)
    assert office.diary.holds == [NETWORK, NOTHING]


AWAY = [NoConnection(), ConnectionLost(), Stalled(), ProxyFailed()]
SOMETHING_ELSE = [
    None, CertificateRefused(), NoSecureConnection(), ProxyFailed(status=407), TokenInvalid(),
    ValueError(),
]  # fmt: skip


@pytest.mark.parametrize("error", AWAY, ids=str)
def test_what_still_looks_like_no_network(
    never: None, new_upload: NewUpload, error: Exception
) -> None:
    line = Line(error)
    office = Office(FakeWorld(Weather(NoConnection())))
    with watched(office, line) as watch, office.threads(1):
        office.queue.add(new_upload())
        assert office.queue.wait_for_hold(WaitReason.NETWORK, timeout=5)
        for _ in range(2):
            watch.nudge()
            assert line.asked.acquire(timeout=5)
        assert office.queue.holds == NETWORK


@pytest.mark.parametrize("error", SOMETHING_ELSE, ids=repr)
def test_anything_else_sends_the_uploads_on_to_tell_of_it(
    never: None, new_upload: NewUpload, error: Exception | None
) -> None:
    weather = Weather(NoConnection())
    office, upload = Office(FakeWorld(weather)), new_upload()
    with watched(office, Line(error)) as watch, office.threads(1):
        office.queue.add(upload)
        assert office.queue.wait_for_hold(WaitReason.NETWORK, timeout=5)
        weather.error = None
        watch.nudge()
        assert office.queue.wait_until_over([upload.id], 5)


INTERCEPTED = frozenset({WaitReason.INTERCEPTED})


@pytest.mark.parametrize(
    "error", [CertificateRefused(), NoSecureConnection(), Intercepted(status=200)], ids=str
)
@pytest.mark.parametrize("step", STEPS)
def test_a_network_that_intercepts_fails_no_upload_and_is_asked_until_it_lets_through(
    quick: None, new_upload: NewUpload, error: LeadwayError, step: str
) -> None:
    weather, line = Weather(error, step), Line(error)
    office = Office(FakeWorld(weather))
    uploads = [new_upload() for _ in range(20)]
    for upload in uploads:
        office.queue.add(upload)
    with watched(office, line), office.threads(3):
        for _ in range(10):
            assert line.asked.acquire(timeout=5)
        assert office.queue.holds == INTERCEPTED
        assert len(office.world.steps) <= 3 * len(STEPS)
        weather.error = line.error = None
        assert office.queue.wait_until_over([one.id for one in uploads], 10)
    assert {one.stage for one in office.queue.uploads()} == {UploadStage.UPLOADED}
    assert office.world.steps.count("put") <= 23


@pytest.mark.parametrize(
    ("first", "then", "holds"),
    [
        (NoConnection(), CertificateRefused(), INTERCEPTED),
        (NoConnection(), Intercepted(status=511), INTERCEPTED),
        (CertificateRefused(), NoConnection(), NETWORK),
        (CertificateRefused(), Intercepted(status=200), INTERCEPTED),
    ],
    ids=str,
)
def test_what_is_said_follows_what_is_in_the_way(
    never: None,
    new_upload: NewUpload,
    first: LeadwayError,
    then: LeadwayError,
    holds: frozenset[WaitReason],
) -> None:
    weather, line = Weather(first), Line(first)
    office, upload = Office(FakeWorld(weather)), new_upload()
    with watched(office, line) as watch, office.threads(1):
        office.queue.add(upload)
        assert office.queue.wait_for_hold(WaitReason.NETWORK, WaitReason.INTERCEPTED, timeout=5)
        weather.error = line.error = then
        watch.nudge()
        assert line.asked.acquire(timeout=5)
        assert office.diary.wait_for(lambda: office.queue.holds == holds)
        weather.error = line.error = None
        watch.nudge()
        assert office.queue.wait_until_over([upload.id], 5)
    assert office.stage(upload) is UploadStage.UPLOADED


def test_a_server_that_answers_so_itself_is_given_up(quick: None, new_upload: NewUpload) -> None:
    """The way is clear, says the probe, and still one call is answered with a page."""
    office, upload = Office(FakeWorld(Weather(Intercepted(status=200)))), new_upload()
    with watched(office, Line()), office.threads(1):
        office.queue.add(upload)
        assert office.queue.wait_until_over([upload.id], 5)
    assert office.stage(upload) is UploadStage.FAILED
    assert office.world.steps.count("initiate") == POLICIES[Intercepted].tries
    assert office.queue.holds == NOTHING


def test_stopping_ends_a_probe_that_hangs(never: None, new_upload: NewUpload) -> None:
    hanging = threading.Event()

    def hang(cancel: CancelToken) -> None:
        hanging.set()
        cancel.wait(60)

    office = Office(FakeWorld(Weather(NoConnection())))
    with watched(office, hang) as watch, office.threads(1):
        office.queue.add(new_upload())
        assert office.queue.wait_for_hold(WaitReason.NETWORK, timeout=5)
        watch.nudge()
        assert hanging.wait(5)
    assert office.queue.holds == NETWORK


def test_stopping_ends_it_while_it_waits_for_its_time(never: None, new_upload: NewUpload) -> None:
    line = Line(Cancelled())
    office = Office(FakeWorld(Weather(NoConnection())))
    with watched(office, line), office.threads(1):
        office.queue.add(new_upload())
        assert office.queue.wait_for_hold(WaitReason.NETWORK, timeout=5)
    assert not line.asked.acquire(blocking=False)


def test_stopping_ends_it_while_nothing_waits() -> None:
    with watched(Office(), Line()):
        pass


def test_the_queue_goes_on_by_itself_when_the_network_is_back(
    quick: None, practice: PracticeServer, engine: Engine, upload: Upload
) -> None:
    office = Office(clock=engine.uploads.clock)
    job = replace(engine.uploads.job, jitter=at_once)
    uploads = [replace(upload, id=f"u{number}") for number in range(6)]
    practice.go_offline()
    with watched(office, engine.uploads.probe), office.threads(3, job):
        for one in uploads:
            office.queue.add(one)
        assert office.queue.wait_for_hold(WaitReason.NETWORK, timeout=10)
        assert office.diary.wait_for(lambda: NETWORK in office.diary.holds)
        practice.go_online()
        assert office.queue.wait_until_over([one.id for one in uploads], 10)
    assert {one.stage for one in office.queue.uploads()} == {UploadStage.UPLOADED}
    assert len(practice.record.uploads) == 6
