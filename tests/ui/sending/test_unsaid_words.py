"""Words of messages that are not sent after all: where they are, at every moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.draft import KeptDraft
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.uploads.upload_actions import UploadAction
from tests.ui.conftest import Speak
from tests.ui.sending.deliveries import with_delivery
from tests.ui.sending.test_sending_in_the_window import Screen, open_page
from tests.ui.stand_ins import drop, files, upload


@pytest.fixture
def screen(qtbot: QtBot, theme: Theme) -> Screen:
    return open_page(qtbot, theme)


def failed(name: str) -> Upload:
    """Return a file that has failed of a message with words."""
    return with_delivery(upload(name, UploadStage.FAILED, to="maria"), text="de ayer")


def test_words_that_come_back_hold_a_draft_that_was_to_go_and_that_is_said(
    screen: Screen, speak: Speak, qtbot: QtBot
) -> None:
    """A file that has failed with words is attached again, and "send" is pressed meanwhile."""
    speak("en_US")
    old = failed("a.jpg")
    screen.show(old)
    screen.page.conversations.select("maria")
    drop(screen.page.attachments, files("/files/a.jpg"))
    screen.page.drafts.write("maria", "hola")
    screen.page.drafts.send("maria")
    gone = old.superseded(datetime.now(UTC), "de ayer")
    screen.show(gone, gone)
    draft = screen.page.drafts.draft_of("maria")
    assert draft is not None
    assert (draft.text, draft.goes_next) == ("hola\nde ayer", False)
    toast = screen.part(QLabel, "toast")
    assert "Not sent yet" in toast.text()


def test_words_that_come_back_without_a_draft_begin_one(screen: Screen) -> None:
    screen.drop_on_maria("z.jpg")
    screen.page.drafts.write("maria", "de anteayer")
    screen.page.drafts.discard("maria")
    screen.show(failed("a.jpg").superseded(datetime.now(UTC), "de ayer"))
    draft = screen.page.drafts.draft_of("maria")
    assert draft is not None
    assert draft.text == "de ayer", "without those that were given up"


def test_words_that_come_back_are_given_up_with_their_draft(screen: Screen) -> None:
    """Else their row would have them for good, and could not be removed."""
    gone = brought_back(screen)
    screen.page.drafts.discard("maria")
    assert screen.uploads.forgotten == [{gone.id: "de ayer"}]


def test_words_that_come_back_are_given_up_with_the_last_of_their_draft(screen: Screen) -> None:
    """The agent clears them and leaves the file out, before that draft was on the disk."""
    gone = brought_back(screen)
    draft = screen.page.drafts.draft_of("maria")
    assert draft is not None
    screen.page.drafts.write("maria", "")
    screen.page.drafts.leave_out(draft.uploads[0])
    assert screen.page.drafts.draft_of("maria") is None
    assert screen.uploads.forgotten == [{gone.id: "de ayer"}]


def test_words_of_a_draft_that_was_sent_are_in_none(screen: Screen) -> None:
    """It was sent, refused and edited, and the program was killed before the new one was kept."""
    again = replace(upload("a.jpg", UploadStage.UPLOADED, to="maria"), is_drafted=True)
    again = replace(again, unsaid="de ayer", unsaid_of="k.00000")
    other = with_delivery(upload("b.jpg", UploadStage.UPLOADED, to="maria"), text="")
    screen.show(again, other)
    kept = KeptDraft("loc", "maria", (again.id, other.id), "de ayer", brought={again.id: "de ayer"})
    screen.page.restore_begun([kept], [again, other])
    draft = screen.page.drafts.draft_of("maria")
    assert draft is not None
    assert (draft.uploads, draft.text) == ((again.id,), "de ayer")


def brought_back(screen: Screen) -> Upload:
    """Have words come back into a draft, and return the file that was to go with them."""
    gone = failed("a.jpg").superseded(datetime.now(UTC), "de ayer")
    screen.drop_on_maria("a2.jpg")
    screen.show(gone)
    draft = screen.page.drafts.draft_of("maria")
    assert draft is not None
    assert draft.text == "de ayer"
    return gone


def test_words_that_come_back_stay_in_the_journal_until_the_draft_is_kept(
    screen: Screen, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(screen.page.begun_changed):
        gone = brought_back(screen)
    screen.page.hear_kept()
    assert screen.uploads.forgotten == [{gone.id: "de ayer"}]
    screen.page.drafts.write("maria", "")
    screen.show(gone)  # as it was told before it forgot them
    draft = screen.page.drafts.draft_of("maria")
    assert draft is not None
    assert draft.text == "", "the agent has removed them"


def test_words_of_one_that_is_taken_back_twice_are_forgotten_twice(screen: Screen) -> None:
    """They would come back at some later start, though they were sent."""
    screen.page.show_all_uploads(True)
    file = upload("a.jpg", UploadStage.UPLOADED, to="maria")
    refused = with_delivery(file, text="de ayer", stage=DeliveryStage.REFUSED)
    for _ in range(2):
        screen.show(refused)
        screen.act(screen.page.all_uploads.view, UploadAction.EDIT, 0)
        screen.show(refused.withdrawn(keeps_words=True))
        screen.uploads.forgotten.clear()
        screen.page.hear_kept()
        assert screen.uploads.forgotten == [{refused.id: "de ayer"}]
        screen.show(refused.withdrawn())
        assert screen.page.drafts.send("maria")


def test_words_that_were_sent_with_their_draft_are_forgotten_with_it(screen: Screen) -> None:
    gone = brought_back(screen)
    assert screen.page.drafts.send("maria")
    assert screen.uploads.said_for == [{gone.id: "de ayer"}]


def test_words_that_were_in_no_draft_when_the_program_ended_come_into_it(screen: Screen) -> None:
    """The journal has them: of a file that was attached again, and of one that was taken back."""
    again = replace(upload("a2.jpg", UploadStage.UPLOADED, to="maria"), is_drafted=True)
    gone = failed("a.jpg").superseded(datetime.now(UTC), "de ayer")
    freed = replace(again, id="b.jpg", unsaid="de hoy")
    waits = replace(again, id="c.jpg", is_drafted=False, unsaid="otro")
    sent = replace(with_delivery(again), id="d.jpg", unsaid="de antes")
    uploads = [again, gone, freed, waits, sent]
    screen.show(*uploads)
    before = KeptDraft("loc", "javier", (), "Hola", brought={"kept": "de ayer"})
    screen.page.restore_begun([before], [*uploads, replace(gone, id="kept")])
    draft = screen.page.drafts.draft_of("maria")
    assert draft is not None
    assert draft.text == "de ayer\nde hoy"
    assert screen.uploads.forgotten == [{"kept": "de ayer"}]
    screen.uploads.forgotten.clear()
    screen.page.hear_kept()
    assert {gone.id: "de ayer", freed.id: "de hoy"} in screen.uploads.forgotten


def test_other_words_of_a_file_come_back_though_some_were_given_up(screen: Screen) -> None:
    """The same file, sent anew with other words, refused, and edited again."""
    screen.page.show_all_uploads(True)
    file = upload("a.jpg", UploadStage.UPLOADED, to="maria")
    for words in ("uno", "dos"):
        refused = with_delivery(file, text=words, stage=DeliveryStage.REFUSED)
        screen.show(refused)
        screen.act(screen.page.all_uploads.view, UploadAction.EDIT, 0)
        screen.show(refused.withdrawn(keeps_words=True))
        draft = screen.page.drafts.draft_of("maria")
        assert draft is not None
        assert draft.text == words
        screen.page.drafts.discard("maria")
    assert screen.uploads.forgotten == [{file.id: "uno"}, {file.id: "dos"}]


def test_the_cursor_stays_where_the_agent_writes_when_words_come_back(screen: Screen) -> None:
    screen.drop_on_maria("a2.jpg")
    field = screen.part(QPlainTextEdit, "caption_field")
    QTest.keyClicks(field, "buenas")
    field.moveCursor(QTextCursor.MoveOperation.Left)
    screen.show(failed("a.jpg").superseded(datetime.now(UTC), "de ayer"))
    QTest.keyClicks(field, "!")
    assert field.toPlainText() == "buena!s\nde ayer"


def test_a_superseded_file_comes_into_no_draft_though_its_own_is_told_late(screen: Screen) -> None:
    screen.page.conversations.select("maria")
    drop(screen.page.attachments, files("/files/a.jpg", "/files/b.jpg"))
    old, other = (upload(name, to="maria") for name in ("a.jpg", "b.jpg"))
    screen.show(replace(old, stage=UploadStage.FAILED).superseded(datetime.now(UTC)), other)
    kept = screen.uploads.kept[-1]
    assert kept is not None
    kept([old, other])
    draft = screen.page.drafts.draft_of("maria")
    assert draft is not None
    assert draft.uploads == (other.id,)
