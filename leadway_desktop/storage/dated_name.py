"""Files that are kept under a dated name beside the one they were."""

from __future__ import annotations

from pathlib import Path


def set_aside(file: Path) -> Path | None:
    """Move a broken file to a name of its own beside it, or None if it is gone; raises OSError."""
    free = dated_name(file, "broken")
    try:
        file.rename(free)
    except FileNotFoundError:
        return None
    return free


def dated_name(file: Path, word: str) -> Path:
    """Return a name beside `file` that nothing has yet: its own, `word` and the local time."""
    from datetime import datetime  # seldom is a file broken

    moment = datetime.now().astimezone().strftime("%Y-%m-%dT%H-%M-%S")
    wanted = file.with_name(f"{file.name}.{word}-{moment}")
    free, number = wanted, 1
    while free.exists() or free.is_symlink():
        number += 1
        free = wanted.with_name(f"{wanted.name}-{number}")
    return free
