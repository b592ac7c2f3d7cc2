"""Rows of the journal: what comes back is what was written, or nothing."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.certificate_flaw import CertificateFlaw
from leadway_desktop.domain.errors import (
    CertificateRefused,
    LeadwayError,
    RequestRefused,
    UnexpectedFailure,
)
from leadway_desktop.domain.proof import Proof
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.upload import StoredBytes, Upload, UploadSlot
from leadway_desktop.storage.journal_file import open_database, read_rows, write_rows
from leadway_desktop.storage.journal_rows import (
    CHECK,
    Row,
    RowUnreadable,
    from_row,
    row_check,
    to_row,
)
from leadway_desktop.storage.journal_schema import COLUMNS
from tests.domain.error_tree import KINDS
from tests.storage.uploads import any_uploads, errors_of, make_upload, plain


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    connection = open_database(tmp_path_factory.mktemp("rows") / "uploads.sqlite3")
    yield connection
    connection.close()


def through(database: sqlite3.Connection, upload: Upload, revision: int = 1) -> tuple[Upload, int]:
    """Return an upload as it comes back from SQLite."""
    database.execute("DELETE FROM upload")
    write_rows(database, [to_row(upload, revision, str)], [])
    [row] = read_rows(database, "true")
    return from_row(row)


@given(upload=any_uploads, revision=st.integers(0, 2**62))
def test_every_upload_comes_back(
    database: sqlite3.Connection, upload: Upload, revision: int
) -> None:
    back, its_revision = through(database, upload, revision)
    assert plain(back) == plain(upload)
    assert its_revision == revision


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_comes_back_with_its_parameters(
    database: sqlite3.Connection, kind: type[LeadwayError]
) -> None:
    @given(error=errors_of(kind))
    def check(error: LeadwayError) -> None:
        back, _ = through(database, make_upload(error=error))
        assert back.error is not None
        assert (type(back.error), vars(back.error)) == (kind, vars(error))

    check()


class WrittenLater(RequestRefused):
    """Stands for an error of a newer version of the program."""


def test_an_unknown_error_reads_as_an_unexpected_failure(database: sqlite3.Connection) -> None:
    told = WrittenLater(detail="no", trace_id="t-1", status=418)
    for error, detail in ((told, "no"), (WrittenLater(), "WrittenLater")):
        back, _ = through(database, make_upload(error=error))
        assert type(back.error) is UnexpectedFailure
        assert (back.error.detail, back.error.trace_id) == (detail, error.trace_id)
        assert back.error.status == error.status


def test_an_error_whose_parameters_changed_reads_as_an_unexpected_failure() -> None:
    row = whole_row(make_upload(error=RequestRefused(detail="why")))
    row["error"] = "FileTooLarge"
    row[CHECK] = row_check(row)
    back, _ = from_row(row)
    assert type(back.error) is UnexpectedFailure
    assert back.error.detail == "why"


@pytest.mark.parametrize(
    ("parameters", "host"),
    [(None, ""), ('{"flaw": "written later", "host": "a.example"}', "a.example")],
    ids=["of an older version", "of a newer one"],
)
def test_a_refused_certificate_of_another_version_is_still_one(
    parameters: str | None, host: str
) -> None:
    row = whole_row(make_upload(error=CertificateRefused()))
    row["error_parameters"] = parameters
    row[CHECK] = row_check(row)
    error = from_row(row)[0].error
    assert isinstance(error, CertificateRefused)
    assert (error.flaw, error.host) == (CertificateFlaw.OTHER, host)


@pytest.mark.parametrize(("was_confirmed", "proof"), [(1, Proof.CRC32C), (0, Proof.NONE)])
def test_bytes_that_an_older_version_stored_keep_their_proof(
    was_confirmed: int, proof: Proof
) -> None:
    stored = StoredBytes(UploadSlot("up", "a/b"), "b.pdf", "application/pdf", 7, Proof.MD5)
    row = whole_row(replace(make_upload(), stored=stored))
    row |= {"stored_is_confirmed": was_confirmed, "stored_proof": None}
    row[CHECK] = row_check(row)
    assert from_row(row)[0].stored == replace(stored, proof=proof)


def whole_row(upload: Upload) -> Row:
    return {**dict.fromkeys(COLUMNS), **to_row(upload, 1, str)}


@given(upload=any_uploads, data=st.data())
def test_a_row_that_is_not_what_was_written_is_refused(upload: Upload, data: st.DataObject) -> None:
    row = whole_row(upload)
    name = data.draw(st.sampled_from([name for name in row if name not in (CHECK, "position")]))
    other = data.draw(st.none() | st.text() | st.binary() | st.integers() | st.floats())
    was = row[name]
    row[name] = other
    if str(other) == str(was) or (isinstance(other, bytes) and other.decode("latin-1") == was):
        return
    with pytest.raises(RowUnreadable):
        from_row(row)


def test_a_row_of_another_program_is_refused_even_if_its_checksum_is_right() -> None:
    for name, value in (("stage", "beamed"), ("channel", None), ("created_at", "yesterday")):
        row = {**whole_row(make_upload()), name: value}
        row[CHECK] = row_check(row)
        with pytest.raises(RowUnreadable):
            from_row(row)


def test_a_column_that_comes_later_does_not_change_a_row() -> None:
    row = whole_row(make_upload(7))
    back, _ = from_row({**row, "added_later": None})
    assert plain(back) == plain(make_upload(7))


def test_what_others_said_goes_through_the_redactor() -> None:
    error = RequestRefused(detail="token pit-123 is bad", status=422)
    row = to_row(make_upload(error=error), 1, lambda text: text.replace("pit-123", "…"))
    assert row["error_detail"] == "token … is bad"


def test_a_secret_is_never_a_parameter() -> None:
    error = RequestRefused()
    error.signed_url = Secret("https://bucket/?X-Goog-Signature=1")  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        to_row(make_upload(error=error), 1, str)


def test_a_number_that_sqlite_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        to_row(make_upload(attempts=2**63), 1, str)


def test_a_path_of_any_bytes_is_the_same_path(database: sqlite3.Connection) -> None:
    upload = make_upload()
    odd = Path("/home/ana/\udcff\udcfe ñ.jpg")
    kept = make_upload(file=type(upload.file)(odd, 1, -5))
    assert through(database, kept)[0].file.path == odd
