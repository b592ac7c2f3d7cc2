"""Settings: what each is called, may be, and is when nobody says otherwise.

To add one: add a field here with its rule in `_RULES`; the file, the environment, the settings
window's check and `doctor` follow by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import Enum
from ipaddress import ip_address
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

from leadway_desktop.domain.errors import InsecureAddress, SettingInvalid
from leadway_desktop.domain.policy import NO_POLICY, Policy


class SettingOrigin(Enum):
    """Where a setting's value came from; the later ones win."""

    DEFAULT = "default"
    PRESET = "preset"
    """Whoever administers this computer proposes it."""
    FILE = "file"
    ENVIRONMENT = "environment"
    LOCKED = "locked"
    """Whoever administers this computer has decided it."""


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """Every setting; times in seconds. Constructing one checks it and raises SettingInvalid."""

    base_url: str = "https://services.leadconnectorhq.com"
    """The API's address; white labels and the practice account differ."""
    api_version: str = "2021-07-28"
    """The `Version` header: Leadway's documented value."""
    location_id: str = ""
    parallel_uploads: int = 3
    connect_timeout: float = 10.0
    reply_timeout: float = 30.0
    """How long the API may take to answer a call."""
    stall_timeout: float = 30.0
    """How long an upload may go without one byte being acknowledged."""
    bandwidth_limit: int = 0
    """What all uploads together may use, in kilobytes (of 1,000) a second; 0: no limit."""
    proxy: str = "system"
    """`system`, `none`, or the address of an HTTP proxy."""
    sending: str = "ask"
    """Whether uploaded files are sent to the customer: `never`, `ask` each time, or `always`."""
    history_days: int = 90
    """How long receipts are kept; 0: until the window is closed."""
    update_url: str = ""
    """Where to ask for news of a newer version, with the key to verify them; empty: nowhere."""
    language: str = "system"
    theme: str = "system"

    def __repr__(self) -> str:
        """Return every setting, and no proxy's password: this ends in logs and tracebacks."""
        shown = (f"{name}={without_password(getattr(self, name))!r}" for name in SETTING_NAMES)
        return f"Settings({', '.join(shown)})"

    def __post_init__(self) -> None:
        for name, rule in _RULES.items():
            rule(name, getattr(self, name))


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings in force and the story behind them, for the window and `doctor` to tell."""

    settings: Settings
    origins: Mapping[str, SettingOrigin]
    """Setting name -> where its value came from."""
    file: Path
    set_aside: Path | None = None
    """Where the settings file was moved to because it could not be read, if it was."""
    why_set_aside: str = ""
    """What was wrong with it, and where in it: for who wrote it, in English."""
    problems: tuple[SettingInvalid, ...] = ()
    """Values that could not be used; each setting named here has its default instead."""
    policy: Policy = NO_POLICY

    def is_locked(self, name: str) -> bool:
        """Whether this computer's policy decides the setting, be its value of use or not."""
        return name in self.policy.locks


SETTING_NAMES = tuple(field.name for field in fields(Settings))
LANGUAGES = ("en", "es")
"""That the program speaks; English is its source."""
THEMES = ("system", "light", "dark")
SENDING = ("never", "ask", "always")
PARALLEL_UPLOADS = range(1, 9)
BANDWIDTHS = range(10, 1_000_001)
"""kB/s: less is no upload, more no limit."""
HISTORY_DAYS = range(3651)
"""From none to ten years."""

_Rule = Callable[[str, object], None]


_Value = TypeVar("_Value")


def without_password(value: _Value) -> _Value | str:
    """Return a setting's value, or any address, as it may be shown: user and password hidden."""
    if not isinstance(value, str) or "@" not in value:
        return value
    scheme, there, rest = value.rpartition("://")
    return f"{scheme}{there}[redacted]@{rest.rpartition('@')[2]}"


def is_loopback(host: str) -> bool:
    """Whether the host is this computer itself."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _address(value: object) -> SplitResult | None:
    """Return an address's parts; None if it has no host, or what no address can have."""
    if not isinstance(value, str) or re.search(r"[\s\x00-\x1f\x7f\\\ud800-\udfff]", value):
        return None
    try:
        parts = urlsplit(value)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if is_whole else None


def _base_url(name: str, value: object) -> None:
    parts = _address(value)
    if parts is None or parts.scheme not in {"http", "https"}:
        raise SettingInvalid(name=name, detail="must be an address such as https://example.com")
    if set(str(value)) & set("@?#"):
        raise SettingInvalid(name=name, detail="must hold no user, password, query or fragment")
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise InsecureAddress(name=name, detail="must start with https://")


def _update_url(name: str, value: object) -> None:
    if value == "":
        return
    from leadway_desktop.domain.update import update_source  # few computers name one

    parts = _address(value)
    source = update_source(str(value))
    if parts is None or source is None or set(source.url) & set("@?"):
        hint = "must be empty, or https://host/path#key: no user, no query"
        raise SettingInvalid(name=name, detail=hint)
    is_here = parts.scheme == "http" and is_loopback(parts.hostname or "")
    if parts.scheme != "https" and not is_here:
        raise SettingInvalid(name=name, detail="must start with https://")


def _proxy(name: str, value: object) -> None:
    if value in ("system", "none"):
        return
    parts = _address(value)
    if parts is None or parts.scheme != "http":
        raise SettingInvalid(name=name, detail="must be system, none or http://host:port")


def _matches(pattern: str, hint: str) -> _Rule:
    def rule(name: str, value: object) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise SettingInvalid(name=name, detail=hint)

    return rule


def _one_of(*choices: str) -> _Rule:
    def rule(name: str, value: object) -> None:
        if value not in choices:
            raise SettingInvalid(name=name, detail=f"must be one of: {', '.join(choices)}")

    return rule


def _whole_number(allowed: range) -> _Rule:
    def rule(name: str, value: object) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or value not in allowed:
            hint = f"must be a whole number from {allowed[0]} to {allowed[-1]}"
            raise SettingInvalid(name=name, detail=hint)

    return rule


def _bandwidth(name: str, value: object) -> None:
    if value == 0 and isinstance(value, int) and not isinstance(value, bool):
        return
    try:
        _whole_number(BANDWIDTHS)(name, value)
    except SettingInvalid as error:
        raise SettingInvalid(name=name, detail=f"{error.detail}, or 0 for no limit") from None


def _seconds(low: float, high: float) -> _Rule:
    def rule(name: str, value: object) -> None:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not low <= float(str(value)) <= high:
            raise SettingInvalid(name=name, detail=f"must be from {low:g} to {high:g} seconds")

    return rule


_DATE = r"20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_API_VERSION = rf"{_DATE}|v[1-9][0-9]?"
"""How the platform names the versions of its API: nearly all by a date, the latest by a number."""

_RULES: dict[str, _Rule] = {
    "base_url": _base_url,
    "api_version": _matches(_API_VERSION, "must be a date such as 2021-07-28, or as v3"),
    "location_id": _matches(r"[\x21-\x7e]{0,100}", "must be an id: no spaces"),
    "parallel_uploads": _whole_number(PARALLEL_UPLOADS),
    "connect_timeout": _seconds(1, 120),
    "reply_timeout": _seconds(1, 600),
    "stall_timeout": _seconds(1, 600),
    "bandwidth_limit": _bandwidth,
    "proxy": _proxy,
    "sending": _one_of(*SENDING),
    "history_days": _whole_number(HISTORY_DAYS),
    "update_url": _update_url,
    "language": _one_of("system", *LANGUAGES),
    "theme": _one_of(*THEMES),
}
