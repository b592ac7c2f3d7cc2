"""The time in which a channel lets a business write freely after the customer's last message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation

WHATSAPP_WINDOW = timedelta(hours=24)
"""WhatsApp's rule for messages that are no approved template."""


class ReplyWindowState(Enum):
    """Whether a free message is accepted now."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    """The conversation does not tell when the customer wrote last by that channel."""


@dataclass(frozen=True, slots=True)
class ReplyWindow:
    """`at`: until when it is open, or since when it is closed; None where it has no end."""

    state: ReplyWindowState
    at: datetime | None = None


def reply_window(conversation: Conversation, channel: Channel, now: datetime) -> ReplyWindow:
    """Return the window of a conversation's channel; only WhatsApp's ever closes."""
    if channel is not Channel.WHATSAPP:
        return ReplyWindow(ReplyWindowState.OPEN)
    heard_at = conversation.last_whatsapp_inbound_at
    if heard_at is None:
        return ReplyWindow(ReplyWindowState.UNKNOWN)
    end = heard_at + WHATSAPP_WINDOW
    return ReplyWindow(ReplyWindowState.OPEN if now < end else ReplyWindowState.CLOSED, end)
