"""All is cancelled at once: what the question says, and what becomes of messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui.elided_label import ElidedLabel
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.uploads.cancel_all_question import CancelAllQuestion
from tests.ui.conftest import Speak
from tests.ui.sending.deliveries import planned
from tests.ui.sending.test_sending_in_the_window import Screen, open_page
from tests.ui.stand_ins import drop, files, upload

Choose = Callable[[], CancelAllQuestion]


@pytest.fixture
def screen(qtbot: QtBot, theme: Theme, speak: Speak) -> Screen:
    speak("en_US")
    screen = open_page(qtbot, theme)
    screen.page.show_all_uploads(True)
    return screen


@pytest.fixture
def choose(screen: Screen) -> Choose:
    """Choose "Cancel all…" in the menu of the list."""

    def ask() -> CancelAllQuestion:
        for action in menu_of(screen).actions():
            if action.objectName() == "cancel_all_action":
                action.trigger()
        return screen.part(CancelAllQuestion, "cancel_all_question")

    return ask


def menu_of(screen: Screen) -> QMenu:
    button = screen.page.all_uploads.findChild(QToolButton, "upload_actions_button")
    assert button is not None
    menu = button.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    return menu


def is_offered(screen: Screen) -> bool:
    return "cancel_all_action" in {one.objectName() for one in menu_of(screen).actions()}


def words_of(screen: Screen) -> str:
    names = ("cancel_all_which", "cancel_all_why")
    return " ".join(screen.part(QLabel, name).text() for name in names)


def for_maria(made: Upload, **changes: object) -> Upload:
    """Return an upload to María; `changes` are those of its message."""
    delivery = made.delivery
    if delivery is not None:
        delivery = replace(delivery, **changes)  # type: ignore[arg-type]
    return replace(made, target=replace(made.target, conversation_id="maria"), delivery=delivery)


def test_all_is_cancelled_once_the_agent_confirms_it(
    screen: Screen, qtbot: QtBot, choose: Choose
) -> None:
    silent, going = for_maria(planned(), text=""), upload("u2")
    screen.show(silent, going)
    for answer in ("do_not_cancel_button", "cancel_all_button"):
        question = choose()
        assert words_of(screen) == (
            "1 upload will be cancelled. 1 message will not be sent. "
            "What has arrived stays in Leadway."
        )
        focus = question.focusWidget()
        assert focus is not None
        assert focus.objectName() == "do_not_cancel_button"
        assert screen.uploads.asked == []
        with qtbot.waitSignal(question.destroyed):
            screen.part(QPushButton, answer).click()
    assert screen.uploads.asked == [("withdraw", silent.id), ("cancel all", "")]
    assert not screen.page.drafts.drafts, "there is nothing to keep"
    screen.show(replace(silent, delivery=None), going.moved_to(UploadStage.CANCELLED))
    assert not is_offered(screen)


def test_what_the_agent_wrote_is_a_draft_again(screen: Screen, choose: Choose) -> None:
    with_words = for_maria(planned("a.jpg", "p.00000"), text="Hola")
    after_it = for_maria(planned("b.jpg", "p.00001"), text="")
    later = for_maria(planned("c.jpg", "q.00000"), text="Adiós")
    screen.show(with_words, after_it, later)
    choose()
    assert words_of(screen).endswith("What was written for the customers stays as a draft.")
    screen.part(QPushButton, "cancel_all_button").click()
    draft = screen.page.drafts.draft_of("maria")
    assert draft is not None
    assert draft.text == "Hola\nAdiós"
    assert set(draft.uploads) == {with_words.id, after_it.id, later.id}
    assert screen.uploads.asked[-1] == ("cancel all", "")


def test_what_was_planned_a_moment_ago_is_not_sent(screen: Screen) -> None:
    """The list shows it with the next frame."""
    made = for_maria(planned(), text="Hola")
    screen.page.model.put(made)
    screen.page.cancel_all()
    assert screen.uploads.asked == [("withdraw", made.id), ("cancel all", "")]


def test_many_messages_become_one_draft_at_once(screen: Screen) -> None:
    """Each change of a draft is shown, and costs a look at all of its files."""
    many = [for_maria(planned(f"{n}.jpg", f"p.{n:05d}"), text=f"{n % 3}") for n in range(30)]
    screen.show(*many)
    changes: list[str] = []
    screen.page.drafts.changed.connect(changes.append)
    screen.page.cancel_all()
    draft = screen.page.drafts.draft_of("maria")
    assert draft is not None
    assert (len(draft.uploads), sorted(draft.text.splitlines())) == (30, ["0", "1", "2"])
    assert len(changes) <= 2


def test_the_words_stand_below_what_the_agent_is_writing_and_once(screen: Screen) -> None:
    screen.drop_on_maria("new.jpg")
    screen.page.drafts.write("maria", "Un momento")
    messages = [for_maria(planned(f"{n}.jpg", f"{n}.00000"), text="Hola") for n in range(2)]
    screen.show(*messages)
    screen.page.cancel_all()
    draft = screen.page.drafts.draft_of("maria")
    assert draft is not None
    assert draft.text == "Un momento\nHola"


def test_the_numbers_follow_and_the_question_goes_once_there_is_nothing_left(
    screen: Screen, choose: Choose
) -> None:
    going, message = upload("u1"), for_maria(planned(), text="")
    screen.show(going, message)
    question = choose()
    screen.show(going.moved_to(UploadStage.CANCELLED))
    assert words_of(screen).startswith("1 message will not be sent.")
    answers: list[int] = []
    question.finished.connect(answers.append)
    assert message.delivery is not None
    sent = replace(message.delivery, stage=DeliveryStage.SENT)
    screen.show(replace(message, delivery=sent))
    assert answers == [QDialog.DialogCode.Rejected.value]
    assert screen.uploads.asked == []


def test_a_message_that_it_is_too_late_for_is_told(screen: Screen) -> None:
    screen.show(for_maria(planned("a.jpg", "a.0"), text=""), for_maria(planned("b.jpg", "b.0")))
    screen.uploads.is_too_late = True
    screen.page.cancel_all()
    told = screen.part(ElidedLabel, "toast")
    assert told.full_text == "2 messages could not be held back any more."


def test_files_that_are_only_coming_can_be_cancelled_and_their_message_is_held_back(
    screen: Screen, choose: Choose
) -> None:
    screen.page.conversations.select("maria")
    drop(screen.page.attachments, files("/files/a.jpg", "/files/b.jpg"))
    screen.page.drafts.write("maria", "Hola")
    assert screen.page.drafts.send("maria")
    choose()
    assert words_of(screen) == (
        "2 uploads will be cancelled. 2 messages will not be sent. "
        "What has arrived stays in Leadway. What was written for the customers stays as a draft."
    )
    screen.part(QPushButton, "cancel_all_button").click()
    kept = screen.uploads.kept[-1]
    assert kept is not None
    made = [replace(upload(name, to="maria"), is_drafted=True) for name in ("a.jpg", "b.jpg")]
    made[1] = made[1].moved_to(UploadStage.CANCELLED)
    screen.show(*made)
    kept(made)
    assert screen.uploads.sent == []
    draft = screen.page.drafts.draft_of("maria")
    assert draft is not None
    assert draft.text == "Hola"
