"""The window's composition root: the only room that knows every other; it builds and wires."""

from leadway_desktop.app.desktop import Desktop
from leadway_desktop.app.main import run_window

__all__ = ["Desktop", "run_window"]
