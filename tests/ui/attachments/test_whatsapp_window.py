from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.channel import Channel
from leadway_desktop.ui.attachments.whatsapp_window import WhatsAppWindow
from tests.ui.conftest import Speak
from tests.ui.stand_ins import NOON, conversation

WROTE_AT_NOON = replace(conversation(), last_whatsapp_inbound_at=NOON)


class Clock:
    """The server's, as far as it is known."""

    now = NOON


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def window(qtbot: QtBot, clock: Clock) -> WhatsAppWindow:
    window = WhatsAppWindow(lambda: clock.now)
    qtbot.addWidget(window)
    return window


@pytest.mark.parametrize(
    ("after", "words", "state"),
    [
        (timedelta(hours=18, minutes=48), "5\u00a0h 12\u00a0min left", "ok"),
        (timedelta(hours=23, minutes=30), "30\u00a0min left", "warn"),
        (timedelta(hours=24), "closed", "warn"),
        (timedelta(days=9), "closed", "warn"),
    ],
)
def test_window_tells_how_long_it_is_open(
    window: WhatsAppWindow, clock: Clock, after: timedelta, words: str, state: str
) -> None:
    clock.now = NOON + after
    window.show_conversation(WROTE_AT_NOON, Channel.WHATSAPP)
    assert window.text().endswith(words)
    assert window.property("state") == state


@pytest.mark.parametrize(
    ("minutes", "words"), [(1, "queda 1\u00a0min"), (30, "quedan 30\u00a0min")]
)
def test_one_minute_is_one_in_spanish(
    window: WhatsAppWindow, clock: Clock, speak: Speak, minutes: int, words: str
) -> None:
    clock.now = NOON + timedelta(hours=24, minutes=-minutes)
    speak("es_ES")
    window.show_conversation(WROTE_AT_NOON, Channel.WHATSAPP)
    assert window.text() == f"WhatsApp: {words}"


def test_a_window_that_only_our_clock_closed_opens_once_theirs_is_known(
    window: WhatsAppWindow, clock: Clock
) -> None:
    clock.now = NOON + timedelta(days=3)
    window.show_conversation(WROTE_AT_NOON, Channel.WHATSAPP)
    assert window.text().endswith("closed")
    clock.now = NOON
    window.findChildren(QTimer)[0].timeout.emit()
    assert window.text().endswith("24\u00a0h 0\u00a0min left")
    assert window.findChildren(QTimer)[0].isActive()


def test_other_channels_have_no_window(window: WhatsAppWindow) -> None:
    window.show_conversation(WROTE_AT_NOON, Channel.SMS)
    assert not window.is_known


def test_nothing_is_claimed_where_nobody_knows(window: WhatsAppWindow) -> None:
    window.show_conversation(conversation(), Channel.WHATSAPP)
    assert not window.is_known
