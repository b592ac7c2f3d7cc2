"""Whether Leadway answers: known by what was asked last, and unknown once nobody asks any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from leadway_desktop.domain.errors import (
    CertificateRefused,
    ConnectionLost,
    Intercepted,
    NoConnection,
    ProxyFailed,
    ServerFault,
    Stalled,
    StorageUnreachable,
    TokenInvalid,
)
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.ui.conversations.reachability import Reachability
from tests.ui.stand_ins import upload

RUNNING = upload(stage=UploadStage.INITIATING)
HELD = frozenset({WaitReason.NETWORK})


def broken(one: Upload) -> Upload:
    wait = Wait(WaitReason.NETWORK)
    return replace(one, stage=UploadStage.WAITING, wait=wait, error=ConnectionLost())


@pytest.fixture
def reachability() -> Reachability:
    """Return one that has heard an upload break off."""
    made = Reachability()
    made.hear_answer()
    made.hear_upload(RUNNING)
    made.hear_upload(broken(RUNNING))
    assert made.is_reached is False
    return made


@pytest.mark.parametrize("stage", [UploadStage.CANCELLED, UploadStage.PAUSED])
def test_what_nobody_tries_again_leaves_it_unknown(
    reachability: Reachability, stage: UploadStage
) -> None:
    told: list[bool | None] = []
    reachability.changed.connect(told.append)
    reachability.hear_upload(broken(RUNNING).moved_to(stage))
    assert (reachability.is_reached, told) == (None, [None])


def test_it_is_known_as_long_as_one_upload_tries(reachability: Reachability) -> None:
    other = upload(stage=UploadStage.UPLOADING, name="other.jpg")
    reachability.hear_upload(other)
    reachability.hear_upload(broken(other))
    reachability.hear_upload(broken(RUNNING).moved_to(UploadStage.CANCELLED))
    assert reachability.is_reached is False
    reachability.hear_upload(broken(other).moved_to(UploadStage.CANCELLED))
    assert reachability.is_reached is None


def test_what_is_known_already_is_not_told_again(reachability: Reachability) -> None:
    told: list[bool | None] = []
    reachability.changed.connect(told.append)
    for stage in (UploadStage.UPLOADING, UploadStage.COMPLETING, UploadStage.UPLOADED):
        reachability.hear_upload(upload(stage=stage))
    reachability.hear_holds(HELD)
    reachability.hear_holds(HELD)
    reachability.hear_holds(frozenset())
    assert told == [True, False, True]


@pytest.mark.parametrize(
    ("met_in", "is_reached"), [(UploadStage.UPLOADING, True), (UploadStage.INITIATING, False)]
)
def test_who_is_in_the_way_to_the_storage_alone_is_not_in_the_way_to_leadway(
    met_in: UploadStage, is_reached: bool
) -> None:
    made = Reachability()
    made.hear_answer()
    running = upload(stage=met_in)
    made.hear_upload(running)
    wait = Wait(WaitReason.INTERCEPTED)
    held = replace(running, stage=UploadStage.WAITING, wait=wait, error=CertificateRefused())
    made.hear_holds(frozenset({WaitReason.INTERCEPTED}))
    made.hear_upload(held)
    assert made.is_reached is is_reached
    made.hear_holds(frozenset())
    made.hear_holds(frozenset({WaitReason.INTERCEPTED}))
    assert made.is_reached is False, "another time, and nobody knows"


def test_a_storage_out_of_reach_says_nothing_of_leadway() -> None:
    made = Reachability()
    sending = upload(stage=UploadStage.UPLOADING)
    made.hear_upload(sending)
    made.hear_upload(replace(broken(sending), error=StorageUnreachable(host="storage.example")))
    assert made.is_reached is True


def test_one_connection_that_breaks_says_nothing_of_leadway() -> None:
    made = Reachability()
    made.hear_answer()
    made.hear_upload(RUNNING)
    soon = Wait(WaitReason.TIME, datetime.now(UTC))
    made.hear_upload(replace(broken(RUNNING), wait=soon))
    assert made.is_reached is True
    for error in (ConnectionLost(), ProxyFailed(), Intercepted()):
        made.hear_upload(RUNNING)
        given_up = replace(broken(RUNNING), stage=UploadStage.FAILED, wait=None, error=error)
        made.hear_upload(given_up)
        assert made.is_reached is True, "and given up by that"


def test_the_list_s_connection_that_breaks_says_so_the_second_time() -> None:
    made = Reachability()
    made.hear_failure(ConnectionLost())
    assert made.is_reached is None
    made.hear_answer()
    made.hear_failure(Stalled())
    assert made.is_reached is True
    made.hear_failure(ConnectionLost())
    assert made.is_reached is False
    for answer in (made.hear_answer, lambda: made.hear_holds(frozenset())):
        made.hear_holds(HELD)
        answer()
        made.hear_holds(frozenset())
        made.hear_failure(ConnectionLost())
        assert made.is_reached is True


def test_a_list_that_was_not_answered_is_known_by_itself(reachability: Reachability) -> None:
    reachability.hear_failure(NoConnection())
    reachability.hear_upload(broken(RUNNING).moved_to(UploadStage.CANCELLED))
    assert reachability.is_reached is False


def test_an_answer_since_then_stays_known(reachability: Reachability) -> None:
    reachability.hear_failure(ServerFault(status=500))
    reachability.hear_upload(broken(RUNNING).moved_to(UploadStage.CANCELLED))
    assert reachability.is_reached is True


def test_a_hold_is_known_until_it_ends(reachability: Reachability) -> None:
    reachability.hear_holds(HELD)
    reachability.hear_upload(broken(RUNNING).moved_to(UploadStage.CANCELLED))
    assert reachability.is_reached is False
    reachability.hear_holds(frozenset())
    assert reachability.is_reached is True


def test_the_end_of_a_hold_stays_known_though_what_was_held_is_cancelled(
    reachability: Reachability,
) -> None:
    reachability.hear_holds(HELD)
    reachability.hear_holds(frozenset())
    reachability.hear_upload(broken(RUNNING).moved_to(UploadStage.CANCELLED))
    assert reachability.is_reached is True


def test_what_failed_before_this_start_is_no_news() -> None:
    fresh = Reachability()
    fresh.hear_upload(broken(RUNNING))
    assert fresh.is_reached is None


def test_a_token_that_is_good_no_longer_is_known_from_the_queue_and_from_the_list() -> None:
    made = Reachability()
    told: list[bool] = []
    made.refused.connect(told.append)
    made.hear_failure(TokenInvalid())
    made.hear_holds(frozenset({WaitReason.SIGN_IN}))
    made.hear_answer()
    assert made.is_refused, "the list was asked with the token of before"
    made.hear_holds(frozenset())
    assert told == [True, True, False], "also where only the reason is another"
    assert made.is_reached is True


def test_a_server_in_trouble_refuses_nobody() -> None:
    made = Reachability()
    made.hear_failure(ServerFault(status=500))
    assert not made.is_refused
