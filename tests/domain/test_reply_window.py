"""WhatsApp's 24 hours, and who has none."""

from datetime import UTC, datetime, timedelta

import pytest

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.domain.reply_window import ReplyWindow, ReplyWindowState, reply_window

HEARD = datetime(2026, 11, 22, 12, tzinfo=UTC)
CONVERSATION = Conversation("c", "loc", last_whatsapp_inbound_at=HEARD)
END = HEARD + timedelta(hours=24)


@pytest.mark.parametrize(
    ("hours", "state"),
    [(0, "open"), (23.9, "open"), (24, "closed"), (1000, "closed"), (-1, "open")],
)
def test_it_is_open_for_a_day(hours: float, state: str) -> None:
    now = HEARD + timedelta(hours=hours)
    window = reply_window(CONVERSATION, Channel.WHATSAPP, now)
    assert window == ReplyWindow(ReplyWindowState(state), END)


def test_nobody_knows_where_the_conversation_does_not_tell() -> None:
    window = reply_window(Conversation("c", "loc"), Channel.WHATSAPP, HEARD)
    assert window == ReplyWindow(ReplyWindowState.UNKNOWN)


@pytest.mark.parametrize("channel", [one for one in Channel if one is not Channel.WHATSAPP])
def test_no_other_channel_closes(channel: Channel) -> None:
    years_later = HEARD + timedelta(days=1000)
    assert reply_window(CONVERSATION, channel, years_later) == ReplyWindow(ReplyWindowState.OPEN)
