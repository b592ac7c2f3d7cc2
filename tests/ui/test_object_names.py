"""leadway_desktop/ui/README.md names the window's parts; here is that it is true."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import leadway_desktop.ui
from leadway_desktop.domain.settings import SETTING_NAMES
from leadway_desktop.ui.conversations.conversation_pane import ConversationPane
from leadway_desktop.ui.settings.settings_dialog import SettingsDialog
from leadway_desktop.ui.sign_in.sign_in_page import SignInPage
from leadway_desktop.ui.theme import Theme
from tests.ui.conversations.rows import StandInFeed
from tests.ui.settings.test_settings_dialog import desk_with
from tests.ui.sign_in.test_sign_in_page import StandInSignIn

PAGE = Path(leadway_desktop.ui.__file__).with_name("README.md")


def documented(heading: str) -> set[str]:
    _, _, rest = PAGE.read_text("utf-8").partition(f"## {heading}")
    named = set(re.findall(r"`(\w+)`", rest.partition("\n## ")[0]))
    patterns = {name for name in named if name.startswith("NAME_")}
    each = {pattern.replace("NAME", name) for pattern in patterns for name in SETTING_NAMES}
    return named - patterns - set(SETTING_NAMES) | each


def made(kind: type[QWidget], theme: Theme) -> QWidget:
    if kind is ConversationPane:
        return ConversationPane(theme, StandInFeed(), "Account", False)
    if kind is SignInPage:
        return SignInPage(theme, StandInSignIn())
    return SettingsDialog(theme, desk_with())


@pytest.mark.parametrize("kind", [ConversationPane, SignInPage, SettingsDialog])
def test_every_documented_part_is_there_once(
    qtbot: QtBot, theme: Theme, kind: type[QWidget]
) -> None:
    widget = made(kind, theme)
    qtbot.addWidget(widget)
    parts = [widget.objectName(), *(part.objectName() for part in widget.findChildren(QObject))]
    names = documented(kind.__name__)
    assert len(names) >= 8
    assert {name: parts.count(name) for name in names} == dict.fromkeys(names, 1)
