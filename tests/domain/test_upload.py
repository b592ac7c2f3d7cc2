"""The table of stages holds against every sequence of events."""

import pickle
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.errors import ConnectionLost
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.upload import LocalFile, Upload, UploadSlot, UploadTarget, UploadTicket
from leadway_desktop.domain.upload_stage import ALLOWED_CHANGES, StageChangeRefused, UploadStage

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TARGET = UploadTarget("loc", "conv", "contact", "Lucía", Channel.WHATSAPP)
STAGES = list(UploadStage)
STOPS = {UploadStage.WAITING, UploadStage.PAUSED, UploadStage.FAILED, UploadStage.CANCELLED}


def new_upload(stage: UploadStage = UploadStage.QUEUED) -> Upload:
    return Upload("u1", TARGET, LocalFile(Path("a.jpg"), 10, 1), NOW, stage=stage)


def test_the_table_names_every_stage() -> None:
    assert set(ALLOWED_CHANGES) == set(UploadStage)


def test_every_stage_can_be_reached_and_every_stage_that_is_not_over_can_be_stopped() -> None:
    reachable = set().union(*ALLOWED_CHANGES.values())
    assert reachable == set(UploadStage)
    for stage in UploadStage:
        if not stage.is_over:
            assert UploadStage.CANCELLED in ALLOWED_CHANGES[stage]
        if stage.is_running:
            assert ALLOWED_CHANGES[stage] >= STOPS


def test_what_has_arrived_stays_so() -> None:
    for stage in UploadStage:
        with pytest.raises(StageChangeRefused):
            new_upload(UploadStage.UPLOADED).moved_to(stage)


@given(st.lists(st.sampled_from(STAGES), max_size=60))
def test_no_sequence_of_events_leaves_the_table(wanted: list[UploadStage]) -> None:
    upload = new_upload()
    attempts = 0
    for stage in wanted:
        before = upload
        try:
            upload = upload.moved_to(stage, at=NOW, error=ConnectionLost(), link="https://x/y")
        except StageChangeRefused:
            assert stage not in ALLOWED_CHANGES[before.stage]
            continue
        attempts += stage is UploadStage.PREPARING
        assert stage in ALLOWED_CHANGES[before.stage]
        assert (upload.finished_at is not None) is stage.is_over
        assert stage.is_running is (stage not in {*STOPS, UploadStage.UPLOADED, UploadStage.QUEUED})
        assert (upload.target, upload.file, upload.id) == (before.target, before.file, before.id)
    assert upload.attempts == attempts


def test_a_retry_forgets_the_error_and_the_end() -> None:
    failed = new_upload().moved_to(UploadStage.FAILED, at=NOW, error=ConnectionLost())
    again = failed.moved_to(UploadStage.QUEUED)
    assert (again.error, again.finished_at) == (None, None)


@pytest.mark.parametrize(
    ("acknowledged", "speed", "left"),
    [(50, 10.0, 5.0), (100, 10.0, 0.0), (50, 0.0, None), (50, None, None)],
)
def test_seconds_left(acknowledged: int, speed: float | None, left: float | None) -> None:
    assert Progress("u1", acknowledged, 100, speed).seconds_left == left


def test_a_ticket_never_shows_its_signed_url() -> None:
    ticket = UploadTicket(
        Secret("https://b/x?X-Goog-Signature=feed"), UploadSlot("u", "p"), None, None
    )
    assert "feed" not in repr(ticket)
    with pytest.raises(TypeError):
        pickle.dumps(ticket)
