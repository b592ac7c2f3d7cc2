"""What Enter does where somebody closes the window with work unfinished."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from leadway_desktop.ui.leave_question import LeaveQuestion, Unfinished
from tests.ui.conftest import Speak


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[..., LeaveQuestion]:
    """Return what opens the question."""
    window = QWidget()
    qtbot.addWidget(window)

    def show(unfinished: Unfinished, *, closes: bool = True) -> LeaveQuestion:
        return LeaveQuestion(unfinished, window, closes=closes)

    return show


def words_on(question: LeaveQuestion, button: str) -> str:
    found = question.findChild(QPushButton, button)
    assert found is not None
    return found.text()


def test_the_title_asks_what_is_asked_and_claims_nothing(
    shown: Callable[..., LeaveQuestion],
) -> None:
    only_a_draft = Unfinished(drafts=1)
    assert shown(only_a_draft).windowTitle() == "Close Leadway Desktop?"
    assert shown(only_a_draft, closes=False).windowTitle() == "Leave the account?"


@pytest.mark.parametrize(
    ("unfinished", "pattern"),
    [
        (Unfinished(uploads=1), "Cancelar 1 subida y {close}"),
        (Unfinished(uploads=2), "Cancelar 2 subidas y {close}"),
        (Unfinished(uploads=1, messages=1), "Cancelar todo y {close}"),
        (Unfinished(messages=1), "{close} sin enviar 1 mensaje"),
        (Unfinished(messages=3), "{close} sin enviar 3 mensajes"),
    ],
)
def test_the_way_out_says_what_is_given_up_and_where_it_leads(
    shown: Callable[..., LeaveQuestion],
    speak: Speak,
    unfinished: Unfinished,
    pattern: str,
) -> None:
    speak("es_ES")
    for closes, words in ((True, "cerrar"), (False, "salir de la cuenta")):
        told = words_on(shown(unfinished, closes=closes), "cancel_uploads_button")
        wanted = pattern.format(close=words)
        assert told == wanted[0].upper() + wanted[1:]


def test_its_choices_follow_and_it_is_asked_anew_where_there_are_others(
    qtbot: QtBot, speak: Speak
) -> None:
    speak("es_ES")
    window = QWidget()
    qtbot.addWidget(window)
    going = Unfinished(uploads=3, paused=1, goes_on=True)
    question = LeaveQuestion(going, window, closes=True, has_tray=True)
    assert question.follow(Unfinished(uploads=1, goes_on=True))
    assert words_on(question, "cancel_uploads_button") == "Cancelar 1 subida y cerrar"
    keep = question.findChild(QPushButton, "stop_and_keep_button")
    assert keep is not None
    assert keep.accessibleDescription() == "Se reanudará la próxima vez que abra el programa."
    assert not question.follow(Unfinished(uploads=1, paused=1))


@pytest.mark.parametrize(
    ("unfinished", "meaning"),
    [
        (Unfinished(uploads=2), "They go on at the next start."),
        (Unfinished(uploads=3, paused=1), "They go on at the next start. 1 stays paused."),
        (Unfinished(uploads=2, paused=2, messages=1), "They stay in the list, and stay paused."),
        (Unfinished(messages=1), "It goes on at the next start."),
    ],
)
def test_what_is_paused_is_not_said_to_go_on(
    shown: Callable[..., LeaveQuestion], speak: Speak, unfinished: Unfinished, meaning: str
) -> None:
    speak("en_US")
    keep = shown(unfinished).findChild(QPushButton, "stop_and_keep_button")
    assert keep is not None
    assert keep.accessibleDescription() == meaning


@pytest.mark.parametrize(
    ("unfinished", "button"),
    [
        (Unfinished(uploads=1), "stop_and_keep_button"),
        (Unfinished(uploads=1, drafts=1, can_keep=False), "stay_button"),
        (Unfinished(drafts=1), "stay_button"),
    ],
)
def test_enter_loses_nothing(qtbot: QtBot, unfinished: Unfinished, button: str) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    question = LeaveQuestion(unfinished, window, closes=True)
    question.show()
    qtbot.waitUntil(lambda: question.focusWidget() is not None)
    focused = question.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.objectName() == button
    default = [one for one in question.findChildren(QPushButton) if one.isDefault()]
    assert all(one.objectName() == button for one in default)
