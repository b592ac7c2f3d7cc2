"""How the window goes: for good, for another account, or away while its uploads end without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from leadway_desktop.ui.background import Background
from leadway_desktop.ui.leave_question import LeaveChoice, LeaveQuestion, Unfinished

if TYPE_CHECKING:
    from leadway_desktop.ui.main_window import MainWindow
    from leadway_desktop.ui.work_page import WorkPage


class Leaving(QObject):
    """Asks what becomes of what is unfinished, and sees to it."""

    sign_out_wanted = Signal()
    """Leave the account; what is unfinished is kept, or was cancelled."""
    closing = Signal()
    """The window has gone for good."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._has_gone = False
        self._retired = Unfinished()
        self._background = Background(self)
        self._background.window_wanted.connect(window.bring_to_front)
        self._background.quit_wanted.connect(self._go)
        self._background.done.connect(self._go)

    @property
    def is_away(self) -> bool:
        """Whether the uploads go on in the background."""
        return self._background.is_on

    def come_back(self) -> None:
        """Take that the window is shown again."""
        self._background.end()

    def retire(self, unfinished: Unfinished) -> None:
        """Take that a page's work has ended, and what it left goes on with the next one's."""
        self._take_questions_back()
        self._retired = replace(unfinished, goes_on=False, can_cancel=False)

    def forget_retired(self) -> None:
        """Take that another page is in its place."""
        if self._retired:
            self._take_questions_back()
        self._retired = Unfinished()

    def _take_questions_back(self) -> None:
        for question in self._questions():
            question.reject()  # its choices are no more

    def close(self) -> bool:
        """Go for good and return True, unless the agent has to be asked first."""
        if self._unfinished(closes=True) and not self._has_gone:
            self._ask(self._go, closes=True)
            return False
        self._go()
        return True

    def leave_account(self) -> None:
        """Leave the account, once the agent has said what becomes of what is unfinished."""
        if self._unfinished(closes=False):
            self._ask(self.sign_out_wanted.emit, closes=False)
        else:
            self.sign_out_wanted.emit()

    def _unfinished(self, *, closes: bool) -> Unfinished:
        page = self._window.work_page
        return self._as_told(page.unfinished if page else self._retired, closes=closes)

    def _as_told(self, unfinished: Unfinished, *, closes: bool) -> Unfinished:
        """Return it as far as it is lost; files that are only offered are so to the next page."""
        offered = unfinished.offered if closes else 0
        is_written = not self._window.has_lost_journal
        return replace(unfinished, offered=offered, is_written=is_written)

    def _ask(self, leave: Callable[[], None], *, closes: bool) -> None:
        from leadway_desktop.ui.tray import Tray  # few windows ever have one

        if self._questions():
            return
        unfinished = self._unfinished(closes=closes)
        has_tray = closes and Tray.is_available()
        question = LeaveQuestion(unfinished, self._window, closes=closes, has_tray=has_tray)
        question.chosen.connect(lambda choice: self._take_choice(choice, leave))
        page = self._window.work_page
        if page is not None:
            needed_before = page.model.totals.attention
            follow = partial(self._follow, page, question, leave, closes, needed_before)
            page.changed.connect(follow)
            question.finished.connect(lambda _: page.changed.disconnect(follow))
        question.open()

    def _follow(
        self,
        page: WorkPage,
        question: LeaveQuestion,
        leave: Callable[[], None],
        closes: bool,
        needed_before: int,
    ) -> None:
        """Bring the question up to date; where nothing is left to ask, it is answered.

        What has failed meanwhile is not unfinished, and nobody has seen it: the window stays.
        """
        unfinished = self._as_told(page.unfinished_as_shown, closes=closes)
        if unfinished and question.follow(unfinished):
            return
        question.reject()
        if self._as_told(page.unfinished, closes=closes):  # with what is not shown yet
            self._ask(leave, closes=closes)
        elif page.model.totals.attention <= needed_before:
            leave()

    def _questions(self) -> list[LeaveQuestion]:
        return [one for one in self._window.findChildren(LeaveQuestion) if one.isVisible()]

    def _take_choice(self, choice: LeaveChoice, leave: Callable[[], None]) -> None:
        page = self._window.work_page
        if page is not None and choice is LeaveChoice.BACKGROUND:
            self._background.begin(page)
            self._window.hide()
            return
        if page is not None and choice is LeaveChoice.CANCEL:
            page.cancel_all()
        leave()

    def _go(self) -> None:
        if not self._has_gone:
            self._has_gone = True
            self._background.end()
            self._window.hide()
            self.closing.emit()
