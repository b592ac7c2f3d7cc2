"""What build.py does once Python is new enough: freeze, make installers, say what was made."""

import argparse
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from steps import command, say

from frozen.freezing import FROZEN, describe_place, freeze
from frozen.made import Made, app_made, digests, require_same
from frozen.parts import DIST
from frozen.source_date import source_date

Maker = Callable[[Path], Sequence[Made]]
"""Makes installers of the frozen program in a folder, into `DIST`."""


@command
def main() -> int:
    """Make what this machine can make, and tell of it."""
    arguments = parse(sys.argv[1:])
    made = build(app_only=arguments.only == "app")
    if arguments.twice:
        compare(app_only=arguments.only == "app")
    tell(made)
    return 0


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description="Make the installers of Leadway Desktop.")
    parser.add_argument("--only", choices=["app"], help="the frozen program, without installers")
    parser.add_argument(
        "--twice", action="store_true", help="make all twice, and fail unless each byte is the same"
    )
    return parser.parse_args(arguments)


def build(*, app_only: bool) -> list[Made]:
    """Freeze the program and make this system's installers."""
    say(f"Everything is dated {source_date()} (SOURCE_DATE_EPOCH).")
    made = [app_made(freeze())]
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir(parents=True)
    if not app_only:
        for maker in makers(sys.platform):
            made += maker(FROZEN)
    return made


def makers(system: str) -> list[Maker]:
    """Return what makes the installers of a system."""
    if system == "linux":
        from linux.deb import make_deb

        return [make_deb]
    if system == "darwin":
        from macos.installers import make_installers

        return [make_installers]
    if system == "win32":
        from windows.making import make_for_windows

        return [make_for_windows]
    return []


def compare(*, app_only: bool) -> None:
    """Make all again; raise Failure if anything came out different."""
    before = {**digests(FROZEN), **digests(DIST)}
    build(app_only=app_only)
    require_same(before, {**digests(FROZEN), **digests(DIST)})


def tell(made: Sequence[Made]) -> None:
    """Print each thing that was made, and leave the checksums beside the installers."""
    say()
    for one in made:
        say(f"{describe_place(one.path)}  {one.size / 1e6:.1f} MB  {one.signing}")
        if one.path.is_file():
            say(f"  SHA-256 {one.sha256()}")
    files = [one for one in made if one.path.is_file()]
    if files:
        lines = "".join(f"{one.sha256()}  {one.path.name}\n" for one in files)
        (DIST / "SHA256SUMS").write_text(lines, encoding="utf-8", newline="\n")
