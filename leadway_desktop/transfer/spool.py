"""Our own copies of files that might be gone before their turn, and files of our making."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable
from io import FileIO
from pathlib import Path

from leadway_desktop.domain.errors import FileError
from leadway_desktop.domain.regular_file import open_regular
from leadway_desktop.domain.upload import LocalFile, Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.vanishing_places import OUR_COPY, VanishingPlaces

_CHUNK = 4 * 1024 * 1024
_LEFT_FREE = 256 * 1024 * 1024
"""Bytes that a copy leaves free on the disk: the journal and other programs need some."""
_OWNER_ONLY = 0o600


class NotCopied(Exception):
    """There is no copy: the file changed or is gone, the disk is full, or time is up."""


class Spool:
    """A folder with one folder for each file, so that two of one name do not meet.

    What is here may be the only copy, so it goes only when its upload is done or off the list.
    """

    def __init__(self, folder: Path, places: VanishingPlaces | None = None) -> None:
        """Take the folder, and the places from which files are copied; none if not given."""
        self.folder = folder
        self._places = places or VanishingPlaces()
        self._made: set[Path] = set()
        self._deadline: float | None = None

    def wants(self, upload: Upload) -> bool:
        """Whether the file of an upload should be copied before its turn. Asks no disk."""
        is_to_be_read = not upload.stage.is_over and upload.stored is None
        return is_to_be_read and self.wants_file(upload.file.path)

    def wants_file(self, path: Path) -> bool:
        """Whether a file should be copied while it waits. Asks no disk."""
        return self._places.hold(path) and not self.holds(path)

    def holds(self, path: Path) -> bool:
        """Whether a file is here."""
        return path.parent.parent == self.folder

    def new_path(self, file_name: str) -> Path:
        """Return where a file of this name may be made; raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(OUR_COPY, "", self.folder))
        self._made.add(folder)
        return folder / file_name

    def copy(self, file: LocalFile) -> LocalFile:
        """Return a copy under the same name and modification time, and its origin.

        Raises NotCopied.
        """
        try:
            path = self.new_path(file.path.name)
        except OSError as error:
            raise NotCopied(_reason(error)) from None
        try:
            self._copy(file, path)
            return LocalFile(path, file.size, path.stat().st_mtime_ns, file.path)
        except (OSError, ValueError, FileError) as error:
            self.discard(path)
            raise NotCopied(_reason(error)) from None
        except NotCopied:
            self.discard(path)
            raise

    def discard(self, path: Path) -> None:
        """Remove a file and its folder if it is here; one that cannot be removed goes later."""
        if self.holds(path):
            shutil.rmtree(path.parent, ignore_errors=True)
            self._made.discard(path.parent)

    def discard_orphans(self, kept: Iterable[Upload], waiting: Iterable[Path] = ()) -> None:
        """Remove what no upload of the journal needs: left by a crash, or by one that is done.

        `waiting`: files that are no uploads yet.
        """
        folders = _folders_in(self.folder)
        if not folders:
            return  # as at most starts: ten thousand uploads need not be looked through
        needed = {
            upload.file.path.parent for upload in kept if upload.stage is not UploadStage.UPLOADED
        } | {path.parent for path in waiting}
        for folder in folders:
            if folder not in needed and folder not in self._made:
                shutil.rmtree(folder, ignore_errors=True)

    def finish_within(self, seconds: float) -> None:
        """Give the copies that are being made so much time, and those to come."""
        self._deadline = time.monotonic() + seconds

    def _copy(self, file: LocalFile, path: Path) -> None:
        if shutil.disk_usage(self.folder).free - file.size < _LEFT_FREE:
            raise NotCopied("disk full")
        # Unbuffered: the system may copy from file to file by itself.
        with (
            open_regular(file.path) as source,
            open(path, "xb", buffering=0, opener=_private) as copy,
        ):
            _check(source, file)
            self._copy_bytes(source, copy, file.size)
            _check(source, file)
            # The journal will name the copy: a power cut must not leave it there empty.
            os.fsync(copy.fileno())
        os.utime(path, ns=(file.modified_ns, file.modified_ns))

    def _copy_bytes(self, source: FileIO, copy: FileIO, size: int) -> None:
        done = 0
        while done < size:
            if self._deadline is not None and time.monotonic() > self._deadline:
                raise NotCopied("time is up")
            count = _copy_some(source, copy)
            if not count:
                raise NotCopied("the file changed")
            done += count


def _check(source: FileIO, file: LocalFile) -> None:
    """Look at what is open: it may have lost its name meanwhile, and yet be whole."""
    facts = os.fstat(source.fileno())
    if (facts.st_size, facts.st_mtime_ns) != (file.size, file.modified_ns):
        raise NotCopied("the file changed")


def _copy_some(source: FileIO, copy: FileIO) -> int:
    """Copy some bytes and return how many; file systems that can will share them (Btrfs, XFS).

    A hard link would share them anywhere, and with them whatever is written there later.
    """
    if sys.platform == "linux":
        try:
            if count := os.copy_file_range(source.fileno(), copy.fileno(), _CHUNK):
                return count
        except OSError:
            pass  # two file systems, or an old one: read and write
    rest = memoryview(source.read(_CHUNK) or b"")
    count = len(rest)
    while rest:
        rest = rest[copy.write(rest) :]
    return count


def _folders_in(folder: Path) -> list[Path]:
    try:
        return [entry for entry in folder.iterdir() if entry.is_dir() and not entry.is_symlink()]
    except OSError:
        return []


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, _OWNER_ONLY)


def _reason(error: Exception) -> str:
    """Return what happened, without the file's name."""
    number = error.errno if isinstance(error, OSError) else None
    return type(error).__name__ if number is None else os.strerror(number)
