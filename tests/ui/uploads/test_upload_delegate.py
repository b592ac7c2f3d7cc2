"""What a row of the list of all uploads has room for."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.errors import NoConnection
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.ui.plain_text import isolated
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.uploads.row_text import fitted
from leadway_desktop.ui.uploads.upload_delegate import UploadDelegate
from leadway_desktop.ui.uploads.upload_state import UploadState
from leadway_desktop.ui.uploads.upload_words import facts_of
from tests.ui.conftest import Speak
from tests.ui.stand_ins import upload, waiting

MB = 1024 * 1024
LONG = "María de los Ángeles Fernández-Etxeberria de la Santísima Trinidad y Goikoetxea Rodríguez"
RUNNING = upload(stage=UploadStage.UPLOADING, size=90 * MB)
PROGRESS = Progress(RUNNING.id, 54 * MB, 90 * MB, 2.3 * MB)


@pytest.fixture
def delegate(qtbot: QtBot, theme: Theme) -> UploadDelegate:
    view = QListView()
    qtbot.addWidget(view)
    return UploadDelegate(theme, view, names_conversation=True)


def called(one: Upload, name: str) -> Upload:
    return replace(one, target=replace(one.target, title=name))


def text_of(delegate: UploadDelegate, state: UploadState, width: int) -> str:
    return "".join(part.text for part in delegate.facts(state, width))


def test_the_list_of_all_names_the_contact(delegate: UploadDelegate) -> None:
    text = text_of(delegate, UploadState(upload()), 500)
    assert text.startswith(isolated("María Fernández"))


@pytest.mark.parametrize("locale", ["en_US", "es_ES"])
@pytest.mark.parametrize("name", [LONG, "عبد الرحمن بن محمد بن عبد الله آل سعود " * 3, "W" * 300])
@pytest.mark.parametrize(
    ("state", "lines"),
    [
        (UploadState(RUNNING, PROGRESS), 1),
        (UploadState(upload(stage=UploadStage.UPLOADED)), 1),
        (UploadState(waiting(NoConnection(), WaitReason.NETWORK)), 2),
    ],
)
def test_a_long_name_leaves_the_facts_their_room(
    delegate: UploadDelegate, speak: Speak, locale: str, name: str, state: UploadState, lines: int
) -> None:
    speak(locale)
    facts = "".join(part.text for part in facts_of(state))
    width = delegate.fonts.facts.metrics.horizontalAdvance(facts) // lines + 150
    text = text_of(delegate, replace(state, upload=called(state.upload, name)), width)
    assert text.endswith(facts)
    assert text.startswith(isolated(name)[:6])
    assert fitted(text, delegate.fonts.facts.font, width, lines) == text


def test_facts_that_have_no_room_leave_some_of_the_name(delegate: UploadDelegate) -> None:
    text = text_of(delegate, UploadState(called(RUNNING, LONG), PROGRESS), 60)
    assert text.startswith(isolated(LONG)[:5])
    assert "…" in text
