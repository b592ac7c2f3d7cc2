"""Nothing of Python's stays in the clipboard: Qt would delete it after Python has ended."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication


@pytest.fixture(autouse=True)
def empty_clipboard() -> Iterator[None]:
    yield
    if QGuiApplication.instance() is not None:
        QGuiApplication.clipboard().clear()
