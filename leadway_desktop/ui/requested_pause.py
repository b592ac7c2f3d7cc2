"""A pause that the API asks for, as the window tells of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from leadway_desktop.domain.call_limit import LimitedWait
from leadway_desktop.domain.errors import RateLimited
from leadway_desktop.ui.uploads.upload_list_model import UploadListModel
from leadway_desktop.ui.uploads.upload_totals import UploadTotals

_SHORT = 5.0
"""Seconds: of a pause that is shorter nothing is told, as it would come and go."""
_ANSWER_MS = 6000
"""How long its end is not believed while nothing shows it: the next call may be refused as well."""


class RequestedPause(QObject):
    """Begins with the first pause, and lasts until the API has taken calls again."""

    ended = Signal()

    def __init__(self, model: UploadListModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.is_on = False
        """As of the last `follow`, or `ended`."""
        self.is_tried_in_vain = False
        """Whether what it held was tried, and refused as before."""
        self._last: LimitedWait | None = None
        """The longest of the last waits."""
        self._tried: frozenset[LimitedWait] = frozenset()
        """The waits that stood as what they held was tried: another one is a refusal."""
        self._sending: frozenset[str] = frozenset()
        """The ids of uploads that were on their way before: they had been let in already."""
        self._done = self._messages = 0
        self._answer = QTimer(self)
        self._answer.setSingleShot(True)
        self._answer.setInterval(_ANSWER_MS)
        self._answer.timeout.connect(self._end)

    @property
    def seconds_left(self) -> float:
        """How long it still lasts; 0: what it held is being tried."""
        limit = self._model.totals.limit
        return 0.0 if limit is None else self._model.seconds_to(limit.until)

    @property
    def reason(self) -> RateLimited:
        """What is told of it."""
        is_daily = self._last is not None and self._last.is_daily
        return RateLimited(wait_seconds=None, is_daily=is_daily)

    def follow(self) -> None:
        """Take in what the uploads wait for now."""
        totals = self._model.totals
        if totals.limit is not None:
            self._follow_limit(totals)
        elif self._is_answered(totals):
            self._end()
        else:
            self.expect_answer()

    def _follow_limit(self, totals: UploadTotals) -> None:
        self._last = totals.limit
        self._sending = frozenset(totals.sending)
        self._done, self._messages = totals.done, totals.messages.on_their_way
        if self._answer.isActive() and not totals.limits <= self._tried:
            self.is_tried_in_vain = True
            self._answer.stop()
        self.is_on = self.is_on or self.seconds_left > _SHORT

    def expect_answer(self) -> None:
        """Take it that what it holds is being tried now."""
        if self.is_on and not self._answer.isActive():
            self._tried = frozenset(self._model.totals.limits)
            self._answer.start()

    def _is_answered(self, totals: UploadTotals) -> bool:
        """Whether an upload has been let in, or a message has gone, since the last wait."""
        is_let_in = not totals.sending <= self._sending or totals.done > self._done
        return is_let_in or totals.messages.on_their_way < self._messages

    def _end(self) -> None:
        self._answer.stop()
        if self.is_on and self._model.totals.limit is None:
            self.is_on = self.is_tried_in_vain = False
            self.ended.emit()
