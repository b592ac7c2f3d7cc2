"""Drafts on the disk: a small file that is written whole, for this user alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from leadway_desktop.domain.draft import KeptDraft
from leadway_desktop.storage.dated_name import set_aside
from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.private_file import write_privately

_FILE_NAME = "drafts.json"
_VERSION = 1
_DAMAGE = (ValueError, TypeError, KeyError, RecursionError)


@dataclass(frozen=True, slots=True)
class LoadedDrafts:
    """What there was, and where the file went if it could not be read."""

    drafts: tuple[KeptDraft, ...] = ()
    set_aside: Path | None = None


def load_drafts(folders: Folders) -> LoadedDrafts:
    """Return what `save_drafts` kept; a file that cannot be read gets another name.

    Raises OSError where the disk refuses.
    """
    file = folders.data / _FILE_NAME
    try:
        return LoadedDrafts(_read(file))
    except FileNotFoundError:
        return LoadedDrafts()
    except _DAMAGE:
        return LoadedDrafts(set_aside=set_aside(file))


def drafted_uploads(folders: Folders) -> frozenset[str]:
    """Return the ids of the uploads that stand in a draft; raises OSError.

    What cannot be read holds none: nobody will find its drafts again.
    """
    try:
        drafts = _read(folders.data / _FILE_NAME)
    except (FileNotFoundError, *_DAMAGE):
        return frozenset()
    return frozenset(upload_id for draft in drafts for upload_id in draft.uploads)


def save_drafts(folders: Folders, drafts: Sequence[KeptDraft]) -> None:
    """Keep these and no others; raises OSError."""
    content = {"version": _VERSION, "drafts": [asdict(draft) for draft in drafts]}
    write_privately(folders.data / _FILE_NAME, json.dumps(content, ensure_ascii=False))


def _read(file: Path) -> tuple[KeptDraft, ...]:
    kept = json.loads(file.read_text(encoding="utf-8"))
    return tuple(_draft(one) for one in kept["drafts"])


def _draft(kept: dict[str, Any]) -> KeptDraft:
    texts = (kept["location_id"], kept["conversation_id"], kept["text"])
    uploads = tuple(kept["uploads"])
    if not all(isinstance(text, str) for text in (*texts, *uploads)):
        raise TypeError("a draft is made of texts")
    location_id, conversation_id, text = texts
    return KeptDraft(location_id, conversation_id, uploads, text)
