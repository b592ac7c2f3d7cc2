"""A message that is being written, and what sending it now would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from leadway_desktop.domain.channel import Address, Channel
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.domain.reply_window import ReplyWindow, ReplyWindowState, reply_window
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage


@dataclass(frozen=True, slots=True)
class Words:
    """What the agent has written, and what has come to it of messages that are not sent."""

    text: str = ""
    brought: Mapping[str, str] = field(default_factory=dict)
    """By uploads' ids, those of their `unsaid` words that have come, whatever the agent has made of
    them since."""

    def with_those_of(self, uploads: Iterable[Upload]) -> Words:
        """Return them with those of uploads that have no message, below, each once."""
        text, brought = self.text, dict(self.brought)
        for upload in uploads:
            words = upload.unsaid
            is_here = brought.get(upload.id) == words
            if not words.strip() or upload.delivery is not None or is_here:
                continue
            brought[upload.id] = words
            if not _says(text, words.strip()):
                text = "\n".join(filter(None, (text.strip(), words.strip())))
        return Words(text, brought)


NO_WORDS = Words()


@dataclass(frozen=True, slots=True)
class Draft:
    """Files of one conversation with the words for them; a change makes a new one."""

    conversation: Conversation
    uploads: tuple[str, ...] = ()
    """Ids, in the order in which they go."""
    words: Words = NO_WORDS
    coming: int = 0
    """Files that were dropped and have no id yet."""
    coming_by: Channel | None = None
    """The channel of the latest of those."""
    goes_next: bool = False
    """Whether the agent has said "send" and only those are missing."""
    dares: bool = False
    """Whether the agent wants it sent though WhatsApp will refuse it."""
    silence: LeadwayError | None = None
    """Why Leadway has not told of the conversation yet, if it was asked in vain."""
    serial: int = 0
    """Tells it from earlier and later drafts of the conversation: files that are still coming
    belong to one of them."""

    @property
    def text(self) -> str:
        """What is written."""
        return self.words.text

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to keep."""
        return not (self.uploads or self.coming or self.text.strip())


@dataclass(frozen=True, slots=True)
class Share:
    """The files of a draft that go by one channel."""

    channel: Channel
    uploads: tuple[Upload, ...]

    @property
    def messages(self) -> int:
        """How many messages the channel makes of them."""
        return -(-len(self.uploads) // self.channel.rules.most_attachments)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What sending a draft would do as things stand."""

    shares: tuple[Share, ...]
    """One, unless the agent changed the channel between two drops."""
    failed: int
    """Files that did not arrive and stay out."""
    cancelled: int
    """Files that the agent has cancelled: they stay out, too."""
    on_their_way: int
    """Files that are still to arrive."""
    channels: tuple[Channel, ...]
    """Of all files, those too that have no id yet."""
    window: ReplyWindow | None
    """WhatsApp's, where a file goes by it."""
    at: datetime
    """When it was judged, by the server's clock if that is known."""
    lacks_address: bool
    """Whether Leadway told no number or address for a channel that needs one."""
    is_known: bool
    """Whether Leadway has told of the conversation at all in this session."""
    silence: LeadwayError | None
    """Why it has not, if it was asked in vain."""

    @property
    def files(self) -> int:
        """How many files would be sent."""
        return sum(len(share.uploads) for share in self.shares)

    @property
    def messages(self) -> int:
        """How many messages that would be."""
        return sum(share.messages for share in self.shares)

    @property
    def is_refused(self) -> bool:
        """Whether WhatsApp's window is closed: the message will not be accepted."""
        return self.window is not None and self.window.state is ReplyWindowState.CLOSED


def outlook_of(draft: Draft, uploads: Iterable[Upload], now: datetime) -> Outlook:
    """Return what would become of a draft whose uploads are these."""
    conversation, all_of = draft.conversation, list(uploads)
    going = [upload for upload in all_of if not upload.stage.has_stopped]
    cancelled = sum(upload.stage is UploadStage.CANCELLED for upload in all_of)
    shares = _shares(going)
    channels = _channels(draft, shares)
    is_known = not conversation.is_remembered
    by_whatsapp = Channel.WHATSAPP in channels and is_known
    return Outlook(
        shares=shares,
        failed=len(all_of) - len(going) - cancelled,
        cancelled=cancelled,
        on_their_way=sum(not upload.stage.is_over for upload in going) + draft.coming,
        channels=channels,
        window=reply_window(conversation, Channel.WHATSAPP, now) if by_whatsapp else None,
        at=now,
        lacks_address=is_known and any(lacks_address(conversation, one) for one in channels),
        is_known=is_known,
        silence=None if is_known else draft.silence,
    )


def messages_of(draft: Draft, uploads: Iterable[Upload]) -> int:
    """Return how many messages a draft with these uploads makes, once all of its files are here."""
    by_channel = Counter(one.target.channel for one in uploads if not one.stage.has_stopped)
    if draft.coming_by is not None:
        by_channel[draft.coming_by] += draft.coming
    return sum(-(-files // each.rules.most_attachments) for each, files in by_channel.items())


def lacks_address(conversation: Conversation, channel: Channel) -> bool:
    """Whether the channel sends to a number or address, and Leadway told none."""
    return channel.rules.address is not Address.NONE and not conversation.address_on(channel)


def must_ask(conversation: Conversation, channel: Channel, now: datetime) -> bool:
    """Whether no message should be planned unasked: it would be refused, or go who knows where."""
    is_closed = reply_window(conversation, channel, now).state is ReplyWindowState.CLOSED
    return is_closed or lacks_address(conversation, channel)


def _channels(draft: Draft, shares: Iterable[Share]) -> tuple[Channel, ...]:
    coming = [draft.coming_by] if draft.coming and draft.coming_by is not None else []
    return tuple(dict.fromkeys([*(share.channel for share in shares), *coming]))


def _shares(uploads: Iterable[Upload]) -> tuple[Share, ...]:
    by_channel: dict[Channel, list[Upload]] = {}
    for upload in uploads:
        by_channel.setdefault(upload.target.channel, []).append(upload)
    return tuple(Share(channel, tuple(files)) for channel, files in by_channel.items())


def _says(text: str, words: str) -> bool:
    """Whether words stand in a text as lines of their own."""
    return f"\n{words}\n" in f"\n{text.strip()}\n"
