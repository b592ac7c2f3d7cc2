from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from leadway_desktop.domain.certificate_flaw import CertificateFlaw
from leadway_desktop.domain.errors import (
    CertificateRefused,
    ConnectionLost,
    FileChanged,
    FileTooLarge,
    LocationDenied,
    NoConnection,
    RateLimited,
    RequestRefused,
    ServerFault,
    TokenInvalid,
)
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.vanishing_places import OUR_COPY
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.ui.plain_text import one_line
from leadway_desktop.ui.uploads.upload_actions import UploadAction, actions_for, row_actions_for
from leadway_desktop.ui.uploads.upload_state import UploadState, tells_time
from leadway_desktop.ui.uploads.upload_words import (
    action_label,
    details_of,
    facts_of,
    in_words,
    tip_of,
)
from tests.ui.conftest import Speak
from tests.ui.sending.deliveries import with_delivery
from tests.ui.stand_ins import NOON, upload, waiting

MB = 1024 * 1024


def facts(state: UploadState) -> str:
    return "".join(part.text for part in facts_of(state))


def test_facts_come_as_per_cent_size_speed_time_left() -> None:
    running = upload(stage=UploadStage.UPLOADING, size=10 * MB)
    state = UploadState(running, Progress(running.id, 6 * MB, 10 * MB, 2.0 * MB))
    assert facts(state).startswith("60% of 10\u00a0MB\u00a0· 2\u00a0MB/s\u00a0· 2\u00a0s")


@pytest.mark.parametrize("acknowledged", [999, 1000, 1001])
def test_all_bytes_sent_is_not_done(acknowledged: int) -> None:
    running = upload(stage=UploadStage.UPLOADING, size=1000)
    state = UploadState(running, Progress(running.id, acknowledged, 1000))
    assert state.percent == 99
    assert "100" not in facts(state).split(" of ")[0]


@pytest.mark.parametrize(("days", "words"), [(0, "Uploaded at"), (1, "Uploaded yesterday at")])
def test_the_day_is_said_of_what_was_not_uploaded_today(
    speak: Speak, days: int, words: str
) -> None:
    speak("en_US")
    at = datetime.now(UTC) - timedelta(days=days)
    done = replace(upload(stage=UploadStage.UPLOADED), finished_at=at)
    assert facts(UploadState(done)).startswith(words)


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


def test_only_a_confirmed_checksum_is_called_checked_and_only_in_the_tip() -> None:
    checked = UploadState(upload(stage=UploadStage.UPLOADED, checksum=0))
    unchecked = UploadState(upload(stage=UploadStage.UPLOADED))
    assert tip_of(checked) == f"{in_words(unchecked)}\nChecked: every byte arrived."
    assert tip_of(unchecked) == in_words(unchecked)
    assert facts(checked) == facts(unchecked), "a calm row"


def test_failure_tells_what_happened_what_to_do_and_the_trace_id() -> None:
    error = ServerFault(detail="upstream is gone", trace_id="trace-1", status=502)
    text = facts(UploadState(upload(stage=UploadStage.FAILED, error=error)))
    assert "upstream is gone" in text
    assert "traceId trace-1" in text
    first, *_ = facts_of(UploadState(upload(stage=UploadStage.FAILED, error=error)))
    assert first.token == "bad"


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
        (UploadStage.PAUSED, UploadAction.RESUME),
        (UploadStage.FAILED, UploadAction.RETRY),
    ],
)
def test_main_action_follows_the_stage(stage: UploadStage, main: UploadAction) -> None:
    assert row_actions_for(upload(stage=stage))[0] is main


def test_a_row_of_a_draft_is_not_offered_to_be_put_there_again() -> None:
    done = upload(stage=UploadStage.UPLOADED)
    assert UploadAction.SEND in row_actions_for(done)
    assert UploadAction.SEND not in row_actions_for(replace(done, is_drafted=True))


def test_main_action_after_a_failure_follows_its_remedy() -> None:
    too_large = upload(stage=UploadStage.FAILED, error=FileTooLarge(size=2, limit=1))
    offline = upload(stage=UploadStage.FAILED, error=NoConnection())
    refused = upload(stage=UploadStage.FAILED, error=RequestRefused())
    mains = [actions_for(each)[0] for each in (too_large, offline, refused)]
    assert mains == [UploadAction.OPEN_FOLDER, UploadAction.RETRY, UploadAction.COPY_DETAILS]


@pytest.mark.parametrize(
    ("seconds", "left"),
    [
        (8, "8\u00a0s."),
        (7.2, "8\u00a0s."),
        (75, "1\u00a0min\u00a015\u00a0s."),
        (3600, "1\u00a0h\u00a00\u00a0min."),
        (0, "in a moment."),
    ],
)
def test_wait_counts_down(seconds: float, left: str) -> None:
    state = UploadState(waiting(ConnectionLost(), WaitReason.TIME, seconds), now=NOON)
    assert facts(state).startswith("The connection broke. Tries again")
    assert facts(state).endswith(left)


def test_overdue_wait_never_counts_below_nothing() -> None:
    late = waiting(ConnectionLost(), WaitReason.TIME, 8)
    state = UploadState(late, now=NOON + timedelta(minutes=5))
    assert facts(state) == "The connection broke. Tries again in a moment."


def test_waits_say_what_is_waited_for(speak: Speak) -> None:
    offline = UploadState(waiting(NoConnection(), WaitReason.NETWORK), now=NOON)
    assert facts(offline) == "No connection. Goes on by itself when the network is back."
    speak("es_ES")
    assert facts(offline) == "Sin conexión. Se reanudará cuando vuelva la red."
    assert action_label(UploadAction.RETRY, offline.upload) == "Reintentar"


def test_what_a_refused_certificate_waits_for_is_its_flaws_end() -> None:
    for flaw, words in (
        (CertificateFlaw.ISSUER, "when the network lets it through."),
        (CertificateFlaw.TIME, "the certificate is not valid. Goes on by itself when the "),
    ):
        error = CertificateRefused(flaw=flaw, host="api.example")
        held = waiting(error, WaitReason.INTERCEPTED)
        assert words in facts(UploadState(held, now=NOON))
        assert "Technical detail: api.example" in details_of(held)


def test_a_file_that_waits_says_that_it_will_be_sent_or_stands_in_a_draft() -> None:
    offline = waiting(NoConnection(), WaitReason.NETWORK)
    reason = "No connection. Goes on by itself when the network is back"
    assert facts(UploadState(offline)) == f"{reason}."
    assert facts(UploadState(with_delivery(offline))) == f"{reason}\u00a0· will be sent"
    drafted = replace(offline, is_drafted=True)
    assert facts(UploadState(drafted)) == f"{reason}\u00a0· in your draft"


def test_a_file_that_came_anew_is_not_offered_again() -> None:
    gone = replace(upload(stage=UploadStage.FAILED), error=FileChanged()).superseded(NOON)
    assert facts(UploadState(gone)) == "Cancelled\u00a0· The file was added again since."
    assert "The file was added again since." in in_words(UploadState(gone))
    assert actions_for(gone) == (UploadAction.OPEN_FOLDER, UploadAction.REMOVE)
    assert row_actions_for(gone) == (UploadAction.OPEN_FOLDER,), "the row has its cross anyhow"


def test_only_a_wait_for_somebody_is_coloured_and_none_is_red() -> None:
    waits = {
        WaitReason.NETWORK: NoConnection(),
        WaitReason.INTERCEPTED: CertificateRefused(),
        WaitReason.SIGN_IN: TokenInvalid(),
        WaitReason.TIME: ServerFault(),
    }
    tokens = {
        reason: facts_of(UploadState(waiting(error, reason, 8)))[0].token
        for reason, error in waits.items()
    }
    assert tokens == {
        WaitReason.NETWORK: "text2",
        WaitReason.INTERCEPTED: "text2",
        WaitReason.SIGN_IN: "warn",
        WaitReason.TIME: "text2",
    }


def test_wait_is_spoken_with_the_file_and_the_countdown() -> None:
    error = RateLimited(wait_seconds=20.0, is_daily=False)
    words = in_words(UploadState(waiting(error, WaitReason.TIME, 20), now=NOON))
    assert words.startswith("photo.jpg for María Fernández")
    assert words.endswith("Leadway asks for a pause. Tries again in 20\u00a0s.")


def test_used_up_day_is_not_called_a_burst() -> None:
    error = RateLimited(wait_seconds=None, is_daily=True)
    assert "Today's requests" in facts(UploadState(waiting(error, WaitReason.TIME, 60), now=NOON))


def test_paused_upload_says_whether_bytes_are_sent_again() -> None:
    fresh = replace(upload(stage=UploadStage.PAUSED, size=MB), attempts=0)
    begun = upload(stage=UploadStage.PAUSED, size=MB)
    assert facts(UploadState(fresh)) == "Paused\u00a0· 1\u00a0MB"
    assert (
        facts(UploadState(begun))
        == "Paused\u00a0· 1\u00a0MB\u00a0· starts again from the beginning"
    )


def test_wait_offers_its_own_end_first_and_can_be_paused_and_cancelled() -> None:
    offline = actions_for(waiting(NoConnection(), WaitReason.NETWORK))
    refused = actions_for(waiting(TokenInvalid(), WaitReason.SIGN_IN))
    assert (offline[0], refused[0]) == (UploadAction.RETRY, UploadAction.SIGN_IN)
    for actions in (offline, refused):
        assert {UploadAction.PAUSE, UploadAction.CANCEL} <= set(actions)


def test_every_failure_can_be_retried_copied_and_dismissed() -> None:
    for error in (FileTooLarge(size=2, limit=1), LocationDenied(), RequestRefused()):
        actions = actions_for(upload(stage=UploadStage.FAILED, error=error))
        assert {UploadAction.RETRY, UploadAction.COPY_DETAILS, UploadAction.REMOVE} <= set(actions)


def test_a_line_that_stands_is_said_to_with_no_speed_and_no_time_left() -> None:
    running = upload(stage=UploadStage.UPLOADING, size=9 * MB)
    state = UploadState(running, Progress(running.id, 2 * MB, 9 * MB, still=6.9))
    assert facts(state) == "22% of 9\u00a0MB\u00a0· no progress for 6\u00a0s"
    assert in_words(state).endswith(
        "Uploading\u00a0· 22% of 9\u00a0MB\u00a0· no progress for 6\u00a0s"
    )


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (UploadStage.INITIATING, "Asking for a link\u00a0· for 12\u00a0s"),
        (UploadStage.COMPLETING, "99% of 1,000\u00a0B\u00a0· Finishing\u00a0· for 12\u00a0s"),
    ],
)
def test_how_long_a_server_does_not_answer_is_told(stage: UploadStage, words: str) -> None:
    asked = upload(stage=stage)
    assert facts(UploadState(asked, unanswered=12.9)) == words
    assert "for" not in facts(UploadState(asked)).removeprefix("Asking for")
    assert tells_time(asked)


def test_when_all_bytes_have_arrived_no_speed_is_told() -> None:
    running = upload(stage=UploadStage.UPLOADING, size=9 * MB)
    state = UploadState(running, Progress(running.id, 9 * MB, 9 * MB, 2.0 * MB))
    assert facts(state) == "99% of 9\u00a0MB\u00a0· Finishing"


def test_folder_of_a_copy_that_is_gone_is_not_offered() -> None:
    for stage in UploadStage:
        own = upload(stage=stage)
        copy = replace(own.file, path=Path("/spool") / f"x{OUR_COPY}" / own.file.path.name)
        copied = replace(own, file=copy)
        assert UploadAction.OPEN_FOLDER in actions_for(own)
        is_gone = UploadAction.OPEN_FOLDER not in actions_for(copied)
        assert is_gone is (stage is UploadStage.UPLOADED)
