"""Conversations one after the other, fetched page by page as they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from leadway_desktop.cli.interrupts import Interrupts
from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.conversation import (
    Conversation,
    ConversationPage,
    ConversationQuery,
    PageCursor,
)
from leadway_desktop.transfer.find_target import all_conversations
from leadway_desktop.transfer.ports import ConversationSource


def find_conversations(
    source: ConversationSource, query: ConversationQuery, interrupts: Interrupts
) -> Iterator[Conversation]:
    """Yield them page by page, each once; Ctrl-C ends the page's call."""
    return all_conversations(_Interruptible(source, interrupts), query, CancelToken())


@dataclass(frozen=True, slots=True)
class _Interruptible:
    """Asks for each page in a thread, so that the main thread hears Ctrl-C."""

    source: ConversationSource
    interrupts: Interrupts

    def search(
        self, query: ConversationQuery, after: PageCursor | None, cancel: CancelToken
    ) -> ConversationPage:
        return self.interrupts.run(partial(self.source.search, query, after))
