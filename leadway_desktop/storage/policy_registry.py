"""Where Windows has the policy: the registry, by group policy, Intune, or the installer.

Values are called as the settings are, under the keys `preset` and `locked`: text (REG_SZ) or
whole numbers (REG_DWORD).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import NamedTuple

from leadway_desktop.domain.policy import NO_POLICY, Policy
from leadway_desktop.storage.policy import LOCKED, PRESET, as_policy
from leadway_desktop.storage.setting_types import typed_values

Values = Mapping[str, object]
ReadKey = Callable[[str, str], Values]
"""Takes a root and a path, returns the key's values, none where it is not there; raises OSError."""


class _Place(NamedTuple):
    root: str
    path: str
    may_lock: bool


PLACES = (
    _Place("HKLM", r"SOFTWARE\Policies\Leadway Desktop", may_lock=True),
    _Place("HKCU", r"SOFTWARE\Policies\Leadway Desktop", may_lock=True),
    _Place("HKLM", r"SOFTWARE\Leadway Desktop", may_lock=True),
    # The user's own: an installer without an administrator writes here.
    _Place("HKCU", r"SOFTWARE\Leadway Desktop", may_lock=False),
)
"""The earlier ones win."""


def policy_in_registry(read_key: ReadKey) -> Policy:
    """Return the policy of all places."""
    policy = NO_POLICY
    for place in PLACES:
        policy = policy.over(_at(place, read_key))
    return policy


def _at(place: _Place, read_key: ReadKey) -> Policy:
    name = f"{place.root}\\{place.path}"
    tables = {}
    try:
        for table in (PRESET, LOCKED) if place.may_lock else (PRESET,):
            if values := read_key(place.root, f"{place.path}\\{table}"):
                tables[table] = typed_values(values)
    except OSError as error:
        return Policy(places=(name,), broken={name: error.strerror or type(error).__name__})
    return as_policy(name, tables, may_lock=place.may_lock) if tables else NO_POLICY


if sys.platform == "win32":
    import winreg

    _ROOTS = {"HKLM": winreg.HKEY_LOCAL_MACHINE, "HKCU": winreg.HKEY_CURRENT_USER}

    def registry_policy() -> Policy:
        """Return the policy of this computer and user."""
        return policy_in_registry(_read_key)

    def _read_key(root: str, path: str) -> Values:
        access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        try:
            with winreg.OpenKey(_ROOTS[root], path, access=access) as key:
                count = winreg.QueryInfoKey(key)[1]
                return {name: value for name, value, _ in _values(key, count)}
        except FileNotFoundError:
            return {}

    def _values(key: winreg.HKEYType, count: int) -> list[tuple[str, object, int]]:
        return [winreg.EnumValue(key, index) for index in range(count)]
