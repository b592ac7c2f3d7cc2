"""One command that uses a frozen program from outside, as its users will, and says what it saw.

    python3 packaging/smoke.py                          build/app, as packaging/build.py made it
    python3 packaging/smoke.py /usr/lib/leadway-desktop  an installed one: its folder or executable
    python3 packaging/smoke.py --build                  freezes it first: what CI does
    python3 packaging/smoke.py --start-time             compares its start with a bare window's
    python3 packaging/smoke.py PATH --only keyring      one check: see --help

Nothing of the source is used: the program is started, given files, and looked at from other
programs. It has a home of its own, and the practice account alone.
"""

import sys

from python_version import require

if __name__ == "__main__":
    require("smoke.py")
    from smoking.command import main

    sys.exit(main())
