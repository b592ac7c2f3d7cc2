"""At most one program works in a data folder: a lock that the system frees when its holder dies."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from pathlib import Path

_LOCK_FILE = "in-use.lock"
_SOCKET_FILE = "in-use.socket"
_LONGEST_SOCKET = 90
"""Bytes: macOS takes 103 and Linux 107, and Qt adds some while it makes the socket."""

_TAKEN = {errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK}
"""Why a lock is refused to the second."""
_READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS}


class InstanceLock:
    """Held by one process at a time, whatever becomes of it: kill -9 frees it too.

    The file is never removed: one who waits for it would hold a lock that nobody else sees.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / _LOCK_FILE
        self._handle: int | None = None

    @property
    def is_ours(self) -> bool:
        """Whether this object holds it."""
        return self._handle is not None

    def acquire(self) -> bool:
        """Take it; False if another holds it. Raises OSError where the folder takes no lock.

        In one that is read-only a file that is there already will do, or else one elsewhere.
        """
        if self._handle is None:
            self._handle = _locked(self._open())
        return self._handle is not None

    def release(self) -> None:
        """Give it up, if it is ours."""
        if self._handle is not None:
            handle, self._handle = self._handle, None
            os.close(handle)

    def _open(self) -> int:
        try:
            return os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            if error.errno not in _READ_ONLY:
                raise
        try:
            return os.open(self._file, os.O_RDONLY)
        except FileNotFoundError:
            return _open_elsewhere(f"{_elsewhere(self.folder)}.lock")


def addresses(folder: Path) -> list[str]:
    """Return where the holder of a folder's lock can listen, the best place first.

    No two data folders share one, so neither do two users, two homes, or practice and the real
    account. A socket inside the folder has its privacy; where its path would be too long, or the
    disk has no sockets, a name made of the folder's hash takes its place.
    """
    elsewhere = _elsewhere(folder)
    if sys.platform == "win32":
        return [os.path.basename(elsewhere)]
    inside = os.path.join(os.path.realpath(folder), _SOCKET_FILE)
    return [inside, elsewhere] if len(os.fsencode(inside)) <= _LONGEST_SOCKET else [elsewhere]


def is_ours(address: str) -> bool:
    """Whether nobody but this user can have put a socket there; Windows has its own guard."""
    if sys.platform == "win32":
        return True
    try:
        return os.lstat(address).st_uid == os.getuid()
    except OSError:
        return False


def _elsewhere(folder: Path) -> str:
    """Return a path outside a folder that is this folder's and this user's alone."""
    import hashlib  # who takes the lock in the folder needs none

    hashed = hashlib.sha256(os.fsencode(os.path.realpath(folder))).hexdigest()[:24]
    if sys.platform == "win32":
        return os.path.join(tempfile.gettempdir(), f"leadway-desktop-{hashed}")
    return os.path.join(_common_folder(), f"leadway-desktop-{hashed}-{os.getuid()}")


def _common_folder() -> str:
    # Not the temporary folder of the environment: two programs need not have the same one.
    return "/tmp" if os.path.isdir("/tmp") else tempfile.gettempdir()


def _open_elsewhere(file: str) -> int:
    """Open a file where others may put theirs: none but this user's is taken for the lock."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    if is_ours(file):
        return handle
    os.close(handle)
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _locked(handle: int) -> int | None:
    """Lock an open file and return it; None, and it is closed, where another has locked it."""
    try:
        _lock(handle)
    except OSError as error:
        os.close(handle)
        if error.errno in _TAKEN:
            return None
        raise
    return handle


if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    _lock_file = ctypes.WinDLL("kernel32", use_last_error=True).LockFile
    _lock_file.argtypes = [wintypes.HANDLE, *[wintypes.DWORD] * 4]

    def _lock(handle: int) -> None:
        # Not msvcrt.locking: under wine its errno is whatever an earlier call has left there.
        if not _lock_file(msvcrt.get_osfhandle(handle), 0, 0, 1, 0):
            raise ctypes.WinError(ctypes.get_last_error())

else:
    import fcntl

    def _lock(handle: int) -> None:
        # Not lockf: that one is lost as soon as anything in this process closes the file.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
