"""The conversation list, fetched page by page in a QThread; and single ones, in another."""

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
from leadway_desktop.transfer.find_target import ConversationDirectory, find_conversation
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
    looked_up = Signal(object)
    """Conversation: one that was asked for by its id."""
    look_up_failed = Signal(str, object)
    """Its id, and LeadwayError."""
    _answered = Signal(object, object)
    _answered_for = Signal(str)

    def __init__(self, source: ConversationDirectory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._thread = TaskThread("conversations", self)
        # Apart: one that is far down the list takes some calls to find.
        self._facts = TaskThread("facts of a conversation", self)
        self._is_over = CancelToken()
        self._asked_for: set[str] = set()
        self._answered_for.connect(self._forget_question)
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

    def look_up(self, conversation_id: str) -> None:
        """Ask for one with all that a message needs; `looked_up` or `look_up_failed` follows."""
        if conversation_id not in self._asked_for:
            self._asked_for.add(conversation_id)
            self._facts.submit(partial(self._look_up, conversation_id))

    def end(self) -> None:
        """Stop asking; `join` waits for the threads, and any thread may call it."""
        self._cancel_running()
        self._is_over.cancel()
        self._thread.end()
        self._facts.end()

    def join(self) -> None:
        """Return when nothing is asked any more."""
        self._thread.finish()
        self._facts.finish()

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

    def _look_up(self, conversation_id: str) -> None:
        """Run in the thread of its own."""
        try:
            found = find_conversation(
                self._source, conversation_id, None, self._is_over, is_written_to=True
            )
        except Cancelled:
            return
        except LeadwayError as error:
            logger.info("A conversation could not be looked up: %s", type(error).__name__)
            self.look_up_failed.emit(conversation_id, error)
        except Exception as error:
            logger.exception("Looking a conversation up met something unforeseen")
            unforeseen = UnexpectedFailure(detail=type(error).__name__)
            self.look_up_failed.emit(conversation_id, unforeseen)
        else:
            self.looked_up.emit(found)
        self._answered_for.emit(conversation_id)

    def _forget_question(self, conversation_id: str) -> None:
        """Run in the window's thread: it may be asked again."""
        self._asked_for.discard(conversation_id)

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
