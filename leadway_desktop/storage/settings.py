"""Settings: defaults, under a TOML file, under the environment.

The file is the user's: their comments, their order and keys that nobody knows stay as they are,
and a file that cannot be read is set aside, never overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from leadway_desktop.domain.errors import SettingInvalid
from leadway_desktop.domain.settings import (
    SETTING_NAMES,
    LoadedSettings,
    SettingOrigin,
    Settings,
)
from leadway_desktop.storage.dated_name import set_aside
from leadway_desktop.storage.paths import HOME_VARIABLE, Folders
from leadway_desktop.storage.session_token import TOKEN_VARIABLE

VARIABLE_PREFIX = "LEADWAY_DESKTOP_"
FILE_SIZE_LIMIT = 1024 * 1024
"""Bytes; what is larger is no settings file."""

_DEFAULTS = Settings()
_Values = dict[str, Any]


class FileBroken(Exception):
    """The settings file is there and is no TOML, no UTF-8, or cannot be read; the text says why."""


def load_settings(folders: Folders, environment: Mapping[str, str]) -> LoadedSettings:
    """Return the settings in force and the story behind them; never fails.

    A value that cannot be used leaves its setting at the default and is named in `problems`;
    a file that cannot be read is set aside and the program goes on without it.
    """
    return load_from(folders.settings_file, environment)


def load_from(file: Path, environment: Mapping[str, str]) -> LoadedSettings:
    """Do what `load_settings` does, with the settings file named."""
    try:
        written = read_settings_file(file)
    except FileBroken as error:
        moved_to, problems = _try_to_set_aside(file)
        loaded = _merged(file, {}, environment, problems)
        return replace(loaded, set_aside=moved_to, why_set_aside=str(error) if moved_to else "")
    return _merged(file, written, environment, [])


def unknown_names(folders: Folders, environment: Mapping[str, str]) -> dict[str, str | None]:
    """Return the names, in the file and in the environment, that no setting has.

    Each with the known name that was probably meant, or None.
    """
    try:
        written = read_settings_file(folders.settings_file)
    except FileBroken:
        written = {}
    variables = {VARIABLE_PREFIX + name.upper() for name in SETTING_NAMES}
    variables |= {HOME_VARIABLE, TOKEN_VARIABLE}
    ours = [name for name in environment if name.startswith(VARIABLE_PREFIX)]
    return _strangers(written, SETTING_NAMES) | _strangers(ours, variables)


def read_settings_file(file: Path) -> _Values:
    """Return what the file says, unchecked, or nothing where there is no file; raises FileBroken.

    A byte order mark, which Windows' editors write, is no fault.
    """
    try:
        with file.open("rb") as content:
            text = content.read(FILE_SIZE_LIMIT + 1)
        if len(text) > FILE_SIZE_LIMIT:
            raise FileBroken(f"larger than {FILE_SIZE_LIMIT} bytes")
        import tomllib  # here: most people have no such file

        return tomllib.loads(text.decode("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise FileBroken(error.strerror or type(error).__name__) from None
    except UnicodeDecodeError as error:
        raise FileBroken(f"not UTF-8 (at byte {error.start})") from None
    except ValueError as error:  # TOMLDecodeError names line and column
        raise FileBroken(str(error)) from None
    except RecursionError:
        raise FileBroken("nested too deeply") from None


def overrides_in(environment: Mapping[str, str]) -> _Values:
    """Return the settings that the environment gives, unchecked; an empty value gives none."""
    given = {name: environment.get(VARIABLE_PREFIX + name.upper(), "") for name in SETTING_NAMES}
    return {name: _typed(name, text.strip()) for name, text in given.items() if text.strip()}


def _merged(
    file: Path, written: _Values, environment: Mapping[str, str], problems: list[SettingInvalid]
) -> LoadedSettings:
    overrides = overrides_in(environment)
    usable: _Values = {}
    origins = dict.fromkeys(SETTING_NAMES, SettingOrigin.DEFAULT)
    for name in SETTING_NAMES:
        if name not in written and name not in overrides:
            continue
        try:
            usable[name] = _checked(name, overrides.get(name, written.get(name)))
            is_ours = name in overrides
            origins[name] = SettingOrigin.ENVIRONMENT if is_ours else SettingOrigin.FILE
        except SettingInvalid as problem:
            problems.append(problem)
    return LoadedSettings(replace(_DEFAULTS, **usable), origins, file, problems=tuple(problems))


def _checked(name: str, value: object) -> object:
    """Return the value as the setting's own type; raises SettingInvalid."""
    default = getattr(_DEFAULTS, name)
    if isinstance(default, str) and not isinstance(value, str):
        raise SettingInvalid(name=name, detail="must be text in quotation marks")
    try:
        changed: _Values = {name: value}
        checked = getattr(replace(_DEFAULTS, **changed), name)
        return float(checked) if isinstance(default, float) else checked
    except (OverflowError, ValueError):  # a number of thousands of digits
        raise SettingInvalid(name=name, detail="is too large a number") from None


def _typed(name: str, text: str) -> object:
    """Return a number where the setting is one; text that is no number is left to the check."""
    default = getattr(_DEFAULTS, name)
    if isinstance(default, str):
        return text
    try:
        return type(default)(text)
    except ValueError:
        return text


def _try_to_set_aside(file: Path) -> tuple[Path | None, list[SettingInvalid]]:
    try:
        return set_aside(file), []
    except OSError as error:
        why = f"cannot be read, nor set aside: {error.strerror}"
        return None, [SettingInvalid(name=file.name, detail=why)]


def _strangers(names: Mapping[str, Any] | list[str], known: Any) -> dict[str, str | None]:
    from difflib import get_close_matches  # for `doctor` alone

    return {
        name: next(iter(get_close_matches(name, known, n=1)), None)
        for name in names
        if name not in known
    }
