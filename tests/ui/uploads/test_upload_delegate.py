"""What a row of the list of all uploads has room for."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.errors import BucketFault, MessageFailed, NoConnection
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.ui.plain_text import isolated
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.uploads.row_text import fitted
from leadway_desktop.ui.uploads.upload_actions import UploadAction
from leadway_desktop.ui.uploads.upload_delegate import UploadDelegate
from leadway_desktop.ui.uploads.upload_state import UploadState
from leadway_desktop.ui.uploads.upload_words import facts_of
from tests.ui.conftest import Speak
from tests.ui.sending.deliveries import delivered, planned
from tests.ui.stand_ins import NOON, upload, waiting

MB = 1024 * 1024
LONG = "María de los Ángeles Fernández-Etxeberria de la Santísima Trinidad y Goikoetxea Rodríguez"
RUNNING = upload(stage=UploadStage.UPLOADING, size=90 * MB)
SOON = Wait(WaitReason.TIME, NOON + timedelta(seconds=22))
TRACE_ID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
RING = 6
"""How far the ring around a row with the focus reaches in."""
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
        (UploadState(upload(stage=UploadStage.UPLOADED)), 2),
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


@pytest.mark.parametrize("width", [160, 225, 540])
def test_the_per_cent_is_never_cut(delegate: UploadDelegate, speak: Speak, width: int) -> None:
    speak("es_ES")
    text = text_of(delegate, UploadState(called(RUNNING, LONG), PROGRESS), width)
    assert "60\u00a0%" in fitted(text, delegate.fonts.facts.font, width, 1)


@pytest.mark.parametrize(
    "one",
    [
        waiting(BucketFault(status=503), WaitReason.TIME, 22),
        planned(
            stage=DeliveryStage.CHECKING, wait=Wait(WaitReason.TIME, NOON + timedelta(seconds=22))
        ),
    ],
)
def test_words_give_way_to_the_countdown(
    delegate: UploadDelegate, speak: Speak, one: Upload
) -> None:
    speak("es_ES")
    state = UploadState(called(one, LONG), now=NOON)
    text = text_of(delegate, state, 190)
    assert text.endswith("en 22\u00a0s.")
    assert fitted(text, delegate.fonts.facts.font, 190, 2) == text


@pytest.mark.parametrize("names_conversation", [False, True])
@pytest.mark.parametrize("width", [360, 500, 683])
def test_what_asks_the_agent_keeps_its_trace_and_its_actions(
    qtbot: QtBot, theme: Theme, speak: Speak, width: int, names_conversation: bool
) -> None:
    speak("es_ES")
    view = QListView()
    qtbot.addWidget(view)
    delegate = UploadDelegate(theme, view, names_conversation=names_conversation)
    error = MessageFailed(detail="Recipient opted out. " * 20, trace_id=TRACE_ID)
    state = UploadState(called(delivered(DeliveryStage.UNKNOWN, error=error), LONG))
    lines = delegate.lines_of(state, width)
    row = QRect(0, 0, width, delegate.height_of(state, width))
    layout = delegate.layout_of(row, state, lines)
    text = text_of(delegate, state, layout.facts.width())
    assert text.endswith(TRACE_ID)
    assert fitted(text, delegate.fonts.facts.font, layout.facts.width(), lines) == text
    shown = {action: place for action, place in layout.buttons}
    assert {UploadAction.SEND_AGAIN, UploadAction.LOOK_AGAIN} <= shown.keys()
    for place in shown.values():
        assert row.contains(place)
        assert not place.intersects(layout.facts)


@pytest.mark.parametrize("stage", [UploadStage.UPLOADING, UploadStage.UPLOADED, UploadStage.FAILED])
def test_no_text_touches_the_ring_of_the_focus(
    delegate: UploadDelegate, stage: UploadStage
) -> None:
    state = UploadState(upload(stage=stage, error=NoConnection()))
    row = QRect(0, 0, 300, delegate.height_of(state, 300))
    layout = delegate.layout_of(row, state, delegate.lines_of(state, 300))
    inside = row.adjusted(0, RING, 0, -RING)
    for part in (layout.name, layout.facts, *(place for _, place in layout.buttons)):
        assert inside.contains(part)
