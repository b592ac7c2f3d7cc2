"""What the banner tells of a pause that the API asks for; of the network: test_work_page.py."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.errors import NoConnection, RateLimited
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.ui.hold_banner import HoldBanner
from leadway_desktop.ui.uploads.answer_watch import UNUSUAL
from leadway_desktop.ui.uploads.upload_list_model import UploadListModel
from tests.ui.conftest import Speak
from tests.ui.sending.deliveries import planned, waiting_to_send
from tests.ui.stand_ins import NOON, upload, waiting

NO_HOLDS = frozenset[WaitReason]()


def limited(seconds: float = 40, *, is_daily: bool = False) -> Upload:
    return waiting(RateLimited(wait_seconds=seconds, is_daily=is_daily), WaitReason.TIME, seconds)


class Shown:
    """A banner over a list; a test sets its clock and changes its uploads."""

    def __init__(self, qtbot: QtBot) -> None:
        self.now = NOON
        self.model = UploadListModel(now=self._now)
        self.banner = HoldBanner(self.model)
        qtbot.addWidget(self.banner)
        self.banner.changed.connect(lambda: self.banner.follow(NO_HOLDS))

    def put(self, *uploads: Upload, holds: frozenset[WaitReason] = NO_HOLDS) -> None:
        self.model.put_all(uploads)
        self.model.show_pending()
        self.banner.follow(holds)

    @property
    def text(self) -> str:
        """What is said; nothing while it is hidden."""
        assert self.banner.isHidden() is not bool(self.label.text())
        return self.label.text()

    @property
    def label(self) -> QLabel:
        label = self.banner.findChild(QLabel)
        assert label is not None
        return label

    def press(self) -> None:
        button = self.banner.findChild(QPushButton)
        assert button is not None
        button.click()

    def _now(self) -> datetime:
        return self.now


def spoken(part: QWidget) -> str:
    """Return what a screen reader is told that it is called."""
    return QAccessible.queryAccessibleInterface(part).text(QAccessible.Text.Name)


@pytest.fixture
def shown(qtbot: QtBot, speak: Speak) -> Shown:
    speak("en_US")
    return Shown(qtbot)


def test_a_pause_is_told_once_for_all_that_it_holds_and_counts_down(shown: Shown) -> None:
    shown.put(limited(40), upload(), upload())
    go_on = "Uploads and messages go on by themselves in 40\u00a0s."
    assert shown.text == f"Leadway asks for a pause. {go_on}"
    shown.now += timedelta(seconds=39)
    shown.banner.follow(NO_HOLDS)
    assert shown.text.endswith("in 1\u00a0s.")
    for part in (shown.banner, shown.label):
        assert spoken(part) == "Leadway asks for a pause.", "nobody counts along"


def test_it_is_as_long_as_the_longest_wait(shown: Shown) -> None:
    shown.put(limited(40), limited(50))
    assert shown.text.endswith("in 50\u00a0s.")


def test_a_message_alone_is_held_as_well(shown: Shown, speak: Speak) -> None:
    error = RateLimited(wait_seconds=30, is_daily=False)
    message = waiting_to_send(error, WaitReason.TIME, 30)
    shown.put(message)
    assert shown.text.endswith("go on by themselves in 30\u00a0s.")
    speak("es_ES")
    shown.banner.follow(NO_HOLDS)
    go_on = "Las subidas y los mensajes se reanudarán solos en 30\u00a0s."
    assert shown.text == f"Leadway pide una pausa. {go_on}"


def test_the_days_limit_is_named(shown: Shown) -> None:
    shown.put(limited(7200, is_daily=True))
    assert shown.text == (
        "Today's requests to Leadway are used up. "
        "Uploads and messages go on by themselves in 2\u00a0h\u00a00\u00a0min."
    )


def test_a_pause_that_becomes_the_days_limit_is_named_anew(shown: Shown) -> None:
    shown.put(limited(40))
    assert shown.text.startswith("Leadway asks for a pause.")
    shown.put(limited(7200, is_daily=True))
    assert shown.text.startswith("Today's requests to Leadway are used up.")


def test_of_a_short_pause_nothing_comes_and_goes_above_the_page(shown: Shown) -> None:
    shown.put(limited(4))
    assert not shown.text


def test_a_try_in_vain_is_told_and_the_banner_stays_meanwhile(shown: Shown, qtbot: QtBot) -> None:
    held = limited(40)
    shown.put(held)
    with qtbot.waitSignal(shown.banner.insist_wanted):
        shown.press()
    trying = held
    for stage in (UploadStage.QUEUED, UploadStage.PREPARING, UploadStage.INITIATING):
        trying = trying.moved_to(stage)
        shown.put(trying)
        assert shown.text == "Leadway asks for a pause. Trying again…"
    shown.put(replace(limited(41), id=held.id))
    assert shown.text.startswith("Tried again, in vain. Leadway asks for a pause. Uploads")


def test_a_refusal_that_comes_at_once_is_told_too(shown: Shown) -> None:
    """Between two frames an upload may have been tried, and wait anew."""
    held = limited(40)
    shown.put(held, limited(39.5))
    assert not shown.text.startswith("Tried")
    shown.banner.expect_answer()
    shown.put()
    assert not shown.text.startswith("Tried"), "nothing has been answered"
    shown.put(replace(limited(80), id=held.id))
    assert shown.text.startswith("Tried again, in vain.")


def test_it_leaves_at_once_where_an_upload_is_let_in(shown: Shown) -> None:
    held = limited(40)
    shown.put(held, upload())
    shown.put(replace(held, stage=UploadStage.UPLOADING, wait=None, error=None))
    assert not shown.text


def test_it_leaves_at_once_where_a_message_has_gone(shown: Shown) -> None:
    held = waiting_to_send(RateLimited(wait_seconds=30, is_daily=False), WaitReason.TIME, 30)
    other = planned("b", "m2")
    shown.put(held, other)
    assert held.delivery is not None
    sent = replace(held.delivery, stage=DeliveryStage.SENT, wait=None, error=None)
    shown.put(replace(held, delivery=sent))
    assert not shown.text


def test_an_upload_that_was_on_its_way_before_says_nothing_of_the_answer(shown: Shown) -> None:
    held, video = limited(40), upload("v.mp4", UploadStage.UPLOADING)
    shown.put(held, video)
    trying = held
    for stage in (UploadStage.QUEUED, UploadStage.PREPARING, UploadStage.INITIATING):
        trying = trying.moved_to(stage)
        shown.put(trying)
        assert shown.text.endswith("Trying again…")
    shown.put(video.moved_to(UploadStage.COMPLETING))
    assert shown.text.endswith("Trying again…")
    shown.put(replace(limited(41), id=held.id))
    assert shown.text.startswith("Tried again, in vain.")


def test_what_goes_on_without_a_refusal_is_no_refusal(shown: Shown) -> None:
    short, long = limited(40), limited(50)
    shown.put(short, long)
    shown.banner.expect_answer()
    shown.put(long.moved_to(UploadStage.QUEUED))
    assert not shown.text.startswith("Tried"), "the other one is not seen to go yet"
    shown.put(short.moved_to(UploadStage.QUEUED))
    assert shown.text == "Leadway asks for a pause. Trying again…"


def test_the_days_limit_stays_named_while_it_is_tried(shown: Shown) -> None:
    held = limited(7200, is_daily=True)
    shown.put(held)
    shown.put(held.moved_to(UploadStage.QUEUED))
    assert shown.text == ("Today's requests to Leadway are used up. Trying again…")


def test_it_does_not_leave_before_an_answer_is_late(shown: Shown) -> None:
    """A refusal that is no later than usual would have it come back."""
    answer = shown.banner.findChild(QTimer)
    assert answer is not None
    assert answer.interval() > UNUSUAL * 1000


def test_it_leaves_once_the_calls_are_taken(shown: Shown, qtbot: QtBot) -> None:
    held = limited(40)
    answer = shown.banner.findChild(QTimer)
    assert answer is not None
    answer.setInterval(20)
    shown.put(held, upload())
    shown.put(held.moved_to(UploadStage.QUEUED))
    with qtbot.waitSignal(shown.banner.changed):
        assert shown.text.endswith("Trying again…")
    assert not shown.text
    shown.put(limited(40))
    assert shown.text.startswith("Leadway asks for a pause."), "another one, not in vain"


def test_what_asks_for_somebody_or_the_network_comes_first(shown: Shown) -> None:
    offline = waiting(NoConnection(), WaitReason.NETWORK)
    shown.put(limited(40), offline, holds=frozenset({WaitReason.NETWORK}))
    assert shown.text.startswith("No connection.")
    shown.put(holds=frozenset({WaitReason.SIGN_IN}))
    assert "token" in shown.text
    shown.put()
    assert shown.text.startswith("Leadway asks for a pause.")


def test_of_what_is_cancelled_nothing_is_told(shown: Shown) -> None:
    held = limited(40)
    shown.put(held)
    shown.put(held.moved_to(UploadStage.CANCELLED, at=NOON))
    assert not shown.text
