"""How an upload's message stands, in the agent's language."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QCoreApplication, QObject

from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.ui import texts
from leadway_desktop.ui.error_texts import error_text, is_technical
from leadway_desktop.ui.plain_text import DOT, isolated
from leadway_desktop.ui.uploads.error_parts import advice
from leadway_desktop.ui.uploads.row_text import Part, waiting_parts
from leadway_desktop.ui.wait_words import WaitWords, message_waits


def will_be_sent(delivery: Delivery, companions: int) -> str:
    """Return that a file's link is sent once it is there: with how many others, or to whom."""
    if companions:
        return _plurals().with_others(companions)
    if not delivery.recipient:
        return stage_name(delivery)
    pattern = QCoreApplication.translate("Deliveries", "will be sent to {recipient}")
    return pattern.replace("{recipient}", isolated(delivery.recipient))


def row_parts(
    delivery: Delivery,
    companions: int,
    awaited: int,
    seconds_to_wait: float | None,
    uploaded: str,
) -> tuple[Part, ...]:
    """Return what the row of an uploaded file says of its message.

    `uploaded` is the word for an upload that is there; `companions` is how many other files go in
    the message, and `awaited` how many of them are still on their way; `seconds_to_wait` is the
    time to the next try, None where there is none.
    """
    match delivery.stage:
        case DeliveryStage.PLANNED | DeliveryStage.CHECKING if delivery.wait is not None:
            needs_agent = delivery.wait.reason is WaitReason.SIGN_IN
            token = "warn" if needs_agent else "text2"
            return waiting_parts(*_waiting(delivery, delivery.wait, seconds_to_wait), token)
        case DeliveryStage.PLANNED:
            when = _plurals().after_others(awaited) if awaited else ""
            return (Part(uploaded + DOT + (when or will_be_sent(delivery, companions))),)
        case DeliveryStage.SENT:
            return (Part(_sent(delivery)),)
        case DeliveryStage.REFUSED | DeliveryStage.UNKNOWN:
            return _trouble(delivery)
    return (Part(stage_name(delivery)),)


def stage_name(delivery: Delivery) -> str:
    """Return how a message stands in a few words."""
    translate = QCoreApplication.translate
    if delivery.has_failed:
        return translate("Deliveries", "Not delivered")
    names = {
        DeliveryStage.PLANNED: translate("Deliveries", "will be sent"),
        DeliveryStage.SENDING: translate("Deliveries", "Sending…"),
        DeliveryStage.CHECKING: translate(
            "Deliveries", "Looking in the conversation whether it was sent…"
        ),
        DeliveryStage.SENT: translate("Deliveries", "Sent"),
        DeliveryStage.REFUSED: translate("Deliveries", "Not sent"),
        DeliveryStage.UNKNOWN: translate("Deliveries", "Unknown whether it was sent"),
    }
    return names[delivery.stage]


def _sent(delivery: Delivery) -> str:
    if delivery.sent_at is None:
        return stage_name(delivery)
    if texts.is_today(delivery.sent_at):
        pattern = QCoreApplication.translate("Deliveries", "Sent at {time}")
        return pattern.format(time=texts.clock(delivery.sent_at))
    pattern = QCoreApplication.translate("Deliveries", "Sent {moment}")
    return pattern.format(moment=texts.moment_in_words(delivery.sent_at))


def _waiting(delivery: Delivery, wait: Wait, seconds: float | None) -> tuple[str, str]:
    """Return what happened, and what is waited for."""
    if delivery.stage is DeliveryStage.CHECKING:
        doubt = QCoreApplication.translate("Deliveries", "It may have been sent already.")
        return doubt, _looking_again().of(delivery.error, wait.reason, seconds)
    return message_waits().apart(delivery.error, wait, seconds)


def _looking_again() -> WaitWords:
    translate = QCoreApplication.translate
    return WaitWords(
        network=translate("Deliveries", "Will look in the conversation when the network is back."),
        intercepted=translate("Deliveries", "Will look there when the network lets it through."),
        accepted=translate("Deliveries", "Will look there when the certificate is valid."),
        sign_in=translate("Deliveries", "Will look in the conversation when you have signed in."),
        soon=translate("Deliveries", "Will look in the conversation in a moment."),
        later=translate("Deliveries", "Will look in the conversation in {time}."),
    )


def _trouble(delivery: Delivery) -> tuple[Part, ...]:
    """Return what went wrong: the API's own words first, then what can be done."""
    is_refused = delivery.stage is DeliveryStage.REFUSED
    token = "bad" if is_refused else "warn"
    if delivery.error is None:
        return (Part(stage_name(delivery) + ".", token),)
    told = error_text(delivery.error)
    if is_refused:
        is_said = bool(told.detail) and not is_technical(delivery.error)
        said = _as_sentence(isolated(told.detail)) if is_said else told.what
        words = QCoreApplication.translate("Deliveries", "Not sent: {reason}")
        words = words.replace("{reason}", said)
        return (Part(words, token), *advice(told, with_detail=not is_said))
    return (Part(told.what, token), *advice(told))


def _as_sentence(words: str) -> str:
    is_ended = words.rstrip("\u2069").endswith((".", "!", "?", "…"))
    return words if is_ended else f"{words}."


class _Plurals(QObject):
    """Sentences with a plural: lupdate finds those only in `self.tr`."""

    def with_others(self, companions: int) -> str:
        return self.tr("will be sent with %n more", "", companions)

    def after_others(self, awaited: int) -> str:
        return self.tr("will be sent when %n more have arrived", "", awaited)


@cache
def _plurals() -> _Plurals:
    return _Plurals()
