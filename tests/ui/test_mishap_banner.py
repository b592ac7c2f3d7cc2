"""What the window says when the program itself fails."""

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from leadway_desktop.ui.mishap_banner import MishapBanner
from tests.ui.conftest import Speak
from tests.ui.test_object_names import documented


def shown(qtbot: QtBot) -> MishapBanner:
    banner = MishapBanner()
    qtbot.addWidget(banner)
    assert not banner.isVisible()
    banner.tell(are_uploads_kept=True)
    banner.tell(are_uploads_kept=True)
    return banner


def words(banner: MishapBanner) -> str:
    label = banner.findChild(QLabel, "mishap_banner_text")
    assert label is not None
    return label.text()


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        (
            "en_US",
            "Something went wrong inside the program. Your uploads are safe. If what you just did "
            "had no effect, try it again.",
        ),
        (
            "es_ES",
            "Algo ha fallado dentro del programa. Sus subidas están a salvo. Si lo que acaba de "
            "hacer no tuvo efecto, inténtelo de nuevo.",
        ),
    ],
)
def test_it_is_said_once_until_dismissed(
    qtbot: QtBot, speak: Speak, locale: str, said: str
) -> None:
    speak(locale)
    banner = shown(qtbot)
    assert words(banner) == said
    assert banner.accessibleName() == said
    dismiss = banner.findChild(QPushButton, "mishap_banner_button")
    assert dismiss is not None
    dismiss.click()
    assert not banner.isVisible()
    banner.tell(are_uploads_kept=False)
    assert banner.isVisible()
    assert "safe" not in words(banner)


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en_US", "The program broke off last time. It goes on with what it had kept."),
        (
            "es_ES",
            "El programa se interrumpió la última vez. Continúa con lo que había guardado.",
        ),
    ],
)
def test_a_crash_is_said_at_the_next_start(
    qtbot: QtBot, speak: Speak, locale: str, said: str
) -> None:
    speak(locale)
    banner = MishapBanner()
    qtbot.addWidget(banner)
    banner.tell_of_crash()
    assert words(banner) == said


def test_its_parts_are_documented(qtbot: QtBot) -> None:
    banner = shown(qtbot)
    names = {part.objectName() for part in banner.findChildren(QObject)} - {""}
    assert names <= documented("MainWindow")


def test_the_buttons_leave_the_words_room(qtbot: QtBot) -> None:
    banner = shown(qtbot)
    label = banner.findChild(QLabel, "mishap_banner_text")
    report = banner.findChild(QPushButton, "mishap_report_button")
    assert label is not None
    assert report is not None
    banner.resize(1200, banner.heightForWidth(1200))
    banner.show()
    qtbot.waitUntil(lambda: report.x() > label.geometry().right())
    width = int(report.sizeHint().width() * 1.6)
    banner.resize(width, 200)
    qtbot.waitUntil(lambda: report.y() > label.geometry().bottom())
    assert label.width() > width * 0.8
