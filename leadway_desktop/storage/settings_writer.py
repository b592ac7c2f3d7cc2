"""Writing settings into the user's TOML file without disturbing the rest of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from leadway_desktop.domain.errors import SettingsNotSaved
from leadway_desktop.domain.policy import Policy
from leadway_desktop.domain.settings import SETTING_NAMES, LoadedSettings, Settings
from leadway_desktop.storage.dated_name import set_aside
from leadway_desktop.storage.paths import make_private_folder
from leadway_desktop.storage.private_file import write_privately
from leadway_desktop.storage.setting_types import DEFAULTS
from leadway_desktop.storage.settings import load_from
from leadway_desktop.storage.settings_text import FileBroken, read_settings_file

HEADING = (
    "Settings of Leadway Desktop. Change what you like, then start the program anew.",
    "Comments, order and unknown names stay. `leadway-desktop doctor` tells what is in force.",
)


def save_settings(
    settings: Settings, loaded: LoadedSettings, environment: Mapping[str, str]
) -> LoadedSettings:
    """Write what `settings` changes in `loaded`; return what is in force from now on.

    Nothing else in the file is touched, so what somebody edited there meanwhile stays, and so
    does a wrong value that waits for its owner. A value from the environment, or a locked one, is
    written only where it was changed, and stays in force all the same.
    Raises SettingsNotSaved; then the file is as it was.
    """
    changes = {
        name: getattr(settings, name)
        for name in SETTING_NAMES
        if getattr(settings, name) != getattr(loaded.settings, name)
    }
    try:
        moved_to = _write(loaded.file, changes, loaded.policy) if changes else None
    except OSError as error:
        raise SettingsNotSaved(folder=loaded.file.parent, detail=error.strerror or "") from None
    except TOMLKitError as error:
        raise SettingsNotSaved(folder=loaded.file.parent, detail=str(error)) from None
    now = load_from(loaded.file, environment, loaded.policy)
    return replace(now, set_aside=now.set_aside or moved_to)


def _write(file: Path, changes: dict[str, Any], policy: Policy) -> Path | None:
    """Change the file; returns where a broken one was set aside, if it was."""
    make_private_folder(file.parent)
    document, moved_to = _document(file)
    for name, value in changes.items():
        without = policy.presets.get(name, getattr(DEFAULTS, name))
        if name in document or value != without:
            document[name] = _plain(value)
    write_privately(file, tomlkit.dumps(document))
    return moved_to


def _document(file: Path) -> tuple[tomlkit.TOMLDocument, Path | None]:
    moved_to = None
    try:
        read_settings_file(file)
    except FileBroken:
        moved_to = set_aside(file)
    if file.exists():
        return tomlkit.parse(file.read_bytes().decode("utf-8-sig")), moved_to
    return _new_document(), moved_to


def _new_document() -> tomlkit.TOMLDocument:
    document = tomlkit.document()
    for line in HEADING:
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    return document


def _plain(value: float | str) -> float | str:
    """Write 30 seconds as 30, not as 30.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
