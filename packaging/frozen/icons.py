"""Renders the program's icon from resources/icons/app.svg: PNG sizes, Windows' .ico, macOS' .icns.

And the picture of Windows' installer, from packaging/windows/setup.svg: NSIS takes bitmaps alone.

Run in the environment of the build, with QT_QPA_PLATFORM=offscreen and the folder to fill.
"""

import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

NAME = "leadway-desktop"
DRAWING = Path(__file__).resolve().parents[2] / "resources" / "icons" / "app.svg"
SETUP_DRAWING = Path(__file__).resolve().parents[1] / "windows" / "setup.svg"
SETUP_SIZE = (164, 314)
"""Pixels of the picture beside an installer's last words."""
PNG_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
"""Pixels: the folders of the hicolor theme that desktops look into."""
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
ICNS_SIZES = {
    "ic04": 16,
    "ic11": 32,
    "ic05": 32,
    "ic12": 64,
    "ic07": 128,
    "ic13": 256,
    "ic08": 256,
    "ic14": 512,
    "ic09": 512,
    "ic10": 1024,
}
"""Apple's type codes; several name the same number of pixels, at another scale."""
_ICNS_BITMAPS = ("ic04", "ic05")
"""The small ones as iconutil makes them: Finder shows a PNG at 16 and 32 points as noise."""
_ICNS_RUN = 128
"""Bytes that stand as they are, after one that counts them."""
_WHOLE_AS_PNG = 256


def render(size: int) -> QImage:
    """Return the drawing as a square of `size` pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    return _drawn(DRAWING, image)


def setup_picture() -> QImage:
    """Return the installer's picture, without the transparency that NSIS does not know."""
    return _drawn(SETUP_DRAWING, QImage(*SETUP_SIZE, QImage.Format.Format_RGB888))


def png(image: QImage) -> bytes:
    """Return the picture as a PNG file."""
    return encoded(image, "PNG")


def encoded(image: QImage, form: str) -> bytes:
    """Return the picture as a file of a form that Qt writes."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, form)  # type: ignore[call-overload] # the stubs want bytes, Qt a name
    return bytes(buffer.data().data())


def _drawn(drawing: Path, image: QImage) -> QImage:
    painter = QPainter(image)
    QSvgRenderer(str(drawing)).render(painter, QRectF(image.rect()))
    painter.end()
    return image


def ico(images: list[QImage]) -> bytes:
    """Return a Windows icon: bitmaps, which every tool reads, and the largest as PNG."""
    bodies = [png(one) if one.width() >= _WHOLE_AS_PNG else _bitmap(one) for one in images]
    head = struct.pack("<HHH", 0, 1, len(images))
    begin = len(head) + 16 * len(images)
    for image, body in zip(images, bodies, strict=True):
        side = image.width() % 256  # 0 stands for 256
        head += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(body), begin)
        begin += len(body)
    return head + b"".join(bodies)


def icns(images: dict[str, QImage]) -> bytes:
    """Return an Apple icon of PNG files and small bitmaps under their type codes."""
    parts = [
        (kind.encode(), _argb(image) if kind in _ICNS_BITMAPS else png(image))
        for kind, image in images.items()
    ]
    body = b"".join(kind + struct.pack(">I", len(data) + 8) + data for kind, data in parts)
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def _argb(image: QImage) -> bytes:
    """Return a bitmap as Apple's icons hold it: one colour after the other, the opacity first."""
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    pixels = bytes(plain.constBits())
    channels = [pixels[place::4] for place in (3, 0, 1, 2)]
    return b"ARGB" + b"".join(map(_in_runs, channels))


def _in_runs(data: bytes) -> bytes:
    """Return bytes in the form of a packing that would shorten repetitions."""
    runs = (data[at : at + _ICNS_RUN] for at in range(0, len(data), _ICNS_RUN))
    return b"".join(bytes([len(run) - 1]) + run for run in runs)


def _bitmap(image: QImage) -> bytes:
    """Return a bitmap as icons hold it: bottom row first, and a mask that nobody reads."""
    side = image.width()
    header = struct.pack("<IiiHHIIiiII", 40, side, 2 * side, 1, 32, 0, 0, 0, 0, 0, 0)
    rows = bytes(image.constBits())
    stride = image.bytesPerLine()
    upside_down = b"".join(rows[y * stride : y * stride + 4 * side] for y in reversed(range(side)))
    return header + upside_down + bytes((side + 31) // 32 * 4 * side)


def make_all(folder: Path) -> None:
    """Write every form of the icon into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for size in PNG_SIZES:
        (folder / f"{NAME}-{size}.png").write_bytes(png(render(size)))
    (folder / f"{NAME}.ico").write_bytes(ico([render(size) for size in ICO_SIZES]))
    apple = {kind: render(size) for kind, size in ICNS_SIZES.items()}
    (folder / f"{NAME}.icns").write_bytes(icns(apple))
    (folder / f"{NAME}-setup.bmp").write_bytes(encoded(setup_picture(), "BMP"))


if __name__ == "__main__":
    application = QGuiApplication(sys.argv[:1])
    make_all(Path(sys.argv[1]))
