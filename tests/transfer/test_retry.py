"""The table of what follows an error: every leaf of the tree has its row, and waits keep bounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain import errors
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.delivery import Delivery
from leadway_desktop.domain.errors import (
    BucketError,
    LeadwayError,
    ProxyFailed,
    RateLimited,
    ReplyLost,
    ServerFault,
)
from leadway_desktop.domain.proof import Proof
from leadway_desktop.domain.remedy import Remedy
from leadway_desktop.domain.upload import LocalFile, StoredBytes, Upload, UploadSlot, UploadTarget
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.transfer.retry import (
    FOR_EVER,
    POLICIES,
    Policy,
    after_failure,
    after_restart,
    policy_for,
)
from tests.domain.error_tree import LEAVES
from tests.domain.test_errors import make
from tests.transfer.tables import Show

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TARGET = UploadTarget("loc", "conv", "contact", "Ana", Channel.WHATSAPP)
STORED = StoredBytes(UploadSlot("up", "path"), "a.jpg", "image/jpeg", 7, Proof.CRC32C)
FAILING = [stage for stage in UploadStage if stage.is_running]


def running(stage: UploadStage = UploadStage.INITIATING, failures: int = 0) -> Upload:
    stored = STORED if stage is UploadStage.COMPLETING else None
    file = LocalFile(Path("a.jpg"), 10, 1)
    return Upload("u1", TARGET, file, NOW, stage=stage, failures=failures, stored=stored)


def longest(low: float, high: float) -> float:
    return high


FATES: dict[str, set[str]] = {
    "waits for the network": {"NoConnection"},
    "waits to be let through": {"CertificateRefused", "NoSecureConnection", "Intercepted"},
    "waits for a sign-in": {
        "TokenMissing", "TokenMalformed", "TokenInvalid", "ScopeMissing", "LocationDenied",
    },
    "waits for a time": {
        "ConnectionLost", "Stalled", "BucketFault", "ServerFault", "TurnedAway", "UnexpectedReply",
        "UnexpectedBucketReply", "LinkLost", "StorageUnreachable",
    },
    "waits as long as it is told": {"RateLimited"},
    "asks complete": {"ReplyLost"},
    "initiates anew": {
        "LinkExpired", "LinkRefused", "StoredFileMissing",
        "ChecksumMismatch", "SizeMismatch", "ContentTypeMismatch", "PlaceTaken", "LinkShared",
    },
}  # fmt: skip


EVENTS = {
    WaitReason.NETWORK: "waits for the network",
    WaitReason.SIGN_IN: "waits for a sign-in",
    WaitReason.INTERCEPTED: "waits to be let through",
}


def fate_of(error: LeadwayError, stage: UploadStage = UploadStage.INITIATING) -> str:
    """Say in words what follows a first failure."""
    policy, after = policy_for(error, stage), after_failure(running(stage), error, NOW, longest)
    if after.stage is UploadStage.FAILED:
        return "is given up"
    assert after.wait is not None
    if after.wait.reason is not WaitReason.TIME:
        return EVENTS[after.wait.reason]
    if policy.forgets_bytes:
        return "initiates anew"
    if isinstance(error, ReplyLost):
        return "asks complete"
    return "waits as long as it is told" if policy.tries == FOR_EVER else "waits for a time"


@pytest.mark.parametrize("kind", LEAVES)
def test_every_leaf_has_its_fate(kind: type[LeadwayError]) -> None:
    if kind is ProxyFailed:
        return  # it has a test of its own: its status decides
    told = [fate for fate, names in FATES.items() if kind.__name__ in names]
    assert [fate_of(make(kind))] == (told or ["is given up"])


def test_no_fate_names_an_error_that_is_not() -> None:
    assert set().union(*FATES.values()) <= {kind.__name__ for kind in LEAVES}


@pytest.mark.parametrize("kind", LEAVES)
def test_what_is_given_up_has_a_remedy_that_the_agent_or_support_can_take(
    kind: type[LeadwayError],
) -> None:
    """An error that the same again may mend is never given up at the first time."""
    if fate_of(make(kind)) == "is given up":
        assert kind.remedy not in {Remedy.RETRY, Remedy.WAIT, Remedy.RENEW, Remedy.NETWORK}


def _times(policy: Policy) -> str:
    if policy.reason is not WaitReason.TIME:
        return f"until {policy.reason.value}"
    if policy.most == 0:
        return "at once"
    return f"0-{policy.first:g} s, doubling to {policy.most:g} s"


def test_the_table_is_shown(show: Show) -> None:
    rows = [("error", "what happens", "when", "tries", "remedy")]
    unreached = ("ProxyFailed, not reached", ProxyFailed())
    in_trouble = ("ProxyFailed, 5xx", ProxyFailed(status=502))
    for name, error in [*((kind.__name__, make(kind)) for kind in LEAVES), unreached, in_trouble]:
        policy = policy_for(error, UploadStage.INITIATING)
        fate = fate_of(error)
        is_given_up = fate == "is given up"
        when = "" if is_given_up else _times(policy)
        if isinstance(error, RateLimited):
            when = "Retry-After, else 10 s, or 1 h where the day is spent"
        tries = "" if is_given_up else "for ever" if policy.tries == FOR_EVER else str(policy.tries)
        rows.append((name, fate, when, tries, error.remedy.value))
    show("What follows each error", rows)
    assert len(rows) == len(LEAVES) + 3


# -- tries ----------------------------------------------------------------------------------------

COUNTED = [kind for kind, policy in POLICIES.items() if policy.tries < FOR_EVER]
ENDLESS = [kind for kind, policy in POLICIES.items() if policy.tries == FOR_EVER]


@pytest.mark.parametrize("kind", [one for one in COUNTED if one in LEAVES])
def test_tries_run_out_and_the_last_error_stays(kind: type[LeadwayError]) -> None:
    upload, error = running(), make(kind)
    for _ in range(POLICIES[kind].tries - 1):
        waiting = after_failure(upload, error, NOW)
        assert waiting.stage is UploadStage.WAITING
        assert waiting.error is error
        upload = replace(waiting, stage=UploadStage.INITIATING, wait=None, error=None)
    last = make(kind)
    failed = after_failure(upload, last, NOW)
    assert (failed.stage, failed.error, failed.wait) == (UploadStage.FAILED, last, None)
    assert failed.finished_at == NOW


@pytest.mark.parametrize("kind", [one for one in LEAVES if issubclass(one, tuple(ENDLESS))])
@pytest.mark.parametrize("failures", [0, 1, 9, 10_000])
def test_what_ends_by_itself_is_waited_for_and_counts_as_no_failure(
    kind: type[LeadwayError], failures: int
) -> None:
    """A day without network must not leave an upload that gives up at its next hiccup."""
    after = after_failure(running(failures=failures), make(kind), NOW)
    assert (after.stage, after.failures) == (UploadStage.WAITING, failures)


@pytest.mark.parametrize("kind", [one for one in COUNTED if one in LEAVES])
def test_a_bad_line_and_a_link_that_expires_do_not_use_up_each_other_s_tries(
    kind: type[LeadwayError],
) -> None:
    policy = POLICIES[kind]
    if policy.tries == 1:
        return
    worn = (
        replace(running(), failures=9) if policy.forgets_bytes else replace(running(), renewals=9)
    )
    after = after_failure(worn, make(kind), NOW)
    assert after.stage is UploadStage.WAITING
    assert (after.failures, after.renewals) == ((9, 1) if policy.forgets_bytes else (1, 9))


# -- times ----------------------------------------------------------------------------------------


@given(
    st.sampled_from([one for one in COUNTED if POLICIES[one].reason is WaitReason.TIME]),
    st.integers(0, 200),
    st.floats(0, 1),
)
def test_a_wait_lies_between_nothing_and_its_bound(
    kind: type[LeadwayError], failures: int, chance: float
) -> None:
    def jitter(low: float, high: float) -> float:
        assert low == 0.0 <= high <= policy.most
        return low + chance * (high - low)

    policy = POLICIES[kind]
    upload = replace(running(failures=failures), renewals=failures)
    after = after_failure(upload, make_untold(kind), NOW, jitter)
    if after.wait is None:
        assert failures + 1 >= policy.tries
        return
    assert after.wait.until is not None
    bound = min(policy.most, policy.first * 2.0 ** min(failures, 100))
    assert after.wait.until == NOW + timedelta(seconds=chance * bound)


def make_untold(kind: type[LeadwayError]) -> LeadwayError:
    error = make(kind if kind in LEAVES else kind.__subclasses__()[0])
    assert isinstance(error, RateLimited) or error.wait_seconds is None
    return error


def test_the_bound_doubles_up_to_the_most() -> None:
    bounds = []
    for failures in range(9):
        after = after_failure(running(failures=failures), errors.ConnectionLost(), NOW, longest)
        assert after.wait is not None
        assert after.wait.until is not None
        bounds.append((after.wait.until - NOW).total_seconds())
    assert bounds == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_an_expired_link_is_renewed_at_once() -> None:
    after = after_failure(running(UploadStage.UPLOADING), errors.LinkExpired(), NOW, longest)
    assert after.wait is not None
    assert after.wait.until == NOW


DAY, HOUR = 86400.0, 3600.0


@pytest.mark.parametrize(
    ("wait_seconds", "is_daily", "told"),
    [
        (7.0, False, 7.0),
        (7.0, True, 7.0),
        (None, False, 10.0),
        (None, True, HOUR),
        (0.0, False, 1.0),
        (1e9, True, DAY),
        (1e9, False, DAY),
    ],
)
def test_retry_after_is_honoured(wait_seconds: float | None, is_daily: bool, told: float) -> None:
    error = RateLimited(wait_seconds=wait_seconds, is_daily=is_daily)
    for failures in (0, 3, 50):
        for jitter, most in ((longest, 1.0), (lambda low, high: low, 0.0)):
            after = after_failure(running(failures=failures), error, NOW, jitter)
            assert after.wait is not None
            assert after.wait.until == NOW + timedelta(seconds=told + most)


@pytest.mark.parametrize("kind", [ServerFault, errors.BucketFault])
def test_a_server_in_trouble_may_say_how_long_too(kind: type[LeadwayError]) -> None:
    error = kind(status=503)
    error.wait_seconds = 90.0
    after = after_failure(running(), error, NOW, longest)
    assert after.wait is not None
    assert after.wait.until == NOW + timedelta(seconds=91)
    assert after.failures == 1


# -- what an error means where it came ------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        (None, "waits for the network"),
        (407, "waits to be let through"),
        (403, "waits to be let through"),
        (502, "waits for a time"),
        (504, "waits for a time"),
    ],
)
def test_a_proxy_that_is_not_reached_is_no_network(status: int | None, fate: str) -> None:
    assert fate_of(ProxyFailed(status=status)) == fate


@pytest.mark.parametrize("error", [errors.NoConnection(), ProxyFailed()])
def test_a_storage_that_is_out_of_reach_does_not_hold_the_queue(error: LeadwayError) -> None:
    """The API answers, so waiting for the network would end at once, and begin again, for ever."""
    assert fate_of(error, UploadStage.UPLOADING) == "waits for a time"
    for stage in (UploadStage.INITIATING, UploadStage.COMPLETING):
        assert fate_of(error, stage) == "waits for the network"


@pytest.mark.parametrize("kind", LEAVES)
def test_stored_bytes_outlive_every_error_that_says_nothing_of_them(
    kind: type[LeadwayError],
) -> None:
    doubts = {"StoredFileMissing", "LinkLost", "RequestRefused", "ConversationUnknown"}
    worn = replace(running(UploadStage.COMPLETING, failures=99), renewals=99)
    after = after_failure(worn, make(kind), NOW)
    is_doubted = kind.__name__ in doubts or issubclass(kind, errors.IntegrityError)
    is_of_put = issubclass(kind, BucketError)  # none can come from complete
    assert is_of_put or after.stored == (None if is_doubted else STORED)


@given(st.sampled_from(LEAVES), st.sampled_from(FAILING), st.integers(0, 10**6), st.floats(0, 1e12))
def test_every_error_in_every_stage_is_a_wait_with_an_end_or_a_failure(
    kind: type[LeadwayError], stage: UploadStage, failures: int, wait_seconds: float
) -> None:
    error = make(kind)
    error.wait_seconds = wait_seconds
    after = after_failure(replace(running(stage, failures), renewals=failures), error, NOW)
    assert after.error is error
    assert after.stage in {UploadStage.WAITING, UploadStage.FAILED}
    assert (after.wait is not None) is (after.stage is UploadStage.WAITING)
    if after.wait is not None and after.wait.reason is WaitReason.TIME:
        assert after.wait.until is not None
        assert NOW <= after.wait.until <= NOW + timedelta(seconds=DAY + 1)
    elif after.wait is not None:
        assert after.wait.until is None


@pytest.mark.parametrize(
    ("error", "longest_seconds"),
    [
        (ServerFault(), 120),
        (RateLimited(wait_seconds=900.0, is_daily=False), 900),
        (RateLimited(wait_seconds=None, is_daily=True), 3600),
        (RateLimited(wait_seconds=None, is_daily=False), 120),
    ],
)
def test_a_wait_is_no_longer_after_a_restart_with_the_clock_put_back(
    error: LeadwayError, longest_seconds: int
) -> None:
    soon, too_late = NOW + timedelta(seconds=5), NOW + timedelta(hours=9)
    latest = NOW + timedelta(seconds=longest_seconds)
    for until, then in ((soon, soon), (too_late, latest)):
        wait = Wait(WaitReason.TIME, until)
        message = Delivery("k", "", "", wait=wait, error=error)
        waiting = replace(running(UploadStage.WAITING), wait=wait, error=error, delivery=message)
        found = after_restart(waiting, NOW)
        assert found.wait == Wait(WaitReason.TIME, then)
        assert found.delivery is not None
        assert found.delivery.wait == found.wait


def test_what_waits_for_an_event_has_no_time_after_a_restart_either() -> None:
    waiting = replace(running(UploadStage.WAITING), wait=Wait(WaitReason.NETWORK))
    assert after_restart(waiting, NOW) == waiting.after_restart()
