"""Entry point: the window, or a subcommand. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run what the command line asks for; a window returns the exit status, a command ends here."""
    try:
        return _run()
    except KeyboardInterrupt:  # while things are still being imported
        return 130


def _run() -> int:
    arguments = sys.argv[1:]
    if set(arguments) <= {"--practice"}:
        from leadway_desktop.app import run_window

        return run_window(is_practice=bool(arguments))
    from leadway_desktop.cli import run

    return _end_at_once(run(arguments))


def _end_at_once(status: int) -> int:
    """End the process; everything is closed, and to take Qt and Python apart would take 60 ms."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        return status  # Python's own way out tells of it
    os._exit(status)


if __name__ == "__main__":
    sys.exit(main())
