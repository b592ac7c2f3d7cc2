"""The agent's language: which one, and the translations that make it so. QtCore only."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QCoreApplication,
    QLibraryInfo,
    QLocale,
    QTranslator,
)

from leadway_desktop.domain.settings import LANGUAGES
from leadway_desktop.resources import resources_folder

logger = logging.getLogger(__name__)

LANGUAGE_NAMES = {"en": "English", "es": "Español"}
"""Each has a resources/translations/leadway_desktop_XX.ts; English, the source, for plurals."""

KEY_NAMES = tuple(
    map(
        str,
        (
            QT_TRANSLATE_NOOP("QShortcut", "Ctrl"),
            QT_TRANSLATE_NOOP("QShortcut", "Shift"),
            QT_TRANSLATE_NOOP("QShortcut", "Return"),
            QT_TRANSLATE_NOOP("QShortcut", "Del"),
            QT_TRANSLATE_NOOP("QShortcut", "Backspace"),
        ),
    )
)
"""Keys that Qt's Spanish calls by other names than the keyboards have on them."""


def language_for(preference: str, system_languages: Sequence[str] | None = None) -> str:
    """Return the language to speak: `preference`, or the first of the system's that we have.

    `system_languages`: such as `es-MX`, in the user's order; the computer's own if None.
    """
    if preference in LANGUAGES:
        return preference
    wanted = QLocale.system().uiLanguages() if system_languages is None else system_languages
    spoken = (name.replace("_", "-").partition("-")[0].lower() for name in wanted)
    return next((name for name in spoken if name in LANGUAGES), "en")


def speak(app: QCoreApplication, preference: str) -> str:
    """Install the translations and the formats of numbers and dates; returns the language.

    The system's own region stays where it has the same language: `es-MX` writes 1,234.5.
    """
    language = language_for(preference)
    system = QLocale.system()
    is_systems = QLocale(language).language() == system.language()
    QLocale.setDefault(system if is_systems else QLocale(language))
    if language != "en":
        # Qt's own words: the buttons of its dialogs, the menus of its text fields.
        qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        _install(app, f"qtbase_{language}", qt_folder)
    # Last, so that ours are asked first.
    _install(app, f"leadway_desktop_{language}", str(resources_folder() / "translations"))
    return language


def _install(app: QCoreApplication, name: str, folder: str) -> None:
    translator = QTranslator(app)
    if translator.load(name, folder):
        app.installTranslator(translator)
    else:
        logger.warning("The translation %s is not there", name)
