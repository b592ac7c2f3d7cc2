"""Files that the program was opened with: offered until the agent has said for whom they are."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.ui.offered_files import OfferedFiles
from tests.ui.stand_ins import conversation

MARIA = conversation("maria", name="María López")
PHOTO, OFFER = Path("/a/photo.jpg"), Path("/a/offer.pdf")
Attached = tuple[Conversation, tuple[Path, ...]]


@pytest.fixture
def offered(qtbot: QtBot) -> OfferedFiles:
    bar = OfferedFiles()
    qtbot.addWidget(bar)
    return bar


@pytest.fixture
def attached(offered: OfferedFiles) -> list[Attached]:
    """Return what is attached from now on."""
    found: list[Attached] = []
    offered.attach_wanted.connect(lambda whom, paths: found.append((whom, paths)))
    return found


def words(offered: OfferedFiles) -> str:
    label = offered.findChild(QLabel, "offered_files_text")
    assert label is not None
    return label.text()


def button(offered: OfferedFiles, name: str = "offered_files_button") -> QPushButton:
    found = offered.findChild(QPushButton, name)
    assert found is not None
    return found


def test_nothing_is_said_of_no_files(offered: OfferedFiles) -> None:
    offered.take([])
    offered.follow(MARIA)
    assert offered.isHidden()


def test_without_a_conversation_it_asks_for_one(offered: OfferedFiles) -> None:
    offered.take([PHOTO])
    assert not offered.isHidden()
    assert "photo.jpg" in words(offered)
    assert words(offered).endswith("Select the conversation.")
    assert button(offered).isHidden()


def test_files_go_to_the_conversation_that_is_named(
    offered: OfferedFiles, attached: list[Attached]
) -> None:
    offered.take([PHOTO])
    offered.follow(MARIA)
    assert attached == []  # to select one attaches nothing
    assert "María López" in words(offered)
    assert "María López" in button(offered).accessibleName()
    offered.take([OFFER, PHOTO])
    button(offered).click()
    assert attached == [(MARIA, (PHOTO, OFFER))]
    assert offered.isHidden()


def test_files_that_are_not_wanted_are_forgotten(
    offered: OfferedFiles, attached: list[Attached], qtbot: QtBot
) -> None:
    offered.take([PHOTO])
    with qtbot.waitSignal(offered.answered):
        button(offered, "discard_offered_button").click()
    offered.follow(MARIA)
    assert offered.isHidden()
    assert attached == []


def test_of_many_files_some_are_named(offered: OfferedFiles) -> None:
    offered.take([Path(f"/a/{number}.jpg") for number in range(12)])
    assert "12 file" in words(offered)
    assert "2.jpg" in words(offered)
    assert "3.jpg" not in words(offered)


def test_a_name_that_breaks_the_line_does_not(offered: OfferedFiles) -> None:
    offered.take([Path("/a/one\ntwo\u202egpj.exe")])
    assert "\n" not in words(offered)
