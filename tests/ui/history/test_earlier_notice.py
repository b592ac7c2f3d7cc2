"""A file that comes again: it goes on, is said to be a repeat, and the old link is offered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui import texts
from leadway_desktop.ui.history.earlier_files import EarlierFiles, earlier_in_short
from leadway_desktop.ui.history.earlier_notice import EarlierNotice
from leadway_desktop.ui.theme import Theme
from tests.ui.history.receipts import LINK, SENT, receipt
from tests.ui.stand_ins import NOON, upload


class Pane:
    """The notice of conversation c1, over uploads that are on their way."""

    def __init__(self, theme: Theme, qtbot: QtBot) -> None:
        self.uploads: dict[str, Upload] = {}
        self.files = EarlierFiles()
        self.asked = 0
        self.notice = EarlierNotice(self.files, self._upload_of, theme)
        qtbot.addWidget(self.notice)
        self.notice.show_conversation("c1")
        self.copied: list[list[str]] = []
        self.stopped: list[list[str]] = []
        self.notice.links_wanted.connect(self.copied.append)
        self.notice.stop_wanted.connect(self.stopped.append)

    def drop(self, earlier: Upload, stage: UploadStage = UploadStage.UPLOADING) -> Upload:
        new = upload(stage=stage)
        self.uploads[new.id] = new
        self.files.take({new.id: earlier})
        return new

    def _upload_of(self, upload_id: str) -> Upload | None:
        self.asked += 1
        return self.uploads.get(upload_id)

    @property
    def is_hidden(self) -> bool:
        QCoreApplication.processEvents()
        return self.notice.isHidden()

    @property
    def words(self) -> str:
        QCoreApplication.processEvents()
        label = self.notice.findChild(QLabel, "earlier_notice_text")
        assert label is not None
        return label.text()

    def button(self, name: str) -> QAbstractButton:
        QCoreApplication.processEvents()
        button = self.notice.findChild(QAbstractButton, name)
        assert button is not None
        return button


@pytest.fixture
def pane(theme: Theme, qtbot: QtBot, speak: Callable[[str], None]) -> Pane:
    speak("en_US")
    return Pane(theme, qtbot)


def test_nothing_is_said_of_new_files(pane: Pane) -> None:
    assert pane.is_hidden


def test_it_says_when_it_was_uploaded_and_that_it_goes_on(pane: Pane) -> None:
    earlier = receipt()
    assert earlier.finished_at is not None
    day = texts.moment_in_words(earlier.finished_at)
    new = pane.drop(earlier)
    assert not pane.is_hidden
    assert "factura.pdf" in pane.words
    assert f"was already uploaded to this conversation {day}." in pane.words
    pane.button("copy_earlier_link_button").click()
    assert pane.copied == [[LINK]]
    pane.button("stop_repeat_button").click()
    assert pane.stopped == [[new.id]]
    assert pane.is_hidden


def test_a_sent_one_is_said_to_be_sent(pane: Pane) -> None:
    pane.drop(receipt(delivery=SENT))
    assert "was already sent to this conversation" in pane.words
    assert earlier_in_short(receipt(delivery=SENT)).startswith("already sent here")


def test_of_a_sent_one_it_is_told_when_it_was_sent(pane: Pane) -> None:
    later = NOON + timedelta(days=1, hours=2)
    earlier = receipt(delivery=replace(SENT, sent_at=later))
    pane.drop(earlier)
    assert f"already sent to this conversation {texts.moment_in_words(later)}." in pane.words
    assert earlier_in_short(earlier) == f"already sent here: {texts.when(later)}"


def test_what_has_arrived_again_cannot_be_stopped(pane: Pane) -> None:
    pane.drop(receipt(), UploadStage.UPLOADED)
    assert pane.button("stop_repeat_button").isHidden()
    assert not pane.button("copy_earlier_link_button").isHidden()


def test_nothing_is_said_any_more_of_what_was_sent_all_the_same(pane: Pane) -> None:
    first, _ = pane.drop(receipt(), UploadStage.UPLOADED), pane.drop(receipt("photo.jpg"))
    assert "2 files were already uploaded" in pane.words
    pane.uploads[first.id] = replace(first, delivery=SENT)
    pane.notice.refresh()
    assert "photo.jpg" in pane.words
    pane.button("copy_earlier_link_button").click()
    assert len(pane.copied[0]) == 1


def test_it_says_which_go_on(pane: Pane) -> None:
    pane.drop(receipt())
    assert pane.words.endswith(" It is being uploaded again.")
    other = pane.drop(receipt("other.jpg"))
    assert pane.words.endswith(" They are being uploaded again.")
    pane.files.forget(other.id)
    pane.drop(receipt("photo.jpg"), UploadStage.UPLOADED)
    assert pane.words.endswith(" One of them is being uploaded again.")
    pane.drop(receipt("offer.pdf"))
    assert pane.words.endswith(" 2 of them are being uploaded again.")


def test_several_are_one_notice(pane: Pane) -> None:
    first, second = pane.drop(receipt()), pane.drop(receipt("photo.jpg", link="https://b"))
    assert "2 files were already uploaded" in pane.words
    pane.button("copy_earlier_link_button").click()
    assert pane.copied == [[LINK, "https://b"]]
    pane.files.forget(first.id)
    assert "photo.jpg" in pane.words
    pane.files.forget(second.id)
    assert pane.is_hidden


def test_several_that_were_sent_are_told_so(pane: Pane) -> None:
    for name in ("a.jpg", "b.jpg"):
        pane.drop(receipt(name, delivery=SENT))
    assert "2 files were already sent" in pane.words
    pane.drop(receipt("c.jpg"))
    assert "3 files were already uploaded" in pane.words, "which is true of all"


def test_what_stands_in_the_draft_already_is_told_so(pane: Pane) -> None:
    """The message would carry it twice."""
    drafted = receipt(is_drafted=True)
    new = pane.drop(drafted)
    assert "is in the draft of this conversation already" in pane.words
    pane.drop(receipt("b.jpg", is_drafted=True))
    assert "2 files are in the draft of this conversation already" in pane.words
    pane.uploads[drafted.id] = replace(drafted, is_drafted=False)
    pane.files.forget(new.id)
    pane.files.take({new.id: drafted})
    assert "2 files were already uploaded" in pane.words, "it has left it since"


def test_its_buttons_come_below_each_other_where_there_is_no_room(pane: Pane) -> None:
    """Else it would make the conversation wider than its part of the window."""
    pane.drop(receipt())
    pane.drop(receipt("b.jpg"))
    copy, stop = (pane.button(f"{name}_button") for name in ("copy_earlier_link", "stop_repeat"))
    least = pane.notice.minimumSizeHint().width()
    assert least < copy.sizeHint().width() + stop.sizeHint().width()
    for width, is_below in ((least, True), (least * 3, False)):
        pane.notice.resize(width, 200)
        pane.notice.show()
        QCoreApplication.processEvents()
        assert (stop.y() > copy.y()) is is_below


def test_what_comes_together_is_told_at_once(pane: Pane) -> None:
    """A folder of thousands that is dropped again must not hold up the window file by file."""
    for _ in range(100):
        pane.drop(receipt())
    assert "100 files were already uploaded" in pane.words
    assert pane.asked == 200, "of each once, and of the one before it"


def test_other_conversations_have_their_own(pane: Pane) -> None:
    elsewhere = receipt()
    elsewhere = replace(elsewhere, target=replace(elsewhere.target, conversation_id="c2"))
    pane.drop(elsewhere)
    assert pane.is_hidden
    pane.notice.show_conversation("c2")
    assert not pane.is_hidden
    pane.button("dismiss_earlier_button").click()
    assert pane.is_hidden
    assert pane.stopped == []


def test_it_speaks_spanish(pane: Pane, speak: Callable[[str], None]) -> None:
    speak("es_ES")
    pane.drop(receipt(finished_at=NOON - timedelta(days=400)))
    assert "ya se subió a esta conversación" in pane.words
    assert "Se está subiendo otra vez" in pane.words
