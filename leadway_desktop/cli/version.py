"""Which version this is."""

from __future__ import annotations

import sys

from leadway_desktop import __version__


def print_version() -> int:
    """Print the program's name and version; return the exit status."""
    sys.stdout.write(f"leadway-desktop {__version__}\n")
    return 0
