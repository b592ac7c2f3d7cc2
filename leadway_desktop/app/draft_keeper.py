"""Keeps what is begun between sessions: in the errands thread, soon after each change."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from leadway_desktop.domain.draft import Begun, KeptFiles
from leadway_desktop.storage.drafts import LoadedDrafts, load_drafts, save_drafts
from leadway_desktop.storage.paths import Folders
from leadway_desktop.workers.task_thread import TaskThread

logger = logging.getLogger(__name__)

_SOON_MS = 200
_AGAIN_MS = 5_000
"""After the disk has refused: it may be full, or a virus scanner has the file, for a moment."""


class DraftKeeper(QObject):
    """Knows what is begun in every location, and writes that of the one at work."""

    told = Signal(str)
    """Something the agent should know."""
    kept = Signal()
    """What is begun is on the disk as it is now."""
    _loaded = Signal(object)
    _failed = Signal(str)
    _saved = Signal(object)

    def __init__(self, folders: Folders, errands: TaskThread, parent: QObject | None) -> None:
        super().__init__(parent)
        self._folders = folders
        self._errands = errands
        self._kept: tuple[Begun, ...] = ()
        self._on_disk: Sequence[Begun] = ()
        self._is_read = False
        self._is_written = True
        self._location_id = ""
        self._to_keep: Callable[[], list[Begun]] | None = None
        self._carried: list[Begun] = []
        self._has_told = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self.save)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self.save)
        self._loaded.connect(self._take_loaded)
        self._failed.connect(self._take_failure)
        self._saved.connect(self._take_saved)

    @property
    def is_keeping(self) -> bool:
        """Whether what is begun now will be there at the next start, as far as is known."""
        return self._to_keep is not None and self._is_read and self._is_written

    @property
    def waiting_files(self) -> list[Path] | None:
        """Files that wait for a channel, in every location; None: that could not be read."""
        if not (self._is_read or self._folders.is_practice):
            return None
        return [path for one in self._kept if isinstance(one, KeptFiles) for path in one.paths]

    def load(self) -> None:
        """Read them; practice begins with none."""
        if not self._folders.is_practice:
            self._errands.submit(self._load)

    def of(self, location_id: str) -> list[Begun]:
        """Return what was begun in a location, once it was read."""
        return [one for one in self._kept if one.location_id == location_id]

    def follow(
        self, location_id: str, to_keep: Callable[[], list[Begun]], carried: Sequence[Begun] = ()
    ) -> None:
        """From now on `save` writes what `to_keep` returns, as what is begun in this location.

        `carried` stays beside it as it is: another session may be able to take it up.
        """
        self._location_id, self._to_keep = location_id, to_keep
        self._carried = list(carried)

    def save_soon(self) -> None:
        """Write them in a moment: there may be more changes."""
        if not self._soon.isActive():
            self._soon.start()

    def save(self) -> None:
        """Write them, unless they are on the disk as they are, or may be there unread."""
        self._soon.stop()
        if self._to_keep is None or not self._is_read:
            return
        others = [one for one in self._kept if one.location_id != self._location_id]
        kept = (*others, *self._carried, *self._to_keep())
        if kept != self._kept or not self._is_written:
            self._kept = kept
            self._errands.submit(partial(self._save, kept))
        else:
            self._tell_if_kept()

    def end(self) -> None:
        """Write them for the last time: their page goes."""
        self.save()
        self._to_keep, self._carried = None, []

    # -- in the errands thread --------------------------------------------------------------------

    def _load(self) -> None:
        try:
            self._loaded.emit(load_drafts(self._folders))
        except OSError as error:
            logger.warning("The drafts were not read: %s", type(error).__name__)
            self._failed.emit(error.strerror or type(error).__name__)

    def _save(self, begun: Sequence[Begun]) -> None:
        try:
            save_drafts(self._folders, begun)
            self._saved.emit(begun)
        except OSError as error:
            logger.warning("The drafts were not written: %s", type(error).__name__)
            self._failed.emit(error.strerror or type(error).__name__)

    # -- in the window's thread -------------------------------------------------------------------

    def _take_loaded(self, loaded: LoadedDrafts) -> None:
        self._kept = self._on_disk = loaded.begun
        self._is_read = True
        if loaded.set_aside is not None:
            text = self.tr("The messages that were not sent yet could not be read: see {file}.")
            self.told.emit(text.format(file=loaded.set_aside))

    def _take_saved(self, begun: Sequence[Begun]) -> None:
        self._is_written, self._on_disk = True, begun
        self._tell_if_kept()

    def _tell_if_kept(self) -> None:
        if self._on_disk is self._kept and not self._soon.isActive():
            self.kept.emit()

    def _take_failure(self, reason: str) -> None:
        self._is_written = False
        self._again.start()
        if not self._has_told:
            self._has_told = True
            text = self.tr("Messages that are not sent yet cannot be kept: {reason}.")
            self.told.emit(text.format(reason=reason))
