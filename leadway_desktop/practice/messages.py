"""Messages: sending (never idempotent), and the history that tells whether one arrived."""

import random
import threading
from collections.abc import Callable, Mapping
from typing import Any

from leadway_desktop.practice import people
from leadway_desktop.practice.access import Token, check_location
from leadway_desktop.practice.conversations import DAY_MS, Conversation, make_id
from leadway_desktop.practice.errors import ApiError
from leadway_desktop.practice.http_base import Request
from leadway_desktop.practice.inbox import Inbox
from leadway_desktop.practice.record import MessageSent, Record
from leadway_desktop.practice.search import iso
from leadway_desktop.practice.validation import (
    ANYTHING,
    REQUIRED_TEXT,
    TEXT,
    TEXTS,
    json_body,
    no_other_parameters,
)

MESSAGE_TYPES: Mapping[str, str] = {
    "SMS": "TYPE_SMS",
    "RCS": "TYPE_RCS",
    "Email": "TYPE_EMAIL",
    "WhatsApp": "TYPE_WHATSAPP",
    "IG": "TYPE_INSTAGRAM",
    "FB": "TYPE_FACEBOOK",
    "Custom": "TYPE_CUSTOM_SMS",
    "Live_Chat": "TYPE_LIVE_CHAT",
    "TIKTOK": "TYPE_TIKTOK",
}
SEND_FIELDS = {
    "type": REQUIRED_TEXT,
    "contactId": REQUIRED_TEXT,
    "message": TEXT,
    "html": TEXT,
    "subject": TEXT,
    "attachments": TEXTS,
    "subType": TEXT,
    "status": TEXT,
    "emailFrom": TEXT,
    "emailTo": TEXT,
    "emailCc": TEXTS,
    "emailBcc": TEXTS,
    "emailReplyMode": TEXT,
    "fromNumber": TEXT,
    "toNumber": TEXT,
    "threadId": TEXT,
    "replyMessageId": TEXT,
    "templateId": TEXT,
    "appointmentId": TEXT,
    "conversationProviderId": TEXT,
    "scheduledTimestamp": ANYTHING,
    "mentions": ANYTHING,
    "userId": TEXT,
}
DEFAULT_LIMIT = 20
MOST_PER_PAGE = 100
LIST_PARAMETERS = frozenset({"limit", "lastMessageId", "type"})


class MessageDesk:
    """Sends and lists messages. Thread-safe."""

    def __init__(
        self, *, seed: int, inbox: Inbox, record: Record, clock: Callable[[], float]
    ) -> None:
        self._seed = seed
        self._inbox = inbox
        self._record = record
        self._clock = clock
        self._lock = threading.Lock()
        self._histories: dict[str, list[dict[str, Any]]] = {}
        self._sent = 0

    def send(self, request: Request, token: Token, _: str = "") -> dict[str, Any]:
        """Send a message, each time anew; raises ApiError 400 or 422."""
        body = json_body(request, SEND_FIELDS)
        conversation = self._inbox.with_contact(body["contactId"], token.location_id)
        self._check(body, conversation)
        message = self._append(conversation, body)
        return {
            "conversationId": conversation.id,
            "messageId": message["id"],
            "messageIds": [message["id"]],
            "msg": "Message queued successfully.",
        }

    def history(self, request: Request, token: Token, conversation_id: str) -> dict[str, Any]:
        """Return a page of a conversation's messages, newest first."""
        conversation = self._inbox.get(conversation_id)
        check_location(token, conversation.location_id)
        limit = _limit(request.query)
        with self._lock:
            newest_first = self._history(conversation)[::-1]
        page, more = _page(newest_first, request.query.get("lastMessageId"), limit)
        if request.struck_by("hidden_attachments"):
            page = [message | {"attachments": []} for message in page]
        last_id = page[-1]["id"] if page else None
        return {"messages": {"lastMessageId": last_id, "nextPage": more, "messages": page}}

    def _check(self, body: Mapping[str, Any], conversation: Conversation) -> None:
        if body["type"] not in MESSAGE_TYPES:
            raise ApiError(422, [f"type must be one of {', '.join(MESSAGE_TYPES)}"])
        words = body.get("message") or body.get("html")
        if not words and not body.get("attachments"):
            raise ApiError(
                422, ["There is no message or attachments for this message. Skip sending."]
            )
        if body["type"] == "WhatsApp":
            heard = conversation.last_whatsapp_in_at
            if heard is None or self._now_ms() - heard > DAY_MS:
                raise ApiError(400, "The 24-hour WhatsApp window of this contact is closed")

    def _append(self, conversation: Conversation, body: Mapping[str, Any]) -> dict[str, Any]:
        words = body.get("message") or body.get("html") or ""
        attachments = list(body.get("attachments") or [])
        with self._lock:
            history = self._history(conversation)
            self._sent += 1
            message = _message(
                conversation,
                make_id(self._seed, "sent", self._sent),
                direction="outbound",
                body=words,
                at_ms=self._now_ms(),
                message_type=MESSAGE_TYPES[body["type"]],
                attachments=attachments,
            )
            history.append(message)
            kind, shown = message["messageType"], words or "Archivo adjunto"
            self._inbox.sent(conversation.id, kind, shown, self._now_ms())
            self._note(conversation, message)
        return message

    def _note(self, conversation: Conversation, message: Mapping[str, Any]) -> None:
        self._record.note(
            MessageSent(
                message_id=message["id"],
                conversation_id=conversation.id,
                contact_id=conversation.contact_id,
                type=message["messageType"],
                body=message["body"],
                attachments=tuple(message["attachments"]),
                at=self._clock(),
            )
        )

    def _history(self, conversation: Conversation) -> list[dict[str, Any]]:
        """Return the messages so far, oldest first; made up when first asked for."""
        if conversation.id not in self._histories:
            self._histories[conversation.id] = _invented(self._seed, conversation)
        return self._histories[conversation.id]

    def _now_ms(self) -> int:
        return int(self._clock() * 1000)


def _invented(seed: int, conversation: Conversation) -> list[dict[str, Any]]:
    """Make up a history that ends with the conversation's last message."""
    dice = random.Random(f"{seed}:history:{conversation.id}")
    count = dice.randrange(3, 32)
    at_ms = conversation.last_message_at
    newest_first = []
    for number in range(count):
        ours = dice.random() < 0.45
        phrases = people.AGENT_PHRASES if ours else people.CUSTOMER_PHRASES
        newest_first.append(
            _message(
                conversation,
                make_id(seed, "message", conversation.id, number),
                direction=("outbound" if ours else "inbound") if number else conversation.direction,
                body=dice.choice(phrases) if number else conversation.last_message_body,
                at_ms=at_ms,
                message_type=conversation.last_message_type,
                attachments=[],
            )
        )
        at_ms -= dice.randrange(60_000, DAY_MS // 4)
    return newest_first[::-1]


def _message(
    conversation: Conversation,
    message_id: str,
    *,
    direction: str,
    body: str,
    at_ms: int,
    message_type: str,
    attachments: list[str],
) -> dict[str, Any]:
    return {
        "id": message_id,
        "conversationId": conversation.id,
        "contactId": conversation.contact_id,
        "locationId": conversation.location_id,
        "messageType": message_type,
        "direction": direction,
        "body": body,
        "attachments": attachments,
        "dateAdded": iso(at_ms),
        "source": "app",
        "status": "sent" if direction == "outbound" else "delivered",
        "contentType": "text/plain",
    }


def _limit(query: Mapping[str, str]) -> int:
    no_other_parameters(query, LIST_PARAMETERS)
    text = query.get("limit", str(DEFAULT_LIMIT))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_PER_PAGE:
        raise ApiError(422, [f"limit must be between 1 and {MOST_PER_PAGE}"])
    return int(text)


def _page(
    newest_first: list[dict[str, Any]], after_id: str | None, limit: int
) -> tuple[list[dict[str, Any]], bool]:
    """Return the page behind the message ``after_id``, and whether more follow."""
    start = 0
    if after_id is not None:
        ids = [message["id"] for message in newest_first]
        start = ids.index(after_id) + 1 if after_id in ids else len(ids)
    return newest_first[start : start + limit], len(newest_first) > start + limit
