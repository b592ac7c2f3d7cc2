"""Stand-ins for two of Windows' libraries that wine 8 lacks or has in part. For the trial alone.

They go into the folder of wine's Windows, never into anything that is given away. Qt links
icuuc.dll for converters of text that nobody asks for here, and mscms.dll for colour profiles, at
which wine ends the program. Each function that is asked of them answers 0: nothing is there.
"""

import re
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from environment import must
from steps import step

_COMPILER = "x86_64-w64-mingw32-gcc"
_READER = "x86_64-w64-mingw32-objdump"
_TEXT, _COLOURS = "icuuc.dll", "mscms.dll"
_LATE = {
    _COLOURS: {
        "CloseColorProfile",
        "GetColorDirectoryW",
        "GetColorProfileFromHandle",
        "GetStandardColorSpaceProfileW",
        "OpenColorProfileW",
        "WcsCreateIccProfile",
        "WcsOpenColorProfileW",
    }
}
"""What is imported at the first use, which the headers that are read here do not tell."""
_LIBRARY = re.compile(r"^\tDLL Name: (?P<name>\S+)$")
_FUNCTION = re.compile(r"^\t[0-9a-f]+\s+\d+\s+(?P<name>\w+)\s*$")


def put_stand_ins(qt: Path, system: Path) -> None:
    """Put stand-ins for what the libraries in the folder `qt` import into Windows' folder.

    Raises:
        Failure: the compiler cannot make them.
    """
    asked = {_TEXT: imports_of(qt / "Qt6Core.dll").get(_TEXT, set()), **_LATE}
    with step("Making stand-ins for what wine lacks of Windows") as progress:
        for name, functions in asked.items():
            with tempfile.TemporaryDirectory() as folder:
                source = Path(folder, "stand_in.c")
                source.write_text(source_of(functions), encoding="ascii", newline="\n")
                target = system / name
                target.unlink(missing_ok=True)
                must(progress, [_COMPILER, "-shared", "-O1", "-o", str(target), str(source)])


def source_of(functions: Iterable[str]) -> str:
    """Return a library in C whose functions all answer 0, whatever they are asked."""
    lines = (
        f"__declspec(dllexport) void *{name}(void) {{ return 0; }}" for name in sorted(functions)
    )
    return "\n".join(lines) + "\n"


def imports_of(library: Path) -> dict[str, set[str]]:
    """Return the functions that a library imports at its start, by the name of where from."""
    command = [_READER, "--private-headers", str(library)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return read_imports(done.stdout)


def read_imports(headers: str) -> dict[str, set[str]]:
    """Return what the reader's listing says is imported: library, in lower case -> functions."""
    found: dict[str, set[str]] = {}
    current: set[str] = set()
    for line in headers.splitlines():
        if match := _LIBRARY.match(line):
            current = found.setdefault(match["name"].lower(), set())
        elif match := _FUNCTION.match(line):
            current.add(match["name"])
    return found
