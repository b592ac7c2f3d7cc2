"""The panel's head has room for its words in every width and language."""

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.errors import ServerFault
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui.theme import Theme, font, style_sheet_of
from leadway_desktop.ui.tokens import BODY_SIZE
from leadway_desktop.ui.uploads.all_uploads_panel import AllUploadsPanel
from leadway_desktop.ui.uploads.upload_commands import UploadCommands
from leadway_desktop.ui.uploads.upload_list_model import UploadListModel
from tests.ui.conftest import Speak
from tests.ui.stand_ins import StandInUploads, upload


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> QWidget:
    """Return a window in the real style: sizes are the matter here."""
    window = QWidget()
    window.setFont(font(BODY_SIZE))
    window.setStyleSheet(style_sheet_of(theme.tokens))
    qtbot.addWidget(window)
    return window


@pytest.fixture
def uploads() -> StandInUploads:
    return StandInUploads()


def opened(window: QWidget, theme: Theme, uploads: StandInUploads, width: int) -> AllUploadsPanel:
    """Show the panel in a window of that width, with uploads in every stage."""
    window.resize(width, 260)
    model, commands = UploadListModel(window), UploadCommands(uploads, window)
    panel = AllUploadsPanel(model, commands, theme, window)
    panel.resize(width, 260)
    window.show()
    for stage in UploadStage:
        for _ in range(14):
            error = ServerFault() if stage is UploadStage.FAILED else None
            model.put(upload(stage=stage, error=error))
    model.show_pending()
    panel.view.clearSelection()
    uploads.removed.connect(model.forget)
    QApplication.processEvents()
    return panel


def in_sight(panel: AllUploadsPanel) -> dict[str, QWidget]:
    header = panel.findChild(QWidget, "uploads_header")
    assert header is not None
    parts = [*header.findChildren(QLabel), *header.findChildren(QAbstractButton)]
    return {part.objectName() or "title": part for part in parts if part.isVisible()}


def place(part: QWidget, panel: AllUploadsPanel) -> QRect:
    return QRect(part.mapTo(panel, QPoint()), part.size())


@pytest.mark.parametrize("locale", ["en_US", "es_ES"])
@pytest.mark.parametrize("width", [480, 700, 1180])
def test_no_part_of_the_head_is_cut_or_covers_another(
    window: QWidget, theme: Theme, speak: Speak, uploads: StandInUploads, locale: str, width: int
) -> None:
    speak(locale)
    panel = opened(window, theme, uploads, width)
    parts = in_sight(panel)
    places = {name: place(part, panel) for name, part in parts.items()}
    assert {"all_uploads_chip", "done_uploads_chip", "retry_failed_button"} <= set(places)
    for one, other in combinations(places, 2):
        assert not places[one].intersects(places[other]), (one, other)
    for name, part in parts.items():
        assert panel.rect().contains(places[name]), name
        assert part.width() >= part.minimumSizeHint().width(), name


def test_filter_of_what_failed_stands_out_and_leads_to_the_first(
    window: QWidget, theme: Theme, uploads: StandInUploads
) -> None:
    panel = opened(window, theme, uploads, 1180)
    chip = panel.findChild(QPushButton, "attention_uploads_chip")
    assert chip is not None
    assert (chip.text(), chip.property("state")) == ("Need attention 14", "bad")
    chip.click()
    assert panel.view.currentIndex().row() == 0
    assert {one.stage for one in panel.view.selected_uploads()} == {UploadStage.FAILED}
    other = panel.findChild(QPushButton, "done_uploads_chip")
    assert other is not None
    assert not other.property("state")


def test_wide_head_is_one_row(window: QWidget, theme: Theme, uploads: StandInUploads) -> None:
    panel = opened(window, theme, uploads, 1180)
    middles = {place(part, panel).center().y() for part in in_sight(panel).values()}
    assert max(middles) - min(middles) <= 2
    assert {"title", "clear_finished_button"} <= set(in_sight(panel))


def test_what_has_no_room_is_in_the_menu(
    window: QWidget, theme: Theme, speak: Speak, uploads: StandInUploads
) -> None:
    speak("es_ES")
    panel = opened(window, theme, uploads, 380)
    assert "clear_finished_button" not in in_sight(panel)
    button = panel.findChild(QToolButton, "upload_actions_button")
    assert button is not None
    assert button.isEnabled(), "nothing is selected, but there is something to clear"
    menu = button.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    clear = next(one for one in menu.actions() if one.objectName() == "clear_finished_action")
    assert isinstance(clear, QAction)
    clear.trigger()
    assert len(uploads.asked) == 28, "what is done, and what was cancelled"
    window.resize(1180, 260)
    panel.resize(1180, 260)
    assert "clear_finished_button" in in_sight(panel)
    menu.aboutToShow.emit()
    assert clear not in [one for one in menu.actions() if one.isVisible()]


def test_a_menu_in_which_there_is_nothing_to_do_says_how_to_get_something(
    window: QWidget, theme: Theme, uploads: StandInUploads
) -> None:
    panel = opened(window, theme, uploads, 1180)
    panel.view.clearSelection()
    button = panel.findChild(QToolButton, "upload_actions_button")
    assert button is not None
    assert not button.isEnabled()
    assert button.toolTip() == "Select an upload to do something with it"
    panel.view.selectAll()
    assert button.isEnabled()
    assert button.toolTip() == "More actions"


def test_return_pressed_again_after_retrying_clears_no_list(
    window: QWidget, theme: Theme, uploads: StandInUploads, qtbot: QtBot
) -> None:
    panel = opened(window, theme, uploads, 900)
    button = panel.findChild(QPushButton, "retry_failed_button")
    assert button is not None
    window.activateWindow()
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert {asked for asked, _ in uploads.asked} == {"retry"}
    assert window.focusWidget() is panel.view
