"""Icons are ours, drawn in the theme's colours, sharp on every screen."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

import leadway_desktop
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.content_type import CONTENT_TYPES
from leadway_desktop.resources import resources_folder
from leadway_desktop.ui.icons import (
    app_icon,
    channel_icon_name,
    file_icon_name,
    icon,
    keep_icon,
    pixmap,
)
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.tokens import DARK, LIGHT

NAMES = sorted(file.stem for file in (resources_folder() / "icons").glob("*.svg"))


def colours_in(name: str, colour: str) -> set[str]:
    picture = pixmap(name, colour, 24, 2.0).toImage()
    points = ((x, y) for x in range(picture.width()) for y in range(picture.height()))
    seen = (picture.pixelColor(x, y) for x, y in points)
    return {colour.name() for colour in seen if colour.alpha() == 255}


@pytest.mark.parametrize("name", [name for name in NAMES if name != "app"])
def test_every_icon_is_drawn_in_the_colour_asked_for(qapp: QApplication, name: str) -> None:
    assert colours_in(name, "#c02040") == {"#c02040"}


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0, 3.0])
def test_pictures_have_the_pixels_of_the_screen(qapp: QApplication, ratio: float) -> None:
    picture = pixmap("search", "#000000", 20, ratio)
    assert picture.size() == QSize(round(20 * ratio), round(20 * ratio))
    assert picture.deviceIndependentSize().toSize() == QSize(20, 20)


def test_every_icon_is_used() -> None:
    """By its name in the package, but for those that go by a channel or a file's type."""
    package = Path(leadway_desktop.__file__).parent
    sources = "".join(file.read_text("utf-8") for file in package.rglob("*.py"))
    by_name = [name for name in NAMES if not name.startswith(("channel-", "file-"))]
    assert [name for name in by_name if f'"{name}"' not in sources] == []


def test_every_channel_has_an_icon() -> None:
    assert {channel_icon_name(channel) for channel in (*Channel, None)} <= set(NAMES)


def test_every_known_file_type_has_an_icon() -> None:
    assert {file_icon_name(kind) for kind in CONTENT_TYPES.values()} <= set(NAMES)


@pytest.mark.parametrize(
    ("content_type", "name"),
    [
        ("image/heic", "file-image"),
        ("video/mp4", "file-video"),
        ("audio/ogg", "file-audio"),
        ("application/pdf", "file-pdf"),
        ("application/vnd.rar", "file-archive"),
        ("application/msword", "file-document"),
        ("text/csv", "file-document"),
        ("application/octet-stream", "file-other"),
        ("", "file-other"),
    ],
)
def test_a_file_type_tells_its_icon(content_type: str, name: str) -> None:
    assert file_icon_name(content_type) == name


def test_a_name_that_is_no_icon_is_a_mistake(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        pixmap("no-such-icon", "#000000", 16, 1.0)


def middle_colour(shown: QIcon) -> QColor:
    return shown.pixmap(16, 16).toImage().pixelColor(8, 8)


def test_a_kept_icon_follows_the_theme_and_can_be_replaced(qtbot: QtBot, theme: Theme) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    keep_icon(button, theme, "search", "text2")
    keep_icon(button, theme, "close", "text")
    assert middle_colour(button.icon()) == QColor(LIGHT.text)
    theme.set_preference("dark")
    assert middle_colour(button.icon()) == QColor(DARK.text)


def test_a_disabled_icon_is_paler(qapp: QApplication) -> None:
    made = icon("close", LIGHT.text, LIGHT.text3)
    shown = made.pixmap(QSize(16, 16), QIcon.Mode.Disabled).toImage().pixelColor(8, 8)
    assert shown == QColor(LIGHT.text3)


def test_the_program_has_an_icon_in_every_size(qapp: QApplication) -> None:
    assert {size.width() for size in app_icon().availableSizes()} >= {16, 32, 256}
