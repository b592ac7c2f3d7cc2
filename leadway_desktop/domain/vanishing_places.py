"""Where files do not stay: what mail, archive and other programs unpack for a moment.

A file dropped from there may be gone before its turn, so it is copied first. A stick that can be
pulled out is no such place: its owner knows, and puts it back in.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import PurePath, PurePosixPath, PureWindowsPath

OUR_COPY = ".leadway-copy"
"""How the name of a folder ends that this program made for one file, to remove it when done."""

_NAMED_BY = ("TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME")
"""Variables of the environment that name such a folder."""

_AT_THE_ROOT = {
    "win32": (),
    "darwin": ("/tmp", "/private/tmp", "/var/folders", "/private/var/folders", "/var/tmp"),
    "linux": ("/tmp", "/var/tmp", "/dev/shm", "/run/user/*/doc"),
}
"""Whole paths; `*` stands for any one name, or part of it."""

_ANYWHERE = {
    "win32": (
        "AppData/Local/Temp",
        "Windows/Temp",
        # Outlook's attachments; older Windows called the folder otherwise.
        "INetCache",
        "Temporary Internet Files",
        # Programs of the Microsoft Store.
        "Packages/*/TempState",
        "Packages/*/AC/Temp",
        "Packages/*/LocalCache",
        # 7-Zip and WinRAR, wherever they were told to unpack.
        "7zO*",
        "7zE*",
        "Rar$*",
    ),
    "darwin": (
        "TemporaryItems",
        ".TemporaryItems",
        # The small picture that a screenshot leaves in the corner.
        "NSIRD_*",
        "Library/Caches",
        "Library/Containers/*/Data/tmp",
        "Mail Downloads",
    ),
    "linux": (
        ".cache",
        ".var/app/*/cache",
        # Thunderbird and file-roller, wherever they were told to unpack.
        "mozilla_*",
        ".fr-*",
    ),
}
"""Names of folders, one in the other, anywhere in a path."""


class VanishingPlaces:
    """Folders from which files are copied before they are uploaded."""

    def __init__(
        self, roots: Iterable[str] = (), folders: Iterable[str] = (), *, ignores_case: bool = False
    ) -> None:
        """Take whole paths and names of folders, all with forward slashes."""
        # One expression: ten thousand files may ask at once. Only folders have a slash behind them.
        places = [_expression(root) for root in roots]
        places += [".*/" + _expression(folder) for folder in folders]
        flags = re.DOTALL | (re.IGNORECASE if ignores_case else 0)
        self._pattern = re.compile("|".join(f"{place}/" for place in places) or "(?!)", flags)

    def hold(self, path: PurePath) -> bool:
        """Whether a file is in such a folder, or in one inside it; its own name says nothing."""
        return self._pattern.match(path.as_posix()) is not None


def vanishing_places(
    environment: Mapping[str, str], platform: str = sys.platform
) -> VanishingPlaces:
    """Return the folders of a system and of this user's environment."""
    kind = platform if platform in _ANYWHERE else "linux"
    named = _named(environment, PureWindowsPath if kind == "win32" else PurePosixPath)
    return VanishingPlaces(
        [*_AT_THE_ROOT[kind], *named], _ANYWHERE[kind], ignores_case=kind != "linux"
    )


def is_our_copy(path: PurePath) -> bool:
    """Whether a file was made or copied by this program, and so goes when it is uploaded."""
    return path.parent.name.endswith(OUR_COPY)


def _named(environment: Mapping[str, str], kind: type[PurePath]) -> Iterable[str]:
    for variable in _NAMED_BY:
        path = kind(environment.get(variable, ""))
        # A whole drive is nobody's temporary folder.
        if path.is_absolute() and path.parent != path:
            yield path.as_posix().replace("*", "")


def _expression(path: str) -> str:
    return re.escape(path).replace(r"\*", "[^/]*")
