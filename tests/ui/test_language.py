"""Which language is spoken, and that each can be."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from leadway_desktop.domain.settings import LANGUAGES
from leadway_desktop.resources import resources_folder
from leadway_desktop.ui import language
from leadway_desktop.ui.language import KEY_NAMES, LANGUAGE_NAMES, language_for, speak


@pytest.fixture
def spanish(
    qapp: QApplication,
    compiled_translations: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Speak it as the program does: Qt's words, and ours."""
    shutil.copytree(compiled_translations, tmp_path / "translations")
    monkeypatch.setattr(language, "resources_folder", lambda: tmp_path)
    assert speak(qapp, "es") == "es"


def test_every_language_has_a_name_and_its_words() -> None:
    assert set(LANGUAGE_NAMES) == set(LANGUAGES)
    kept = {file.stem for file in (resources_folder() / "translations").glob("*.ts")}
    assert kept == {f"leadway_desktop_{language}" for language in LANGUAGES}


@pytest.mark.parametrize(
    ("preference", "systems", "spoken"),
    [
        ("es", ["en-GB"], "es"),
        ("system", ["es-MX", "en"], "es"),
        ("system", ["pt-BR", "es_ES"], "es"),
        ("system", ["pt-BR"], "en"),
        ("system", [], "en"),
    ],
)
def test_the_first_language_of_the_system_s_that_we_speak(
    preference: str, systems: list[str], spoken: str
) -> None:
    assert language_for(preference, systems) == spoken


def test_keys_are_called_what_stands_on_them_also_in_qt_s_own_menus(spanish: None) -> None:
    """A menu, a field's context menu and a keycap all ask here."""
    called = {name: QCoreApplication.translate("QShortcut", name) for name in KEY_NAMES}
    assert called == {
        "Ctrl": "Ctrl",
        "Shift": "Mayús",
        "Return": "Intro",
        "Del": "Supr",
        "Backspace": "Retroceso",
    }
    assert QCoreApplication.translate("QShortcut", "Home") == "Inicio"
