"""The window's frame: it is on the screen before anything that it can do without is imported."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

START = """
import json, os, sys
from leadway_desktop.app import frame, run_window

dress = frame.Theme.apply

def tell(theme, app):
    names = {"PySide6.QtCore.Qt"} if "Qt" in vars(sys.modules["PySide6.QtCore"]) else set()
    (window,) = app.topLevelWindows()
    print(json.dumps([window.isExposed(), window.title(), sorted(names | set(sys.modules))]))
    sys.stdout.flush()
    os._exit(0)

frame.Theme.apply = tell
run_window(is_practice=True)
"""

HEAVY = {
    "PySide6.QtCore.Qt",  # its enums take as long as all of Qt's classes that a frame is made of
    "PySide6.QtNetwork",
    "PySide6.QtSvg",
    "datetime",
    "hashlib",
    "hmac",
    "httpx",
    "keyring",
    "sqlite3",
    "ssl",
    "tomlkit",
    "tomllib",
}
ROOMS = {
    "app": {"desktop", "frame", "keepers", "main", "screen"},
    "domain": {
        "certificate_flaw",
        "content_type",
        "errors",
        "policy",
        "remedy",
        "secret",
        "settings",
    },
    "ui": {"language", "mac_menu", "main_window", "theme", "tokens", "window_place"},
    "workers": {
        "failure_bell",
        "garbage",
        "instance_lock",
        "process_events",
        "settings_desk",
        "task_thread",
    },
}
"""What is in each room when the frame is painted; of the others, logs and storage alone."""


def test_the_frame_is_painted_before_what_fills_it_is_imported(isolated_home: Path) -> None:
    del isolated_home  # where the program keeps what is its own
    done = subprocess.run(
        [sys.executable, "-c", START], cwd=ROOT, capture_output=True, text=True, check=True
    )
    is_exposed, title, imported = json.loads(done.stdout)
    assert is_exposed
    assert title == "Leadway Desktop"
    assert not HEAVY & set(imported)
    ours = [name.split(".") for name in imported if name.startswith("leadway_desktop.")]
    assert {room for room, *_ in (rest for _, *rest in ours)} <= {
        "logs",
        "resources",
        "storage",
        *ROOMS,
    }
    for room, allowed in ROOMS.items():
        assert {part for _, where, part in (n for n in ours if len(n) == 3) if where == room} <= (
            allowed
        )
