"""Linux binaries and ICU's data, on real libraries of this system."""

import ctypes
import os
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from frozen import elf, icu_data

COMPILER = shutil.which("cc") or shutil.which("gcc")
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or COMPILER is None, reason="takes Linux and a C compiler"
)


def compiled(folder: Path, source: str, *options: str, name: str = "libx.so") -> Path:
    (folder / "x.c").write_text(source, encoding="utf-8")
    command = [str(COMPILER), "-shared", "-fPIC", *options, "-o", name, "x.c"]
    subprocess.run(command, cwd=folder, check=True)
    return folder / name


def paths_of(file: Path) -> list[bytes]:
    return [path for _, path in elf.search_paths(file.read_bytes())]


@pytest.mark.parametrize("tags", ["--enable-new-dtags", "--disable-new-dtags"])
def test_folders_of_another_machine_are_forgotten(tmp_path: Path, tags: str) -> None:
    library = compiled(
        tmp_path, "int seven(void) { return 7; }", f"-Wl,{tags},-rpath,/home/builder/python/lib"
    )
    assert paths_of(library) == [b"/home/builder/python/lib"]
    elf.forget_foreign_folders(library)
    assert paths_of(library) == [b"$ORIGIN"]
    assert b"builder" not in library.read_bytes()
    assert ctypes.CDLL(str(library)).seven() == 7


def test_folders_beside_a_library_stay(tmp_path: Path) -> None:
    library = compiled(tmp_path, "", "-Wl,-rpath,$ORIGIN/../lib")
    before = library.read_bytes()
    elf.forget_foreign_folders(library)
    assert library.read_bytes() == before


def test_what_is_no_binary_is_known_as_such(tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text("ELF", encoding="utf-8")
    assert not elf.is_elf(text)
    assert elf.is_elf(Path(os.path.realpath(sys.executable)))


HEADER = struct.pack("<HBBHH", 32, 0xDA, 0x27, 20, 0) + bytes((0, 0, 2, 0)) + b"CmnD"
HEADER = HEADER.ljust(32, b"\0")
ITEMS = {
    "icudt99l/brkitr/th.dict": b"thai" * 40,
    "icudt99l/coll/es.res": b"spanish",
    "icudt99l/coll/ja.res": b"japanese" * 9,
    "icudt99l/nfc.nrm": b"normal",
    "icudt99l/unames.icu": b"names",
}


def icu_library(folder: Path) -> Path:
    whole = icu_data.Archive(HEADER, ITEMS).to_bytes()
    data = ",".join(map(str, whole))
    source = f"__attribute__((aligned(16))) const unsigned char icudt99_dat[] = {{{data}}};"
    # A section of its own, as ICU's library has nothing else in it.
    source = source.replace("aligned(16)", 'aligned(16), section(".icu")')
    return compiled(folder, source, "-Wl,-soname,libicudata.so.99", name="libicudata.so.99")


def test_items_are_read_as_they_were_written(tmp_path: Path) -> None:
    found = icu_data.Archive.in_library(icu_library(tmp_path).read_bytes())
    assert found.header == HEADER
    assert {name: item.rstrip(b"\0") for name, item in found.items.items()} == ITEMS


def test_a_smaller_library_has_the_same_symbol_and_name(tmp_path: Path) -> None:
    library = icu_library(tmp_path)
    assert icu_data.make_smaller(library)
    ctypes.CDLL(str(library)).icudt99_dat  # noqa: B018 # raises where the symbol is gone
    left = icu_data.Archive.in_library(library.read_bytes())
    assert set(left.items) == {"icudt99l/coll/es.res", "icudt99l/nfc.nrm"}
    assert re.search(rb"libicudata\.so\.99\0", library.read_bytes())


def test_a_library_without_such_data_is_left_alone(tmp_path: Path) -> None:
    library = compiled(tmp_path, "int seven(void) { return 7; }")
    before = library.read_bytes()
    with pytest.raises(icu_data.NotIcuData):
        icu_data.make_smaller(library)
    assert library.read_bytes() == before
