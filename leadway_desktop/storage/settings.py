"""Settings: defaults, under presets, under a TOML file, under the environment, under locks.

The file is the user's: their comments, their order and keys that nobody knows stay as they are,
and a file that cannot be read is set aside, never overwritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from leadway_desktop.domain.errors import PolicyBroken, SettingInvalid
from leadway_desktop.domain.policy import Policy
from leadway_desktop.domain.settings import SETTING_NAMES, LoadedSettings, SettingOrigin, Settings
from leadway_desktop.storage import policy as policies
from leadway_desktop.storage.dated_name import set_aside
from leadway_desktop.storage.paths import HOME_VARIABLE, Folders
from leadway_desktop.storage.session_token import TOKEN_VARIABLE
from leadway_desktop.storage.setting_types import DEFAULTS, checked, typed
from leadway_desktop.storage.settings_text import FileBroken, read_settings_file

VARIABLE_PREFIX = "LEADWAY_DESKTOP_"

_Values = dict[str, Any]
_Layers = tuple[tuple[SettingOrigin, Mapping[str, Any]], ...]


def load_settings(folders: Folders, environment: Mapping[str, str]) -> LoadedSettings:
    """Return the settings in force and the story behind them; never fails.

    A value that cannot be used leaves its setting at the default and is named in `problems`;
    a file that cannot be read is set aside and the program goes on without it. A policy that
    cannot be read stays where it is, and is the first of the problems.
    """
    return load_from(folders.settings_file, environment, policies.machine_policy())


def settings_in_passing(folders: Folders, environment: Mapping[str, str]) -> Settings:
    """Return the settings in force, for a start that comes to nothing and tells nobody of them.

    A file that cannot be read stays where it is.
    """
    try:
        written = read_settings_file(folders.settings_file)
    except FileBroken:
        written = {}
    policy = policies.machine_policy()
    return _merged(folders.settings_file, written, environment, policy, []).settings


def load_from(file: Path, environment: Mapping[str, str], policy: Policy) -> LoadedSettings:
    """Do what `load_settings` does, with the settings file and the computer's policy named."""
    try:
        written = read_settings_file(file)
    except FileBroken as error:
        moved_to, problems = _try_to_set_aside(file)
        loaded = _merged(file, {}, environment, policy, problems)
        return replace(loaded, set_aside=moved_to, why_set_aside=str(error) if moved_to else "")
    return _merged(file, written, environment, policy, [])


def unknown_names(loaded: LoadedSettings, environment: Mapping[str, str]) -> dict[str, str | None]:
    """Return the names, in policy, file and environment, that no setting has.

    Each with the known name that was probably meant, or None.
    """
    try:
        written = read_settings_file(loaded.file)
    except FileBroken:
        written = {}
    variables = {VARIABLE_PREFIX + name.upper() for name in SETTING_NAMES}
    variables |= {HOME_VARIABLE, TOKEN_VARIABLE}
    ours = [name for name in environment if name.startswith(VARIABLE_PREFIX)]
    in_policy = _strangers(loaded.policy.unknown, (*SETTING_NAMES, *policies.TABLES))
    return in_policy | _strangers(written, SETTING_NAMES) | _strangers(ours, variables)


def overrides_in(environment: Mapping[str, str]) -> _Values:
    """Return the settings that the environment gives, unchecked; an empty value gives none."""
    given = {name: environment.get(VARIABLE_PREFIX + name.upper(), "") for name in SETTING_NAMES}
    return {name: typed(name, text.strip()) for name, text in given.items() if text.strip()}


def _merged(
    file: Path,
    written: _Values,
    environment: Mapping[str, str],
    policy: Policy,
    problems: list[SettingInvalid],
) -> LoadedSettings:
    layers: _Layers = (
        (SettingOrigin.LOCKED, policy.locks),
        (SettingOrigin.ENVIRONMENT, overrides_in(environment)),
        (SettingOrigin.FILE, written),
        (SettingOrigin.PRESET, policy.presets),
    )
    usable: _Values = {}
    origins = dict.fromkeys(SETTING_NAMES, SettingOrigin.DEFAULT)
    for name in SETTING_NAMES:
        for origin, values in layers:
            if name not in values:
                continue
            try:
                usable[name] = checked(name, values[name])
                origins[name] = origin
            except SettingInvalid as problem:
                problems.append(problem)
            break  # a lower layer does not speak for one that is wrong
    unread = tuple(PolicyBroken(name=place, detail=why) for place, why in policy.broken.items())
    settings = replace(DEFAULTS, **usable)
    return LoadedSettings(settings, origins, file, policy=policy, problems=(*unread, *problems))


def _try_to_set_aside(file: Path) -> tuple[Path | None, list[SettingInvalid]]:
    try:
        return set_aside(file), []
    except OSError as error:
        why = f"cannot be read, nor set aside: {error.strerror}"
        return None, [SettingInvalid(name=file.name, detail=why)]


def _strangers(names: Iterable[str], known: Any) -> dict[str, str | None]:
    from difflib import get_close_matches  # for `doctor` alone

    return {
        name: next(iter(get_close_matches(name, known, n=1)), None)
        for name in names
        if name not in known
    }
