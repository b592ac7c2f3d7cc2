"""Folders that are read-only for whoever runs the tests: root's privilege to write is given up."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OVERRIDES = (1, 2)
"""CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH."""
_MASK = sum(1 << number for number in _OVERRIDES)
_VERSION = 0x20080522
_BOUNDING_SET_DROP = 24


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Let this thread, in the block, write nothing in a folder, nor what is there already."""
    files = [file for file in folder.iterdir() if file.is_file()]
    for path in (*files, folder):
        path.chmod(path.stat().st_mode & ~0o222)
    try:
        with _obeying_permissions():
            yield
    finally:
        for path in (folder, *files):
            if path.exists():
                path.chmod(path.stat().st_mode | 0o200)


def obey_permissions() -> None:
    """Have the program that this process becomes obey permissions: for `preexec_fn`."""
    if _is_privileged():
        for number in _OVERRIDES:
            ctypes.CDLL(None).prctl(_BOUNDING_SET_DROP, number)


@contextmanager
def _obeying_permissions() -> Iterator[None]:
    if not _is_privileged():
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = (ctypes.c_uint32 * 2)(_VERSION, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(header, sets) == 0
    effective = sets[0]
    sets[0] = effective & ~_MASK
    assert libc.capset(header, sets) == 0
    try:
        yield
    finally:
        sets[0] = effective
        assert libc.capset(header, sets) == 0


def _is_privileged() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0
