"""The frozen program's files and folders as installers need them: one by one, by Windows' names.

An uninstaller removes what was installed and nothing else, so it has to know each file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

CONSOLE = "leadway-desktop.exe"
WINDOW = "Leadway Desktop.exe"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of the program and the names of its files, both sorted."""

    path: PurePosixPath
    """Relative to the program's folder; empty for that one."""
    files: tuple[str, ...]

    @property
    def on_windows(self) -> str:
        """The path with Windows' separators; empty for the program's folder."""
        return "" if not self.path.parts else "\\".join(self.path.parts)


class LinkFound(Exception):
    """The program holds a symbolic link, which no installer here would keep; the text names it."""


def folders_of(app: Path) -> list[Folder]:
    """Return the folders of the frozen program, each before those in it.

    Raises:
        LinkFound: Windows' installers take files alone.
    """
    return list(_walk(app, PurePosixPath()))


def installed_kilobytes(app: Path) -> int:
    """Return what "Apps & Features" tells of the size: 1,024 bytes each."""
    return -(-sum(file.stat().st_size for file in app.rglob("*") if file.is_file()) // 1024)


def _walk(app: Path, path: PurePosixPath) -> Iterator[Folder]:
    entries = sorted((app / path).iterdir(), key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_symlink():
            raise LinkFound(str(entry.relative_to(app)))
    yield Folder(path, tuple(entry.name for entry in entries if entry.is_file()))
    for entry in entries:
        if entry.is_dir():
            yield from _walk(app, path / entry.name)
