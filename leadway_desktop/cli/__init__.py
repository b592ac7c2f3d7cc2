"""The command line: subcommands over the engine that the window uses.

Results go to standard output, everything else to standard error. Exit status: 0 all done,
1 something failed, 2 bad use, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from time import process_time

from leadway_desktop.cli.garbage import importing
from leadway_desktop.cli.output import prepare_streams


def run(arguments: Sequence[str]) -> int:
    """Run a subcommand and return the exit status."""
    prepare_streams()
    # What needs neither settings nor Qt goes without, and is there at once.
    if list(arguments[:1]) == ["--version"]:
        from leadway_desktop.cli.version import print_version

        with suppress(OSError):  # which is told below, in the person's language
            return print_version()
    if list(arguments[:1]) == ["practice"]:
        from leadway_desktop.practice.serve import main

        return main(arguments[1:])
    # Python's own start has taken a while, and what is imported now does.
    given_at = datetime.now(UTC) - timedelta(seconds=process_time())
    with importing():
        from leadway_desktop.cli.commands import run_command

    return run_command(arguments, given_at)
