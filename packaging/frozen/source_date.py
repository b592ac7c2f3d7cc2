"""The date that everything made is given, so that the same input gives the same bytes."""

import os
import subprocess
from functools import cache
from pathlib import Path

from environment import ROOT

_WITHOUT_HISTORY = 1_700_000_000
"""For a tree that is no checkout: some moment after 1980, where ZIP's time begins."""


@cache
def source_date() -> int:
    """Return SOURCE_DATE_EPOCH in seconds: what the environment says, or the commit's date."""
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    if told.isdecimal():
        return int(told)
    command = ["git", "log", "-1", "--format=%ct"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return _WITHOUT_HISTORY
    return int(done.stdout)


def date_files(folder: Path) -> None:
    """Give everything in a folder that date."""
    moment = source_date()
    for path in (folder, *folder.rglob("*")):
        follows = os.utime not in os.supports_follow_symlinks
        os.utime(path, (moment, moment), follow_symlinks=follows)
