"""A test ends in the language that it began in: the next one's words would be in another."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator


@pytest.fixture(autouse=True)
def same_language() -> Iterator[None]:
    before, known = QLocale(), translators()
    yield
    QLocale.setDefault(before)
    app = QCoreApplication.instance()
    for translator in translators() - known:
        assert app is not None
        app.removeTranslator(translator)
        translator.deleteLater()


def translators() -> set[QTranslator]:
    """Return what `ui.language` has installed."""
    app = QCoreApplication.instance()
    return set(app.findChildren(QTranslator)) if app is not None else set()
