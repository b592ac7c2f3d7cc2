from dataclasses import replace
from datetime import timedelta

import pytest

from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.errors import ServerFault
from leadway_desktop.domain.upload import Step, Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui.uploads.answer_watch import AnswerWatch
from tests.ui.sending.deliveries import planned
from tests.ui.stand_ins import NOON, Seconds, upload


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def watch(seconds: Seconds) -> AnswerWatch:
    return AnswerWatch(seconds)


def asked(stage: UploadStage = UploadStage.INITIATING, minute: int = 0) -> Upload:
    step = Step(stage, NOON + timedelta(minutes=minute))
    return replace(upload(stage=stage), id="u", steps=(step,))


def test_nothing_is_told_before_it_is_unusual(watch: AnswerWatch, seconds: Seconds) -> None:
    watch.follow(asked())
    for passed, told in ((4.9, None), (0.1, 5.0), (7.0, 12.0)):
        seconds.now += passed
        assert watch.seconds("u") == (None if told is None else pytest.approx(told))
    assert watch.is_needed


@pytest.mark.parametrize(
    "after",
    [asked(UploadStage.COMPLETING), asked(minute=1), upload(stage=UploadStage.UPLOADING)],
)
def test_the_next_question_begins_anew(watch: AnswerWatch, seconds: Seconds, after: Upload) -> None:
    """Also where nobody saw what came between."""
    watch.follow(asked())
    seconds.now += 20
    watch.follow(replace(after, id="u"))
    assert watch.seconds("u") is None


def test_a_message_that_is_sent_a_second_time_has_no_old_time(
    watch: AnswerWatch, seconds: Seconds
) -> None:
    sending = planned(stage=DeliveryStage.SENDING, began_at=NOON)
    assert sending.delivery is not None
    watch.follow(sending)
    seconds.now += 40
    assert watch.seconds(sending.id) == 40
    waiting = sending.delivery.moved_to(DeliveryStage.PLANNED, error=ServerFault(), failures=1)
    again = waiting.moved_to(DeliveryStage.SENDING)
    watch.follow(replace(sending, delivery=again))
    assert watch.seconds(sending.id) is None
    seconds.now += 6
    assert watch.seconds(sending.id) == 6


def test_what_is_answered_or_gone_is_forgotten(watch: AnswerWatch, seconds: Seconds) -> None:
    watch.follow(asked())
    watch.follow(replace(upload(stage=UploadStage.UPLOADED), id="u"))
    assert not watch.is_needed
    watch.follow(asked())
    watch.forget("u")
    seconds.now += 60
    assert (watch.is_needed, watch.seconds("u")) == (False, None)
