"""What try.py does once Python is new enough."""

import argparse
import os
import sys
from pathlib import Path

from environment import prepare
from steps import Failure, capture, clean_environment, command, run, say
from system_libraries import ensure

ASKS_FOR_DISPLAY = sys.platform.startswith("linux")
UNSEEN = clean_environment(QT_QPA_PLATFORM="offscreen", PYTHONUTF8="1", PYTHONFAULTHANDLER="1")
PROBE = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"


@command
def main() -> int:
    """Prepare everything, then open the window, or do the tour without one."""
    parser = argparse.ArgumentParser(description="Try Leadway Desktop on a practice account.")
    parser.add_argument("--offscreen", action="store_true", help="do the main job unseen")
    options = parser.parse_args()
    screen = has_screen() and not options.offscreen
    say("Leadway Desktop on a practice account: nothing leaves this computer.")
    ensure(screen=screen, picture=not screen)
    python = prepare("run")
    return open_window(python) if screen and can_open(python) else tour(python)


def has_screen() -> bool:
    """Tell whether a screen is promised to us."""
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    promised = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(promised) or not ASKS_FOR_DISPLAY


def can_open(python: Path) -> bool:
    """Tell whether the promise holds: Qt ends a program that cannot reach its display."""
    return not ASKS_FOR_DISPLAY or capture([str(python), "-P", "-c", PROBE])[0] == 0


def open_window(python: Path) -> int:
    """Show the window until the person closes it; return its exit status."""
    say("\nOpening the window. Close it, or press Ctrl-C here, to end.")
    return run([str(python), "-P", "-m", "leadway_desktop", "--practice"], clean_environment())


def tour(python: Path) -> int:
    """Do the main job through the real window where nobody sees it."""
    say("\nNo screen is used: the real window does its job unseen, on Qt's offscreen platform.\n")
    script = str(Path(__file__).with_name("offscreen_tour.py"))
    status = run([str(python), script], UNSEEN)
    if status:
        raise Failure("The job was not done to its end; the lines above tell where it stopped.")
    return status
