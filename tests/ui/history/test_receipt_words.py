"""What a receipt says, in both languages."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.errors import MessageFailed, RequestRefused
from leadway_desktop.domain.proof import Proof
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.vanishing_places import OUR_COPY
from leadway_desktop.ui.history.receipt_table import row_of
from leadway_desktop.ui.history.receipt_words import (
    proof_of,
    proof_words,
    receipt_text,
    row_words,
    sections_of,
)
from tests.ui.history.receipts import LINK, SENT, at, called, receipt

Speak = Callable[[str], None]


def facts(upload: Upload) -> dict[str, str]:
    return {fact.name: fact.value for section in sections_of(upload) for fact in section.facts}


def test_a_receipt_holds_everything_that_is_known(qapp: object) -> None:
    told = facts(receipt(delivery=SENT))
    assert told["contact"] == "María Fernández"
    assert told["recipient"] == "+34 612 345 678"
    assert told["channel"] == "WhatsApp"
    assert told["location"] == "loc"
    assert told["checksum"] == "1a2b3c4d"
    assert told["size"] == "1\u00a0MB (1,100,000\u00a0B)"
    assert told["path"] == "/files/factura.pdf"
    assert told["message_text"] == "Su factura"
    assert told["message_id"] == "m-77"
    assert told["message_trace"] == "trace-message"
    for stage, name in (
        ("initiating", "trace-initiate"),
        ("uploading", "bucket-put"),
        ("completing", "trace-complete"),
    ):
        assert told[f"trace_{stage}"] == name
    assert told["step_uploaded"].endswith("04")  # local time, to the second


def test_a_message_that_has_failed_is_told_as_that(qapp: object) -> None:
    failed = replace(SENT, stage=DeliveryStage.UNKNOWN, error=MessageFailed())
    told = receipt(delivery=failed)
    assert facts(told)["message"] == "Not delivered"
    assert row_words(told).endswith("Not delivered")


def test_a_copy_of_ours_is_not_told_as_where_the_file_came_from(qapp: object) -> None:
    """It is gone, and the agent never knew of it."""
    told = at(receipt(), f"/data/spool/x{OUR_COPY}/factura.pdf")
    assert "path" not in facts(told)
    assert not any(OUR_COPY in cell for cell in row_of(told))


def test_what_is_not_known_takes_no_line(qapp: object) -> None:
    told = facts(receipt(checksum=None, steps=(), attempts=0))
    assert not {"recipient", "checksum", "message_id", "attempts"} & set(told)
    assert "not sent to the customer" in told["message"]


def test_a_file_in_a_draft_was_not_uploaded_for_its_link_alone(qapp: object) -> None:
    for text in (receipt_text(receipt(is_drafted=True)), receipt_text(receipt())):
        assert ("draft" in text) is ("not sent to the customer" not in text)
    assert "draft" not in receipt_text(receipt(delivery=SENT, is_drafted=True))


@pytest.mark.parametrize("proof", Proof)
def test_every_proof_is_said_in_words(speak: Speak, proof: Proof) -> None:
    one = receipt(proof=proof)
    speak("en_US")
    english = proof_words(one)
    speak("es_ES")
    assert english != proof_words(one)
    assert ("every byte" in english) == (proof in {Proof.CRC32C, Proof.MD5, Proof.ETAG})


def test_receipts_of_older_versions_kept_the_checksum_alone() -> None:
    assert proof_of(receipt(proof=None)) is Proof.CRC32C
    assert proof_of(receipt(proof=None, checksum=None)) is Proof.NONE


def test_a_message_that_was_refused_says_why(qapp: object) -> None:
    error = RequestRefused(detail="The contact has opted out.", trace_id="t-9")
    refused = Delivery("k", "", "", DeliveryStage.REFUSED, error=error)
    why = facts(receipt(delivery=refused))["message_why"]
    assert "The contact has opted out." in why
    assert "t-9" in why


def test_the_text_for_a_ticket_holds_link_and_facts(qapp: object) -> None:
    text = receipt_text(receipt(delivery=SENT))
    for part in ("factura.pdf", LINK, "María Fernández", "trace-complete", "m-77", "CRC-32C"):
        assert part in text


def test_spanish_is_complete(speak: Speak) -> None:
    speak("en_US")
    english = receipt_text(receipt(delivery=SENT))
    speak("es_ES")
    spanish = receipt_text(receipt(delivery=SENT))
    same = set(english.splitlines()) & set(spanish.splitlines())
    assert {line for line in same if ":" not in line} == {"", "factura.pdf"}
    assert "Contacto: María Fernández" in spanish


def test_names_from_elsewhere_are_one_line(qapp: object) -> None:
    odd = called(at(receipt(), "/tmp/a\nb\u202egpj.exe"), "Eve\n\u202eLLM")
    words = row_words(odd)
    assert "\n" not in words
    assert "\u202e" not in words
    assert facts(replace(odd))["contact"] == "Eve LLM"
    ids = replace(odd.target, conversation_id="c\u202e1", contact_id="k\u202e1")
    delivery = replace(SENT, message_id="m\u202e1")
    assert "\u202e" not in receipt_text(replace(odd, target=ids, delivery=delivery))
