"""What `doctor` found in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """One place: for a script as fields, for a person as lines. Neither holds a secret."""

    key: str
    title: str
    fields: Mapping[str, object]
    lines: tuple[str, ...]
    problems: tuple[str, ...] = ()
    """What keeps uploads from working."""
