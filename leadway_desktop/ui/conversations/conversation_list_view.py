"""The list itself: selection, keyboard, and files dropped on a row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QFrame, QListView, QWidget

from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.ui.conversations.conversation_delegate import (
    ChannelFor,
    ConversationDelegate,
    DropHover,
)
from leadway_desktop.ui.conversations.conversation_list_model import ConversationListModel
from leadway_desktop.ui.conversations.skeleton import paint_skeleton
from leadway_desktop.ui.edge_scroller import EdgeScroller
from leadway_desktop.ui.incoming_files import (
    IncomingFiles,
    files_of,
    files_of_drag,
    take_as_copy,
)
from leadway_desktop.ui.row_focus import comes_back, comes_by_keyboard
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.tokens import SPACE_8, SPACE_12

_Index = QModelIndex | QPersistentModelIndex
_ROWS_AHEAD = 15  # how near the end the next page is asked for

_AS_THE_ONLY_ONE = QItemSelectionModel.SelectionFlag.ClearAndSelect


class ConversationListView(QListView):
    """Rows that can be chosen and dropped on. A drop selects nothing: the agent stays put."""

    files_dropped = Signal(object, object)
    """Conversation, IncomingFiles."""
    only_movable = Signal()
    """A drag has come whose files its source would delete: they are not taken."""
    drag_ended = Signal()
    """The drag left or was dropped: the list may change again."""
    typed = Signal(str)
    """Text typed on the list: a search."""

    def __init__(
        self,
        theme: Theme,
        model: ConversationListModel,
        channel_for: ChannelFor,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._delegate = ConversationDelegate(theme, channel_for, self)
        self._dragged = IncomingFiles()
        self._drag_over = False
        self._hovered_at: tuple[QPoint, int] | None = None
        """Where on the screen the files were last, and how far the list was scrolled."""
        self._is_waiting = False
        self._scroller = EdgeScroller(self)
        self._scroller.scrolled.connect(self._hover_again)
        self._set_up()

    @property
    def is_under_drag(self) -> bool:
        """Whether files hover over the list: rows must not move by themselves now."""
        return self._drag_over

    def show_waiting(self, waiting: bool) -> None:
        """Draw rows to come while there is nothing to show yet."""
        self._is_waiting = waiting
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, or the rows to come."""
        super().paintEvent(event)
        if self._is_waiting and self._model.rowCount() == 0:
            paint_skeleton(self.viewport(), self._theme.tokens, self._delegate.row_height)

    def dataChanged(self, top: _Index, bottom: _Index, roles: Sequence[int] = ()) -> None:
        """Repaint those rows alone: all are of one height, and a QListView lays all out anew."""
        QAbstractItemView.dataChanged(self, top, bottom, list(roles))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let times end where they end without a scroll bar."""
        super().resizeEvent(event)
        bar = self.width() - self.viewport().width()
        self._delegate.end_inset = max(SPACE_8, SPACE_12 - bar)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring to those who came by keyboard, and make a row current for them."""
        shown = self._delegate.shows_focus
        self._delegate.shows_focus = comes_by_keyboard(event, before=shown)
        if comes_back(event):
            # Qt would make the first row current: it would open, be files dropped on another one.
            QAbstractScrollArea.focusInEvent(self, event)
            self.viewport().update()
        else:
            super().focusInEvent(event)
            # Qt makes a row current, which opens it, and leaves it looking like the others.
            self.selectionModel().select(self.currentIndex(), _AS_THE_ONLY_ONE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show the ring from now on; Return opens the row, text searches beyond what arrived."""
        self._delegate.shows_focus = True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        elif _is_text(event):
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Hide the ring from those who use the mouse."""
        self._delegate.shows_focus = False
        super().mousePressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Look at what is dragged, once per drag."""
        self._dragged = files_of_drag(event)
        self._drag_over = bool(self._dragged)
        if not self._dragged and files_of(event.mimeData()):
            self.only_movable.emit()
        # Entering is accepted anywhere, or no move would follow; the moves say yes or no.
        self._answer(event, bool(self._dragged))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Light the row under the files; the cursor says no where there is none."""
        position = event.position().toPoint()
        self._scroller.follow(position if self._dragged else None)
        self._answer(event, self._target(position) is not None)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Put the light out."""
        self._end_drag()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the files to the conversation that is lit, and to no other."""
        target = self._target(event.position().toPoint())
        files = self._dragged
        self._answer(event, target is not None)
        self._end_drag()
        if target is not None:
            self.files_dropped.emit(target, files)

    def _set_up(self) -> None:
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.verticalScrollBar().valueChanged.connect(self._ask_ahead)
        self._theme.changed.connect(self.viewport().update)

    def _ask_ahead(self, value: int) -> None:
        left = self.verticalScrollBar().maximum() - value
        if left < _ROWS_AHEAD * self._delegate.row_height:
            self._model.fetchMore(QModelIndex())

    def _target(self, position: QPoint) -> Conversation | None:
        """Return the conversation that files are over, and light its row.

        While they rest, it is the one that is lit: a notice that comes above the list pushes
        another row under them, and nobody who lets go then means that one.
        """
        where = (self.viewport().mapToGlobal(position), self.verticalScrollBar().value())
        if where == self._hovered_at and (lit := self._lit()) is not None:
            return lit
        self._hovered_at = where
        return self._hover(position)

    def _lit(self) -> Conversation | None:
        hover = self._delegate.drop_hover
        if hover is None:
            return None
        return self._model.conversation_at(self._model.index_of(hover.conversation_id))

    def _hover(self, position: QPoint) -> Conversation | None:
        """Light the row there, if files are over one; returns its conversation."""
        found = self._model.conversation_at(self.indexAt(position)) if self._dragged else None
        self._light(found)
        return found

    def _hover_again(self, position: QPoint) -> None:
        self._hover(position)

    def _light(self, conversation: Conversation | None) -> None:
        hover = DropHover(conversation.id, len(self._dragged.paths)) if conversation else None
        if hover != self._delegate.drop_hover:
            self._delegate.drop_hover = hover
            self.viewport().update()

    def _end_drag(self) -> None:
        self._dragged = IncomingFiles()
        self._drag_over = False
        self._hovered_at = None
        self._scroller.follow(None)
        self._light(None)
        # Nobody else says that the mouse is no longer over a row.
        QCoreApplication.sendEvent(self.viewport(), QEvent(QEvent.Type.Leave))
        self.drag_ended.emit()

    @staticmethod
    def _answer(event: QDropEvent, wanted: bool) -> None:
        if wanted:
            take_as_copy(event)
        else:
            event.ignore()


def _is_text(event: QKeyEvent) -> bool:
    keys = Qt.KeyboardModifier
    shortcuts = keys.ControlModifier | keys.MetaModifier | keys.AltModifier
    text = event.text()
    return bool(text.strip()) and text.isprintable() and not event.modifiers() & shortcuts
