"""What a row says: the last message in one line, our words where it has none."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.ui.conversations import row_words
from leadway_desktop.ui.conversations.row_painter import RowFonts
from tests.ui.conftest import Speak
from tests.ui.stand_ins import NOON, conversation

ROOM_IN_A_ROW = 246
"""Pixels beside the avatar, in a list as wide as it opens."""
ISOLATES = str.maketrans("", "", "\u2068\u2069")


def said(**facts: Any) -> str:
    changed: dict[str, Any] = {"last_message_at": NOON, **facts}
    return row_words.preview(replace(conversation(), **changed)).translate(ISOLATES)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"last_message": "Hi"}, "Hi"),
        ({"last_message": " a\n\n b\t c "}, "a b c"),
        ({"last_message": "Hi", "last_message_is_ours": True}, "You: Hi"),
        ({}, "Attachment"),
        ({"last_message_is_ours": True}, "You: Attachment"),
        ({"last_message_type": "TYPE_EMAIL"}, "Email without text"),
        ({"last_message_type": "TYPE_CALL"}, "Incoming call"),
        ({"last_message_type": "TYPE_CALL", "last_message_is_ours": True}, "Outgoing call"),
        ({"last_message_type": "TYPE_CALL", "last_message": "Missed · 0:00"}, "Missed · 0:00"),
        ({"last_message_type": "TYPE_REVIEW", "last_message": "★★★"}, "Review · ★★★"),
        ({"last_message_type": "TYPE_ACTIVITY_X", "last_message": "Won"}, "Activity · Won"),
        ({"last_message_type": "", "last_message_at": None}, "No messages yet"),
    ],
)
def test_preview(facts: dict[str, object], words: str) -> None:
    assert said(**facts) == words


LINK = '<a href="https://cdn.example/a.pdf">a.pdf</a>'


@pytest.mark.parametrize(
    ("letter", "words"),
    [
        (f"<p>Sus fotos &amp; m&aacute;s</p><p>{LINK}</p>", "Sus fotos & más a.pdf"),
        ("<!doctype html><head><style>p > a { x }</style></head><body>Hi</body>", "Hi"),
        ("<html><STYLE>p { color: red }", "Email without text"),
        ("<p>Hi</p><main x>you</main>", "Hi you"),
        ("<!-- <p>x</p> -->Hi <br/>there<a hre", "Hi there"),
        (
            "<p class=M>Hi<o:p></o:p></p><st1:City x>you</st1:City> <a@b.c> <https://x>",
            "Hi you <a@b.c> <https://x>",
        ),
        ("Re: <maria@example.com> wrote: 1 < 2 &amp; <a@b.c>", None),
        ("a <b@example.com> & <p.x@example.com>", None),
    ],
)
def test_of_an_e_mail_the_words_are_shown(letter: str, words: str | None) -> None:
    assert said(last_message=letter, last_message_type="TYPE_EMAIL") == (words or letter)


def test_another_message_is_shown_as_it_is() -> None:
    assert said(last_message="<p>Hi</p>", last_message_type="TYPE_SMS") == "<p>Hi</p>"


def test_in_spanish(speak: Speak) -> None:
    speak("es_ES")
    assert said(last_message="Hola", last_message_is_ours=True) == "Usted: Hola"
    assert row_words.title(Conversation("c", "l")) == "Sin nombre"
    offer = row_words.drop_offer(3, Channel.SMS)
    assert offer == "Soltar 3 archivos · SMS, hasta 5\u00a0MB"
    assert row_words.drop_offer(1, None) == "Soltar 1 archivo · usted elige el canal"


@pytest.mark.parametrize("locale", ["en_US", "es_ES"])
@pytest.mark.parametrize("channel", [None, *Channel])
def test_the_short_offer_has_room_in_a_row(
    qapp: QApplication, speak: Speak, channel: Channel | None, locale: str
) -> None:
    del qapp
    speak(locale)
    offer = row_words.short_drop_offer(99, channel)
    assert QFontMetrics(RowFonts().name).horizontalAdvance(offer) <= ROOM_IN_A_ROW


def test_a_foreign_message_keeps_its_direction_to_itself() -> None:
    ours = replace(conversation(), last_message="شكر", last_message_is_ours=True)
    assert row_words.preview(ours) == "You: \u2068شكر\u2069"


@pytest.mark.parametrize(("count", "words"), [(1, "1"), (99, "99"), (100, "99+"), (10**9, "99+")])
def test_the_pill_stays_short(count: int, words: str) -> None:
    assert row_words.unread(count) == words


def test_a_screen_reader_hears_the_whole_row(speak: Speak) -> None:
    speak("en_US")
    row = replace(
        conversation(),
        last_message="Hi",
        last_message_is_ours=True,
        last_message_at=NOON - timedelta(days=1),
        unread_count=2,
        is_starred=True,
    )
    spoken = row_words.spoken(row, NOON)
    assert spoken == "María Fernández, WhatsApp, 2 unread, starred, You: Hi, yesterday"


def test_no_name_is_painted_that_is_longer_than_the_widest_list() -> None:
    """Qt lays out all of it, at every repaint: of rare letters that takes milliseconds each."""
    assert row_words.title(Conversation("c", "l", "", "𒀀" * 4096)) == "𒀀" * 200


@given(st.text(), st.text(), st.booleans())
def test_no_text_breaks_the_line(name: str, message: str, is_ours: bool) -> None:
    row = Conversation("c", "l", "", name, last_message=message, last_message_is_ours=is_ours)
    for words in (row_words.title(row), row_words.preview(row)):
        assert words
        assert len(words.splitlines()) == 1
