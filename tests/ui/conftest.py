"""What every test of the window needs: an application, a locale, a theme, and the languages."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import PySide6
import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QRect, QTranslator
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication

from leadway_desktop.resources import resources_folder
from leadway_desktop.ui.theme import Theme

Speak = Callable[[str], None]


@pytest.fixture(autouse=True)
def _application_and_known_locale(qapp: QApplication, same_language: None) -> None:
    """Qt ends the process that asks for a font while there is no application."""
    QLocale.setDefault(QLocale("en_US"))


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme("light")


@pytest.fixture(scope="session")
def compiled_translations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("translations")
    lrelease = Path(PySide6.__file__).with_name("lrelease")
    for source in (resources_folder() / "translations").glob("*.ts"):
        target = folder / f"{source.stem}.qm"
        subprocess.run([lrelease, "-silent", source, "-qm", target], check=True)
    return folder


@pytest.fixture
def magnified(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> QRect:
    """Have what 1920 x 1080 at 200 % has free beside a task bar."""
    del qapp
    free = QRect(0, 0, 960, 500)
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _screen: free)
    return free


@pytest.fixture
def speak(qapp: QApplication, compiled_translations: Path) -> Iterator[Speak]:
    """Switch to a language by its locale, such as `es_ES`, for the rest of the test."""
    translators: list[QTranslator] = []

    def switch(locale: str) -> None:
        _remove(translators)
        translator = QTranslator()
        name = f"leadway_desktop_{locale[:2]}"
        assert translator.load(name, str(compiled_translations))
        QCoreApplication.installTranslator(translator)
        translators.append(translator)
        QLocale.setDefault(QLocale(locale))

    yield switch
    _remove(translators)


def _remove(translators: list[QTranslator]) -> None:
    while translators:
        QCoreApplication.removeTranslator(translators.pop())
