"""`leadway-desktop conversations`: what the window's list shows, for a terminal or a script."""

from __future__ import annotations

from argparse import Namespace
from itertools import islice

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.account import open_account
from leadway_desktop.cli.conversation_search import find_conversations
from leadway_desktop.cli.interrupts import Interrupts
from leadway_desktop.cli.output import print_line, print_record, tell
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import (
    Conversation,
    ConversationQuery,
    ConversationStatus,
)
from leadway_desktop.surroundings import Surroundings
from leadway_desktop.transfer.find_target import LARGEST_PAGE
from leadway_desktop.ui import texts
from leadway_desktop.ui.plain_text import one_line

translate = QCoreApplication.translate


def list_conversations(options: Namespace, surroundings: Surroundings) -> int:
    """Print the conversations that were asked for; return the exit status."""
    query = ConversationQuery(
        text=options.query,
        status=ConversationStatus(options.status),
        page_size=min(options.limit, LARGEST_PAGE),
    )
    with open_account(surroundings) as account, Interrupts() as interrupts:
        found = islice(find_conversations(account.engine.crm, query, interrupts), options.limit)
        is_empty = True
        for conversation in found:
            _print(conversation, as_json=options.as_json)
            is_empty = False
    if is_empty:
        tell(translate("CommandLine", "No conversation was found."))
    return 0


def _print(conversation: Conversation, *, as_json: bool) -> None:
    if as_json:
        print_record(_fields(conversation))
    else:
        print_line(_line(conversation))


def _line(conversation: Conversation) -> str:
    """Return id, channel, time, unread and name; the names last, as they have any width."""
    width = max(len(texts.channel_name(each)) for each in (*Channel, None))
    channel = texts.channel_name(conversation.channel)
    when = texts.when(conversation.last_message_at)
    unread = str(conversation.unread_count or "")
    title = one_line(conversation.title) or translate("CommandLine", "(no name)")
    return f"{one_line(conversation.id):<22} {channel:<{width}} {when:>12} {unread:>3}  {title}"


def _fields(conversation: Conversation) -> dict[str, object]:
    at, channel = conversation.last_message_at, conversation.channel
    return {
        "id": conversation.id,
        "name": conversation.name,
        "phone": conversation.phone,
        "email": conversation.email,
        "contact_id": conversation.contact_id,
        "channel": channel.value if channel else None,
        "last_message": conversation.last_message,
        "last_message_type": conversation.last_message_type,
        "last_message_at": at.isoformat() if at else None,
        "unread": conversation.unread_count,
        "starred": conversation.is_starred,
    }
