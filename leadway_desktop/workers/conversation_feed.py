"""The conversation list, fetched page by page in a QThread."""

from __future__ import annotations

import logging
from functools import partial

from PySide6.QtCore import QObject, Signal

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.conversation import (
    Conversation,
    ConversationPage,
    ConversationQuery,
    PageCursor,
)
from leadway_desktop.domain.errors import LeadwayError, UnexpectedFailure
from leadway_desktop.transfer.ports import ConversationSource
from leadway_desktop.workers.task_thread import TaskThread

logger = logging.getLogger(__name__)


class ConversationFeed(QObject):
    """Asks for conversations; a newer question ends the older one, whose reply is dropped."""

    page_arrived = Signal(object, bool)
    """tuple[Conversation, ...] without repeats; True: it replaces the list, False: append."""
    failed = Signal(object)
    """LeadwayError."""
    busy_changed = Signal(bool)
    total_changed = Signal(int)
    """How many the server says there are; -1 where it does not."""
    _answered = Signal(object, object)

    def __init__(self, source: ConversationSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._thread = TaskThread("conversations", self)
        self._query = ConversationQuery()
        self._next: PageCursor | None = None
        self._seen: set[str] = set()
        self._running: CancelToken | None = None
        self._answered.connect(self._take_answer)

    @property
    def has_more(self) -> bool:
        """Whether there is another page to load."""
        return self._next is not None

    def search(self, query: ConversationQuery) -> None:
        """Ask anew; the first page replaces the list."""
        self._query = query
        self._next = None  # it belongs to the older question
        self._ask(None)

    def refresh(self) -> None:
        """Ask the same question again."""
        self._ask(None)

    def load_more(self) -> None:
        """Ask for the next page; nothing when busy or at the end."""
        if self._running is None and self._next is not None:
            self._ask(self._next)

    def shut_down(self) -> None:
        """Stop asking and join the thread."""
        self._cancel_running()
        self._thread.finish()

    def _cancel_running(self) -> None:
        if self._running is not None:
            self._running.cancel()
            self._running = None

    def _ask(self, after: PageCursor | None) -> None:
        was_busy = self._running is not None
        self._cancel_running()
        self._running = token = CancelToken()
        if not was_busy:
            self.busy_changed.emit(True)
        self._thread.submit(partial(self._fetch, token, self._query, after))

    def _fetch(
        self, token: CancelToken, query: ConversationQuery, after: PageCursor | None
    ) -> None:
        """Run in the thread."""
        try:
            page = self._source.search(query, after, token)
        except Cancelled:
            return
        except LeadwayError as error:
            self._answered.emit(token, error)
        except Exception as error:
            logger.exception("The conversation list met something unforeseen")
            self._answered.emit(token, UnexpectedFailure(detail=type(error).__name__))
        else:
            self._answered.emit(token, (page, after is None))

    def _take_answer(
        self, token: CancelToken, answer: LeadwayError | tuple[ConversationPage, bool]
    ) -> None:
        """Run in the window's thread."""
        if token is not self._running:
            return
        self._running = None
        if isinstance(answer, LeadwayError):
            self.failed.emit(answer)
        else:
            self._take_page(*answer)
        if self._running is None:
            self.busy_changed.emit(False)

    def _take_page(self, page: ConversationPage, is_first: bool) -> None:
        if is_first:
            self._seen.clear()
        fresh = tuple(self._unseen(page.conversations))
        # Rows of equal date straddle pages; a page of nothing new would be asked for for ever.
        self._next = page.next if fresh else None
        self.total_changed.emit(-1 if page.total is None else page.total)
        self.page_arrived.emit(fresh, is_first)

    def _unseen(self, conversations: tuple[Conversation, ...]) -> list[Conversation]:
        fresh = []
        for conversation in conversations:
            if conversation.id not in self._seen:
                self._seen.add(conversation.id)
                fresh.append(conversation)
        return fresh
