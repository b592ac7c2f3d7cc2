"""Channels: by which road a conversation's messages travel, and what each takes, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

MEGABYTE = 1024 * 1024
"""Bytes in what the platform calls a megabyte.

Whether it means 1,000,000 is not documented; the larger reading never refuses a file that the
server would take, and `maxFileSize` of initiate's reply has the last word.
"""


class Channel(Enum):
    """A channel; the value is what `channel` of initiate takes.

    WHATSAPP is the only value that Leadway documents; the others are inferred, and every value
    but WHATSAPP has the same limit.
    """

    WHATSAPP = "WHATSAPP"
    SMS = "SMS"
    RCS = "RCS"
    EMAIL = "EMAIL"
    FACEBOOK = "FB"
    INSTAGRAM = "IG"
    LIVE_CHAT = "LIVE_CHAT"
    TIKTOK = "TIKTOK"

    @property
    def rules(self) -> ChannelRules:
        """What the channel takes."""
        return _RULES[self]


class Address(Enum):
    """What of a contact a channel sends to, where a person could read it."""

    PHONE = "phone"
    EMAIL = "email"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ChannelRules:
    """What a channel takes; sizes in bytes."""

    name: str
    """The channel's own name, a brand or a standard's: not translated."""
    upload_limit: int
    message_type: str
    """The `type` of a message that is sent by it, as the platform documents."""
    most_attachments: int
    """Files in one message. Inferred, as nobody documents it: the messengers show one picture or
    document a message, and the platform's own composer takes five at once elsewhere."""
    address: Address


_RULES = {
    Channel.WHATSAPP: ChannelRules("WhatsApp", 100 * MEGABYTE, "WhatsApp", 1, Address.PHONE),
    Channel.SMS: ChannelRules("SMS", 5 * MEGABYTE, "SMS", 5, Address.PHONE),
    Channel.RCS: ChannelRules("RCS", 5 * MEGABYTE, "RCS", 5, Address.PHONE),
    Channel.EMAIL: ChannelRules("Email", 5 * MEGABYTE, "Email", 5, Address.EMAIL),
    Channel.FACEBOOK: ChannelRules("Facebook", 5 * MEGABYTE, "FB", 1, Address.NONE),
    Channel.INSTAGRAM: ChannelRules("Instagram", 5 * MEGABYTE, "IG", 1, Address.NONE),
    Channel.LIVE_CHAT: ChannelRules("Live chat", 5 * MEGABYTE, "Live_Chat", 5, Address.NONE),
    Channel.TIKTOK: ChannelRules("TikTok", 5 * MEGABYTE, "TIKTOK", 1, Address.NONE),
}

_BY_LAST_MESSAGE_TYPE = {
    "TYPE_WHATSAPP": Channel.WHATSAPP,
    "TYPE_SMS": Channel.SMS,
    "TYPE_CAMPAIGN_SMS": Channel.SMS,
    "TYPE_CAMPAIGN_MANUAL_SMS": Channel.SMS,
    "TYPE_CUSTOM_SMS": Channel.SMS,
    "TYPE_CUSTOM_PROVIDER_SMS": Channel.SMS,
    "TYPE_RCS": Channel.RCS,
    "TYPE_EMAIL": Channel.EMAIL,
    "TYPE_CAMPAIGN_EMAIL": Channel.EMAIL,
    "TYPE_CUSTOM_EMAIL": Channel.EMAIL,
    "TYPE_FACEBOOK": Channel.FACEBOOK,
    "TYPE_CAMPAIGN_FACEBOOK": Channel.FACEBOOK,
    "TYPE_INSTAGRAM": Channel.INSTAGRAM,
    "TYPE_LIVE_CHAT": Channel.LIVE_CHAT,
    "TYPE_WEBCHAT": Channel.LIVE_CHAT,
    "TYPE_TIKTOK": Channel.TIKTOK,
}


def last_message_type_of(channel: Channel) -> str:
    """Return the `lastMessageType` of a conversation whose last message went by this channel."""
    return next(name for name, each in _BY_LAST_MESSAGE_TYPE.items() if each is channel)


def channel_of(last_message_type: str | None) -> Channel | None:
    """Return the channel that `lastMessageType` tells, or None: then the agent is asked.

    Calls, reviews, activities, comments and types that nobody documented tell none.
    """
    return _BY_LAST_MESSAGE_TYPE.get(last_message_type or "")
