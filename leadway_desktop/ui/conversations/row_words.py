"""What a row of the conversation list says, to the eye and to a screen reader."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from html import escape

from PySide6.QtCore import QCoreApplication, QObject

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.ui import texts
from leadway_desktop.ui.plain_text import DOT, isolated, one_line, without_tags

_PREVIEW_LENGTH = 200  # more than the widest list shows; a message can be a book, and so a name
_LETTER_LENGTH = 20 * _PREVIEW_LENGTH  # of HTML, most may be tags
_TELL_THEMSELVES = {"TYPE_CALL", "TYPE_VOICEMAIL", "TYPE_CAMPAIGN_VOICEMAIL"}
"""Their text, where there is one, says what they are."""
_WITHOUT_ISOLATES = {0x2068: None, 0x2069: None}  # marks for the eye; some readers speak them


def title(conversation: Conversation) -> str:
    """Return the contact's name, phone or e-mail, or that there is none."""
    name = one_line(conversation.title[:_PREVIEW_LENGTH])
    return name or QCoreApplication.translate("Row", "No name")


def preview(conversation: Conversation) -> str:
    """Return the last message in one line: `You: …` for ours, our words where it has no text."""
    words = _words_of(conversation)[:_PREVIEW_LENGTH]
    text = " ".join(one_line(words).split())
    kind = _kind(conversation)
    if kind and text and conversation.last_message_type in _TELL_THEMSELVES:
        return text
    if kind:
        return f"{kind} · {isolated(text)}" if text else kind
    if not text:
        text = _without_text(conversation)
    if conversation.last_message_is_ours:
        return QCoreApplication.translate("Row", "You: {text}").replace("{text}", isolated(text))
    return text


def unread(count: int) -> str:
    """Return the number on the pill; it stays short."""
    return "99+" if count > 99 else str(count)


def drop_offer(files: int, channel: Channel | None) -> str:
    """Return what letting go would do, for the row under a drag."""
    return _plurals().drop_offer(files, channel)


def short_drop_offer(files: int, channel: Channel | None) -> str:
    """Return the same where that has no room: how many, and by which channel where it is known."""
    names = [texts.channel_name(channel)] if channel is not None else []
    return DOT.join([_plurals().drop(files), *names])


def draft_mark() -> str:
    """Return what stands before a message that is being written."""
    return QCoreApplication.translate("Row", "Draft:")


def spoken(conversation: Conversation, now: datetime, draft: str | None = None) -> str:
    """Return the whole row as a screen reader says it."""
    parts = [
        title(conversation),
        f"{draft_mark()} {draft}" if draft is not None else "",
        texts.channel_name(conversation.channel),
        _plurals().unread(conversation.unread_count) if conversation.unread_count > 0 else "",
        QCoreApplication.translate("Row", "starred") if conversation.is_starred else "",
        preview(conversation),
        texts.when(conversation.last_message_at, now),
    ]
    return ", ".join(part for part in parts if part).translate(_WITHOUT_ISOLATES)


def tool_tip(conversation: Conversation) -> str:
    """Return what the row has no room for, as markup in which all words are escaped.

    Plain text would not do: Qt takes a tool tip that looks like markup for markup.
    """
    lines = [
        title(conversation),
        one_line(conversation.phone),
        one_line(conversation.email),
        texts.channel_name(conversation.channel),
        texts.full_date(conversation.last_message_at),
    ]
    escaped = (escape(line) for line in dict.fromkeys(line for line in lines if line))
    return f"<p style='white-space: pre'>{'<br>'.join(escaped)}</p>"


def _words_of(conversation: Conversation) -> str:
    """Return the beginning of the last message; of an e-mail, which may be HTML, its words."""
    if conversation.channel is not Channel.EMAIL:
        return conversation.last_message
    return " ".join(without_tags(conversation.last_message[:_LETTER_LENGTH]).split())


def _kind(conversation: Conversation) -> str:
    """Return our word for what is no message of a channel, or empty."""
    name = conversation.last_message_type
    if name == "TYPE_CALL":
        if conversation.last_message_is_ours:
            return QCoreApplication.translate("Row", "Outgoing call")
        return QCoreApplication.translate("Row", "Incoming call")
    if name in {"TYPE_VOICEMAIL", "TYPE_CAMPAIGN_VOICEMAIL"}:
        return QCoreApplication.translate("Row", "Voicemail")
    if name == "TYPE_REVIEW":
        return QCoreApplication.translate("Row", "Review")
    if name == "TYPE_INTERNAL_COMMENT":
        return QCoreApplication.translate("Row", "Internal comment")
    if name.startswith("TYPE_ACTIVITY"):
        return QCoreApplication.translate("Row", "Activity")
    return ""


def _without_text(conversation: Conversation) -> str:
    if conversation.last_message_at is None and not conversation.last_message_type:
        return QCoreApplication.translate("Row", "No messages yet")
    if conversation.channel is Channel.EMAIL:
        return QCoreApplication.translate("Row", "Email without text")
    return QCoreApplication.translate("Row", "Attachment")


class _Plurals(QObject):
    """Sentences with a plural: lupdate finds those only in `self.tr`."""

    def unread(self, count: int) -> str:
        return self.tr("%n unread", "", count)

    def drop(self, files: int) -> str:
        return self.tr("Drop %n file(s)", "", files)

    def drop_offer(self, files: int, channel: Channel | None) -> str:
        if channel is None:
            return self.tr("Drop %n file(s) · you choose the channel", "", files)
        offer = self.tr("Drop %n file(s) · {channel}, up to {limit}", "", files)
        return offer.format(channel=texts.channel_name(channel), limit=texts.channel_limit(channel))


@cache
def _plurals() -> _Plurals:
    return _Plurals()
