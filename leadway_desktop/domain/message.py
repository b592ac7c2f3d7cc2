"""Messages: what is sent to the customer, with links to what was uploaded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from leadway_desktop.domain.channel import Channel


@dataclass(frozen=True, slots=True)
class Attachment:
    """An uploaded file as the customer gets it."""

    file_name: str
    link: str
    """Public: whoever has it can open the file."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message by one channel; at least one attachment."""

    conversation_id: str
    contact_id: str
    channel: Channel
    text: str
    """May be empty."""
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class SoughtMessage:
    """A message that its conversation may show, and what tells it from those that are alike."""

    message: Message
    since: datetime | None = None
    """When its sending was begun, by this computer's clock; one from well before is another."""
    others: frozenset[str] = frozenset()
    """The ids of messages that are known to be others."""
    is_alike_enough: bool = False
    """Whether one counts whose text has a longer address that begins like one of the links."""
    is_bare_enough: bool = False
    """Whether one counts that says the same and shows no attachment: those may show late."""


@dataclass(frozen=True, slots=True)
class SentMessage:
    """What the server says of a message that it has taken."""

    id: str | None
    """None where it did not tell."""
    trace_id: str | None = None
    says_it: bool = field(default=True, compare=False)
    """Whether it has the words of the one that is sought, as far as its conversation shows any."""
    added_at: datetime | None = field(default=None, compare=False)
    """When it came there, by this computer's clock, where its conversation tells."""
