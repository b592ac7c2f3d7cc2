"""What lies in the program's folder: every file for a reason, and not too much of them."""

import re
import sys

from frozen.accounts import idle, unexplained
from frozen.made import files_in

from smoking.program import Program, expect

_PLACE = re.compile(r"^(?:_internal|MacOS|Frameworks|Resources)/")
_DOT = "__dot__"
"""What PyInstaller writes for it in the names of a Mac's folders with code, where none may be."""
MOST_BYTES = {"linux": 120_000_000, "win32": 80_000_000, "darwin": 160_000_000}


def account_for_files(program: Program) -> str:
    """Account for every file; return how many there are, and their size."""
    files = files_in(program.folder)
    paths = [name_of(file.relative_to(program.folder).as_posix()) for file in files]
    system = system_of(program)
    expect(not (left := unexplained(paths, system)), f"nobody knows why these are there: {left}")
    lost = [reason.why for reason in idle(paths, system)]
    expect(not lost, f"of these there is nothing: {lost}")
    size, most = sum(file.stat().st_size for file in files), MOST_BYTES[system]
    expect(size <= most, f"{size / 1e6:.1f} MB are more than {most / 1e6:.0f}")
    return f"{len(files)} files, {size / 1e6:.1f} MB, each for a reason"


def name_of(path: str) -> str:
    """Return a file's path as the recipe has it; a Mac's bundle keeps code and data apart."""
    return _PLACE.sub("", path).replace(_DOT, ".")


def system_of(program: Program) -> str:
    """Return for which system a program was frozen: not the one it is tried on, under wine."""
    return "win32" if program.command.suffix == ".exe" else sys.platform
