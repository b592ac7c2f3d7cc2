"""Conversations one after the other, fetched page by page as they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from leadway_desktop.cli.interrupts import Interrupts
from leadway_desktop.domain.conversation import Conversation, ConversationQuery, PageCursor
from leadway_desktop.network.crm_client import CrmClient

LARGEST_PAGE = 100
"""Rows; a page of that size has been seen to work."""


def find_conversations(
    crm: CrmClient, query: ConversationQuery, interrupts: Interrupts
) -> Iterator[Conversation]:
    """Yield them page by page, each once: rows of equal dates straddle pages."""
    seen: set[str] = set()
    after: PageCursor | None = None
    while True:
        page = interrupts.run(partial(crm.search, query, after))
        fresh = [one for one in page.conversations if one.id not in seen]
        yield from fresh
        seen |= {one.id for one in fresh}
        after = page.next
        if after is None or not fresh:
            return
