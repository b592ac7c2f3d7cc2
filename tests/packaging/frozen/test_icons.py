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


def _parts_of(icns: bytes) -> dict[str, bytes]:
    assert icns[:4] == b"icns"
    assert struct.unpack_from(">I", icns, 4) == (len(icns),)
    parts, at = {}, 8
    while at < len(icns):
        kind, size = struct.unpack_from(">4sI", icns, at)
        parts[kind.decode()] = icns[at + 8 : at + size]
        at += size
    return parts


def test_apples_icon_holds_its_large_pictures_as_png(folder: Path) -> None:
    parts = _parts_of((folder / "leadway-desktop.icns").read_bytes())
    assert list(parts) == list(icons.ICNS_SIZES)
    for kind in parts.keys() - {"ic04", "ic05"}:
        picture = QImage.fromData(parts[kind])
        assert parts[kind].startswith(b"\x89PNG")
        assert picture.width() == picture.height() == icons.ICNS_SIZES[kind]


@pytest.mark.parametrize(("kind", "side"), [("ic04", 16), ("ic05", 32)])
def test_apples_icon_holds_its_small_pictures_as_finder_reads_them(
    folder: Path, kind: str, side: int
) -> None:
    packed = _parts_of((folder / "leadway-desktop.icns").read_bytes())[kind]
    assert packed[:4] == b"ARGB"
    data, at = b"", 4
    while at < len(packed):  # what is not repeated alone is written
        assert packed[at] < 128
        data += packed[at + 1 : at + 2 + packed[at]]
        at += 2 + packed[at]
    assert len(data) == 4 * side * side
    alpha, red, green, blue = (data[n * side * side : (n + 1) * side * side] for n in range(4))
    drawn = icons.render(side)
    for place in (0, side * side // 2 + side // 2, side * (side // 3) + side // 2):
        colour = drawn.pixelColor(place % side, place // side)
        seen = (red[place], green[place], blue[place], alpha[place])
        assert seen == (colour.red(), colour.green(), colour.blue(), colour.alpha())


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
