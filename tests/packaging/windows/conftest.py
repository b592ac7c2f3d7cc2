"""A small frozen program, with names that a careless installer would trip over."""

from pathlib import Path

import pytest

FILES = (
    "Leadway Desktop.exe",
    "leadway-desktop.exe",
    "_internal/base_library.zip",
    "_internal/PySide6/plugins/platforms/qwindows.dll",
    "_internal/licences/price $5 `half`.txt",
)


@pytest.fixture
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    for name in FILES:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x" * 1000)
    return folder
