import pytest

from leadway_desktop.domain.errors import (
    FileTooLarge,
    LocationDenied,
    NoConnection,
    RequestRefused,
    ServerFault,
)
from leadway_desktop.domain.upload import Progress, UploadStage
from leadway_desktop.ui.plain_text import isolated, one_line
from leadway_desktop.ui.uploads.upload_actions import UploadAction, actions_for, row_actions_for
from leadway_desktop.ui.uploads.upload_state import UploadState
from leadway_desktop.ui.uploads.upload_words import details_of, facts_of, in_words
from tests.ui.stand_ins import upload

MB = 1024 * 1024


def facts(state: UploadState, *, names_conversation: bool = False) -> str:
    return "".join(part.text for part in facts_of(state, names_conversation=names_conversation))


def test_facts_come_as_per_cent_size_speed_time_left() -> None:
    running = upload(stage=UploadStage.UPLOADING, size=10 * MB)
    state = UploadState(running, Progress(running.id, 6 * MB, 10 * MB, 2.0 * MB))
    assert facts(state).startswith("60% of 10 MB · 2 MB/s · 2 s")


@pytest.mark.parametrize("acknowledged", [999, 1000, 1001])
def test_all_bytes_sent_is_not_done(acknowledged: int) -> None:
    running = upload(stage=UploadStage.UPLOADING, size=1000)
    state = UploadState(running, Progress(running.id, acknowledged, 1000))
    assert state.percent == 99
    assert "100" not in facts(state).split(" of ")[0]


def test_waiting_for_complete_is_finishing_and_not_done() -> None:
    running = upload(stage=UploadStage.COMPLETING, size=1000)
    state = UploadState(running, Progress(running.id, 1000, 1000))
    assert state.percent == 99
    assert "Finishing" in facts(state)


def test_hundred_per_cent_is_said_of_an_uploaded_file_alone() -> None:
    full = {
        stage
        for stage in UploadStage
        if UploadState(upload(stage=stage), Progress("x", 1000, 1000)).percent == 100
    }
    assert full == {UploadStage.UPLOADED}


@pytest.mark.parametrize("stage", UploadStage)
def test_every_stage_is_said_in_words(stage: UploadStage) -> None:
    words = in_words(UploadState(upload(stage=stage)))
    assert any(letter.isalpha() for letter in words.partition(". ")[2])


def test_only_a_confirmed_checksum_is_called_verified() -> None:
    assert "crc32c" in facts(UploadState(upload(stage=UploadStage.UPLOADED, checksum=0)))
    assert "crc32c" not in facts(UploadState(upload(stage=UploadStage.UPLOADED)))


def test_failure_tells_what_happened_what_to_do_and_the_trace_id() -> None:
    error = ServerFault(detail="upstream is gone", trace_id="trace-1", status=502)
    text = facts(UploadState(upload(stage=UploadStage.FAILED, error=error)))
    assert "upstream is gone" in text
    assert "traceId trace-1" in text
    first, *_ = facts_of(
        UploadState(upload(stage=UploadStage.FAILED, error=error)), names_conversation=False
    )
    assert first.token == "bad"


def test_list_of_all_names_the_conversation() -> None:
    text = facts(UploadState(upload()), names_conversation=True)
    assert text.startswith(isolated("María Fernández"))


def test_details_for_support_hold_the_trace_id_and_no_link() -> None:
    error = RequestRefused(trace_id="trace-1", status=422)
    failed = upload("photo.jpg", UploadStage.FAILED, error=error, link="https://secret.example/x")
    details = details_of(failed)
    assert "trace-1" in details
    assert "photo.jpg" in details
    assert "RequestRefused" in details
    assert "secret" not in details


def test_name_cannot_turn_its_extension_round() -> None:
    assert one_line("photo_\u202egpj.exe") == "photo_gpj.exe"
    assert one_line("two\nlines\u2028three") == "two lines three"
    assert one_line("n\udcf1o.jpg") == "n\ufffdo.jpg"
    assert one_line("צילום.jpg") == "צילום.jpg"


@pytest.mark.parametrize(
    ("stage", "main"),
    [
        (UploadStage.QUEUED, UploadAction.CANCEL),
        (UploadStage.COMPLETING, UploadAction.CANCEL),
        (UploadStage.UPLOADED, UploadAction.COPY_LINK),
        (UploadStage.CANCELLED, UploadAction.RETRY),
        (UploadStage.FAILED, UploadAction.RETRY),
    ],
)
def test_main_action_follows_the_stage(stage: UploadStage, main: UploadAction) -> None:
    assert row_actions_for(upload(stage=stage))[0] is main


def test_main_action_after_a_failure_follows_its_remedy() -> None:
    too_large = upload(stage=UploadStage.FAILED, error=FileTooLarge(size=2, limit=1))
    offline = upload(stage=UploadStage.FAILED, error=NoConnection())
    refused = upload(stage=UploadStage.FAILED, error=RequestRefused())
    mains = [actions_for(each)[0] for each in (too_large, offline, refused)]
    assert mains == [UploadAction.OPEN_FOLDER, UploadAction.RETRY, UploadAction.COPY_DETAILS]


def test_every_failure_can_be_retried_copied_and_dismissed() -> None:
    for error in (FileTooLarge(size=2, limit=1), LocationDenied(), RequestRefused()):
        actions = actions_for(upload(stage=UploadStage.FAILED, error=error))
        assert {UploadAction.RETRY, UploadAction.COPY_DETAILS, UploadAction.REMOVE} <= set(actions)
