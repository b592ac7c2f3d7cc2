"""News of a newer version, for the window: looked for in a QThread, now and then."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.update import Release
from leadway_desktop.workers.task_thread import TaskThread

logger = logging.getLogger(__name__)

Look = Callable[[Settings, CancelToken], Release | None]
"""Returns a newer version if one is known; raises Cancelled. It decides itself whether to ask."""

FIRST_AFTER = 4_000
"""Milliseconds: the window comes first."""
AGAIN_AFTER = 60 * 60 * 1000
"""Milliseconds: a window may stay open for weeks."""


class UpdateDesk(QObject):
    """Has somebody look, again and again; the window's thread never waits for it."""

    found = Signal(object)
    """Release: a newer version than this one."""
    _looked = Signal(object)

    def __init__(
        self, look: Look, settings: Callable[[], Settings], parent: QObject | None = None
    ) -> None:
        """Take who looks, and what gives the settings in force, in the window's thread."""
        super().__init__(parent)
        self._look = look
        self._settings = settings
        self._thread = TaskThread("updates", self)
        self._cancel = CancelToken()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._looked.connect(self._take)

    def start(self) -> None:
        """Look soon, and from then on now and then."""
        self._timer.start(FIRST_AFTER)

    def look(self) -> None:
        """Look now; `found` follows if there is a newer version."""
        self._timer.start(AGAIN_AFTER)
        self._thread.submit(partial(self._look_for, self._settings()))

    def end(self) -> None:
        """Stop; `join` waits for the thread, and any thread may call it."""
        self._timer.stop()
        self._cancel.cancel()
        self._thread.end()

    def join(self) -> None:
        """Return when nothing is looked for any more."""
        self._thread.finish()

    def _look_for(self, settings: Settings) -> None:
        """Run in the thread."""
        try:
            self._cancel.raise_if_cancelled()
            release = self._look(settings, self._cancel)
        except Cancelled:
            logger.debug("Nobody waits for news of versions any more")
        else:
            self._looked.emit(release)

    def _take(self, release: Release | None) -> None:
        """Run in the window's thread."""
        if release is not None and not self._cancel.is_cancelled:
            self.found.emit(release)
