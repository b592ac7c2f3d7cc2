"""The program's folders, by each system's custom; nothing is made before `create`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

HOME_VARIABLE = "LEADWAY_DESKTOP_HOME"
"""The environment's variable that moves every folder below the one it names."""

OWNER_ONLY = 0o700


@dataclass(frozen=True, slots=True)
class Folders:
    """Absolute paths; the practice account's stand beside the real account's, never in them."""

    config: Path
    """Settings that the user may edit."""
    data: Path
    """What must not be lost."""
    cache: Path
    """What can be made anew."""
    logs: Path
    spool: Path
    """Files that this program has yet to upload: pasted pictures, and copies of what might be gone
    before its turn."""
    home: Path | None = None
    """What `LEADWAY_DESKTOP_HOME` says, if it says anything."""
    is_practice: bool = False

    @property
    def settings_file(self) -> Path:
        """Where the settings are read and written."""
        return self.config / "settings.toml"

    def for_practice(self) -> Folders:
        """Return the practice account's folders: `practice` inside each, and nothing shared."""
        if self.is_practice:
            return self
        return replace(
            self,
            config=self.config / "practice",
            data=self.data / "practice",
            cache=self.cache / "practice",
            logs=self.logs / "practice",
            spool=self.data / "practice" / "spool",
            is_practice=True,
        )

    def create(self) -> None:
        """Make the folders that are missing, for this user alone; raises OSError."""
        for folder in (self.config, self.data, self.cache, self.logs, self.spool):
            make_private_folder(folder)


def find_folders(environment: Mapping[str, str]) -> Folders:
    """Return where the folders are, or would be, for this user and system."""
    home = environment.get(HOME_VARIABLE, "").strip()
    return _below(Path(os.path.abspath(Path(home).expanduser()))) if home else _of_the_system()


def make_private_folder(folder: Path) -> None:
    """Make a folder, and the parents it lacks, for this user alone; raises OSError.

    One of the program's own that others could read is closed to them. On Windows the user's
    profile is private by its access control list, and the mode means nothing.
    """
    if not folder.is_dir():
        _make_with_parents(folder)
    elif os.name == "posix" and folder.stat().st_mode & 0o077:
        folder.chmod(OWNER_ONLY)


def _make_with_parents(folder: Path) -> None:
    # os.makedirs gives its mode to the last folder alone.
    if not folder.parent.exists():
        _make_with_parents(folder.parent)
    folder.mkdir(mode=OWNER_ONLY, exist_ok=True)


def _below(home: Path) -> Folders:
    data = home / "data"
    return Folders(home / "config", data, home / "cache", home / "logs", data / "spool", home=home)


def _of_the_system() -> Folders:
    from platformdirs import PlatformDirs  # here: nobody needs it where HOME_VARIABLE says

    is_titled = sys.platform in {"win32", "darwin"}
    dirs = PlatformDirs("Leadway Desktop" if is_titled else "leadway-desktop", appauthor=False)
    data = dirs.user_data_path
    return Folders(
        dirs.user_config_path, data, dirs.user_cache_path, dirs.user_log_path, data / "spool"
    )
