"""Whom a message reaches by each channel, as what, and with how many files."""

import pytest

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.domain.delivery import key_apart, message_key, number_behind, plan_of

ANA = Conversation("c", "loc", phone="+34 600 000 000", email="ana@example.com")
TYPES = {
    Channel.WHATSAPP: ("WhatsApp", 1, ANA.phone),
    Channel.SMS: ("SMS", 5, ANA.phone),
    Channel.RCS: ("RCS", 5, ANA.phone),
    Channel.EMAIL: ("Email", 5, ANA.email),
    Channel.FACEBOOK: ("FB", 1, ""),
    Channel.INSTAGRAM: ("IG", 1, ""),
    Channel.LIVE_CHAT: ("Live_Chat", 5, ""),
    Channel.TIKTOK: ("TIKTOK", 1, ""),
}


@pytest.mark.parametrize("channel", Channel)
def test_each_channel_has_its_type_its_room_and_its_address(channel: Channel) -> None:
    rules = channel.rules
    facts = (rules.message_type, rules.most_attachments, ANA.address_on(channel))
    assert facts == TYPES[channel]


def test_messages_of_a_plan_stand_in_order() -> None:
    keys = [message_key("plan", number) for number in (0, 9, 10, 99_999)]
    assert keys == sorted(keys)
    assert {plan_of(key)[0] for key in keys} == {"plan"}
    assert plan_of("a key of old") == ("a key of old", "")


def test_a_message_apart_stands_right_behind_its_own() -> None:
    first, second = (message_key("plan", number) for number in (0, 1))
    apart = key_apart(first, "name")
    assert first < apart < key_apart(apart, "other") < second
    assert plan_of(apart)[0] == "plan"
    assert [number_behind(key) for key in (first, apart, second)] == [1, 1, 2]
