"""Turns away a Python that is too old, in a file that such a Python can still read."""

import sys
from shutil import which

OLDEST = (3, 11)
NEWER_NAMES = ["python3.14", "python3.13", "python3.12", "python3.11"]


def require(script):  # type: (str) -> None
    """End with a sentence that names `script` and a way out, unless this Python will do."""
    here = sys.version_info[:2]
    if here >= OLDEST:
        return
    newer = next((name for name in NEWER_NAMES if which(name)), None)
    remedy = "Install a newer one, then run this command with it."
    if newer:
        remedy = f"A newer one is here: {newer} packaging/{script}"
    sys.exit(f"Leadway Desktop needs Python 3.11 or newer; this is {here[0]}.{here[1]}. {remedy}")
