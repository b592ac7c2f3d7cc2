import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadway_desktop.domain.draft import Begun, KeptDraft, KeptFiles, WaitingFile
from leadway_desktop.storage.drafts import (
    LoadedDrafts,
    drafted_uploads,
    load_drafts,
    save_drafts,
)
from leadway_desktop.storage.paths import Folders

DRAFT = KeptDraft("loc", "c1", ("u1", "u2"), "Hola, María:\nle envío…")
_text = st.text(st.characters(exclude_categories=()))  # half a pair among them
_ids = st.lists(_text).map(tuple)
_drafts = st.builds(
    KeptDraft, _text, _text, _ids, _text, _text, _text, st.dictionaries(_text, _text)
)
_paths = st.text(st.characters(exclude_characters="\0"), min_size=1).map(Path)
_waiting = st.lists(st.builds(WaitingFile, _text, _paths)).map(tuple)
_files = st.builds(KeptFiles, _text, _text, _text, _text, _waiting)


@pytest.fixture
def folders(folders: Folders) -> Folders:
    folders.create()
    return folders


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_drafts), st.lists(_files))
def test_reads_back_what_was_kept(
    folders: Folders, drafts: list[Begun], files: list[Begun]
) -> None:
    save_drafts(folders, [*files, *drafts])
    assert load_drafts(folders) == LoadedDrafts((*drafts, *files))


def test_reads_what_an_earlier_version_kept(folders: Folders) -> None:
    kept = {"location_id": "l", "conversation_id": "c", "uploads": ["1"], "text": "Hola"}
    later = {**kept, "brought": ["u1"]}
    (folders.data / "drafts.json").write_text(json.dumps({"version": 1, "drafts": [kept, later]}))
    assert load_drafts(folders).begun == (KeptDraft("l", "c", ("1",), "Hola"),) * 2


def test_files_that_an_earlier_version_kept_get_ids(folders: Folders) -> None:
    kept = {"location_id": "l", "conversation_id": "c", "contact_id": "k", "title": "Ana"}
    files = [{**kept, "paths": ["/a", "/b"]}]
    (folders.data / "drafts.json").write_text(json.dumps({"drafts": [], "files": files}))
    (found,) = load_drafts(folders).begun
    assert isinstance(found, KeptFiles)
    assert found.paths == (Path("/a"), Path("/b"))
    assert len({file.upload_id for file in found.files} - {""}) == 2


def test_begins_with_none(folders: Folders) -> None:
    assert load_drafts(folders) == LoadedDrafts()


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps the profile private by itself")
def test_what_is_written_to_customers_is_for_this_user_alone(folders: Folders) -> None:
    save_drafts(folders, [DRAFT])
    assert (folders.data / "drafts.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'{"drafts": 3}',
        b'{"drafts": [{"text": "a"}]}',
        b"\xff\xfe",
        b'{"drafts": [{"location_id": "l", "conversation_id": 3, "uploads": [], "text": ""}]}',
        b'{"drafts": [], "files": [{"location_id": "l", "conversation_id": "c"}]}',
        b'{"drafts": [], "files": 3}',
        b'{"drafts": [], "files": [{"location_id": "l", "conversation_id": "c", "contact_id": "k",'
        b' "title": "t", "paths": ["/a", "/b"], "uploads": ["1"]}]}',
    ],
)
def test_a_spoilt_file_is_set_aside_whole(folders: Folders, content: bytes) -> None:
    (folders.data / "drafts.json").write_bytes(content)
    loaded = load_drafts(folders)
    assert loaded.begun == ()
    assert loaded.set_aside is not None
    assert loaded.set_aside.read_bytes() == content
    assert load_drafts(folders) == LoadedDrafts()


# Half a pair among them: an escape in the file can spell one.
_any_text = st.text(st.characters(exclude_categories=()))
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | _any_text,
    lambda inner: st.lists(inner) | st.dictionaries(_any_text, inner),
)
_almost_drafts = st.fixed_dictionaries(
    {
        "location_id": _any_text,
        "conversation_id": _any_text,
        "uploads": st.lists(_any_text) | _json,
        "text": _any_text | _json,
    }
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary()
    | (_json | st.fixed_dictionaries({"drafts": _json | st.lists(_almost_drafts | _json)})).map(
        lambda value: json.dumps(value).encode()
    )
)
def test_any_file_is_read_or_set_aside_whole(folders: Folders, content: bytes) -> None:
    (folders.data / "drafts.json").write_bytes(content)
    loaded = load_drafts(folders)
    if loaded.set_aside is None:
        save_drafts(folders, loaded.begun)
        assert load_drafts(folders) == loaded
    else:
        assert loaded.set_aside.read_bytes() == content
        loaded.set_aside.unlink()


def test_which_uploads_stand_in_a_draft(folders: Folders) -> None:
    assert drafted_uploads(folders) == frozenset()
    waiting = KeptFiles("l", "c", "k", "Ana", (WaitingFile("4", Path("/a")),))
    drafts = [KeptDraft("l", "c", ("1", "2"), ""), KeptDraft("m", "d", ("3",), "x")]
    save_drafts(folders, [*drafts, waiting])
    assert drafted_uploads(folders) == {"1", "2", "3", "4"}
    (folders.data / "drafts.json").write_text("{")
    assert drafted_uploads(folders) == frozenset()
