"""The tour's files are what their names say, to Qt as to anybody."""

import struct
from pathlib import Path

import pytest
import sample_files
import sample_video
from PySide6.QtCore import QMimeDatabase
from PySide6.QtGui import QImage


def content_type(file: Path) -> str:
    by_content = QMimeDatabase.MatchMode.MatchContent
    return QMimeDatabase().mimeTypeForFile(str(file), by_content).name()


def test_the_photo_is_a_jpeg_of_12_megapixels(tmp_path: Path) -> None:
    file = tmp_path / "photo.jpg"
    sample_files.make_photo(file)
    assert content_type(file) == "image/jpeg"
    assert QImage(str(file)).width() == 4032


@pytest.mark.usefixtures("qapp")
def test_the_quote_is_a_pdf(tmp_path: Path) -> None:
    file = tmp_path / "quote.pdf"
    sample_files.make_pdf(file)
    assert content_type(file) == "application/pdf"


@pytest.mark.usefixtures("qapp")
def test_the_video_holds_its_frames_where_its_tables_say(tmp_path: Path) -> None:
    file = tmp_path / "video.mp4"
    sample_files.make_video(file, 4_000_000)
    assert content_type(file) == "video/mp4"
    data = file.read_bytes()
    assert 4_000_000 <= len(data) < 4_400_000
    assert box_names(data) == ["ftyp", "mdat", "moov"]
    sizes_at = data.index(b"stsz") + 12
    (count,) = struct.unpack_from(">I", data, sizes_at)
    sizes = struct.unpack_from(f">{count}I", data, sizes_at + 4)
    (first,) = struct.unpack_from(">I", data, data.index(b"stco") + 12)
    last = first + sum(sizes[:-1])
    for start, size in ((first, sizes[0]), (last, sizes[-1])):
        frame = QImage.fromData(data[start : start + size])
        assert (frame.width(), frame.height()) == sample_video.FRAME_SIZE


def box_names(data: bytes) -> list[str]:
    """Return the names of the boxes at the top, which must end where the file does."""
    names, position = [], 0
    while position < len(data):
        size, name = struct.unpack_from(">I4s", data, position)
        names.append(name.decode())
        position += size
    assert position == len(data)
    return names
