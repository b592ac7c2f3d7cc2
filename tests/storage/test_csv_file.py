"""Tables: whole or not there, and text in every cell."""

import csv
import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.errors import TableNotWritten
from leadway_desktop.storage.csv_file import defused, write_rows, write_table


def read(path: Path, delimiter: str = ",") -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def test_excel_reads_its_accents(tmp_path: Path) -> None:
    path = tmp_path / "historial.csv"
    assert write_table(path, [["Archivo"], ["Núñez; año.pdf"]], ";") == 2
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert read(path, ";") == [["Archivo"], ["Núñez; año.pdf"]]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff20"])
def test_nothing_becomes_a_formula(start: str) -> None:
    assert defused(f"{start}HYPERLINK(A1)") == f"'{start}HYPERLINK(A1)"
    assert defused(f"a{start}b") == f"a{start}b"
    assert defused("") == ""


def test_no_name_looks_like_another() -> None:
    """Nor does a terminal obey one that is written there (`history --csv -`)."""
    assert defused("photo_\u202egpj.exe") == "photo_\\u202egpj.exe"
    assert defused("a\u2067b\u2069\x1b[2J\x9b") == "a\\u2067b\\u2069\\u001b[2J\\u009b"
    assert defused("two\nlines\tof מילים\u200f") == "two\nlines\tof מילים\u200f"


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1)))
def test_every_cell_comes_back(rows: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    assert write_rows(file, rows) == len(rows)
    read = [row for row in csv.reader(io.StringIO(file.getvalue(), newline=""))]
    expected = [[defused(cell) for cell in row] for row in rows]
    assert [row or [""] for row in read] == expected


def test_half_a_character_spoils_nothing(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_table(path, [["a\udcffb"]])
    assert read(path) == [["a?b"]]


def test_what_fails_midway_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("before")

    def rows() -> Iterator[list[str]]:
        yield ["one"]
        raise OSError(28, "No space left on device")

    with pytest.raises(TableNotWritten) as caught:
        write_table(path, rows())
    assert caught.value.detail == "No space left on device"
    assert path.read_text() == "before"
    assert os.listdir(tmp_path) == ["t.csv"]


@pytest.mark.skipif(os.name != "posix", reason="links take a right of their own on Windows")
def test_a_link_keeps_pointing_where_it_did(tmp_path: Path) -> None:
    there, link = tmp_path / "there.csv", tmp_path / "link.csv"
    there.write_text("before")
    link.symlink_to(there)
    write_table(link, [["a"]])
    assert link.is_symlink()
    assert read(there) == [["a"]]


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(TableNotWritten):
        write_table(tmp_path / "gone" / "t.csv", [])


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps a profile private by its own list")
def test_a_table_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    before = os.umask(0)
    try:
        write_table(path, [["a"]])
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
