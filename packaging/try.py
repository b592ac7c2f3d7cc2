"""One command to try Leadway Desktop: installs it privately and opens it on a practice account.

    python3 packaging/try.py

Where there is no screen, the real window does the main job on Qt's offscreen platform instead,
and a picture of it is saved. `--offscreen` asks for that also where there is one.
"""

import sys

from python_version import require

if __name__ == "__main__":
    require("try.py")
    from trial import main

    sys.exit(main())
