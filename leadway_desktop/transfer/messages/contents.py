"""What goes into a message: which of the files, and which of the agent's words."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from leadway_desktop.domain.delivery import (
    Delivery,
    DeliveryStage,
    MessagePlan,
    key_apart,
    message_key,
    number_behind,
    plan_of,
)
from leadway_desktop.domain.message import Attachment, Message
from leadway_desktop.domain.upload import Upload
from leadway_desktop.transfer.messages.book import MessageBook, delivery_of


def deliveries_of(
    plan: MessagePlan, count: int, most: int, behind: str | None = None
) -> list[Delivery]:
    """Return the deliveries of so many files, in order, with at most `most` in one message.

    The caption goes with the first message. They are a plan of their own, or go `behind` the
    message of that key, as the rest of its plan.
    """
    plan_id, first = (uuid.uuid4().hex, 0) if behind is None else _after(behind)
    numbers = [first + position // most for position in range(count)]
    return [
        Delivery(message_key(plan_id, number), plan.text if number == first else "", plan.recipient)
        for number in numbers
    ]


def _after(key: str) -> tuple[str, int]:
    return plan_of(key)[0], number_behind(key)


def as_tried(
    deliveries: Sequence[Delivery | None], uploads: Sequence[Upload | None]
) -> list[Delivery | None]:
    """Return what uploads are to be sent in, each as old as the oldest try to send one of them.

    So a message is looked for first which a server has turned away, and perhaps sent: then it may
    have said something else.
    """
    began: dict[str, datetime] = {}
    for delivery, upload in zip(deliveries, uploads, strict=True):
        if delivery and upload and (at := upload.sending_began_at):
            began[delivery.key] = min(at, began.get(delivery.key, at))
    return [
        replace(one, began_at=began[one.key], may_have_said_else=True)
        if one and one.key in began
        else one
        for one in deliveries
    ]


def alone(left: Delivery) -> Delivery:
    """Return the delivery of a file that its message has left behind: one of its own.

    Of the same plan, whose words have gone, and which is not all sent without it.
    """
    return Delivery(key_apart(left.key, uuid.uuid4().hex), "", left.recipient)


def captioned(book: MessageBook, key: str) -> Iterator[Upload]:
    """Yield the uploads of a message with the words of one before it of which nothing came.

    What the agent wrote belongs to the files, and goes with the first of them that go.
    """
    members = book.members(key)
    if not members or not _has_room_for_words(members):
        return
    for other in book.passed_over(key):
        silent = book.members(other)
        if text := delivery_of(silent).text:
            yield from _saying(members, text)
            yield from _saying(silent, "")
            return


def inherited(book: MessageBook, upload_id: str) -> Iterator[Upload]:
    """Yield the uploads of the next message with the words that would go as this upload goes.

    It leaves the list as the last one of a message that was never begun; see `captioned`.
    """
    key = book.key_of(upload_id)
    members = book.members(key) if key is not None else []
    if key is None or len(members) != 1 or delivery_of(members).stage is not DeliveryStage.PLANNED:
        return
    heirs = (book.members(other) for other in book.after(key))
    heir = next(filter(_has_room_for_words, heirs), None)
    if heir is not None and (text := delivery_of(members).text):
        yield from _saying(heir, text)


def message_of(members: Sequence[Upload], delivery: Delivery) -> Message:
    """Return the message that carries these uploads, which have all arrived."""
    target = members[0].target
    return Message(
        conversation_id=target.conversation_id,
        contact_id=target.contact_id,
        channel=target.channel,
        text=delivery.text,
        attachments=tuple(Attachment(one.sent_name, one.link) for one in members if one.link),
    )


def _has_room_for_words(members: list[Upload]) -> bool:
    delivery = delivery_of(members)
    return delivery.stage is DeliveryStage.PLANNED and not delivery.text


def _saying(members: Sequence[Upload], text: str) -> Iterator[Upload]:
    for member in members:
        if member.delivery is not None:
            yield replace(member, delivery=replace(member.delivery, text=text))
