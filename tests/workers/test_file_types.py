"""What a file is, by its name and by its first bytes, with samples made here."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from leadway_desktop.domain.content_type import CONTENT_TYPES, Content, may_hold
from leadway_desktop.domain.errors import (
    FileIsDirectory,
    FileIsSpecial,
    FileMissing,
    FileUnreadable,
)
from leadway_desktop.workers.file_types import QtFileTypes

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + bytes(64)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00/\x00\x00\x00\x10\x07\x10\x11\x11"
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00" + bytes(40)
OGG_OPUS = b"OggS\x00\x02" + bytes(20) + b"\x01\x13OpusHead\x01\x01" + bytes(60)
OGG_VORBIS = b"OggS\x00\x02" + bytes(20) + b"\x01\x1e\x01vorbis" + bytes(60)
MP3_ID3 = b"ID3\x04\x00\x00\x00\x00\x00\x00\xff\xfb\x90\x64" + bytes(200)
MP3_BARE = b"\xff\xfb\x90\x64" + bytes(413) + b"\xff\xfb\x90\x64" + bytes(413)
AAC = b"\xff\xf1\x50\x80\x1f\xfc" + bytes(100)
AMR = b"#!AMR\n" + bytes(60)
RAR = b"Rar!\x1a\x07\x01\x00" + bytes(60)
SEVEN = b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(60)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
CSV = "nombre;teléfono\nLucía;+34 600\n".encode()
VCF = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\nEND:VCARD\r\n"
ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'
WEBM = (
    b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm"
    + bytes(60)
)
EXE = b"MZ\x90\x00\x03" + bytes(60) + b"PE\x00\x00" + bytes(60)
ELF = b"\x7fELF\x02\x01\x01" + bytes(60)
BMP = b"BM\x3a\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00" + bytes(60)
TIFF = b"II*\x00\x08\x00\x00\x00" + bytes(60)
HTML = b"<!DOCTYPE html><html><body>no</body></html>"
NOISE = bytes(range(1, 256)) * 3


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0\0")
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def mp4(brand: bytes, *others: bytes) -> bytes:
    """Return the beginning of an ISO media file of that brand."""
    box = brand + b"\0\0\2\0" + b"".join(others or (brand,))
    return struct.pack(">I", len(box) + 8) + b"ftyp" + box + b"\0\0\0\x08mdat" + bytes(64)


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


def office(folder: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", "<x/>")
        archive.writestr(f"{folder}/document.xml", "<x/>")
    return buffer.getvalue()


def odt() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<x/>")
    return buffer.getvalue()


GOOD: list[tuple[str, bytes]] = [
    ("foto.jpg", JPEG),
    ("FOTO.JPEG", JPEG),
    ("captura.png", png()),
    ("a.gif", GIF),
    ("sticker.webp", WEBP),
    ("a.bmp", BMP),
    ("a.tiff", TIFF),
    ("logo.svg", SVG),
    ("contrato.pdf", PDF),
    ("video.mp4", mp4(b"isom", b"isom", b"mp42")),
    ("video.mp4", mp4(b"mp42")),
    ("video.mp4", mp4(b"avc1")),
    ("iphone.mov", mp4(b"qt  ")),
    ("android.3gp", mp4(b"3gp4")),
    ("nota.m4a", mp4(b"M4A ")),
    ("nota.m4a", mp4(b"isom", b"isom", b"iso2", b"mp41")),
    ("nota.m4a", mp4(b"mp42")),
    ("foto.heic", mp4(b"heic", b"mif1", b"heic")),
    ("clip.webm", WEBM),
    ("nota de voz.ogg", OGG_OPUS),
    ("nota.opus", OGG_OPUS),
    ("cancion.ogg", OGG_VORBIS),
    ("cancion.mp3", MP3_ID3),
    ("cancion.mp3", MP3_BARE),
    ("a.wav", WAV),
    ("a.aac", AAC),
    ("a.amr", AMR),
    ("carta.docx", office("word")),
    ("cuentas.xlsx", office("xl")),
    ("charla.pptx", office("ppt")),
    ("carta.odt", odt()),
    ("carta.doc", OLE),
    ("cuentas.xls", OLE),
    ("charla.ppt", OLE),
    ("con clave.docx", OLE),
    ("antigua.doc", b"{\\rtf1 Hola}"),
    ("movimientos.xls", HTML),
    ("movimientos.xls", CSV),
    ("banda ancha.amr", b"#!AMR-WB\n" + bytes(60)),
    ("otro inicio.pdf", b"\r\n" + PDF),
    ("todo.zip", zipped(a=b"x")),
    ("todo.rar", RAR),
    ("todo.7z", SEVEN),
    ("clientes.csv", CSV),
    ("clientes.csv", b"a,b\n1,2\n"),
    ("notas.txt", "Hola, ¿qué tal?".encode()),
    ("notas.txt", "Hola".encode("utf-16")),
    ("notas.txt", "señor, año".encode("latin-1")),
    ("ana.vcf", VCF),
    ("cita.ics", ICS),
    # What the systems' databases take for something else, and an agent sends.
    ("moderna.doc", office("word")),
    ("moderna.xls", office("xl")),
    ("guardada.doc", HTML),
    ("de iPhone.aac", mp4(b"M4A ")),
    ("de Android.amr", mp4(b"3gp4")),
    ("clip.webm", WEBM.replace(b"\x84webm", b"\x88matroska")),
    ("correos.csv", b"From: x@y\nSubject: z\n"),
    ("correo.txt", b"From: a@b.c\nReceived: x\nSubject: hi\n\nbody"),
    ("nota.txt", b"MZ hola"),
    ("nota.txt", b"ID3 notas"),
    ("nota.txt", b"#!/bin/sh\necho"),
    ("nota.txt", b"BM tambi\xe9n"),
    ("nueva.heic", mp4(b"hevc")),
    ("documento.zip", office("word")),
    ("dash.mp4", mp4(b"dash")),
]


PRETENDING: list[tuple[str, bytes]] = [
    ("foto.jpg", WEBP),
    ("foto.jpg", png()),
    ("foto.jpg", PDF),
    ("foto.jpg", mp4(b"isom")),
    ("iPhone.jpg", mp4(b"heic", b"mif1", b"heic")),
    ("nota.mp3", mp4(b"M4A ")),
    ("foto.jpg", HTML),
    ("foto.jpg", EXE),
    ("foto.png", JPEG),
    ("contrato.pdf", zipped(a=b"x")),
    ("contrato.pdf", EXE),
    ("contrato.pdf", ELF),
    ("contrato.pdf", JPEG),
    ("carta.docx", PDF),
    ("carta.doc", PDF),
    ("carta.docx", HTML),
    ("cuentas.xls", JPEG),
    ("video.mp4", JPEG),
    ("video.mp4", PDF),
    ("nota.ogg", MP3_ID3),
    ("nota.mp3", OGG_OPUS),
    ("todo.zip", PDF),
    ("notas.txt", PDF),
    ("notas.txt", JPEG),
    ("clientes.csv", zipped(a=b"x")),
]


@pytest.fixture(scope="module")
def file_types() -> QtFileTypes:
    return QtFileTypes()


IN_A_PROCESS = """
import sys
from pathlib import Path
from leadway_desktop.workers.file_types import QtFileTypes

types = QtFileTypes()
for path in sorted(Path(sys.argv[1]).rglob("*.*")):
    print(path.parent.name, types.type_of(path).agree, types.type_of(path).content_type)
"""


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="there Qt has its own alone")
def test_the_verdict_is_the_same_with_qts_own_database(tmp_path: Path) -> None:
    """The system's database, where there is one, and Qt's own disagree on many a type."""
    empty = tmp_path / "empty"
    empty.mkdir()
    for number, (name, content) in enumerate([*GOOD, *PRETENDING]):
        folder = tmp_path / "samples" / f"{number:03}"
        folder.mkdir(parents=True)
        (folder / name).write_bytes(content)
    told = [
        subprocess.run(
            [sys.executable, "-c", IN_A_PROCESS, tmp_path / "samples"],
            env=os.environ | {"XDG_DATA_HOME": str(empty), "XDG_DATA_DIRS": str(data)},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout.splitlines()
        for data in ("/usr/local/share:/usr/share", empty)
    ]
    assert told[0] == told[1]
    verdicts = [line.split()[1] for line in told[1]]
    assert verdicts == ["True"] * len(GOOD) + ["False"] * len(PRETENDING)


@pytest.mark.parametrize(
    ("name", "content", "by_content"),
    [
        ("iPhone.jpg", mp4(b"heic", b"mif1", b"heic"), "image/heic"),
        ("nota.mp3", mp4(b"M4A "), "audio/mp4"),
        ("foto.jpg", PDF, "application/pdf"),
        ("foto.jpg", HTML, "text/plain"),
    ],
)
def test_what_it_is_has_one_name_on_every_computer(
    file_types: QtFileTypes, tmp_path: Path, name: str, content: bytes, by_content: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert file_types.type_of(tmp_path / name).by_content == by_content


def test_every_extension_of_the_table_is_held_to_something() -> None:
    for extension in CONTENT_TYPES:
        assert not all(may_hold(f"a.{extension}", content) for content in Content), extension


@pytest.mark.parametrize(("name", "content"), GOOD, ids=[name for name, _ in GOOD])
def test_honest_files(file_types: QtFileTypes, tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    file_type = file_types.type_of(path)
    assert file_type.agree, file_type
    assert file_type.content_type == CONTENT_TYPES[path.suffix[1:].lower()]
    assert file_type.file_name == name


@pytest.mark.parametrize(("name", "content"), PRETENDING)
def test_files_that_pretend(
    file_types: QtFileTypes, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    file_type = file_types.type_of(path)
    assert not file_type.agree, file_type
    assert file_type.by_content != file_type.content_type


@pytest.mark.parametrize(
    ("name", "content", "named", "content_type"),
    [
        ("foto", JPEG, "foto.jpg", "image/jpeg"),
        ("captura", png(), "captura.png", "image/png"),
        ("contrato", PDF, "contrato.pdf", "application/pdf"),
        ("notas", b"Hola", "notas.txt", "text/plain"),
        ("ruido", NOISE, "ruido", "application/octet-stream"),
    ],
)
def test_a_name_without_extension_gets_one(
    file_types: QtFileTypes,
    tmp_path: Path,
    name: str,
    content: bytes,
    named: str,
    content_type: str,
) -> None:
    (tmp_path / name).write_bytes(content)
    file_type = file_types.type_of(tmp_path / name)
    assert (file_type.file_name, file_type.content_type) == (named, content_type)
    assert file_type.agree


def test_an_extension_nobody_knows_is_not_held_against_it(
    file_types: QtFileTypes, tmp_path: Path
) -> None:
    (tmp_path / "datos.unheard").write_bytes(PDF)
    assert file_types.type_of(tmp_path / "datos.unheard").agree


def test_missing_and_unreadable(file_types: QtFileTypes, tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        file_types.type_of(tmp_path / "none.jpg")
    with pytest.raises(FileUnreadable if sys.platform == "win32" else FileIsDirectory):
        file_types.type_of(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes among its files")
def test_one_that_becomes_a_pipe_holds_nobody_up(file_types: QtFileTypes, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "photo.jpg")
    with pytest.raises(FileIsSpecial):
        file_types.type_of(tmp_path / "photo.jpg")


@pytest.mark.parametrize(
    ("name", "named"),
    [("a\udcffb.jpg", "a_b.jpg"), ("a\nb\x1b.jpg", "a_b_.jpg"), ("año 😀\u202f.jpg", None)],
    ids=ascii,
)
def test_a_name_that_no_message_can_carry_is_tidied(
    file_types: QtFileTypes, tmp_path: Path, name: str, named: str | None
) -> None:
    try:
        (tmp_path / name).write_bytes(JPEG)
    except OSError:
        pytest.skip("this disk takes no such name")
    file_type = file_types.type_of(tmp_path / name)
    assert file_type.file_name == (named or name)
    assert file_type.content_type == "image/jpeg"
    assert file_type.agree
