"""Where files go that come with no more than a conversation's id: from another program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Protocol

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation, ConversationQuery, PageCursor
from leadway_desktop.domain.errors import ChannelNotChosen
from leadway_desktop.domain.upload import UploadTarget
from leadway_desktop.transfer.ports import ConversationSource

LARGEST_PAGE = 100
"""Rows; a page of that size has been seen to work."""
LOOKED_THROUGH = 1000
"""Conversations, the newest: ten calls at most."""


class ConversationDirectory(ConversationSource, Protocol):
    """Conversations in pages, and one by its id."""

    def conversation(self, conversation_id: str, cancel: CancelToken) -> Conversation:
        """Return one; raises an error of domain.errors."""
        ...


def find_conversation(
    directory: ConversationDirectory,
    conversation_id: str,
    channel: Channel | None,
    cancel: CancelToken,
    *,
    is_written_to: bool = False,
) -> Conversation:
    """Return the conversation with what is needed: its channel, unless one is given.

    Whoever writes to it also wants to know to whom, and when the customer wrote last.
    """
    found = directory.conversation(conversation_id, cancel)
    lacks_channel = channel is None and found.channel is None
    lacks_facts = not found.title or found.last_whatsapp_inbound_at is None
    if lacks_channel or (is_written_to and lacks_facts):
        found = _as_listed(directory, found, cancel)
    return replace(found, id=conversation_id)


def find_contact(
    directory: ConversationDirectory, conversation_id: str, cancel: CancelToken
) -> Conversation:
    """Return the conversation with its contact's name, where anything tells it."""
    found = directory.conversation(conversation_id, cancel)
    return found if found.title else _as_listed(directory, found, cancel)


def target_in(location_id: str, found: Conversation, channel: Channel | None) -> UploadTarget:
    """Return the conversation as a target; raises ChannelNotChosen where nothing tells one."""
    chosen = channel or found.channel
    if chosen is None:
        raise ChannelNotChosen
    return UploadTarget(location_id, found.id, found.contact_id, found.title, chosen)


def all_conversations(
    directory: ConversationSource, query: ConversationQuery, cancel: CancelToken
) -> Iterator[Conversation]:
    """Yield them page by page, each once: rows of equal dates straddle pages."""
    seen: set[str] = set()
    after: PageCursor | None = None
    while True:
        page = directory.search(query, after, cancel)
        fresh = [one for one in page.conversations if one.id not in seen]
        yield from fresh
        seen |= {one.id for one in fresh}
        after = page.next
        if after is None or not fresh:
            return


def _as_listed(
    directory: ConversationDirectory, found: Conversation, cancel: CancelToken
) -> Conversation:
    """Return the conversation with its last message's type and its contact, where it is listed.

    GET /conversations/{id} is not documented to tell them; the search's rows are.
    """
    rows = all_conversations(directory, ConversationQuery(page_size=LARGEST_PAGE), cancel)
    return next((one for one in islice(rows, LOOKED_THROUGH) if one.id == found.id), found)
