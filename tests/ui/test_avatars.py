"""Initials are those a person would write; a contact keeps its colour."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.ui.avatars import (
    AVATAR_COLOURS,
    NOBODY_COLOUR,
    avatar_colour,
    initials,
    paint_avatar,
)
from tests.ui.stand_ins import conversation


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("María Fernández", "MF"),
        ("Javier Rodríguez Peña", "JR"),
        ("Ana de la Torre", "AT"),
        ("de la", "DL"),
        ("óscar", "Ó"),
        ("🌸 Rosa 🌸", "R"),
        ("(Taller) González", "TG"),
        ("أحمد السعيد", "أ\u200cس"),
        ("王小明", "王"),
        ("e\u0301va x", "E\u0301\u200cX"),
        ("+34 612 345 678", ""),
        ("", ""),
        ("   ", ""),
        ("🙌", ""),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name).replace("\u200c", "") == letters.replace("\u200c", "")


@given(st.text())
def test_no_name_is_too_odd(name: str) -> None:
    assert len(initials(name).replace("\u200c", "")) <= len(name) + 2


def test_a_contact_keeps_its_colour() -> None:
    first = conversation("c1")
    assert avatar_colour(first) == avatar_colour(replace(first, name="Someone else"))
    assert avatar_colour(first) == avatar_colour(replace(first, id="c2"))
    assert avatar_colour(replace(first, name="")) == NOBODY_COLOUR


def test_all_colours_are_used() -> None:
    people = [conversation(f"c{number}") for number in range(400)]
    assert {avatar_colour(person) for person in people} == set(AVATAR_COLOURS)


@pytest.mark.parametrize(
    "person",
    [
        Conversation("c1", "loc"),
        Conversation("c1", "loc", phone="+34 612"),
        Conversation("c1", "loc", name="王小明"),
    ],
)
def test_everybody_gets_a_disc(qapp: QApplication, person: Conversation) -> None:
    picture = QImage(40, 40, QImage.Format.Format_ARGB32)
    picture.fill(0)
    painter = QPainter(picture)
    paint_avatar(painter, QRectF(0, 0, 40, 40), person)
    painter.end()
    assert picture.pixelColor(20, 4) == QColor(avatar_colour(person))
    assert picture.pixelColor(0, 0).alpha() == 0
