"""The conversations that have arrived, as a Qt list model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QStringListModel,
    Qt,
    Signal,
)

from leadway_desktop.domain.conversation import Conversation, OurMessage
from leadway_desktop.ui.conversations import row_words
from leadway_desktop.ui.conversations.just_sent import JustSent

CONVERSATION_ROLE = Qt.ItemDataRole.UserRole + 1
"""The Conversation itself."""
PROGRESS_ROLE = CONVERSATION_ROLE + 1
"""How far its uploads are, 0 to 1, or None where none is on its way."""
DRAFT_ROLE = PROGRESS_ROLE + 1
"""The message that is being written to it, in one line, or None."""
_STEPS = 200
"""Smaller steps than these cannot be seen in a row."""

_Index = QModelIndex | QPersistentModelIndex


class ConversationListModel(QStringListModel):
    """Rows by position and by id; asks for more with `more_wanted`, at most once per page.

    The strings of the base class stay empty: it is there to count the rows in C++. QListView
    asks for the count once per row whenever it lays the rows out, and 100,000 calls into Python
    held the window for 0.35 s at every new page.
    """

    more_wanted = Signal()
    """The view came near the end, and there is more."""

    def __init__(
        self,
        parent: QObject | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(parent)
        self._sent = JustSent(now)
        self._rows: list[Conversation] = []
        self._row_of: dict[str, int] = {}
        self._may_ask = False
        self._steps: dict[str, int] = {}
        self._drafts: dict[str, str] = {}

    def replace(self, conversations: Sequence[Conversation]) -> None:
        """Show these instead; where ids and order are the same, only what changed is repainted."""
        if [row.id for row in self._rows] == [new.id for new in conversations]:
            self._update_in_place(conversations)
            return
        self._rows = []
        self._row_of = {}
        self._add(conversations)
        self.setStringList([""] * len(self._rows))

    def append(self, conversations: Sequence[Conversation]) -> None:
        """Show these below; those whose id is there already are brought up to date in place."""
        fresh = [new for new in conversations if new.id not in self._row_of]
        for known in conversations:
            row = self._row_of.get(known.id)
            if row is not None:
                self._set_row(row, self._sent.laid_over(known))
        if fresh:
            first = len(self._rows)
            self._add(fresh)
            self.insertRows(first, len(self._rows) - first)

    def show_progress(self, moved: Mapping[str, float | None]) -> None:
        """Show how far the uploads of conversations are, in the list or not; repaint those rows."""
        for conversation_id, fraction in moved.items():
            before = self._steps.pop(conversation_id, None)
            after = None if fraction is None else int(fraction * _STEPS)
            if after is not None:
                self._steps[conversation_id] = after
            index = self.index_of(conversation_id)
            if after != before and index.isValid():
                self.dataChanged.emit(index, index, [PROGRESS_ROLE])

    def show_draft(self, conversation_id: str, words: str | None) -> None:
        """Show what is being written to a conversation, in the list or not; None: nothing is."""
        before = self._drafts.pop(conversation_id, None)
        if words is not None:
            self._drafts[conversation_id] = words
        index = self.index_of(conversation_id)
        if words != before and index.isValid():
            roles = [DRAFT_ROLE, Qt.ItemDataRole.AccessibleTextRole]
            self.dataChanged.emit(index, index, roles)

    def show_sent(self, conversation_id: str, message: OurMessage) -> None:
        """Show a message of ours as a conversation's last one, until the server knows better."""
        row = self._row_of.get(conversation_id)
        if row is not None:
            self._set_row(row, self._sent.take(self._rows[row], message))

    def allow_more(self, allowed: bool) -> None:
        """Say whether `more_wanted` would be heard: there is a next page and nothing failed."""
        self._may_ask = allowed

    def index_of(self, conversation_id: str) -> QModelIndex:
        """Return where a conversation is, or an invalid index."""
        row = self._row_of.get(conversation_id)
        return QModelIndex() if row is None else self.index(row)

    def conversation_at(self, index: _Index) -> Conversation | None:
        """Return the conversation of a row, or None for an invalid index."""
        is_ours = index.isValid() and index.row() < len(self._rows)
        return self._rows[index.row()] if is_ours else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Return that a row can be chosen, and neither edited nor dragged."""
        flags = Qt.ItemFlag
        chosen = flags.ItemIsSelectable | flags.ItemIsEnabled | flags.ItemNeverHasChildren
        return chosen if index.isValid() else flags.NoItemFlags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the conversation, or words about it."""
        conversation = self.conversation_at(index)
        if conversation is None:
            return None
        if role == CONVERSATION_ROLE:
            return conversation
        if role == PROGRESS_ROLE:
            steps = self._steps.get(conversation.id)
            return None if steps is None else steps / _STEPS
        if role == DRAFT_ROLE:
            return self._drafts.get(conversation.id)
        if role == Qt.ItemDataRole.DisplayRole:
            return row_words.title(conversation)
        if role == Qt.ItemDataRole.ToolTipRole:
            return row_words.tool_tip(conversation)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            draft = self._drafts.get(conversation.id)
            return row_words.spoken(conversation, datetime.now(UTC), draft)
        return None

    def canFetchMore(self, parent: _Index) -> bool:
        """Tell the view whether scrolling on can bring more."""
        return self._may_ask and not parent.isValid()

    def fetchMore(self, parent: _Index) -> None:
        """Ask for the next page; not again until `allow_more` says so."""
        if self.canFetchMore(parent):
            self._may_ask = False
            self.more_wanted.emit()

    def _add(self, conversations: Sequence[Conversation]) -> None:
        for conversation in conversations:
            if conversation.id not in self._row_of:
                self._row_of[conversation.id] = len(self._rows)
                self._rows.append(self._sent.laid_over(conversation))

    def _update_in_place(self, conversations: Sequence[Conversation]) -> None:
        for row, conversation in enumerate(conversations):
            self._set_row(row, self._sent.laid_over(conversation))

    def _set_row(self, row: int, conversation: Conversation) -> None:
        if self._rows[row] != conversation:
            self._rows[row] = conversation
            self.dataChanged.emit(self.index(row), self.index(row))
