"""What a receipt is found by, and when it may go."""

from dataclasses import replace
from datetime import timedelta

import pytest

from leadway_desktop.domain.delivery import Delivery, DeliveryStage, message_key
from leadway_desktop.domain.history import (
    HistoryQuery,
    folded,
    kept_for,
    may_expire,
    open_plans,
    words_of,
)
from leadway_desktop.domain.upload_stage import UploadStage
from tests.storage.uploads import MOMENT, make_upload


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Núñez", "nunez"), ("STRASSE ß", "strasse ss"), ("\uff21", "a"), ("أحمد", "احمد")],
)
def test_accents_and_capitals_do_not_count(text: str, expected: str) -> None:
    assert folded(text) == expected


def test_a_query_is_its_words() -> None:
    assert HistoryQuery("loc", "  Ana   RUIZ ").words == ("ana", "ruiz")
    assert HistoryQuery("loc", " ").words == ()


def test_a_receipt_is_found_by_what_is_known_of_it_and_not_by_its_folder() -> None:
    delivery = Delivery("k", "Su factura", "+34 600", message_id="m-1")
    words = words_of(make_upload(1, link="https://cdn.example/x", delivery=delivery))
    for word in ("factura-000001.pdf", "maria", "whatsapp", "cdn.example", "su factura", "m-1"):
        assert word in words
    assert "/home/ana" not in words


@pytest.mark.parametrize(
    "typed", ["+34612345678", "612345678", "+34 612 345", "\u202a+34 612 345\u202c"]
)
@pytest.mark.parametrize("kept", ["+34 612 345 678", "+34 (612) 345-678", "+34612345678"])
def test_a_number_is_found_however_it_is_written(typed: str, kept: str) -> None:
    words = words_of(make_upload(1, delivery=Delivery("k", "", kept)))
    assert all(word in words for word in HistoryQuery("", typed).words)


@pytest.mark.parametrize("stage", UploadStage)
def test_only_what_is_done_or_cancelled_may_expire(stage: UploadStage) -> None:
    done = {UploadStage.UPLOADED, UploadStage.CANCELLED}
    assert may_expire(make_upload(1, stage=stage)) == (stage in done)


def test_what_stands_in_a_draft_does_not_expire() -> None:
    done = make_upload(1, stage=UploadStage.UPLOADED)
    assert may_expire(done)
    assert not may_expire(replace(done, is_drafted=True))


def test_what_has_words_that_belong_in_a_draft_does_not_expire() -> None:
    gone = make_upload(1, stage=UploadStage.FAILED).superseded(MOMENT, "Hola")
    assert not may_expire(gone)
    assert may_expire(replace(gone, unsaid=""))
    assert may_expire(make_upload(1, stage=UploadStage.UPLOADED, unsaid="Hola"))


@pytest.mark.parametrize("stage", DeliveryStage)
def test_a_message_that_is_not_sent_keeps_its_receipt(stage: DeliveryStage) -> None:
    upload = make_upload(1, stage=UploadStage.UPLOADED)
    upload = replace(upload, delivery=Delivery("k", "", "", stage))
    assert may_expire(upload) == (stage is DeliveryStage.SENT)


SENT = Delivery(message_key("plan", 0), "", "", DeliveryStage.SENT)
NOTHING, YEAR = timedelta(0), timedelta(days=365)


def test_what_a_command_needs_that_is_given_again_is_kept_without_a_history_too() -> None:
    sent = make_upload(1, stage=UploadStage.UPLOADED, delivery=SENT)
    waiting = replace(sent, delivery=replace(SENT, stage=DeliveryStage.PLANNED))
    assert kept_for(sent, NOTHING, open_plans([sent])) == NOTHING
    week = kept_for(sent, NOTHING, open_plans([sent, waiting]))
    assert week == timedelta(days=7) == kept_for(replace(sent, is_untold=True), NOTHING, ())
    assert kept_for(replace(sent, is_untold=True), YEAR, ()) == YEAR
    assert kept_for(replace(sent, is_untold=True, is_put_away=True), NOTHING, ()) == NOTHING


def test_what_was_told_stays_for_the_same_command_that_waits_for_its_turn() -> None:
    """Two others may come between: nobody of them may forget it."""
    finished, day = MOMENT, timedelta(days=1)
    done = make_upload(1, stage=UploadStage.UPLOADED, finished_at=finished)
    told = replace(done, told_at=finished + timedelta(minutes=5))
    assert kept_for(done, NOTHING, ()) == NOTHING
    assert kept_for(told, NOTHING, ()) == day + timedelta(minutes=5)
    assert kept_for(told, YEAR, ()) == YEAR
    assert kept_for(replace(told, is_put_away=True), NOTHING, ()) == NOTHING


def test_a_plan_whose_rest_was_cancelled_is_not_open() -> None:
    planned = replace(SENT, stage=DeliveryStage.PLANNED)
    assert not open_plans([make_upload(1, stage=UploadStage.CANCELLED, delivery=planned)])
