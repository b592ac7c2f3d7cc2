"""One command that measures Leadway Desktop against what a person would use instead.

    python3 packaging/bench.py                     every benchmark, about five minutes
    python3 packaging/bench.py --only big-file     one of them: see --help

Prints one table; the README shows it. Each row is a ratio of two measurements of the same run.
"""

import sys

from python_version import require

if __name__ == "__main__":
    require("bench.py")
    from benchmarks.command import main

    sys.exit(main())
