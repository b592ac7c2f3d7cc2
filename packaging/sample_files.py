"""Makes the photo, the PDF and the video that the tour drops, with what the environment holds."""

import math
import random
from pathlib import Path

import sample_video
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QImage,
    QImageWriter,
    QLinearGradient,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPolygonF,
)

VIDEO_BYTES = 80 * 1024 * 1024
SKY = [(0.0, "#3b6ea8"), (0.6, "#f3c98b")]
HILLS = ["#6d8c7a", "#47705c", "#23493a"]
GRAIN = 256  # pixels of a side


def make_all(folder: Path) -> list[Path]:
    """Write the three files into `folder` and return their paths."""
    photo = folder / "Foto de la terraza.jpg"
    quote = folder / "Presupuesto.pdf"
    video = folder / "Vídeo de la visita.mp4"
    make_photo(photo)
    make_pdf(quote)
    make_video(video, VIDEO_BYTES)
    return [photo, quote, video]


def make_photo(path: Path) -> None:
    """Write a JPEG of 12 megapixels, as a telephone takes it."""
    path.write_bytes(_jpeg(_landscape(4032, 3024, sun=0.7)))


def make_pdf(path: Path) -> None:
    """Write a quote of two pages."""
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setTitle("Presupuesto")
    painter = QPainter(writer)
    painter.setFont(QFont("sans-serif", 14))
    _draw_page(painter, 1)
    writer.newPage()
    _draw_page(painter, 2)
    painter.end()


def make_video(path: Path, size: int) -> None:
    """Write a video of at least `size` bytes: a sun crosses the sky, again and again."""
    width, height = sample_video.FRAME_SIZE
    frames = [_jpeg(_landscape(width, height, sun=step / 50)) for step in range(50)]
    sample_video.write(path, frames, size)


def _draw_page(painter: QPainter, page: int) -> None:
    painter.drawText(QPoint(600, 900), f"Presupuesto, página {page} de 2")
    for line in range(24):
        amount = f"{(line + 1) * page * 12.5:.2f} €"
        painter.drawText(QPoint(600, 1600 + line * 420), f"Concepto {line + 1}:  {amount}")


def _jpeg(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, b"jpeg")
    writer.setQuality(92)
    writer.write(image)
    return bytes(buffer.data().data())


def _landscape(width: int, height: int, sun: float) -> QImage:
    """Paint a sky with a sun at `sun` (0 to 1, left to right), hills, and a camera's grain."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillRect(image.rect(), _sky(height))
    painter.setBrush(QColor("#fff2c4"))
    painter.drawEllipse(QPointF(sun * width, height * 0.35), height / 14, height / 14)
    for depth, color in enumerate(HILLS):
        painter.setBrush(QColor(color))
        painter.drawPolygon(_hills(image.rect(), depth))
    painter.setOpacity(0.15)
    painter.fillRect(image.rect(), QBrush(_grain()))
    painter.end()
    return image


def _sky(height: int) -> QLinearGradient:
    sky = QLinearGradient(0, 0, 0, height)
    for place, color in SKY:
        sky.setColorAt(place, QColor(color))
    return sky


def _hills(area: QRect, depth: int) -> QPolygonF:
    ridge = [
        QPointF(
            area.width() * step / 100,
            area.height() * (0.6 + depth / 10 + math.sin(step / (9 - 2 * depth) + depth) / 25),
        )
        for step in range(101)
    ]
    return QPolygonF([*ridge, QPointF(area.bottomRight()), QPointF(area.bottomLeft())])


def _grain() -> QImage:
    noise = random.Random(7).randbytes(GRAIN * GRAIN)  # the same in every run
    return QImage(noise, GRAIN, GRAIN, GRAIN, QImage.Format.Format_Grayscale8).copy()
