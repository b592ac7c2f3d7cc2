"""Uploads are found by their files as if all were looked through."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.upload import LocalFile, Upload
from leadway_desktop.transfer.same_files import SameFiles
from tests.transfer.fakes import TARGET

PATHS = st.sampled_from([Path(path) for path in ("/a/x.jpg", "/a/x.png", "/b/x.jpg", "/b/y.jpg")])
FILES = st.builds(LocalFile, PATHS, st.integers(1, 2), st.integers(1, 2), st.none() | PATHS)
IDS = st.sampled_from("abcdef")
CHANGES = st.lists(st.tuples(IDS, st.none() | FILES, st.booleans()))
BLANK = Upload("", TARGET, LocalFile(Path("/"), 0, 0), datetime(2026, 1, 1, tzinfo=UTC))


def is_alike(one: LocalFile, other: LocalFile) -> bool:
    look = (one.path.stem, one.size, one.modified_ns)
    is_there = one.given_path == other.given_path
    return is_there or look == (other.path.stem, other.size, other.modified_ns)


@given(CHANGES, FILES)
def test_they_are_found_as_if_all_were_looked_through(
    changes: list[tuple[str, LocalFile | None, bool]], sought: LocalFile
) -> None:
    files, uploads = SameFiles(), dict[str, Upload]()
    for upload_id, file, is_put_away in changes:
        if file is None:
            files.forget(upload_id)
            uploads.pop(upload_id, None)
            continue
        kept = uploads.get(upload_id)
        same = kept.file if kept is not None and kept.file == file else file
        uploads[upload_id] = replace(BLANK, id=upload_id, file=same, is_put_away=is_put_away)
        files.note(uploads[upload_id])
    found = {upload.id: upload for upload in files.of(sought)}
    assert found == {key: one for key, one in uploads.items() if is_alike(one.file, sought)}
    assert {one: files.get(one) for one in "abcdef"} == {one: uploads.get(one) for one in "abcdef"}
