"""The window: the sign-in page or an account's work page, with notices above.

The empty frame is all that stands between a start and a window on the screen, so this module
imports what the frame takes; the rest is imported where it is used. That holds for `Qt` as well:
Python makes a thousand members of its enums when it is named for the first time, in 30 ms, and
`QtCore.Qt` names it no sooner than it is used.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QByteArray, QSize, Signal
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from leadway_desktop import NAME
from leadway_desktop.ui.window_place import first_place, stand_in_sight

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtGui import QCloseEvent, QKeyEvent

    from leadway_desktop.domain.errors import LeadwayError
    from leadway_desktop.domain.update import Release
    from leadway_desktop.ui.conversations.conversation_service import ConversationService
    from leadway_desktop.ui.dialogs import Dialogs
    from leadway_desktop.ui.history.history_service import HistoryService
    from leadway_desktop.ui.leave_question import Unfinished
    from leadway_desktop.ui.leaving import Leaving
    from leadway_desktop.ui.notices import Notices
    from leadway_desktop.ui.settings.settings_service import SettingsService
    from leadway_desktop.ui.sign_in.sign_in_service import SignInService
    from leadway_desktop.ui.theme import Theme
    from leadway_desktop.ui.uploads.upload_service import UploadService
    from leadway_desktop.ui.work_page import WorkPage

_USUAL_SIZE = QSize(1180, 760)
_LEAST_SIZE = QSize(480, 320)


class MainWindow(QMainWindow):
    """Shows one page at a time; who is signed in is decided by the composition root."""

    practice_wanted = Signal()
    sign_out_wanted = Signal()
    """Leave the account, practice or not; what is unfinished is kept, or was cancelled."""
    sign_in_again_wanted = Signal()
    """The token is no longer accepted and the agent has another: `dialogs.ask_for_token`."""
    support_wanted = Signal()
    """The agent wants a report for support: `dialogs.show_support`."""
    closing = Signal()
    """The window closes now; everything that runs should stop, and be kept."""

    def __init__(
        self, settings: SettingsService, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("main_window")
        self._settings = settings
        self._theme = theme
        self._work: WorkPage | None = None
        self._columns = QByteArray()
        self._kept: Mapping[str, bytes] = {}
        self._has_lost_journal = False
        self._pages = QStackedWidget()
        self._pages.setObjectName("pages")
        self._column = self._arrange()
        if sys.platform == "darwin":
            from leadway_desktop.ui.mac_menu import mac_menu

            self.setMenuBar(
                mac_menu(
                    self,
                    lambda: self.dialogs.show_about(),
                    lambda: self.dialogs.open_settings(),
                    self.close,
                )
            )

    @property
    def work_page(self) -> WorkPage | None:
        """The account's page, or None while nobody is signed in."""
        return self._work

    @cached_property
    def dialogs(self) -> Dialogs:
        """What opens over the window."""
        from leadway_desktop.ui.dialogs import Dialogs

        return Dialogs(self, self._settings, self._theme)

    @property
    def has_lost_journal(self) -> bool:
        """Whether the list of uploads did not reach the disk, or could not be read."""
        return self._has_lost_journal

    @property
    def layout_state(self) -> dict[str, bytes]:
        """Where the window stands and how wide its list is, to be kept between sessions."""
        columns = self._work.layout_state if self._work else self._columns
        return {
            "geometry": bytes(self.saveGeometry().data()),
            "columns": bytes(columns.data()),
            **self._notices.state,
        }

    def restore_layout(self, state: Mapping[str, bytes]) -> None:
        """Stand where the window stood; what cannot be used changes nothing."""
        if self.restoreGeometry(QByteArray(state.get("geometry", b""))):
            stand_in_sight(self)
        self._columns = QByteArray(state.get("columns", b""))
        self._kept = state
        if self._work is not None:
            self._work.restore_layout(self._columns)

    def equip(self) -> None:
        """Give the frame what it takes to be used, once it is on the screen."""
        from PySide6.QtGui import QShortcut

        from leadway_desktop.ui.icons import app_icon

        self.setWindowIcon(app_icon())
        QShortcut("Ctrl+Q", self).activated.connect(self.close)

    def show_sign_in(self, sign_in: SignInService, location_id: str) -> None:
        """Show the sign-in page; the work page, if there was one, is gone with its uploads."""
        is_locked = self._settings.loaded.is_locked("location_id")
        from leadway_desktop.ui.sign_in.sign_in_page import SignInPage

        page = SignInPage(self._theme, sign_in, location_id, is_location_locked=is_locked)
        page.practice_wanted.connect(self.practice_wanted)
        page.settings_wanted.connect(self.dialogs.open_settings)
        page.support_wanted.connect(self.support_wanted)
        self._notices.practice.hide()
        self.setWindowTitle(NAME)
        self._replace_page(page)
        page.setFocus(QtCore.Qt.FocusReason.OtherFocusReason)

    def show_work(
        self,
        feed: ConversationService,
        uploads: UploadService,
        history: HistoryService,
        account_label: str,
        is_practice: bool,
        now: Callable[[], datetime],
    ) -> None:
        """Show an account's conversations, and ask for them; `now` goes by the server's clock."""
        from leadway_desktop.ui.plain_text import one_line
        from leadway_desktop.ui.work_page import WorkPage

        page = WorkPage(
            self._theme,
            feed,
            uploads,
            history,
            account_label,
            is_practice,
            self._sending_setting,
            self._history_days_setting,
            now,
        )
        page.link_used.connect(self._notices.links.explain)
        page.settings_wanted.connect(self.dialogs.open_settings)
        page.support_wanted.connect(self.support_wanted)
        page.about_wanted.connect(self.dialogs.show_about)
        page.sign_out_wanted.connect(self._leaving.leave_account)
        page.sign_in_again_wanted.connect(self.sign_in_again_wanted)
        uploads.trouble.connect(self.show_journal_trouble)
        old = self._pages.currentWidget()
        has_lost_keyboard = old is not None and not old.isEnabled() and not self.focusWidget()
        self._replace_page(page)
        if has_lost_keyboard:
            page.conversations.setFocus()
        else:
            page.conversations.wait_for_keys()
        self._work = page
        page.restore_layout(self._columns)
        self.setWindowTitle(f"{one_line(account_label)} – {NAME}" if account_label else NAME)
        self._notices.tell_of_practice(is_practice)
        page.start()

    def retire_page(self, unfinished: Unfinished) -> None:
        """Let the work page stay on show, but take nothing, until another takes its place.

        `unfinished`: what would not arrive if the window were closed before that.
        """
        if self._work is not None:
            self._leaving.retire(unfinished)
            self.dialogs.close_beside(self._work)
            focused = self.focusWidget()
            if focused is not None and self._work.isAncestorOf(focused):
                focused.clearFocus()  # or it would go to a notice's button
            self._work.setEnabled(False)
            self._forget_page()

    def bring_to_front(self) -> None:
        """Show the window, wherever it was."""
        self._leaving.come_back()
        self.setWindowState(self.windowState() & ~QtCore.Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def show_notice(self, text: str) -> None:
        """Show something the agent should know, below what is already there, until dismissed."""
        self._notices.notice.add_text(text)

    def take_back_notice(self, text: str) -> None:
        """Show it no more; what else is told stays."""
        self._notices.notice.take_back(text)

    def show_update(self, release: Release) -> None:
        """Say that there is a newer version, unless the agent has put it off."""
        self._notices.update_.tell_of(release)

    def show_journal_trouble(self, error: LeadwayError) -> None:
        """Say once that uploads may not be kept: every step may report the same full disk."""
        if not self._has_lost_journal:
            from leadway_desktop.ui.error_texts import error_text

            self._has_lost_journal = True
            self.show_notice(error_text(error).text)

    def show_mishap(self) -> None:
        """Say that the program itself has failed somewhere, until dismissed."""
        self._notices.mishap.tell(are_uploads_kept=not self._has_lost_journal)

    def show_crash(self) -> None:
        """Say that the program broke off the last time, until dismissed."""
        self._notices.mishap.tell_of_crash()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Return press what has the keyboard."""
        from leadway_desktop.ui.return_key import press_focused_button

        if not press_focused_button(event, self):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, unless files are on their way and the agent has not said what becomes of them."""
        event.setAccepted(self._leaving.close())

    def _sending_setting(self) -> str:
        return self._settings.loaded.settings.sending

    def _history_days_setting(self) -> int:
        return self._settings.loaded.settings.history_days

    def _replace_page(self, page: QWidget) -> None:
        if self._leaving.is_away:
            self.bring_to_front()
        self._leaving.forget_retired()
        self._forget_page()
        old = self._pages.currentWidget()
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        if old is not None:
            self._pages.removeWidget(old)
            old.deleteLater()

    def _forget_page(self) -> None:
        if self._work is not None:
            self._columns = self._work.layout_state
            self._work = None

    @cached_property
    def _notices(self) -> Notices:
        from leadway_desktop.ui.notices import Notices

        notices = Notices(self._kept)
        notices.report_wanted.connect(self.support_wanted)
        notices.leave_wanted.connect(self._leaving.leave_account)
        self._column.insertWidget(0, notices)
        notices.show()  # the layout would do so only later
        return notices

    @cached_property
    def _leaving(self) -> Leaving:
        from leadway_desktop.ui.leaving import Leaving

        leaving = Leaving(self)
        leaving.sign_out_wanted.connect(self.sign_out_wanted)
        leaving.closing.connect(self.closing)
        return leaving

    def _arrange(self) -> QVBoxLayout:
        """Return the column that has room for the notices above the pages."""
        self.setWindowTitle(NAME)
        self.setMinimumSize(_LEAST_SIZE)
        self.setGeometry(first_place(_USUAL_SIZE, self.screen().availableGeometry()))
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._pages, 1)
        self.setCentralWidget(central)
        return column
