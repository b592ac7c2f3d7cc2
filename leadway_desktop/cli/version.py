"""Which version this is."""

from __future__ import annotations

import sys

from leadway_desktop import __version__

NOT_INSTALLED = "(not installed)"


def version_of(distribution: str) -> str:
    """Return an installed distribution's version, or a word that there is none."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(distribution)
    except PackageNotFoundError:
        return NOT_INSTALLED


def print_version() -> int:
    """Print the program's name and version; return the exit status."""
    sys.stdout.write(f"leadway-desktop {__version__}\n")
    return 0
