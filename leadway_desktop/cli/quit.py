"""`leadway-desktop quit`: ends the program that is open, as an installer must before replacing it.

Nothing is lost by it: what was under way is in the journal, and goes on at the next start.
"""

from __future__ import annotations

import time
from argparse import Namespace

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.exit_status import ExitStatus
from leadway_desktop.cli.output import tell
from leadway_desktop.storage.paths import Folders
from leadway_desktop.surroundings import Surroundings
from leadway_desktop.workers.instance_client import ask_to_leave
from leadway_desktop.workers.instance_errors import NobodyAnswers
from leadway_desktop.workers.instance_lock import InstanceLock
from leadway_desktop.workers.instance_messages import Yielding

PATIENCE = 30.0
"""Seconds for a program that has said it ends: its threads give up within one network wait."""
_STEP = 0.1

translate = QCoreApplication.translate


def quit_program(options: Namespace, surroundings: Surroundings) -> int:
    """End what works on the real account and on practice; only the latter with `--practice`."""
    del options
    folders = surroundings.folders
    accounts = [folders] if folders.is_practice else [folders, folders.for_practice()]
    ended = [account for account in accounts if _is_held(account)]
    if not ended:
        tell(translate("CommandLine", "The program is not open."))
        return ExitStatus.DONE
    if not all(_end(account) for account in ended):
        tell(translate("CommandLine", "The program does not end. Close its window."))
        return ExitStatus.FAILED
    tell(translate("CommandLine", "The program has ended; its uploads go on at the next start."))
    return ExitStatus.DONE


def _is_held(folders: Folders) -> bool:
    """Whether a program works on the folder; none does where none can."""
    lock = InstanceLock(folders.data)
    try:
        return not lock.acquire()
    except OSError:
        return False
    finally:
        lock.release()


def _end(folders: Folders) -> bool:
    """Ask the program to end, and wait until it has; False if it does not."""
    try:
        if not isinstance(ask_to_leave(folders.data), Yielding):
            return False
    except NobodyAnswers:
        pass  # at its end already, perhaps: its lock will tell
    end = time.monotonic() + PATIENCE
    while _is_held(folders):
        if time.monotonic() > end:
            return False
        time.sleep(_STEP)
    return True
