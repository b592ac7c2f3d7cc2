"""Files that are what their names say."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

MP4_HEAD = b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41"


class Files:
    """Makes files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def photo(self, name: str = "fachada.jpg") -> Path:
        image = QImage(320, 200, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.darkCyan)
        path = self.folder / name
        assert image.save(str(path))
        return path

    def document(self, name: str = "contrato.pdf", size: int = 40_000) -> Path:
        path = self.folder / name
        path.write_bytes(b"%PDF-1.4\n" + os.urandom(size))
        return path

    def video(self, name: str = "instalacion.mp4", size: int = 3_000_000) -> Path:
        path = self.folder / name
        path.write_bytes(MP4_HEAD + os.urandom(size))
        return path

    def sparse(self, name: str, size: int) -> Path:
        """Make a file that is large and costs no disk."""
        path = self.folder / name
        with path.open("wb") as file:
            file.write(MP4_HEAD)
            file.truncate(size)
        return path
