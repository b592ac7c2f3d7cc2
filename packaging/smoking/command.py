"""What smoke.py does: every check in a home of its own, and a line on each."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from frozen.freezing import FROZEN, freeze
from steps import command, say

from smoking.contents import account_for_files
from smoking.keyring_trip import go_through_keyring
from smoking.main_job import do_main_job
from smoking.program import NotTried, Program, SmokeFailure, find_program
from smoking.start_time import compare_starts
from smoking.tls import try_tls
from smoking.words import examine, say_version, speak_languages


@dataclass(frozen=True)
class Check:
    """One thing that a user does with the program; it returns what was seen."""

    name: str
    title: str
    perform: Callable[[Program], str]


CHECKS = [
    Check("files", "Files", account_for_files),
    Check("version", "Version", say_version),
    Check("languages", "Languages", speak_languages),
    Check("doctor", "Doctor", examine),
    Check("tls", "TLS", try_tls),
    Check("keyring", "Keyring", go_through_keyring),
    Check("job", "Main job", do_main_job),
]


@command
def main() -> int:
    """Perform the checks that were asked for; return 1 if one failed."""
    arguments = parse(sys.argv[1:])
    if arguments.build:
        freeze()
    if arguments.start_time:
        return compare_starts(arguments.path)
    chosen = [check for check in CHECKS if arguments.only in (None, check.name)]
    return smoke(arguments.path, chosen, arguments.runner.split())


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description="Use a frozen Leadway Desktop from outside.")
    parser.add_argument("path", nargs="?", type=Path, default=FROZEN, metavar="PATH")
    parser.add_argument("--only", choices=[check.name for check in CHECKS])
    parser.add_argument("--build", action="store_true", help="freeze the program first")
    parser.add_argument(
        "--start-time", action="store_true", help="compare its start with that of a bare window"
    )
    parser.add_argument("--runner", default="", metavar="COMMAND", help="start it by this: wine")
    return parser.parse_args(arguments)


def smoke(path: Path, checks: Sequence[Check], runner: Sequence[str] = ()) -> int:
    """Perform checks on the program at a path, and print what each saw."""
    failed = 0
    for check in checks:
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="leadway-smoke-") as home:
            try:
                seen = check.perform(find_program(path, Path(home), runner))
            except NotTried as lack:
                seen = f"NOT TRIED: {lack}"
            except SmokeFailure as failure:
                failed += 1
                seen = f"FAILED: {failure}"
        say(f"{check.title} ({time.monotonic() - started:.1f} s): {seen}")
    say("\nFailed." if failed else "\nThe program does what it is for.")
    return 1 if failed else 0
