"""What is said in passing of a message that is over."""

from dataclasses import replace

import pytest

from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.errors import LeadwayError, MessageFailed, MessageUnknown
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui.plain_text import isolated
from leadway_desktop.ui.sending.message_news import MessageNews
from tests.ui.sending.deliveries import planned, with_delivery

_MARIA = isolated("María Fernández")


@pytest.mark.parametrize(
    ("stage", "error", "words"),
    [
        (DeliveryStage.SENT, None, "Sent to"),
        (DeliveryStage.REFUSED, None, "Not sent to"),
        (DeliveryStage.UNKNOWN, MessageUnknown(), "Unknown whether it was sent to"),
        (DeliveryStage.UNKNOWN, MessageFailed(), "Not delivered to"),
    ],
)
def test_each_end_is_told_once_for_what_it_is(
    qapp: object, stage: DeliveryStage, error: LeadwayError | None, words: str
) -> None:
    news, said = _news()
    under_way = planned(stage=DeliveryStage.SENDING)
    over = with_delivery(under_way, stage=stage, error=error)
    for each in (under_way, over, over):
        news.hear(each)
    assert said == [f"{words} {_MARIA}"]


@pytest.mark.parametrize(
    ("second_end", "words"),
    [
        (DeliveryStage.SENT, "Sent to"),
        (DeliveryStage.REFUSED, "Not everything was sent to"),
        (DeliveryStage.UNKNOWN, "Unknown whether everything was sent to"),
    ],
)
def test_what_was_sent_together_is_told_once_and_when_all_of_it_is_over(
    qapp: object, second_end: DeliveryStage, words: str
) -> None:
    news, said = _news()
    first, second = planned("a.jpg", "plan.00000"), planned("b.jpg", "plan.00001")
    for each in (first, second, _ended(first, DeliveryStage.SENT)):
        news.hear(each)
    assert said == []
    news.hear(_ended(second, second_end))
    assert said == [f"{words} {_MARIA}"]


@pytest.mark.parametrize(
    ("end", "words"),
    [(UploadStage.FAILED, "Not everything was sent to"), (UploadStage.CANCELLED, "Sent to")],
)
@pytest.mark.parametrize("message", ["plan.00000", "plan.00001"])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_file_that_comes_no_more_is_not_waited_for(
    qapp: object, end: UploadStage, words: str, message: str, is_first: bool
) -> None:
    news, said = _news()
    first, second = planned("a.jpg", "plan.00000"), planned("b.jpg", message)
    ends = [replace(second, stage=end), _ended(first, DeliveryStage.SENT)]
    for each in (first, second, *(ends if is_first else reversed(ends))):
        news.hear(each)
    assert said == [f"{words} {_MARIA}"]


def test_a_file_that_failed_and_goes_on_after_all_is_not_missed(qapp: object) -> None:
    news, said = _news()
    first, second = planned("a.jpg", "plan.00000"), planned("b.jpg", "plan.00001")
    for each in (first, second, replace(second, stage=UploadStage.FAILED), second):
        news.hear(each)
    for each in (first, second):
        news.hear(_ended(each, DeliveryStage.SENT))
    assert said == [f"Sent to {_MARIA}"]


def test_a_message_that_is_withdrawn_is_not_waited_for(qapp: object) -> None:
    news, said = _news()
    first, second = planned("a.jpg", "plan.00000"), planned("b.jpg", "plan.00001")
    for each in (first, second, replace(second, delivery=None)):
        news.hear(each)
    assert said == []
    news.hear(_ended(first, DeliveryStage.SENT))
    assert said == [f"Sent to {_MARIA}"]


def test_a_file_that_is_sent_in_another_message_after_all_is_followed_there(qapp: object) -> None:
    news, said = _news()
    first = planned("a.jpg", "plan.00000")
    anew = with_delivery(first, "other.00000")
    for each in (first, anew, _ended(anew, DeliveryStage.SENT, key="other.00000")):
        news.hear(each)
    assert said == [f"Sent to {_MARIA}"]


def _news() -> tuple[MessageNews, list[str]]:
    news = MessageNews()
    said: list[str] = []
    news.said.connect(said.append)
    return news, said


def _ended(upload: Upload, stage: DeliveryStage, key: str = "") -> Upload:
    key = key or (upload.delivery.key if upload.delivery is not None else "")
    return with_delivery(upload, key, stage=stage)


@pytest.mark.parametrize(
    ("stage", "message", "words"),
    [
        (UploadStage.FAILED, DeliveryStage.PLANNED, "Not everything was sent to"),
        (UploadStage.CANCELLED, DeliveryStage.PLANNED, "Sent to"),
        (UploadStage.UPLOADED, DeliveryStage.REFUSED, "Not everything was sent to"),
        (UploadStage.UPLOADED, DeliveryStage.UNKNOWN, "Unknown whether everything was sent to"),
        (UploadStage.UPLOADED, DeliveryStage.SENT, "Sent to"),
    ],
)
def test_what_an_earlier_session_saw_end_is_missed_from_the_rest_of_its_plan(
    qapp: object, stage: UploadStage, message: DeliveryStage, words: str
) -> None:
    news, said = _news()
    before = replace(planned("a.jpg", "plan.00000", stage=message), stage=stage)
    rest = planned("b.jpg", "plan.00001")
    news.hear_all([before, rest])
    assert said == []
    news.hear(_ended(rest, DeliveryStage.SENT))
    assert said == [f"{words} {_MARIA}"]
