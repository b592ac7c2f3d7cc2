"""Settings for the window: read at once from memory, written in a QThread."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from leadway_desktop.domain.errors import LeadwayError, UnexpectedFailure
from leadway_desktop.workers.task_thread import TaskThread

if TYPE_CHECKING:
    from leadway_desktop.domain.settings import LoadedSettings, Settings
    from leadway_desktop.transfer.ports import SettingsKeeper

logger = logging.getLogger(__name__)


class SettingsDesk(QObject):
    """Holds the settings in force and writes changes."""

    changed = Signal(object)
    """Settings, after they were written."""
    failed = Signal(object)
    """LeadwayError: they were not written."""
    _written = Signal(object)

    def __init__(
        self, loaded: LoadedSettings, keeper: SettingsKeeper, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._loaded = loaded
        self._keeper = keeper
        self._thread = TaskThread("settings", self)
        self._written.connect(self._take_written)

    @property
    def loaded(self) -> LoadedSettings:
        """What is in force, and where each value came from."""
        return self._loaded

    def save(self, settings: Settings) -> None:
        """Write them; `changed` or `failed` follows."""
        self._thread.submit(partial(self._save, settings))

    def end(self) -> None:
        """Take no more; `join` waits for what is still to be written, in any thread."""
        self._thread.end()

    def join(self) -> None:
        """Return when all is written."""
        self._thread.finish()

    def _save(self, settings: Settings) -> None:
        """Run in the thread."""
        try:
            self._written.emit(self._keeper.save(settings))
        except LeadwayError as error:
            self.failed.emit(error)
        except Exception as error:
            logger.exception("Saving the settings met something unforeseen")
            self.failed.emit(UnexpectedFailure(detail=type(error).__name__))

    def _take_written(self, loaded: LoadedSettings) -> None:
        """Run in the window's thread."""
        self._loaded = loaded
        self.changed.emit(loaded.settings)
