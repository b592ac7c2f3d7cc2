"""A newer version of the program: where news of it come from, and what they say."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

ASKED_EVERY = timedelta(days=1)
KEY_SIZE = 32
"""Bytes of an Ed25519 public key."""

_KEY = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 bytes in base64 for URLs, without its last "="
_VERSION = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6}){1,3}")


@dataclass(frozen=True, slots=True)
class UpdateSource:
    """An address and whose word counts there."""

    url: str
    key: bytes
    """An Ed25519 public key."""


@dataclass(frozen=True, slots=True)
class Release:
    """A version that can be had; its signature has been verified."""

    version: str
    link: str
    """The page of it: nobody but the user's browser opens that."""
    notes: Mapping[str, str]
    """Language -> what is new in it, as one plain line."""

    def is_newer_than(self, version: str) -> bool:
        """Whether it is; False where one of the two is no version."""
        theirs, ours = version_numbers(self.version), version_numbers(version)
        return theirs is not None and ours is not None and theirs > ours

    def notes_in(self, language: str) -> str:
        """Return the notes in a language, else in English; they may be empty."""
        return self.notes.get(language) or self.notes.get("en", "")


def update_source(setting: str) -> UpdateSource | None:
    """Return what the setting `update_url` names; None where it is no address with a key."""
    url, _, key = setting.partition("#")
    if not url or not _KEY.fullmatch(key):
        return None
    return UpdateSource(url, base64.urlsafe_b64decode(key + "="))


def version_numbers(version: str) -> tuple[int, ...] | None:
    """Return 0.10.2 as (0, 10, 2, 0), so that versions can be compared; None if it is none."""
    if not _VERSION.fullmatch(version):
        return None
    numbers = [int(part) for part in version.split(".")]
    return (*numbers, 0, 0, 0)[:4]
