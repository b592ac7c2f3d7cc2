"""ICU's data without what Qt never asks it for: 31 MB become 3.

Qt's wheels for Linux carry all of ICU: the names of currencies and time zones in 700 languages,
dictionaries of Thai, converters of mainframes. Qt asks ICU to compare and to case texts alone; its
own locale data are in QtCore. The result is the same library with the same symbol, so whoever
wants the whole one puts it back.

The archive ("CmnD") is a header, a table of names and offsets, and the items one after another:
`icu4c/source/tools/toolutil/package.cpp` of ICU.
"""

import re
import shutil
import struct
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from frozen.elf import section_end

KEPT = re.compile(
    r"(?:[^/]+\.(?:nrm|icu)|"
    r"(?:coll/)?(?:res_index|root|pool|en|es)\.res|coll/ucadata\.icu|"
    r"(?:supplementalData|likelySubtags|langInfo|keyTypeData|numberingSystems|plurals|"
    r"timezoneTypes|metadata|icustd|icuver)\.res)"
)
"""Items by their path in the archive: what comparing and casing read, in our languages."""
_UNUSED = re.compile(r"unames\.icu|uemoji\.icu")

_MAGIC = b"\xda\x27"
_FORMAT = b"CmnD"
_ALIGNMENT = 16

_ASSEMBLY = """
.section .rodata
.balign 16
.globl {symbol}
.type {symbol}, %object
{symbol}: .incbin "{data}"
.size {symbol}, . - {symbol}
.section .note.GNU-stack,"",%progbits
"""


class NotIcuData(Exception):
    """The library holds no archive of a form that is known here."""


@dataclass(frozen=True, slots=True)
class Archive:
    """ICU's items by their names, in order, and the header that goes before them."""

    header: bytes
    items: dict[str, bytes]

    @classmethod
    def in_library(cls, library: bytes) -> "Archive":
        """Read the archive in a libicudata; raises NotIcuData."""
        start = _start_of(library)
        table = start + struct.unpack_from("<H", library, start)[0]
        (count,) = struct.unpack_from("<I", library, table)
        rows = [struct.unpack_from("<II", library, table + 4 + 8 * row) for row in range(count)]
        names = [_text(library, table + name) for name, _ in rows]
        begins = [table + begin for _, begin in rows]
        ends = [*begins[1:], _end_of(library, start)]
        items = {
            name: library[begin:end] for name, begin, end in zip(names, begins, ends, strict=True)
        }
        return cls(library[start:table], items)

    def only(self, wanted: "re.Pattern[str]", unwanted: "re.Pattern[str]") -> "Archive":
        """Return the archive with the items whose paths match the one and not the other."""

        def is_kept(name: str) -> bool:
            path = name.partition("/")[2]
            return bool(wanted.fullmatch(path)) and not unwanted.fullmatch(path)

        return Archive(self.header, {n: item for n, item in self.items.items() if is_kept(n)})

    def to_bytes(self) -> bytes:
        """Return the archive as ICU reads it."""
        names, places = bytearray(), []
        base = 4 + 8 * len(self.items)
        for name in self.items:
            places.append(base + len(names))
            names += name.encode() + b"\0"
        body, table = bytearray(), bytearray(struct.pack("<I", len(self.items)))
        begin = _padded(base + len(names))
        for place, item in zip(places, self.items.values(), strict=True):
            table += struct.pack("<II", place, begin + len(body))
            body += item.ljust(_padded(len(item)), b"\0")
        return self.header + bytes(table) + bytes(names).ljust(begin - base, b"\0") + bytes(body)


def make_smaller(library: Path) -> bool:
    """Put a smaller libicudata in the place of a whole one; False: no C compiler is here.

    Raises NotIcuData, OSError, CalledProcessError; then the library is as it was.
    """
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return False
    archive = Archive.in_library(library.read_bytes()).only(KEPT, _UNUSED)
    with tempfile.TemporaryDirectory() as folder:
        built = _linked(compiler, archive, library.name, Path(folder))
        shutil.copymode(library, built)
        shutil.move(built, library)
    return True


def _linked(compiler: str, archive: Archive, name: str, folder: Path) -> Path:
    data, source, built = folder / "data", folder / "data.S", folder / name
    data.write_bytes(archive.to_bytes())
    version = name.rpartition(".")[2]
    source.write_text(_ASSEMBLY.format(symbol=f"icudt{version}_dat", data=data.name))
    options = ["-shared", "-nostdlib", "-s", "-Wl,--build-id=none", f"-Wl,-soname,{name}"]
    subprocess.run([compiler, *options, "-o", built, source.name], cwd=folder, check=True)
    return built


def _start_of(library: bytes) -> int:
    at = library.find(_FORMAT)
    while at != -1:
        start = at - 12  # header: size (2 bytes), magic (2), then 8 bytes before the format
        if start >= 0 and library[start + 2 : start + 4] == _MAGIC:
            return start
        at = library.find(_FORMAT, at + 1)
    raise NotIcuData("no archive")


def _end_of(library: bytes, start: int) -> int:
    end = section_end(library, start)
    if end is None:
        raise NotIcuData("no section")
    return end


def _text(data: bytes, at: int) -> str:
    return data[at : data.index(b"\0", at)].decode("ascii")


def _padded(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT
