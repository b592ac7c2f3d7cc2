"""The theme dresses the program, and changes when it is told to."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTextEdit,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from leadway_desktop.resources import resources_folder
from leadway_desktop.ui.theme import Theme, palette_of, set_role, set_state, style_sheet_of
from leadway_desktop.ui.tokens import DARK, LIGHT, Tokens

STYLES = resources_folder() / "styles"


@pytest.mark.parametrize(("preference", "tokens"), [("light", LIGHT), ("dark", DARK)])
def test_the_preference_decides(qapp: QApplication, preference: str, tokens: Tokens) -> None:
    theme = Theme(preference)
    assert theme.tokens == tokens
    assert theme.colour("accent") == QColor(tokens.accent)


def test_a_change_is_told_once(qtbot: QtBot, theme: Theme) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.set_preference("dark")
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_preference("dark")
    assert theme.preference == "dark"


def test_an_unknown_preference_is_refused(theme: Theme) -> None:
    with pytest.raises(ValueError, match="sepia"):
        theme.set_preference("sepia")


def test_the_application_wears_the_theme(qapp: QApplication, theme: Theme) -> None:
    sheet, palette, style = qapp.styleSheet(), qapp.palette(), qapp.style().objectName()
    try:
        theme.apply(qapp)
        theme.set_preference("dark")
        assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.bg)
        assert DARK.accent in qapp.styleSheet()
    finally:
        qapp.setStyle(style)
        qapp.setPalette(palette)
        qapp.setStyleSheet(sheet)


@pytest.mark.parametrize(
    ("preference", "system", "tokens"),
    [
        ("light", DARK, LIGHT),
        ("dark", LIGHT, DARK),
        ("system", LIGHT, LIGHT),
        ("system", DARK, DARK),
    ],
)
def test_an_empty_window_has_its_colour_before_the_application_is_dressed(
    qapp: QApplication, preference: str, system: Tokens, tokens: Tokens
) -> None:
    before = qapp.palette()
    try:
        qapp.setPalette(palette_of(system))
        Theme().prime(qapp, preference)
        assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(tokens.bg)
    finally:
        qapp.setPalette(before)


def test_what_is_dressed_keeps_its_clothes(qapp: QApplication, theme: Theme) -> None:
    sheet, palette, style = qapp.styleSheet(), qapp.palette(), qapp.style().objectName()
    try:
        theme.apply(qapp)
        theme.prime(qapp, "dark")
        assert theme.tokens == DARK
        assert DARK.accent in qapp.styleSheet()
    finally:
        qapp.setStyle(style)
        qapp.setPalette(palette)
        qapp.setStyleSheet(sheet)


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_the_style_sheet_names_only_pictures_that_are_there(tokens: Tokens) -> None:
    sheet = style_sheet_of(tokens)
    assert "$" not in sheet.split("*/", 1)[1]
    QDir.setSearchPaths("leadwaystyles", [str(STYLES)])
    pictures = set(re.findall(r'url\("([^"]+)"\)', sheet))
    assert pictures
    assert all(Path(QDir(picture).path()).is_file() for picture in pictures)


@pytest.mark.parametrize(
    ("picture", "token"),
    [("check", "on_accent"), ("dot", "on_accent"), ("tick", "accent"), ("chevron-down", "text2")],
)
@pytest.mark.parametrize(("folder", "tokens"), [("light", LIGHT), ("dark", DARK)])
def test_pictures_of_controls_have_the_colours_of_the_theme(
    folder: str, tokens: Tokens, picture: str, token: str
) -> None:
    assert tokens.colours()[token] in (STYLES / folder / f"{picture}.svg").read_text("utf-8")


def test_disabled_words_are_grey() -> None:
    palette = palette_of(LIGHT)
    group, role = QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText
    assert palette.color(group, role) == QColor(LIGHT.text3)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit, QTextEdit])
def test_a_field_has_its_edge_also_without_the_focus(
    qtbot: QtBot, kind: type[QWidget], tokens: Tokens
) -> None:
    field = kind()
    qtbot.addWidget(field)
    field.setStyleSheet(style_sheet_of(tokens))
    field.resize(200, 40)
    picture = field.grab().toImage()
    assert picture.pixelColor(100, 0) == QColor(tokens.line)
    assert picture.pixelColor(100, 2) == QColor(tokens.surface)


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (QPushButton, ""),
        (QPushButton, "quiet"),
        (QPushButton, "primary"),
        (QPushButton, "chip"),
        (QToolButton, ""),
        (QCheckBox, ""),
        (QRadioButton, ""),
    ],
)
def test_the_ring_is_all_that_shows_the_keyboard(
    qtbot: QtBot, kind: type[QWidget], role: str
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setStyleSheet(style_sheet_of(LIGHT))
    control = kind(window)
    control.setProperty("text", "History")
    set_role(control, role)
    control.setProperty("ring", "yes")
    window.show()
    control.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(control.hasFocus)
    with_ring = control.grab().toImage()
    # Qt sets it with the Tab key: now its own style would draw a frame as well.
    window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
    assert control.grab().toImage() == with_ring


def test_roles_and_states_are_properties_of_a_widget(qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    set_role(button, "primary")
    set_state(button, "bad")
    assert (button.property("role"), button.property("state")) == ("primary", "bad")
