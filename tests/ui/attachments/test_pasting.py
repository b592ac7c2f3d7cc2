from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage

from leadway_desktop.ui.attachments.pasting import picture_of

NOW = datetime(2026, 11, 22, 10, 42, 3)


def red() -> QImage:
    image = QImage(8, 6, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    return image


def clipboard(image: QImage | None = None, text: str = "") -> QMimeData:
    data = QMimeData()
    if image is not None:
        data.setImageData(image)
    if text:
        data.setText(text)
    return data


def test_picture_is_named_after_the_moment_and_written_as_png(tmp_path: Path) -> None:
    image = red()
    picture = picture_of(clipboard(image), NOW)
    assert picture is not None
    assert picture.file_name == "picture 2026-11-22 10.42.03.png"
    image.fill(Qt.GlobalColor.blue)  # what the clipboard becomes afterwards changes nothing
    picture.write(tmp_path / picture.file_name)
    written = QImage(str(tmp_path / picture.file_name))
    assert (written.width(), written.height()) == (8, 6)
    assert written.pixelColor(0, 0) == Qt.GlobalColor.red
    assert (tmp_path / picture.file_name).read_bytes().startswith(b"\x89PNG")


def test_picture_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    picture = picture_of(clipboard(red()), NOW)
    assert picture is not None
    with pytest.raises(OSError, match=r"."):
        picture.write(tmp_path / "no such folder" / "a.png")


def test_picture_beside_its_web_address_is_taken() -> None:
    assert picture_of(clipboard(red(), "https://example.com/a.png"), NOW) is not None


def test_picture_of_copied_text_is_not() -> None:
    assert picture_of(clipboard(red(), "a cell\tanother"), NOW) is None


def test_text_alone_is_no_picture() -> None:
    assert picture_of(clipboard(text="hello"), NOW) is None
