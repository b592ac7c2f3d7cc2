"""Entry point: the window, or a subcommand. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import sys


def main() -> int:
    """Run what the command line asks for and return the exit status."""
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

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
