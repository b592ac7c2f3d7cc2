"""The history's window: the question above, what was found at the left, a receipt at the right."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.domain.history import HistoryQuery
from leadway_desktop.ui.buttons import icon_button
from leadway_desktop.ui.conversations.list_message import ListMessage
from leadway_desktop.ui.error_texts import error_text
from leadway_desktop.ui.history.history_bar import HistoryBar
from leadway_desktop.ui.history.history_foot import HistoryFoot
from leadway_desktop.ui.history.history_model import HistoryModel
from leadway_desktop.ui.history.history_questions import DeletionQuestion, ExportDialog
from leadway_desktop.ui.history.history_service import HistoryService
from leadway_desktop.ui.history.history_view import HistoryView
from leadway_desktop.ui.history.receipt_commands import ReceiptCommands
from leadway_desktop.ui.history.receipt_pane import ReceiptPane
from leadway_desktop.ui.history.receipt_table import table_for_agents
from leadway_desktop.ui.return_key import press_focused_button
from leadway_desktop.ui.theme import Theme, set_role
from leadway_desktop.ui.tokens import SPACE_8, SPACE_12
from leadway_desktop.ui.two_halves import TwoHalves
from leadway_desktop.ui.window_place import resize_to_fit

_WIDTH, _HEIGHT = 940, 640
_LIST_WIDTH = 464
_SETTLE_MS = 300
"""Uploads that are done within this time are one new search."""


class HistoryWindow(QDialog):
    """Stands beside the work and blocks nothing; made once, and shown again."""

    def __init__(
        self,
        service: HistoryService,
        commands: ReceiptCommands,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("history_window")
        self.setWindowTitle(self.tr("History"))
        self.setWindowFlag(Qt.WindowType.WindowMinMaxButtonsHint)
        resize_to_fit(self, _WIDTH, _HEIGHT)
        self._service = service
        self._commands = commands
        self._theme = theme
        self._has_asked = False
        self._model = HistoryModel(self)
        self._bar = HistoryBar(theme, service.location_id)
        self.view = HistoryView(self._model, commands, theme)
        self._pane = ReceiptPane(commands, theme)
        self._message = ListMessage(theme, "no_receipts")
        self._foot = HistoryFoot(theme)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._bar.ask)
        back = self.tr("Back to the list")
        self._back = icon_button("back_to_history_button", back, "back", theme)
        self._arrange()
        self._connect()

    def open_for(self, conversation: Conversation | None, history_days: int) -> None:
        """Show the history, and offer that of one conversation; `history_days`: how long it is."""
        self._foot.history_days = history_days
        self._bar.offer_conversation(conversation)
        self._turn_to(True)
        self.show()
        self.raise_()
        self.activateWindow()
        self._bar.focus_field()
        self._bar.ask()

    def hideEvent(self, event: QHideEvent) -> None:
        """Say no more of what was done: when it is opened again, that may be days ago."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._foot.say("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Return press what has the keyboard; Esc on a receipt's page leads back."""
        is_second_page = self._halves.is_narrow and not self._halves.shows_left
        if event.key() == Qt.Key.Key_Escape and is_second_page:
            self._turn_to(True)
        elif not press_focused_button(event, self):
            super().keyPressEvent(event)

    # -- what was found ---------------------------------------------------------------------------

    def _take_found(self, query: HistoryQuery, positions: list[int]) -> None:
        self._has_asked = True
        self.view.show_found(positions)
        self._foot.show_count(len(positions))
        self._list.setCurrentIndex(0 if positions else 1)
        self._pane.invite(bool(positions))
        if not positions:
            self._say_nothing_found(query)

    def _take_failure(self, error: LeadwayError) -> None:
        told = error_text(error)
        if self._has_asked and self._model.rowCount():
            self._foot.say(told.text)
            return
        self._message.say(
            told.what, told.next_step, button=self.tr("Try again"), icon="warning", fine=told.detail
        )
        self._list.setCurrentIndex(1)
        self._pane.invite(False)

    def _say_nothing_found(self, query: HistoryQuery) -> None:
        if self._bar.is_narrowed:
            self._message.say(
                self.tr("Nothing found"),
                self._advice(query),
                button=self.tr("Show everything"),
                icon="search",
            )
        else:
            self._message.say(
                self.tr("No receipts yet"),
                self.tr("What you upload is kept here, with its link and what was proved of it."),
                icon="inbox",
            )

    def _advice(self, query: HistoryQuery) -> str:
        """Return what of the question can be made wider; the button does so with all of it."""
        advice = []
        if query.text and query.since is not None:
            advice.append(self.tr("Try other words, or a longer time."))
        elif query.text:
            advice.append(self.tr("Try other words."))
        elif query.since is not None:
            advice.append(self.tr("Try a longer time."))
        if query.conversation_id is not None:
            advice.append(self.tr("Only one conversation was looked through."))
        return " ".join(advice)

    def _follow_changes(self) -> None:
        """Ask anew in a moment, if anybody looks."""
        if self.isVisible():
            self._settle.start()

    def _answer_message(self) -> None:
        if self._bar.is_narrowed:
            self._bar.clear()
        else:
            self._bar.ask()

    def _follow_selection(self) -> None:
        self._foot.allow_deletion(self.view.selectionModel().hasSelection())

    def _open_receipt(self) -> None:
        self._turn_to(False)
        self._pane.focus_link()

    # -- copy, delete, export ---------------------------------------------------------------------

    def _copy_links(self, positions: list[int]) -> None:
        self._service.read_links(positions)

    def _ask_to_delete(self, positions: list[int]) -> None:
        if positions:
            delete = partial(self._delete, positions)
            DeletionQuestion(len(positions), delete, self).open()

    def _delete(self, positions: list[int]) -> None:
        self.view.expect_removal(positions)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._service.forget(positions)

    def _delete_selected(self) -> None:
        self._ask_to_delete(self.view.selected_positions())

    def _tell_forgotten(self, count: int, kept: int) -> None:
        self.view.note_removal()
        words = [self.tr("%n receipt(s) deleted", "", count)] if count else []
        if kept:
            words.append(self.tr("%n kept: the message is not settled yet", "", kept))
        self._foot.say(" · ".join(words))

    def _ask_where(self) -> None:
        query = self._bar.query
        self._foot.say("")
        ExportDialog(
            lambda path: self._service.export(query, path, table_for_agents()), self
        ).open()

    def _tell_exported(self, path: Path, count: int) -> None:
        words = self.tr("%Ln upload(s) written to {file}", "", count)
        self._foot.say(words.format(file=path.name))

    # -- parts ------------------------------------------------------------------------------------

    def _turn_to(self, shows_list: bool) -> None:
        self._halves.turn_to(left=shows_list)
        if shows_list and self._halves.is_narrow:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        self._bar.query_changed.connect(self._service.find)
        self._bar.list_wanted.connect(self.view.setFocus)
        self._model.wanted.connect(self._service.read)
        self._service.found.connect(self._take_found)
        self._service.arrived.connect(self._model.take)
        self._service.changed.connect(self._follow_changes)
        self._service.failed.connect(self._take_failure)
        self._service.links_read.connect(self._commands.copy_links)
        self._service.forgotten.connect(self._tell_forgotten)
        self._service.exported.connect(self._tell_exported)
        self._commands.said.connect(self._foot.say)
        self._message.pressed.connect(self._answer_message)
        self.view.receipt_shown.connect(self._pane.show_receipt)
        self.view.selectionModel().selectionChanged.connect(self._follow_selection)
        self._model.modelReset.connect(self._follow_selection)
        self.view.receipt_opened.connect(self._open_receipt)
        self.view.links_wanted.connect(self._copy_links)
        self.view.deletion_wanted.connect(self._ask_to_delete)
        self._foot.deletion_wanted.connect(self._delete_selected)
        self._foot.export_wanted.connect(self._ask_where)
        self._foot.close_wanted.connect(self.close)
        self._back.clicked.connect(lambda: self._turn_to(True))
        for keys in (QKeySequence("Ctrl+F"), QKeySequence("Ctrl+K")):
            QShortcut(keys, self).activated.connect(self._bar.focus_field)

    def _arrange(self) -> None:
        widths = (_LIST_WIDTH, _WIDTH - _LIST_WIDTH)
        left, right = self._make_left(), self._make_right()
        self._halves = TwoHalves("history_halves", left, right, widths)
        self._halves.narrowed.connect(self._head.setVisible)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._halves, 1)
        column.addWidget(self._foot)

    def _make_left(self) -> QFrame:
        left = QFrame()
        set_role(left, "pane")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, SPACE_12, 0, 0)
        column.setSpacing(SPACE_12)
        padded = QHBoxLayout()
        padded.setContentsMargins(SPACE_12, 0, SPACE_12, 0)
        padded.addWidget(self._bar)
        column.addLayout(padded)
        shown = QWidget()
        self._list = QStackedLayout(shown)
        self._list.addWidget(self.view)
        self._list.addWidget(self._message)
        column.addWidget(shown, 1)
        return left

    def _make_right(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.addSpacing(SPACE_12)
        head.addWidget(self._back)
        head.addStretch(1)
        self._head = QWidget()
        self._head.setLayout(head)
        self._head.hide()
        head.setContentsMargins(0, SPACE_8, 0, 0)
        column.addWidget(self._head)
        column.addWidget(self._pane, 1)
        return right
