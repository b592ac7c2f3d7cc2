"""A start that comes to nothing, as another program has the folder and does not answer."""

import json
import subprocess
import sys
from pathlib import Path

from leadway_desktop.storage.paths import find_folders
from leadway_desktop.workers.instance_lock import InstanceLock

ROOT = Path(__file__).resolve().parents[2]

START = """
import json, sys
from PySide6.QtWidgets import QApplication, QMessageBox
from leadway_desktop.app import run_window
from leadway_desktop.workers import instance_client

instance_client.begin.__defaults__ = (0.0, ())

def tell(parent, title, text):
    colour = QApplication.palette().window().color().lightness()
    print(json.dumps([text, colour < 128]))

QMessageBox.warning = tell
sys.exit(run_window(is_practice=False))
"""


def said(home: Path) -> tuple[str, bool]:
    """Return what a start says while we have the folder, and whether it is dark."""
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(home)})
    folders.create()
    lock = InstanceLock(folders.data)
    assert lock.acquire()
    done = subprocess.run(
        [sys.executable, "-c", START], cwd=ROOT, capture_output=True, text=True, check=True
    )
    lock.release()
    text, is_dark = json.loads(done.stdout)
    return text, is_dark


def settings_file(home: Path, content: str) -> Path:
    file = find_folders({"LEADWAY_DESKTOP_HOME": str(home)}).settings_file
    file.parent.mkdir(parents=True)
    file.write_text(content)
    return file


def test_a_silent_program_is_told_of_in_the_agents_language_and_colours(
    isolated_home: Path,
) -> None:
    settings_file(isolated_home, 'language = "es"\ntheme = "dark"\n')
    text, is_dark = said(isolated_home)
    assert text.startswith("Otro programa ")
    assert is_dark


def test_a_settings_file_that_is_broken_stays_where_it_is(isolated_home: Path) -> None:
    file = settings_file(isolated_home, "language = ")
    text, _ = said(isolated_home)
    assert text.startswith("Another program ")
    assert list(file.parent.iterdir()) == [file]
    assert file.read_text() == "language = "
