"""One command that makes the installers which this machine can make, and says what it made.

    python3 packaging/build.py              the frozen program, and this system's installers
    python3 packaging/build.py --twice      both twice, and whether each byte is the same
    python3 packaging/build.py --only app   the frozen program alone, in build/app

Everything comes from the locked dependencies, in an environment of its own under build/.
"""

import sys

from python_version import require

if __name__ == "__main__":
    require("build.py")
    from frozen.command import main

    sys.exit(main())
