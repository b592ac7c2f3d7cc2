"""What is said in passing of a message that is over."""

import pytest

from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.errors import LeadwayError, MessageFailed, MessageUnknown
from leadway_desktop.ui.plain_text import isolated
from leadway_desktop.ui.sending.message_news import MessageNews
from tests.ui.sending.deliveries import planned, with_delivery


@pytest.mark.parametrize(
    ("stage", "error", "words"),
    [
        (DeliveryStage.SENT, None, "Sent to"),
        (DeliveryStage.UNKNOWN, MessageUnknown(), "Unknown whether it was sent to"),
        (DeliveryStage.UNKNOWN, MessageFailed(), "Not delivered to"),
    ],
)
def test_each_end_is_told_once_for_what_it_is(
    qapp: object, stage: DeliveryStage, error: LeadwayError | None, words: str
) -> None:
    news = MessageNews()
    said: list[str] = []
    news.said.connect(said.append)
    under_way = planned(stage=DeliveryStage.SENDING)
    over = with_delivery(under_way, stage=stage, error=error)
    for each in (under_way, over, over):
        news.hear(each)
    assert said == [f"{words} {isolated('María Fernández')}"]
