"""What the row of an upload says of its message, and offers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from leadway_desktop.domain.certificate_flaw import CertificateFlaw
from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.errors import (
    CertificateRefused,
    MessageFailed,
    NoConnection,
    RequestRefused,
    ServerFault,
    TokenInvalid,
    UnexpectedReply,
)
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.ui.plain_text import isolated
from leadway_desktop.ui.sending.delivery_words import stage_name
from leadway_desktop.ui.uploads.upload_actions import (
    STOPPING,
    UploadAction,
    actions_for,
    row_actions_for,
)
from leadway_desktop.ui.uploads.upload_kind import UploadKind
from leadway_desktop.ui.uploads.upload_list_model import STATE_ROLE, UploadListModel
from leadway_desktop.ui.uploads.upload_state import UploadState, tells_time
from leadway_desktop.ui.uploads.upload_words import action_label, details_of, facts_of, in_words
from tests.ui.conftest import Speak
from tests.ui.sending.deliveries import delivered, planned, waiting_to_send, with_delivery
from tests.ui.stand_ins import NOON, upload

REFUSAL = RequestRefused(status=400, detail="The 24-hour window is closed", trace_id="trace-400")


def facts(file: Upload, companions: int = 0) -> str:
    state = UploadState(file, None, NOON, companions)
    return "".join(part.text for part in facts_of(state))


def shown(model: UploadListModel, row: int) -> str:
    return "".join(part.text for part in facts_of(model.index(row, 0).data(STATE_ROLE)))


def test_a_planned_message_says_with_how_many_it_goes() -> None:
    assert facts(planned()) == f"Uploaded\u00a0· will be sent to {isolated('+34612345678')}"
    assert facts(planned(recipient="")) == "Uploaded\u00a0· will be sent"
    assert facts(planned(), 1) == "Uploaded\u00a0· will be sent with 1 more"
    assert facts(planned(), 2) == "Uploaded\u00a0· will be sent with 2 more"


def test_a_file_that_is_there_says_how_many_others_its_message_waits_for(qapp: object) -> None:
    model = UploadListModel()
    there, coming = planned("a", "m1"), with_delivery(upload("b"), "m1")
    for each in (there, coming, planned("c", "m1")):
        model.put(each)
    model.show_pending()
    row = model.row_of(there.id)
    assert shown(model, row).endswith("will be sent when 1 more have arrived")
    assert "will be sent with 2 more" in shown(model, model.row_of(coming.id))
    model.put(with_delivery(replace(coming, stage=UploadStage.UPLOADED), "m1"))
    model.show_pending()
    assert shown(model, row).endswith("will be sent with 2 more")


def test_a_file_that_is_still_on_its_way_says_that_it_will_be_sent() -> None:
    assert "will be sent" in facts(with_delivery(upload(stage=UploadStage.UPLOADING)))
    assert "will be sent" in facts(with_delivery(upload()))
    assert "will be sent" not in facts(with_delivery(upload(stage=UploadStage.CANCELLED)))


@pytest.mark.parametrize("stage", set(UploadStage) - {UploadStage.UPLOADED})
def test_a_file_on_its_way_whose_message_is_in_doubt_says_so_and_asks(stage: UploadStage) -> None:
    """As a damaged journal has it: nothing is sent by itself, whatever becomes of the file."""
    error = ServerFault() if stage is UploadStage.FAILED else None
    doubtful = with_delivery(upload(stage=stage, error=error), stage=DeliveryStage.UNKNOWN)
    assert "will be sent" not in facts(doubtful)
    assert "Unknown whether it was sent" in facts(doubtful)
    assert {UploadAction.MARK_SENT, UploadAction.SEND_AGAIN} < set(actions_for(doubtful))
    # Neither would do anything.
    assert not {UploadAction.WITHDRAW, UploadAction.REMOVE} & set(actions_for(doubtful))


def test_a_failed_row_says_what_else_retrying_would_do() -> None:
    failed = upload(stage=UploadStage.FAILED, error=ServerFault())
    assert "will be sent" not in facts(failed)
    assert "will be sent if you retry" in facts(with_delivery(failed))


def test_a_row_that_alone_knows_some_words_cannot_be_removed() -> None:
    gone = upload(stage=UploadStage.FAILED).superseded(datetime.now(UTC), "Hola")
    assert UploadAction.REMOVE not in actions_for(gone)
    assert UploadAction.REMOVE in actions_for(replace(gone, unsaid=""))


def test_the_day_is_said_of_what_was_not_sent_today(speak: Speak) -> None:
    speak("en_US")
    sent = delivered(DeliveryStage.SENT)
    assert sent.delivery is not None
    days = {0: "Sent at ", 1: "Sent yesterday at ", 3: "Sent on "}
    for days_ago, words in days.items():
        at = datetime.now(UTC) - timedelta(days=days_ago)
        told = facts(replace(sent, delivery=replace(sent.delivery, sent_at=at)))
        assert told.startswith(words)


def test_sent_is_said_only_of_what_was_sent() -> None:
    for stage in DeliveryStage:
        says_sent = facts(delivered(stage)).startswith("Sent ")
        assert says_sent is (stage is DeliveryStage.SENT)


def test_a_refusal_says_what_the_api_said_and_its_trace() -> None:
    said = facts(delivered(DeliveryStage.REFUSED, REFUSAL))
    assert said.startswith("Not sent: ")
    assert "The 24-hour window is closed" in said
    assert "traceId trace-400" in said


def test_a_refusal_never_quotes_words_of_our_own() -> None:
    error = UnexpectedReply(detail="no message id in the reply")
    said = facts(delivered(DeliveryStage.REFUSED, error))
    assert said.startswith("Not sent: Leadway's answer cannot be understood.")
    assert "Technical detail: no message id" in said


def test_what_is_waited_for_is_told_with_the_time() -> None:
    until = waiting_to_send(NoConnection(), WaitReason.TIME, 8)
    assert facts(until).endswith("Will be sent in 8\u00a0s.")
    assert tells_time(until)
    assert "network is back" in facts(waiting_to_send(NoConnection(), WaitReason.NETWORK))
    assert "signed in" in facts(waiting_to_send(TokenInvalid(), WaitReason.SIGN_IN))


def test_a_message_waits_for_a_certificate_that_nobody_on_the_way_has_made() -> None:
    refused = CertificateRefused(flaw=CertificateFlaw.TIME, host="api.example")
    waits = waiting_to_send(refused, WaitReason.INTERCEPTED)
    assert facts(waits).endswith("Will be sent when the certificate is valid.")
    assert waits.delivery is not None
    doubtful = replace(waits.delivery, stage=DeliveryStage.CHECKING)
    looked_for = replace(waits, delivery=doubtful)
    assert facts(looked_for).endswith("Will look there when the certificate is valid.")


def test_how_long_a_message_has_no_answer_is_told() -> None:
    sending = planned(stage=DeliveryStage.SENDING, began_at=NOON)
    state = UploadState(sending, unanswered=40.0)
    assert "".join(part.text for part in facts_of(state)) == "Sending…\u00a0· for 40\u00a0s"
    assert facts(sending) == "Sending…", "at once"
    assert tells_time(sending)
    assert not tells_time(planned(began_at=NOON))


def test_a_search_in_the_conversation_never_says_that_it_sends() -> None:
    wait = Wait(WaitReason.TIME, None)
    looking = facts(planned(stage=DeliveryStage.CHECKING, wait=wait))
    assert looking.startswith("It may have been sent already. Will look in the conversation")


@pytest.mark.parametrize("stage", DeliveryStage)
def test_every_state_is_spoken_and_offers_something(stage: DeliveryStage, speak: Speak) -> None:
    file = delivered(stage, REFUSAL if stage.needs_agent else None)
    english = in_words(UploadState(file, None, NOON))
    assert facts(file).removesuffix(".") in english
    assert actions_for(file)
    speak("es_ES")
    assert in_words(UploadState(file, None, NOON)) != english


def test_enter_never_withdraws_and_never_sends_twice() -> None:
    assert actions_for(planned())[0] in STOPPING
    assert UploadAction.SEND_AGAIN not in actions_for(planned())
    assert actions_for(delivered(DeliveryStage.UNKNOWN))[0] is UploadAction.LOOK_AGAIN


def test_a_message_that_counts_down_has_a_button_for_now() -> None:
    soon = waiting_to_send(ServerFault(), WaitReason.TIME, 20)
    assert row_actions_for(soon)[0] is UploadAction.TRY_MESSAGE_NOW
    assert action_label(UploadAction.TRY_MESSAGE_NOW, soon) == "Try now"
    for reason in set(WaitReason) - {WaitReason.TIME}:
        held = waiting_to_send(NoConnection(), reason)
        assert UploadAction.TRY_MESSAGE_NOW not in actions_for(held)


def test_a_button_for_now_says_where_it_looks_for_a_message_rather_than_send_it() -> None:
    wait = Wait(WaitReason.TIME, NOON + timedelta(seconds=20))
    looking = planned(stage=DeliveryStage.CHECKING, wait=wait)
    assert row_actions_for(looking)[0] is UploadAction.TRY_MESSAGE_NOW
    assert action_label(UploadAction.TRY_MESSAGE_NOW, looking) == "Look now"


def test_only_a_refused_message_is_sent_again_without_dots() -> None:
    unknown, refused = (delivered(s) for s in (DeliveryStage.UNKNOWN, DeliveryStage.REFUSED))
    assert action_label(UploadAction.SEND_AGAIN, unknown) == "Send again…"
    assert action_label(UploadAction.SEND_AGAIN, refused) == "Retry"
    assert len(row_actions_for(unknown)) == 3


def test_a_message_that_has_failed_is_not_called_unknown_and_asks_nothing() -> None:
    failed = delivered(DeliveryStage.UNKNOWN, MessageFailed())
    unknown = delivered(DeliveryStage.UNKNOWN)
    assert failed.delivery is not None
    assert unknown.delivery is not None
    assert "did not reach the customer" in facts(failed)
    assert stage_name(failed.delivery) == "Not delivered"
    assert stage_name(unknown.delivery) == "Unknown whether it was sent"
    assert action_label(UploadAction.SEND_AGAIN, failed) == "Retry"
    assert actions_for(failed)[0] is UploadAction.SEND_AGAIN
    assert UploadAction.REMOVE in actions_for(failed)


def test_what_may_have_been_sent_stays_in_the_list() -> None:
    for stage in (DeliveryStage.PLANNED, DeliveryStage.SENDING, DeliveryStage.UNKNOWN):
        assert UploadAction.REMOVE not in actions_for(delivered(stage))
    assert UploadAction.REMOVE in actions_for(delivered(DeliveryStage.SENT))


def test_need_attention_shows_refused_and_unknown_messages() -> None:
    assert UploadKind.ATTENTION.fits(delivered(DeliveryStage.REFUSED))
    assert UploadKind.ATTENTION.fits(delivered(DeliveryStage.UNKNOWN))
    assert not UploadKind.ATTENTION.fits(delivered(DeliveryStage.SENT))


def test_details_for_support_hold_the_messages_error() -> None:
    assert "trace-400" in details_of(delivered(DeliveryStage.REFUSED, REFUSAL))


def test_rows_of_a_message_follow_its_other_members(qapp: object) -> None:
    model = UploadListModel()
    one, two = planned("a", "m1"), planned("b", "m1")
    for each in (one, two):
        model.put(each)
    model.show_pending()
    told: list[int] = []
    model.dataChanged.connect(lambda first, last: told.extend(range(first.row(), last.row() + 1)))
    model.put(with_delivery(one, "m2"))
    model.show_pending()
    assert sorted(told) == [0, 1]
    assert model.index(0, 0).data(STATE_ROLE).companions == 0


def test_clear_finished_leaves_what_is_to_be_sent(qapp: object) -> None:
    model = UploadListModel()
    kept = [delivered(stage, name=stage.value) for stage in DeliveryStage]
    for each in [*kept, upload(stage=UploadStage.UPLOADED)]:
        model.put(each)
    model.show_pending()
    gone = {each.delivery.stage if each.delivery else None for each in model.finished()}
    assert gone == {None, DeliveryStage.SENT}
