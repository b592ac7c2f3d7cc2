"""Signing in: prove the token with one call, then keep it in the keyring."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.errors import (
    KeyringLocked,
    KeyringUnavailable,
    LeadwayError,
    UnexpectedFailure,
)
from leadway_desktop.domain.secret import Secret
from leadway_desktop.transfer.ports import TakeBack, TokenKeeper
from leadway_desktop.workers.task_thread import TaskThread

logger = logging.getLogger(__name__)

CredentialsCheck = Callable[[Secret, str, CancelToken], None]
"""Makes one call with a token and a location id; raises what is wrong with them."""


class SignIn(QObject):
    """One sign-in page's worth of attempts; the network and the keyring can block."""

    accepted = Signal()
    """The token works; `token` and `location_id` hold what was accepted."""
    refused = Signal(object)
    """LeadwayError: why not."""
    not_kept = Signal(object)
    """KeyringUnavailable or KeyringLocked: the token works, but cannot be kept."""
    busy_changed = Signal(bool)
    _answered = Signal(object, object)

    def __init__(
        self,
        check: CredentialsCheck,
        keeper: TokenKeeper,
        thread: TaskThread,
        parent: QObject | None = None,
    ) -> None:
        """Work in the `thread` of all that keeps or removes a token: what comes last counts."""
        super().__init__(parent)
        self._check = check
        self._keeper = keeper
        self._thread = thread
        self._running: CancelToken | None = None
        self._take_back: TakeBack | None = None  # used in the thread alone
        self.token = Secret("")
        self.location_id = ""
        self.is_kept = False
        """Whether `token` is in the keyring, and not in memory alone."""
        self._answered.connect(self._take_answer)

    def try_credentials(self, token: Secret, location_id: str) -> None:
        """Try them; one of `accepted`, `refused` and `not_kept` follows, unless cancelled."""
        self.cancel()
        self.token, self.location_id, self.is_kept = token, location_id, False
        self._running = CancelToken()
        self.busy_changed.emit(True)
        self._thread.submit(partial(self._run, self._running, token, location_id))

    def keep_for_session(self) -> None:
        """Go on after `not_kept`, with the token in memory alone."""
        self.accepted.emit()

    def cancel(self) -> None:
        """Stop the attempt; nothing is kept of it, even if the keyring is at it just now."""
        if self._running is not None:
            self._running.cancel()
            self._running = None
            self._thread.submit(self._undo)  # comes after the attempt
            self.busy_changed.emit(False)

    def _run(self, cancel: CancelToken, token: Secret, location_id: str) -> None:
        """Run in the thread."""
        self._take_back = None
        try:
            self._check(token, location_id, cancel)
            cancel.raise_if_cancelled()
            self._take_back = self._keeper.store(token, location_id)
        except Cancelled:
            return
        except LeadwayError as error:
            self._answered.emit(cancel, error)
        except Exception as error:
            logger.exception("Signing in met something unforeseen")
            self._answered.emit(cancel, UnexpectedFailure(detail=type(error).__name__))
        else:
            self._answered.emit(cancel, None)

    def _undo(self) -> None:
        """Run in the thread, after an attempt that was cancelled."""
        take_back, self._take_back = self._take_back, None
        if take_back is None:
            return
        try:
            take_back()
        except LeadwayError as error:
            logger.warning("The token of a cancelled sign-in stays in the keyring: %s", error)

    def _take_answer(self, cancel: CancelToken, error: LeadwayError | None) -> None:
        """Run in the window's thread."""
        if cancel is not self._running:
            return
        self._running = None
        self.busy_changed.emit(False)
        if error is None:
            self.is_kept = True
            self.accepted.emit()
        elif isinstance(error, KeyringUnavailable | KeyringLocked):
            self.not_kept.emit(error)
        else:
            self.refused.emit(error)
