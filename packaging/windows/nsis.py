"""The installer for a person: NSIS makes one .exe of the frozen program, for one user's folder."""

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from environment import must
from frozen import parts
from frozen.freezing import surroundings
from frozen.made import Made
from frozen.source_date import date_files
from steps import say, step

from windows import signing
from windows.tree import Folder, folders_of, installed_kilobytes

SCRIPT = Path(__file__).with_name("installer.nsi")
PLACES = (
    "makensis",
    r"C:\Program Files (x86)\NSIS\makensis.exe",
    r"C:\Program Files\NSIS\makensis.exe",
)


def make_installer(app: Path) -> list[Made]:
    """Make the installer of the frozen program into dist/; nothing where NSIS is not.

    Raises:
        Failure: NSIS could not make it; the text holds its last words.
    """
    makensis = next(filter(None, map(shutil.which, PLACES)), None)
    if makensis is None:
        say("No installer for Windows: it takes NSIS (makensis).")
        return []
    work = parts.OUT / "nsis"
    target = parts.DIST / f"{parts.COMMAND}-{parts.VERSION}-x64-setup.exe"
    with step("Making the installer for Windows") as progress:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        _write(work / "put.nsh", put_lines(app, folders_of(app)))
        _write(work / "remove.nsh", remove_lines(folders_of(app)))
        date_files(app)
        must(progress, [makensis, *options(work, target, app), str(SCRIPT)], surroundings())
    return [Made(target, signing.sign(target))]


def options(work: Path, target: Path, app: Path) -> list[str]:
    """Return what makensis is told besides the script."""
    known = {
        "NAME": parts.NAME,
        "COMMAND": parts.COMMAND,
        "PUBLISHER": parts.PUBLISHER,
        "VERSION": parts.VERSION,
        "FOUR_NUMBERS": f"{parts.VERSION}.0",
        "KILOBYTES": str(installed_kilobytes(app)),
        "ICON": str(parts.ICONS / f"{parts.COMMAND}.ico"),
        "PICTURE": str(parts.ICONS / f"{parts.COMMAND}-setup.bmp"),
        "TARGET": str(target),
        "WORK": str(work),
    }
    if (command := signing.command_line(sys.executable)) is not None:
        known["SIGN"] = command
    # -X before the script: a word there, in NSIS' own options, cannot be a path of ours.
    return [
        "-V2",
        "-WX",
        "-INPUTCHARSET",
        "UTF8",
        *(f"-D{key}={value}" for key, value in known.items()),
    ]


def put_lines(app: Path, folders: Iterable[Folder]) -> list[str]:
    """Return NSIS' commands that put every file into its place."""
    lines = []
    for folder in folders:
        lines.append(f"SetOutPath {_quoted(_below('$INSTDIR', folder.on_windows))}")
        for name in folder.files:
            source = os.fspath(app.joinpath(*folder.path.parts, name))
            lines.append(f"File {_quoted(_escaped(source))}")
    return lines


def remove_lines(folders: Iterable[Folder]) -> list[str]:
    """Return NSIS' commands that remove what was put, and the folders that are empty then."""
    folders = list(folders)
    files = [
        f"Delete {_quoted(_below('$INSTDIR', folder.on_windows, name))}"
        for folder in folders
        for name in folder.files
    ]
    places = [
        _below("$INSTDIR", folder.on_windows) for folder in reversed(folders) if folder.path.parts
    ]
    return [*files, *(f"RMDir {_quoted(place)}" for place in places)]


def _below(root: str, *names: str) -> str:
    return "\\".join([root, *(_escaped(name) for name in names if name)])


def _escaped(text: str) -> str:
    """Return a text in which NSIS finds neither variables nor the end of a string."""
    return text.replace("$", "$$").replace('"', '$\\"').replace("`", "$\\`")


def _quoted(text: str) -> str:
    return f'"{text}"'


def _write(file: Path, lines: Iterable[str]) -> None:
    file.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
