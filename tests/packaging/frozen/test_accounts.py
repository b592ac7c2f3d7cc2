"""Each file of the frozen program has a reason, and each reason a file."""

import pytest
from frozen.accounts import REASONS, idle, unexplained


@pytest.mark.parametrize(
    ("path", "system"),
    [
        ("PySide6/Qt/plugins/platforms/libqvnc.so", "linux"),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", "linux"),
        ("PySide6/Qt/lib/libQt6Quick.so.6", "linux"),
        ("PySide6/QtQml.pyd", "win32"),
        ("PySide6/plugins/imageformats/qtiff.dll", "win32"),
        ("PySide6/translations/qt_de.qm", "win32"),
        ("libssl.so.3", "linux"),
        ("leadway_desktop/resources/translations/leadway_desktop_es.ts", "darwin"),
        ("leadway_desktop/resources/icons/.DS_Store", "darwin"),
        ("tests/conftest.py", "linux"),
        ("Leadway Desktop.exe", "linux"),
    ],
)
def test_a_file_that_nobody_needs_is_found(path: str, system: str) -> None:
    assert unexplained([path], system) == [path]


def test_a_reason_without_a_file_is_found() -> None:
    left = {reason.why for reason in idle(["leadway-desktop"], "linux")}
    assert "the languages" in left
    assert "the program: Python's code and its start" not in left


def test_every_reason_says_why() -> None:
    assert all(reason.why and reason.systems for reason in REASONS)
