"""``python -m leadway_desktop.practice``: the practice account alone."""

import sys

from leadway_desktop.practice.serve import main

if __name__ == "__main__":
    sys.exit(main())
