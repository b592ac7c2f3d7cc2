"""What is begun, on the disk: a small file that is written whole, for this user alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from leadway_desktop.domain.draft import Begun, KeptDraft, KeptFiles, WaitingFile
from leadway_desktop.domain.upload import new_upload_id
from leadway_desktop.storage.dated_name import set_aside
from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.private_file import write_privately

_FILE_NAME = "drafts.json"
_VERSION = 1
_DAMAGE = (ValueError, TypeError, KeyError, RecursionError)


@dataclass(frozen=True, slots=True)
class LoadedDrafts:
    """What there was, and where the file went if it could not be read."""

    begun: tuple[Begun, ...] = ()
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
    """Return the ids of the uploads that stand in a draft, or are to be made; raises OSError.

    What cannot be read holds none: nobody will find its drafts again.
    """
    try:
        begun = _read(folders.data / _FILE_NAME)
    except (FileNotFoundError, *_DAMAGE):
        return frozenset()
    return frozenset(upload_id for one in begun for upload_id in _uploads_of(one))


def save_drafts(folders: Folders, begun: Sequence[Begun]) -> None:
    """Keep these and no others; raises OSError."""
    content = {
        "version": _VERSION,
        "drafts": [asdict(one) for one in begun if isinstance(one, KeptDraft)],
        "files": [_files_values(one) for one in begun if isinstance(one, KeptFiles)],
    }
    # As escapes: a path, or what somebody pasted, may hold half a pair that UTF-8 cannot.
    write_privately(folders.data / _FILE_NAME, json.dumps(content))


def _uploads_of(begun: Begun) -> tuple[str, ...]:
    if isinstance(begun, KeptDraft):
        return begun.uploads
    return tuple(file.upload_id for file in begun.files)


def _files_values(kept: KeptFiles) -> dict[str, Any]:
    values = asdict(kept)
    del values["files"]
    return {
        **values,
        "paths": [str(path) for path in kept.paths],
        "uploads": _uploads_of(kept),
    }


def _read(file: Path) -> tuple[Begun, ...]:
    kept = json.loads(file.read_text(encoding="utf-8"))
    drafts, files = kept["drafts"], kept.get("files", [])
    return (*map(_draft, drafts), *map(_files, files))


def _draft(kept: dict[str, Any]) -> KeptDraft:
    return KeptDraft(
        location_id=_text(kept["location_id"]),
        conversation_id=_text(kept["conversation_id"]),
        uploads=tuple(map(_text, kept["uploads"])),
        text=_text(kept["text"]),
        contact_id=_text(kept.get("contact_id", "")),
        title=_text(kept.get("title", "")),
        brought=_brought(kept.get("brought", {})),
    )


def _brought(kept: object) -> dict[str, str]:
    """Return the words that had come into a draft; an earlier version kept ids alone."""
    values = kept if isinstance(kept, dict) else {}
    return {_text(upload_id): _text(words) for upload_id, words in values.items()}


def _files(kept: dict[str, Any]) -> KeptFiles:
    return KeptFiles(
        location_id=_text(kept["location_id"]),
        conversation_id=_text(kept["conversation_id"]),
        contact_id=_text(kept["contact_id"]),
        title=_text(kept["title"]),
        files=_waiting(kept),
    )


def _waiting(kept: dict[str, Any]) -> tuple[WaitingFile, ...]:
    """Return the files; an earlier version gave their uploads ids as they were made."""
    paths = [Path(_text(path)) for path in kept["paths"]]
    ids = kept.get("uploads") or [new_upload_id() for _ in paths]
    return tuple(WaitingFile(_text(one), path) for one, path in zip(ids, paths, strict=True))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("ids and words are texts")
    return value
