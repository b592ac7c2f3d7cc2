"""The icon in every form, and the installer's picture, as the tools of each system read them."""

import struct
from pathlib import Path

import pytest
from frozen import icons
from PySide6.QtGui import QGuiApplication, QImage


@pytest.fixture
def folder(tmp_path: Path, qapp: QGuiApplication) -> Path:
    icons.make_all(tmp_path)
    return tmp_path


def test_every_form_is_made_for_the_system_that_wants_it(folder: Path) -> None:
    sizes = {f"leadway-desktop-{size}.png" for size in icons.PNG_SIZES}
    others = {"leadway-desktop.ico", "leadway-desktop.icns", "leadway-desktop-setup.bmp"}
    assert {file.name for file in folder.iterdir()} == sizes | others


def test_windows_icon_holds_every_size(folder: Path) -> None:
    content = (folder / "leadway-desktop.ico").read_bytes()
    assert struct.unpack_from("<HHH", content) == (0, 1, len(icons.ICO_SIZES))
    sides = [content[6 + 16 * number] or 256 for number in range(len(icons.ICO_SIZES))]
    assert tuple(sides) == icons.ICO_SIZES


def test_the_installers_picture_is_a_bitmap_that_nsis_takes(folder: Path) -> None:
    content = (folder / "leadway-desktop-setup.bmp").read_bytes()
    header, width, height, _, depth, compression = struct.unpack_from("<IiiHHI", content, 14)
    assert content[:2] == b"BM"
    assert (header, width, height, depth, compression) == (40, 164, 314, 24, 0)


def test_the_installers_picture_is_drawn_to_its_edges_in_the_icons_colours(folder: Path) -> None:
    picture, icon = QImage(str(folder / "leadway-desktop-setup.bmp")), icons.render(256)
    for x in (0, 163):
        for y in (0, 313):
            assert picture.pixelColor(x, y).blue() > picture.pixelColor(x, y).red() + 100
    assert icon.pixelColor(128, 120).name() in {
        picture.pixelColor(x, y).name() for x in range(164) for y in range(314)
    }


def test_made_again_each_byte_is_the_same(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    icons.make_all(again)
    for file in again.iterdir():
        assert file.read_bytes() == (folder / file.name).read_bytes()
