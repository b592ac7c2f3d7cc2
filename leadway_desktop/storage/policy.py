"""The policy of this computer: presets and locks, from places that only administrators write.

Nothing of the user's environment decides where they are: who may not change a setting may not
point the program elsewhere either.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from leadway_desktop.domain.policy import NO_POLICY, Policy
from leadway_desktop.domain.settings import SETTING_NAMES
from leadway_desktop.storage.settings_text import FileBroken, parse_toml, read_bounded

ETC_FILE = Path("/etc/leadway-desktop/policy.toml")
MANAGED_PREFERENCES = Path("/Library/Managed Preferences/com.leadway.desktop.plist")
"""What macOS makes of a configuration profile."""
LIBRARY_FILE = Path("/Library/Application Support/Leadway Desktop/policy.toml")

TABLES = PRESET, LOCKED = "preset", "locked"


def machine_policy() -> Policy:
    """Return the policy of this computer; never fails: what cannot be read is in `broken`."""
    if sys.platform == "win32":
        from leadway_desktop.storage.policy_registry import registry_policy

        return registry_policy()
    if sys.platform == "darwin":
        return policy_in_plist(MANAGED_PREFERENCES).over(policy_in_toml(LIBRARY_FILE))
    return policy_in_toml(ETC_FILE)


def policy_in_toml(file: Path) -> Policy:
    """Return what a file with the tables `preset` and `locked` says."""
    return _read(file, parse_toml)


def policy_in_plist(file: Path) -> Policy:
    """Return what a property list with the dictionaries `preset` and `locked` says."""
    return _read(file, _parse_plist)


def as_policy(place: str, tables: Mapping[str, Any], *, may_lock: bool = True) -> Policy:
    """Return the policy that two tables make; `may_lock`: only administrators write there."""
    known = {PRESET, LOCKED} if may_lock else {PRESET}
    for name in sorted(known & tables.keys()):
        if not isinstance(tables[name], dict):
            return Policy(places=(place,), broken={place: f"{name} is no table"})
    presets, locks = tables.get(PRESET, {}), tables.get(LOCKED, {}) if may_lock else {}
    named = [name for table in (presets, locks) for name in table if name not in SETTING_NAMES]
    strangers = [name for name in tables if name not in known]
    return Policy(presets, locks, (place,), tuple(strangers + named))


def _read(file: Path, parse: Callable[[bytes], dict[str, Any]]) -> Policy:
    place = str(file)
    try:
        content = read_bounded(file)
        return NO_POLICY if content is None else as_policy(place, parse(content))
    except FileBroken as error:
        return Policy(places=(place,), broken={place: str(error)})


def _parse_plist(content: bytes) -> dict[str, Any]:
    import plistlib  # here: for the few computers that have one
    from xml.parsers.expat import ExpatError

    try:
        found = plistlib.loads(content)
    except (plistlib.InvalidFileException, ExpatError, ValueError, IndexError, KeyError) as error:
        raise FileBroken(str(error) or type(error).__name__) from None
    except RecursionError:
        raise FileBroken("nested too deeply") from None
    if not isinstance(found, dict):
        raise FileBroken("no dictionary")
    return found
