"""What an installer leaves on a computer: files and registry, before and after."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_PASSING = re.compile(
    r"^(?:windows/(?:temp|Installer|inf|logs)\b|users/[^/]+/(?:Temp|AppData/Local/Temp)\b|"
    r"users/[^/]+/AppData/Local/(?:Leadway Desktop\b|Programs$))",
    re.IGNORECASE,
)
"""The system's own scratch and its place for a user's programs, and the user's data: all stay."""
_OURS = re.compile("leadway", re.IGNORECASE)
_KEY = re.compile(r"^\[(?P<key>.+?)\](?:\s+\d+)?$")


@dataclass(frozen=True, slots=True)
class Traces:
    """The files of drive C, and the lines of the registry that name the program."""

    files: frozenset[str]
    registry: frozenset[str]

    @classmethod
    def on(cls, prefix: Path) -> "Traces":
        """Look at a computer of wine's on which nothing runs."""
        disk = prefix / "drive_c"
        paths = (path.relative_to(disk).as_posix() for path in disk.rglob("*"))
        files = frozenset(path for path in paths if not _PASSING.match(path))
        lines = (line for name in ("system.reg", "user.reg") for line in _lines(prefix / name))
        return cls(files, frozenset(lines))

    def beyond(self, other: "Traces") -> list[str]:
        """Return what is here and not there, then what is there and not here."""
        more = [*(self.files - other.files), *(self.registry - other.registry)]
        less = [*(other.files - self.files), *(other.registry - self.registry)]
        return sorted(f"+ {one}" for one in more) + sorted(f"- {one}" for one in less)


def _lines(file: Path) -> list[str]:
    return list(named(file.read_text(encoding="utf-8", errors="replace").splitlines()))


def named(lines: Iterable[str]) -> Iterable[str]:
    """Yield the keys and values of wine's registry files that name the program, in full."""
    key = ""
    for line in lines:
        if match := _KEY.match(line):
            key = match["key"]
            if _OURS.search(key):
                yield key
        elif _OURS.search(line) and line.startswith(('"', "@")):
            yield f"{key}\\{line}"
