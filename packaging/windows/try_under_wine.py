"""One command that builds the program for Windows on Linux, and tries it under wine.

    python3 packaging/windows/try_under_wine.py            all of it: some minutes
    python3 packaging/windows/try_under_wine.py --built    what build/windows holds already
    python3 packaging/windows/try_under_wine.py --twice    builds twice first, and compares

Says what it needs and what is missing. Frozen, packed, installed silently and by hand, used as its
users will, replaced while it runs, removed; registry and files are compared with what they were
before. What it makes is for the trial: releases are made on Windows, by packaging/build.py.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from python_version import require

if __name__ == "__main__":
    require("windows/try_under_wine.py")
    from windows.wine.command import main

    sys.exit(main())
