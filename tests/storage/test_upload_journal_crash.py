"""Kill -9 while it saves: what had been saved is there after the next start."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.upload_journal import open_journal

ROOT = Path(__file__).parents[2]
ROUNDS = 12


def killed(folders: Folders, seconds: float, *, once_open: bool) -> list[list[str]]:
    """Run the child, kill it some time after its start or its opening; return what it said."""
    with subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("journal_child.py")), str(folders.home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        first = child.stdout.readline() if once_open else b""
        time.sleep(seconds)  # a random moment: what the test is about
        child.send_signal(signal.SIGKILL)
        said = first + child.stdout.read()
        assert child.wait() == -signal.SIGKILL, child.stderr.read().decode()
    return [line.split() for line in said.decode().splitlines()]


def test_what_was_saved_outlives_kill_9(folders: Folders) -> None:
    saved: dict[str, int] = {}
    forgotten: set[str] = set()
    for _ in range(ROUNDS):
        for what, *facts in killed(folders, random.uniform(0, 0.25), once_open=True):
            assert what != "damaged"
            if what == "saved":
                saved[facts[0]] = max(int(facts[1]), saved.get(facts[0], 0))
            elif what == "forgotten":
                forgotten.add(facts[0])
        saved |= there(folders, saved, forgotten)
    assert len(saved) > 40


def there(folders: Folders, saved: dict[str, int], forgotten: set[str]) -> dict[str, int]:
    """Open the journal as the next start does; return what is in it."""
    opened = open_journal(folders)
    assert opened.recovery is None
    with opened.journal as journal:
        found = journal.load()
    revisions = {upload.id: revision for upload, revision in found}
    assert all(revisions.get(upload_id, 0) >= saved[upload_id] for upload_id in saved)
    assert not forgotten & set(revisions)
    # Whole rows, each of one revision.
    assert all(upload.attempts in (0, revision) for upload, revision in found)
    return {upload_id: revision for upload_id, revision in revisions.items() if upload_id in saved}


def test_a_kill_at_any_moment_of_the_start_leaves_a_sound_journal(folders: Folders) -> None:
    for _ in range(ROUNDS):
        killed(folders, random.uniform(0.1, 0.6), once_open=False)
        opened = open_journal(folders)
        assert opened.recovery is None
        opened.journal.close()
