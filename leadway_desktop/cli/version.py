"""Which version this is."""

from __future__ import annotations

from leadway_desktop import __version__
from leadway_desktop.cli.output import print_line


def print_version() -> int:
    """Print the program's name and version; return the exit status. Raises NotPrinted."""
    print_line(f"leadway-desktop {__version__}")
    return 0
