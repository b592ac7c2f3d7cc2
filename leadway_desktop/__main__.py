"""Entry point: the window, or a subcommand. Nothing heavy is imported before it is needed.

leadway-desktop [--practice] [FILE...]     the window, which asks for whom the files are
leadway-desktop COMMAND ...                a subcommand
"""

from __future__ import annotations

import os
import sys

from leadway_desktop.cli.exit_status import ExitStatus
from leadway_desktop.cli.last_act import do_last_acts
from leadway_desktop.cli.starting import end_at_ctrl_c


def main() -> int:
    """Run what the command line asks for; a window returns the exit status, a command ends here."""
    try:
        end_at_ctrl_c()
        return _run()
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED


def _run() -> int:
    arguments = sys.argv[1:]
    files = files_to_offer(arguments)
    if files is not None:
        from pathlib import Path

        from leadway_desktop.cli.garbage import importing

        with importing():
            from leadway_desktop.app import run_window

        paths = [Path(os.path.abspath(file)) for file in files]
        return run_window(is_practice="--practice" in arguments, files=paths)
    from leadway_desktop.cli import run

    return _end_at_once(run(arguments))


def files_to_offer(arguments: list[str]) -> list[str] | None:
    """Return the files that the window is opened with; None if it is a subcommand.

    What is no option and has a dot or a separator is a file, as no subcommand has either; and so is
    everything after `--`.
    """
    files: list[str] = []
    for at, word in enumerate(arguments):
        if word == "--":
            return files + arguments[at + 1 :]
        if word == "--practice":
            continue
        if word.startswith("-") or not set(word) & {".", "/", os.sep}:
            return None
        files.append(word)
    return files


def _end_at_once(status: int) -> int:
    """End the process; everything is closed, and to take Qt and Python apart would take 60 ms."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        return status  # Python's own way out tells of it
    do_last_acts()
    os._exit(status)


if __name__ == "__main__":
    sys.exit(main())
