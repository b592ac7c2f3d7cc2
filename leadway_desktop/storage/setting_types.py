"""Values of settings from places that know text better than numbers, and the check of any value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from leadway_desktop.domain.errors import SettingInvalid
from leadway_desktop.domain.settings import SETTING_NAMES, Settings

DEFAULTS = Settings()


def typed(name: str, text: str) -> object:
    """Return a number where the setting is one; text that is no number is left to the check."""
    default = getattr(DEFAULTS, name)
    if isinstance(default, str):
        return text
    try:
        return type(default)(text)
    except ValueError:
        return text


def typed_values(values: Mapping[str, object]) -> dict[str, object]:
    """Return values whose names have any case, and whose numbers may be written as text."""
    named = {name.lower(): value for name, value in values.items()}
    return {
        name: typed(name, value.strip())
        if isinstance(value, str) and name in SETTING_NAMES
        else value
        for name, value in named.items()
    }


def checked(name: str, value: object) -> object:
    """Return the value as the setting's own type; raises SettingInvalid."""
    default = getattr(DEFAULTS, name)
    if isinstance(default, str) and not isinstance(value, str):
        raise SettingInvalid(name=name, detail="must be text in quotation marks")
    try:
        changed: dict[str, Any] = {name: value}
        usable = getattr(replace(DEFAULTS, **changed), name)
        return float(usable) if isinstance(default, float) else usable
    except (OverflowError, ValueError):  # a number of thousands of digits
        raise SettingInvalid(name=name, detail="is too large a number") from None
