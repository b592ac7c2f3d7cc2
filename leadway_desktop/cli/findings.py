"""What `doctor` found in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from leadway_desktop.logs import REDACTED


@dataclass(frozen=True, slots=True)
class Section:
    """One place: for a script as fields, for a person as lines. Neither holds a secret."""

    key: str
    title: str
    fields: Mapping[str, object]
    lines: tuple[str, ...]
    problems: tuple[str, ...] = ()
    """What keeps uploads from working."""


def without_password(address: str) -> str:
    """Return a proxy's address as it may be shown."""
    _, at, host = address.rpartition("@")
    if not at:
        return address
    scheme = urlsplit(address).scheme
    return f"{scheme}://{REDACTED}@{host}"
