"""Keeps what is selected, and what is in sight, by conversation id while the list changes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject, QPoint, Signal

from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.ui.conversations.conversation_list_model import ConversationListModel
from leadway_desktop.ui.conversations.conversation_list_view import ConversationListView


class SelectionKeeper(QObject):
    """One conversation is selected, in the list or not: a refresh does not take it away."""

    selected = Signal(object)
    """Conversation: the agent went to another one."""
    updated = Signal(object)
    """Conversation: the selected one, with newer facts."""

    def __init__(self, view: ConversationListView, model: ConversationListModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._current: Conversation | None = None
        self._is_changing = False
        view.selectionModel().currentChanged.connect(self._take_current)

    @property
    def current(self) -> Conversation | None:
        """The selected conversation as it was last seen."""
        return self._current

    def select(self, conversation_id: str) -> bool:
        """Go to a conversation that the list has; returns whether it does."""
        index = self._model.index_of(conversation_id)
        if index.isValid():
            self._view.setCurrentIndex(index)
        return index.isValid()

    def around(self, change: Callable[[], None], *, keeps_place: bool) -> None:
        """Let the model change; afterwards the same is selected, and in sight if so wished."""
        place = self._place() if keeps_place else None
        self._is_changing = True
        change()
        self._select_again()
        self._is_changing = False
        if place is not None:
            self._scroll_to(*place)

    def _take_current(self, index: QModelIndex) -> None:
        conversation = self._model.conversation_at(index)
        if self._is_changing or conversation is None:
            return
        is_other = self._current is None or conversation.id != self._current.id
        self._current = conversation
        (self.selected if is_other else self.updated).emit(conversation)

    def _select_again(self) -> None:
        if self._current is None:
            return
        index = self._model.index_of(self._current.id)
        found = self._model.conversation_at(index)
        if found is None:
            return
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self._view.selectionModel().setCurrentIndex(index, flags)
        if found != self._current:
            self._current = found
            self.updated.emit(found)

    def _place(self) -> tuple[str, int] | None:
        """Return the row at the top and how much of it is hidden; None at the list's top."""
        index = self._view.indexAt(QPoint(0, 0))
        top = self._model.conversation_at(index)
        if top is None or self._view.verticalScrollBar().value() == 0:
            return None
        return top.id, -self._view.visualRect(index).top()

    def _scroll_to(self, conversation_id: str, hidden: int) -> None:
        index = self._model.index_of(conversation_id)
        if index.isValid():
            self._view.scrollTo(index, ConversationListView.ScrollHint.PositionAtTop)
            bar = self._view.verticalScrollBar()
            bar.setValue(bar.value() + hidden)
