"""One command for every check and test; CI runs just this.

    python3 packaging/test.py                  everything
    python3 packaging/test.py --only types     one check: see --help
    python3 packaging/test.py -k journey -x    the tests alone, with pytest's own arguments

The first run makes an environment in .venv; later runs find it there.
"""

import sys

from python_version import require

if __name__ == "__main__":
    require("test.py")
    from checks import main

    sys.exit(main())
