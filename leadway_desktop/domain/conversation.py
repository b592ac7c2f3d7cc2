"""Conversations, and the questions that find them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from leadway_desktop.domain.channel import Address, Channel, channel_of, last_message_type_of


@dataclass(frozen=True, slots=True)
class OurMessage:
    """A message that was sent, as far as a list of conversations tells of it."""

    channel: Channel
    text: str
    """The caption; may be empty."""
    at: datetime
    """When the call that sent it was begun, by this computer's clock."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation as the list shows it. Ids are opaque; datetimes are aware, in UTC."""

    id: str
    location_id: str
    contact_id: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    last_message: str = ""
    last_message_type: str = ""
    last_message_at: datetime | None = None
    last_message_is_ours: bool = False
    unread_count: int = 0
    is_starred: bool = False
    last_whatsapp_inbound_at: datetime | None = None
    is_remembered: bool = False
    """Whether it is made of what a file remembers: what it lacks, Leadway may well know."""

    @property
    def title(self) -> str:
        """Name, else phone, else e-mail; empty when the server knows none of them."""
        return self.name or self.phone or self.email

    @property
    def channel(self) -> Channel | None:
        """The channel that the last message tells, or None: ask the agent."""
        return channel_of(self.last_message_type)

    def ending_in(self, message: OurMessage) -> Conversation:
        """Return it with a message of ours as its last, unless a later one is known."""
        if self.last_message_at is not None and self.last_message_at > message.at:
            return self
        keeps_type = self.channel is message.channel
        return replace(
            self,
            last_message=message.text,
            last_message_type=self.last_message_type
            if keeps_type
            else last_message_type_of(message.channel),
            last_message_at=message.at,
            last_message_is_ours=True,
        )

    def address_on(self, channel: Channel) -> str:
        """Return the number or address that a message by that channel reaches; may be empty."""
        known = {Address.PHONE: self.phone, Address.EMAIL: self.email, Address.NONE: ""}
        return known[channel.rules.address]


class ConversationStatus(Enum):
    """The documented values of the search's `status`."""

    ALL = "all"
    READ = "read"
    UNREAD = "unread"
    STARRED = "starred"
    RECENTS = "recents"


@dataclass(frozen=True, slots=True)
class ConversationQuery:
    """What to look for, newest first."""

    text: str = ""
    status: ConversationStatus = ConversationStatus.ALL
    page_size: int = 50
    """Rows per page; the platform's default is 20, and 100 has been seen to work."""


@dataclass(frozen=True, slots=True)
class PageCursor:
    """Where the next page starts: the sort value (Unix ms) of the last row before it."""

    start_after_ms: int


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """One page of a search. `next` is None on the last page.

    Rows whose dates are equal can stand on two pages: the reader drops those it has by id, and
    stops at a page that brings nothing new.
    """

    conversations: tuple[Conversation, ...]
    total: int | None
    next: PageCursor | None
