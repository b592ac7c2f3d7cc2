"""Which uploads a command tells are done, while it ends: a kill until then takes it back.

Whoever sees that a command was killed gives it again, though it had told all; and to close a
journal takes a few milliseconds. So that the uploads are told of is written in the journal first,
and made valid by the last thing that the command does: a letter of this file changes.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from leadway_desktop.storage.private_file import write_privately

logger = logging.getLogger(__name__)

FILE_NAME = "being-told.json"
_TRIES, _PAUSE = 5, 0.02
"""Seconds between two of them."""
_ENDED = b"-"
"""In the place of the first letter: then it is no list any more."""


class Telling:
    """Lasts from before it is noted that all was told until the command ends."""

    def __init__(self, folder: Path, upload_ids: Iterable[str]) -> None:
        """Note it in a data folder; raises OSError."""
        self._path = folder / FILE_NAME
        write_privately(self._path, json.dumps(list(upload_ids)))
        try:
            self._file = self._path.open("r+b", buffering=0)
        except OSError:
            _remove(self._path)  # or what is told from now on would be taken back
            raise

    def end(self) -> None:
        """Make it valid. Nothing waits for the disk: to remove the file might take a while."""
        try:
            with self._file:
                self._file.write(_ENDED)
        except OSError as error:
            logger.warning("A command's end could not be noted: %s", error.strerror)
            _remove(self._path)


def told_in_vain(folder: Path) -> frozenset[str]:
    """Return of which uploads a command was telling when it was killed; empty: of none."""
    try:
        content = _read(folder / FILE_NAME)
        return frozenset(json.loads(content)) if content[:1] != _ENDED else frozenset()
    except FileNotFoundError:
        return frozenset()
    except (OSError, ValueError, TypeError, RecursionError) as error:
        logger.warning("Of what a command was telling cannot be read: %s", type(error).__name__)
        return frozenset()


def forget_telling(folder: Path) -> None:
    """Note that what was told in vain was taken back; where that fails, it is taken back again."""
    file = folder / FILE_NAME
    try:
        with file.open("r+b", buffering=0) as telling:
            telling.write(_ENDED)
    except OSError as error:
        logger.warning("What a command told in vain stays noted: %s", error.strerror)
        _remove(file)


def _remove(file: Path) -> None:
    with suppress(OSError):
        file.unlink()


def _read(file: Path) -> bytes:
    """Return what is in it; on Windows a scanner may hold a new file for a moment."""
    for _ in range(_TRIES):
        with suppress(PermissionError):
            return file.read_bytes()
        time.sleep(_PAUSE)
    return file.read_bytes()
