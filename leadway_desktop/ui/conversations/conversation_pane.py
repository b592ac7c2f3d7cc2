"""The left half of the window: account, search, filters and the conversations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum, auto
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from leadway_desktop.domain.conversation import Conversation, ConversationQuery, OurMessage
from leadway_desktop.domain.errors import (
    ConnectionLost,
    LeadwayError,
    NetworkError,
    RateLimited,
    ServerFault,
    TurnedAway,
)
from leadway_desktop.ui.busy_line import BusyLine
from leadway_desktop.ui.conversations.account_header import AccountHeader
from leadway_desktop.ui.conversations.conversation_delegate import ChannelFor
from leadway_desktop.ui.conversations.conversation_list_model import ConversationListModel
from leadway_desktop.ui.conversations.conversation_list_view import ConversationListView
from leadway_desktop.ui.conversations.conversation_service import ConversationService
from leadway_desktop.ui.conversations.list_message import ListBanner, ListMessage
from leadway_desktop.ui.conversations.reachability import Reachability
from leadway_desktop.ui.conversations.search_bar import SEARCH_KEYS, SearchBar
from leadway_desktop.ui.conversations.selection_keeper import SelectionKeeper
from leadway_desktop.ui.error_texts import ErrorText, error_text
from leadway_desktop.ui.page_stack import PageStack
from leadway_desktop.ui.plain_text import isolated
from leadway_desktop.ui.theme import Theme, set_role
from leadway_desktop.ui.tokens import SPACE_4, SPACE_8, SPACE_12

LEAST_WIDTH, USUAL_WIDTH = 284, 328

_AGAIN_MS = (3_000, 10_000, 30_000)
"""How long a list that was not answered waits before it asks by itself; the last one repeats."""


class _Ask(Enum):
    """What was asked last, so that retry asks the same."""

    SEARCH = auto()
    REFRESH = auto()
    MORE = auto()


class ConversationPane(QFrame):
    """Finds and shows conversations; nothing is asked before `start`."""

    conversation_selected = Signal(object)
    """Conversation: the agent went to another one."""
    conversation_updated = Signal(object)
    """Conversation: the selected one, with newer facts."""
    conversation_opened = Signal(object)
    """Conversation: clicked, or Return: where list and conversation are two pages, turn it."""
    files_dropped = Signal(object, object)
    """Conversation, IncomingFiles."""
    only_movable = Signal()
    """Files hover over the rows that their source would delete."""
    files_pasted = Signal()
    """Paste was pressed in the search field, with something in the clipboard to attach."""
    history_wanted = Signal()
    settings_wanted = Signal()
    support_wanted = Signal()
    about_wanted = Signal()
    sign_out_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        feed: ConversationService,
        account_label: str,
        is_practice: bool,
        channel_for: ChannelFor = lambda conversation: conversation.channel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("conversation_pane")
        set_role(self, "pane")
        self._feed = feed
        self._asked = _Ask.SEARCH
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._try_again)
        self._tries = 0
        self._is_unasked = False
        """Whether the question under way is one that nobody has asked for just now."""
        self._held: list[Callable[[], None]] = []
        self.model = ConversationListModel(self)
        self.view = ConversationListView(theme, self.model, channel_for, self)
        self.reachability = Reachability(self)
        self._header = AccountHeader(theme, account_label, is_practice, self)
        self._search = SearchBar(theme, self)
        self._line = BusyLine(theme, self)
        self._nothing = ListMessage(theme, "nothing_found", self)
        self._trouble = ListMessage(theme, "list_error", self)
        self._pages = PageStack(self)
        self._banner = ListBanner(self)
        self._keeper = SelectionKeeper(self.view, self.model)
        self._lay_out()
        self._wire_feed()
        self._wire_parts()

    @property
    def current(self) -> Conversation | None:
        """The selected conversation, whether the list still shows it or not."""
        return self._keeper.current

    def start(self) -> None:
        """Ask for the first page."""
        self._ask_anew(self._search.query)

    def refresh(self) -> None:
        """Ask the same again; selection and place stay."""
        self._asked = _Ask.REFRESH if self.model.rowCount() else _Ask.SEARCH
        self._feed.refresh()

    def select(self, conversation_id: str) -> bool:
        """Go to a conversation that the list has; returns whether it does."""
        return self._keeper.select(conversation_id)

    def show_sent(self, conversation_id: str, message: OurMessage) -> None:
        """Let a row tell of a message that has just been sent; it stays in its place."""
        self._once_at_rest(lambda: self._show_sent(conversation_id, message))

    def wait_for_keys(self) -> None:
        """Have the keyboard, and open nothing: else Qt gives it to the first button there is."""
        self.view.setFocus(Qt.FocusReason.ActiveWindowFocusReason)

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self._search.focus_field()

    def repaint_rows(self) -> None:
        """Draw the rows anew, because `channel_for` answers otherwise."""
        self.view.viewport().update()

    # --- asking ---------------------------------------------------------------------------

    def _ask_anew(self, query: ConversationQuery) -> None:
        self._again.stop()
        self._is_unasked = False
        self._asked = _Ask.SEARCH
        self._feed.search(query)

    def _ask_more(self) -> None:
        self._asked = _Ask.MORE
        self._feed.load_more()

    def _try_again(self) -> None:
        """Ask once more by itself what failed; what is shown of that stays until the answer."""
        self._is_unasked = True
        self._ask_the_same()

    def ask_if_due(self) -> None:
        """Ask at once what would be asked again in a while: Leadway takes calls now."""
        if self._again.isActive():
            self._try_again()

    def _hear_reachability(self, is_reached: bool | None) -> None:
        if is_reached:
            self.ask_if_due()

    def _retry(self) -> None:
        self._is_unasked = False
        self._banner.hide()
        self._ask_the_same()

    def _ask_the_same(self) -> None:
        self._again.stop()
        if self._asked is _Ask.MORE:
            self._feed.load_more()
        else:
            self._feed.refresh()

    # --- hearing --------------------------------------------------------------------------

    def _take_page(self, conversations: tuple[Conversation, ...], replaces: bool) -> None:
        self._once_at_rest(lambda: self._show_page(conversations, replaces))

    def _once_at_rest(self, show: Callable[[], None]) -> None:
        if self.view.is_under_drag:
            # What the agent aims at must not move or change under the files.
            self._held.append(show)
        else:
            show()

    def _release_held(self) -> None:
        held, self._held = self._held, []
        for show in held:
            show()

    def _show_page(self, conversations: tuple[Conversation, ...], replaces: bool) -> None:
        self._again.stop()
        self._tries = 0
        self.reachability.hear_answer()
        self._banner.hide()
        self._pages.setCurrentWidget(self.view)
        self.model.allow_more(self._feed.has_more)
        if replaces:
            keeps_place = self._asked is _Ask.REFRESH
            self._keeper.around(lambda: self.model.replace(conversations), keeps_place=keeps_place)
            if not keeps_place:
                self.view.scrollToTop()
        else:
            self._keeper.around(lambda: self.model.append(conversations), keeps_place=False)
        if self.model.rowCount() == 0:
            self._say_nothing_found()

    def _show_sent(self, conversation_id: str, message: OurMessage) -> None:
        change = partial(self.model.show_sent, conversation_id, message)
        self._keeper.around(change, keeps_place=True)

    def _take_failure(self, error: LeadwayError) -> None:
        self.model.allow_more(False)
        self.reachability.hear_failure(error)
        if self._asked is _Ask.SEARCH:
            # Rows that answer another question would lie.
            self._keeper.around(lambda: self.model.replace(()), keeps_place=False)
        words = error_text(error)
        if isinstance(error, RateLimited | ConnectionLost):
            words = replace(words, next_step=self.tr("The list is asked for again by itself."))
        if self.model.rowCount():
            self._banner.say(words)
        else:
            self._show_trouble(
                words, icon="offline" if isinstance(error, NetworkError) else "warning"
            )
        if isinstance(error, NetworkError | ServerFault | TurnedAway | RateLimited):
            usual = _AGAIN_MS[min(self._tries, len(_AGAIN_MS) - 1)]
            self._again.start(max(usual, int((error.wait_seconds or 0) * 1000)))
            self._tries += 1

    def _show_trouble(self, words: ErrorText, *, icon: str) -> None:
        fine = "\n".join(line for line in (words.detail, words.trace_line) if line)
        retry = self.tr("Retry")
        self._trouble.say(words.what, words.next_step, button=retry, icon=icon, fine=fine)
        self._pages.setCurrentWidget(self._trouble)

    def _take_busy(self, busy: bool) -> None:
        self._line.set_busy(busy)
        self.view.show_waiting(busy)
        is_wanted = busy and not self._is_unasked
        if is_wanted and self._pages.currentWidget() is self._trouble:
            self._pages.setCurrentWidget(self.view)
        if not busy:
            self._is_unasked = False

    def _say_nothing_found(self) -> None:
        query = self._search.query
        if query == ConversationQuery():
            what = self.tr("There are no conversations yet.")
            self._nothing.say(what, self.tr("They appear here as customers write."), icon="inbox")
        else:
            what = self.tr("No conversation matches.")
            if query.text:
                what = self.tr("No conversation matches “{text}”.")
            what = what.replace("{text}", isolated(query.text))
            advice = self.tr("Leadway looks in names, phone numbers and email addresses.")
            clear = self.tr("Clear the search")
            self._nothing.say(what, advice, button=clear, icon="search")
        self._pages.setCurrentWidget(self._nothing)

    # --- parts ----------------------------------------------------------------------------

    def _opened(self, index: QModelIndex) -> None:
        conversation = self.model.conversation_at(index)
        if conversation is not None:
            self.conversation_opened.emit(conversation)

    def _go_to_list(self) -> None:
        self.view.setFocus(Qt.FocusReason.TabFocusReason)
        if not self.view.currentIndex().isValid() and self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(0))

    def _wire_feed(self) -> None:
        self._feed.page_arrived.connect(self._take_page)
        self._feed.failed.connect(self._take_failure)
        self._feed.busy_changed.connect(self._take_busy)
        self._feed.total_changed.connect(self._search.show_total)

    def _wire_parts(self) -> None:
        self.model.more_wanted.connect(self._ask_more)
        self._keeper.selected.connect(self.conversation_selected)
        self._keeper.updated.connect(self.conversation_updated)
        self.view.files_dropped.connect(self.files_dropped)
        self.view.only_movable.connect(self.only_movable)
        self.view.drag_ended.connect(self._release_held)
        self.view.typed.connect(self._search.type_on)
        self.view.clicked.connect(self._opened)
        self.view.activated.connect(self._opened)
        self._search.query_changed.connect(self._ask_anew)
        self._search.list_wanted.connect(self._go_to_list)
        self._search.files_pasted.connect(self.files_pasted)
        self.reachability.changed.connect(self._header.show_connection)
        self.reachability.refused.connect(self._header.show_refusal)
        self.reachability.changed.connect(self._hear_reachability)
        self._nothing.pressed.connect(self._search.clear)
        self._trouble.pressed.connect(self._retry)
        self._banner.retry_wanted.connect(self._retry)
        self._header.refresh_wanted.connect(self.refresh)
        self._header.history_wanted.connect(self.history_wanted)
        self._header.settings_wanted.connect(self.settings_wanted)
        self._header.support_wanted.connect(self.support_wanted)
        self._header.about_wanted.connect(self.about_wanted)
        self._header.sign_out_wanted.connect(self.sign_out_wanted)
        for keys in (QKeySequence(SEARCH_KEYS), QKeySequence(QKeySequence.StandardKey.Find)):
            QShortcut(keys, self).activated.connect(self.focus_search)

    def _lay_out(self) -> None:
        self.setMinimumWidth(LEAST_WIDTH)
        self.setFocusProxy(self.view)
        self.view.setObjectName("conversation_list")
        self.view.setAccessibleName(self.tr("Conversations"))
        for page in (self.view, self._nothing, self._trouble):
            self._pages.addWidget(page)
        self._header.setContentsMargins(0, SPACE_8, SPACE_12, SPACE_4)
        self._search.setContentsMargins(SPACE_12, 0, SPACE_12, SPACE_8 - 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self._search)
        column.addWidget(self._line)
        column.addWidget(self._pages, 1)
        column.addWidget(self._banner)
