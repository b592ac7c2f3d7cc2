"""Files of this user alone, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


def write_privately(file: Path, content: str | bytes) -> None:
    """Put `content`, text as UTF-8, in the place of `file`, for its owner alone; raises OSError.

    A power cut right afterwards takes nothing back.
    """
    with replacing(file) as out:
        out.write(content.encode() if isinstance(content, str) else content)
    sync_folder(Path(os.path.realpath(file)).parent)


@contextmanager
def replacing(file: Path) -> Iterator[BinaryIO]:
    """Take the place of `file`, for its owner alone, once the block has written all; or not at all.

    A reader, and a crash at any moment, meet the old content or the new one. A link keeps
    pointing where it did. Raises OSError; what else comes out of the block leaves all as it was.
    """
    target = Path(os.path.realpath(file))
    # mkstemp makes the file with mode 0600.
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with open(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        os.replace(name, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def sync_folder(folder: Path) -> None:
    """Make new names last through a power cut, where the system lets a folder be synced."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
