"""Settings: each has its rule, its origin and its place; nothing but the edited is changed."""

from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QObject, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.errors import SettingInvalid, SettingsNotSaved
from leadway_desktop.domain.policy import Policy
from leadway_desktop.domain.settings import (
    SETTING_NAMES,
    LoadedSettings,
    SettingOrigin,
    Settings,
)
from leadway_desktop.transfer.lanes import threads_for
from leadway_desktop.ui.settings.settings_dialog import SettingsDialog
from leadway_desktop.ui.theme import Theme

FILE = Path("/home/ana/.config/leadway-desktop/settings.toml")
Part = TypeVar("Part", bound=QObject)
ORIGINS = dict.fromkeys(SETTING_NAMES, SettingOrigin.DEFAULT)


class StandInDesk(QObject):
    """Holds settings and records what is to be saved."""

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, loaded: LoadedSettings) -> None:
        super().__init__()
        self.loaded = loaded
        self.saved: list[Settings] = []

    def save(self, settings: Settings) -> None:
        self.saved.append(settings)


def desk_with(settings: Settings | None = None, **changes: Any) -> StandInDesk:
    loaded = LoadedSettings(settings or Settings(), ORIGINS, FILE)
    return StandInDesk(replace(loaded, **changes))


@pytest.fixture
def desk() -> StandInDesk:
    return desk_with()


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme, desk: StandInDesk) -> SettingsDialog:
    return opened(qtbot, theme, desk)


def opened(
    qtbot: QtBot, theme: Theme, desk: StandInDesk, *, is_practice: bool = False
) -> SettingsDialog:
    dialog = SettingsDialog(theme, desk, is_practice=is_practice)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def part(dialog: SettingsDialog, kind: type[Part], name: str) -> Part:
    found = dialog.findChild(kind, name)
    assert isinstance(found, kind)
    return found


def save_button(dialog: SettingsDialog) -> QPushButton:
    return part(dialog, QPushButton, "save_settings_button")


def words(dialog: SettingsDialog, name: str) -> str:
    return part(dialog, QLabel, f"{name}_words").text()


def test_every_setting_can_be_edited(dialog: SettingsDialog) -> None:
    for name in SETTING_NAMES:
        editor = part(dialog, QWidget, f"{name}_setting")
        assert (editor.focusProxy() or editor).accessibleName()
        assert editor.isEnabled()


def test_only_what_was_edited_is_changed(
    qtbot: QtBot, dialog: SettingsDialog, desk: StandInDesk
) -> None:
    assert not save_button(dialog).isEnabled()
    part(dialog, QSpinBox, "parallel_uploads_setting").setValue(5)
    part(dialog, QDoubleSpinBox, "stall_timeout_setting").setValue(45)
    part(dialog, QLineEdit, "base_url_setting").setText(" https://crm.example.com ")
    theme_box = part(dialog, QComboBox, "theme_setting")
    theme_box.setCurrentIndex(theme_box.findData("dark"))
    save_button(dialog).click()
    assert desk.saved == [
        Settings(
            parallel_uploads=5,
            stall_timeout=45.0,
            base_url="https://crm.example.com",
            theme="dark",
        )
    ]
    with qtbot.waitSignal(dialog.accepted):
        desk.changed.emit(desk.saved[0])


def test_the_bandwidth_is_a_number_or_no_limit(dialog: SettingsDialog, desk: StandInDesk) -> None:
    field = part(dialog, QSpinBox, "bandwidth_limit_setting")
    assert field.text() == "No limit"
    field.setValue(5)
    assert "from 10" in words(dialog, "bandwidth_limit")
    field.setValue(2500)
    assert field.text() == "2,500 KB/s"
    save_button(dialog).click()
    assert desk.saved == [Settings(bandwidth_limit=2500)]


def test_return_presses_the_button_that_has_the_keyboard(
    qtbot: QtBot, dialog: SettingsDialog, desk: StandInDesk
) -> None:
    part(dialog, QSpinBox, "parallel_uploads_setting").setValue(5)
    cancel = part(dialog, QPushButton, "cancel_settings_button")
    cancel.setFocus()
    with qtbot.waitSignal(dialog.rejected):
        QTest.keyClick(cancel, Qt.Key.Key_Return)
    assert desk.saved == []


def test_practice_says_that_connection_settings_do_not_apply(
    qtbot: QtBot, theme: Theme, desk: StandInDesk
) -> None:
    dialog = opened(qtbot, theme, desk, is_practice=True)
    assert "practice account" in part(dialog, QLabel, "no_connection_words").text()
    assert dialog.findChild(QWidget, "base_url_setting") is None
    part(dialog, QSpinBox, "parallel_uploads_setting").setValue(5)
    save_button(dialog).click()
    assert desk.saved == [Settings(parallel_uploads=5)]


def test_an_edit_taken_back_is_no_change(dialog: SettingsDialog) -> None:
    number = part(dialog, QSpinBox, "parallel_uploads_setting")
    number.setValue(5)
    assert save_button(dialog).isEnabled()
    number.setValue(3)
    assert not save_button(dialog).isEnabled()


@pytest.mark.parametrize(
    ("name", "text", "advice"),
    [
        ("base_url", "http://crm.example.com", "starts with https://"),
        ("base_url", "ftp://x", "https://example.com"),
        ("location_id", "two words", "without spaces"),
        ("api_version", "", "2021-07-28"),
    ],
)
def test_what_cannot_be_used_is_said_at_once_and_not_saved(
    dialog: SettingsDialog, desk: StandInDesk, name: str, text: str, advice: str
) -> None:
    field = part(dialog, QLineEdit, f"{name}_setting")
    field.setText(text)
    assert advice in words(dialog, name)
    assert field.property("state") == "bad"
    save_button(dialog).click()
    assert desk.saved == []
    assert field.hasFocus()
    field.setText(getattr(Settings(), name))
    assert advice not in words(dialog, name)


def test_numbers_have_their_rules_too(dialog: SettingsDialog, desk: StandInDesk) -> None:
    part(dialog, QSpinBox, "parallel_uploads_setting").setValue(12)
    assert words(dialog, "parallel_uploads") == "It must be a whole number from 1 to 8."
    save_button(dialog).click()
    assert desk.saved == []


def test_the_proxy_has_an_address_only_where_it_is_one(
    dialog: SettingsDialog, desk: StandInDesk
) -> None:
    choice = part(dialog, QComboBox, "proxy_choice")
    address = part(dialog, QLineEdit, "proxy_address")
    assert not address.isVisible()
    choice.setCurrentIndex(choice.findData(""))
    assert address.isVisible()
    assert "http://host:port" in words(dialog, "proxy")
    address.setText("http://proxy:8080")
    save_button(dialog).click()
    assert desk.saved[0].proxy == "http://proxy:8080"


def test_a_proxy_that_is_an_address_is_shown(qtbot: QtBot, theme: Theme) -> None:
    dialog = opened(qtbot, theme, desk_with(Settings(proxy="http://proxy:8080")))
    assert part(dialog, QLineEdit, "proxy_address").text() == "http://proxy:8080"
    assert not save_button(dialog).isEnabled()


def test_what_the_environment_sets_is_shown_and_left_alone(qtbot: QtBot, theme: Theme) -> None:
    origins = {**ORIGINS, "location_id": SettingOrigin.ENVIRONMENT}
    desk = desk_with(Settings(location_id="loc1"), origins=origins)
    dialog = opened(qtbot, theme, desk)
    field = part(dialog, QLineEdit, "location_id_setting")
    assert not field.isEnabled()
    assert field.text() == "loc1"
    assert "LEADWAY_DESKTOP_LOCATION_ID" in words(dialog, "location_id")
    assert not field.hasFocus()


def test_a_value_of_the_file_that_could_not_be_used_is_named(qtbot: QtBot, theme: Theme) -> None:
    problem = SettingInvalid(name="parallel_uploads", detail="must be a whole number")
    dialog = opened(qtbot, theme, desk_with(problems=(problem,)))
    assert words(dialog, "parallel_uploads") == "It must be a whole number from 1 to 8."


def test_a_file_that_was_set_aside_is_named(qtbot: QtBot, theme: Theme) -> None:
    aside = FILE.with_name("settings.toml.broken-2026")
    dialog = opened(qtbot, theme, desk_with(set_aside=aside))
    assert aside.name in part(dialog, QLabel, "settings_error_next").text()


def test_a_failure_to_save_is_told_and_nothing_edited_is_lost(
    dialog: SettingsDialog, desk: StandInDesk
) -> None:
    part(dialog, QSpinBox, "parallel_uploads_setting").setValue(5)
    save_button(dialog).click()
    assert not save_button(dialog).isEnabled()
    desk.failed.emit(SettingsNotSaved(folder=FILE.parent, detail="Read-only file system"))
    assert str(FILE.parent) in part(dialog, QLabel, "settings_error_next").text()
    assert part(dialog, QSpinBox, "parallel_uploads_setting").value() == 5
    save_button(dialog).click()
    assert len(desk.saved) == 2


def test_return_saves_and_escape_leaves(dialog: SettingsDialog, desk: StandInDesk) -> None:
    field = part(dialog, QLineEdit, "location_id_setting")
    QTest.keyClicks(field, "loc2")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert [settings.location_id for settings in desk.saved] == ["loc2"]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.result() == QDialog.DialogCode.Rejected


def test_the_wheel_scrolls_the_page_and_changes_nothing(dialog: SettingsDialog) -> None:
    number = part(dialog, QSpinBox, "parallel_uploads_setting")
    number.setFocus()
    nowhere = QPointF(5, 5)
    event = QWheelEvent(
        nowhere,
        nowhere,
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    number.wheelEvent(event)
    assert number.value() == 3
    assert not event.isAccepted()


def test_what_the_policy_locks_is_shown_as_such_and_left_alone(qtbot: QtBot, theme: Theme) -> None:
    origins = {**ORIGINS, "base_url": SettingOrigin.LOCKED}
    policy = Policy(locks={"base_url": "https://crm.example.com", "location_id": "two words"})
    house = Settings(base_url="https://crm.example.com")
    dialog = opened(qtbot, theme, desk_with(house, origins=origins, policy=policy))
    for name, value in (("base_url", "https://crm.example.com"), ("location_id", "")):
        field = part(dialog, QLineEdit, f"{name}_setting")
        assert not field.isEnabled()
        assert field.text() == value
        assert "Your organisation" in words(dialog, name)
        assert "Your organisation" in field.accessibleDescription()
    assert dialog.focusWidget() is part(dialog, QLineEdit, "api_version_setting")


def test_what_the_policy_proposes_can_be_changed(qtbot: QtBot, theme: Theme) -> None:
    policy = Policy(presets={"parallel_uploads": 2})
    desk = desk_with(Settings(parallel_uploads=2), policy=policy)
    dialog = opened(qtbot, theme, desk)
    part(dialog, QSpinBox, "parallel_uploads_setting").setValue(3)
    save_button(dialog).click()
    assert desk.saved == [Settings()]


def test_it_fits_a_magnified_screen(
    qtbot: QtBot, theme: Theme, desk: StandInDesk, magnified: QRect
) -> None:
    assert opened(qtbot, theme, desk).height() < magnified.height()


def test_it_tells_truly_how_many_small_files_go_at_once(dialog: SettingsDialog) -> None:
    words = dialog.findChild(QLabel, "parallel_uploads_words")
    assert words is not None
    assert "Six times as many" in words.text()
    assert threads_for(2) == 6 * 2
