"""The invitation, and what takes its place while a drag hovers."""

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from leadway_desktop.ui.attachments.drop_area import DropArea
from leadway_desktop.ui.elided_label import ElidedLabel
from leadway_desktop.ui.theme import Theme, style_sheet_of
from tests.ui.conftest import Speak

OFFERS = ["Drop 1 file", "Drop 2 files for María Fernández · WhatsApp, up to 100\u00a0MB"]


@pytest.mark.parametrize("offer", OFFERS)
@pytest.mark.parametrize("compact", [True, False])
@pytest.mark.parametrize("locale", ["en_US", "es_ES"])
def test_the_invitation_is_whole_again_after_a_drag(
    qtbot: QtBot, theme: Theme, speak: Speak, locale: str, compact: bool, offer: str
) -> None:
    speak(locale)
    area = DropArea(theme)
    qtbot.addWidget(area)
    area.setStyleSheet(style_sheet_of(theme.tokens))  # an offer is bold
    area.set_compact(compact)
    area.resize(812, area.height())
    area.show()
    label = area.findChild(ElidedLabel, "drop_hint")
    button = area.findChild(QPushButton, "choose_files_button")
    assert label is not None
    assert button is not None
    invitation = label.full_text
    qtbot.waitUntil(lambda: label.text() == invitation)

    area.show_offer(offer)
    qtbot.waitUntil(lambda: label.text() == offer)
    assert not button.isVisible()

    area.show_offer("")
    qtbot.waitUntil(lambda: label.text() == invitation)
    assert button.isVisible()


def test_a_shorter_offer_is_made_where_the_whole_one_has_no_room(
    qtbot: QtBot, theme: Theme
) -> None:
    area = DropArea(theme)
    qtbot.addWidget(area)
    area.resize(391, area.height())
    area.show()
    label = area.findChild(ElidedLabel, "drop_hint")
    assert label is not None
    whole, shorter = f"{OFFERS[1]} and a contact's long name", "Drop 2 files · WhatsApp"
    area.show_offer(whole, shorter)
    qtbot.waitUntil(lambda: label.text() == shorter)
    assert area.offer == whole
