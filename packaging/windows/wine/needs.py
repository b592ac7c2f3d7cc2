"""What the trial under wine takes of this computer."""

import shutil
from dataclasses import dataclass

from steps import Failure

from windows.wine.fonts import FONTS, PACKAGE


@dataclass(frozen=True, slots=True)
class Need:
    """A program, and Debian's package of it."""

    program: str
    package: str


NEEDS = (
    Need("wine64", "wine64"),
    Need("wineserver64", "wine64"),
    Need("x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64-win32"),
    Need("x86_64-w64-mingw32-objdump", "binutils-mingw-w64-x86-64"),
    Need("osslsigncode", "osslsigncode"),
    Need("unzip", "unzip"),
    Need("makensis", "nsis"),
    Need("wixl", "wixl"),
    Need("msibuild", "msitools"),
    Need("Xvfb", "xvfb"),
    Need("openbox", "openbox"),
    Need("xdotool", "xdotool"),
)
_ELSEWHERE = ("/usr/lib/wine",)
"""Where Debian keeps wine itself; the command `wine` asks for a 32-bit one at each start."""


def require() -> None:
    """Raise Failure, with what to install, unless everything is here."""
    missing = [need for need in NEEDS if find(need.program) is None]
    lacks = []
    if missing:
        packages = " ".join(sorted({need.package for need in missing}))
        names = ", ".join(need.program for need in missing)
        lacks.append(f"{names}: sudo apt-get install {packages}")
    if not FONTS.is_dir():
        lacks.append(f"fonts in {FONTS}: sudo apt-get install {PACKAGE}")
    if shutil.which("uv") is None:
        lacks.append("uv, which finds wheels for Windows on another system: pip install uv")
    if lacks:
        raise Failure("The trial under wine takes what is not here:\n  " + "\n  ".join(lacks))


def find(program: str) -> str | None:
    """Return where a program is; None where it is not."""
    return shutil.which(program) or next(
        (found for place in _ELSEWHERE if (found := shutil.which(program, path=place))), None
    )
