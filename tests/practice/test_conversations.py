"""The made-up people: the same ones every time, every channel, every oddity."""

import re
from collections import Counter
from itertools import pairwise

import pytest

from leadway_desktop.practice.conversations import (
    COUNT,
    DAY_MS,
    RARE_TYPES,
    Conversation,
    make_conversations,
)

NOW_MS = 1_795_344_120_000
DOCUMENTED = {
    "TYPE_CALL", "TYPE_SMS", "TYPE_RCS", "TYPE_EMAIL", "TYPE_WEBCHAT", "TYPE_FACEBOOK", "TYPE_GMB",
    "TYPE_INSTAGRAM", "TYPE_WHATSAPP", "TYPE_LIVE_CHAT", "TYPE_TIKTOK", "TYPE_CUSTOM_SMS",
    "TYPE_CUSTOM_EMAIL", "TYPE_CUSTOM_PROVIDER_SMS", "TYPE_REVIEW", "TYPE_INTERNAL_COMMENT",
    "TYPE_CAMPAIGN_SMS", "TYPE_CAMPAIGN_MANUAL_SMS", "TYPE_CAMPAIGN_EMAIL",
    "TYPE_CAMPAIGN_FACEBOOK",
}  # fmt: skip


@pytest.fixture(scope="module")
def rows() -> list[Conversation]:
    return make_conversations(1, "loc", NOW_MS)


def test_a_seed_always_gives_the_same_people(rows: list[Conversation]) -> None:
    assert make_conversations(1, "loc", NOW_MS) == rows
    assert make_conversations(2, "loc", NOW_MS) != rows


def test_ids_do_not_depend_on_the_time(rows: list[Conversation]) -> None:
    later = make_conversations(1, "loc", NOW_MS + DAY_MS)
    assert [row.id for row in later] == [row.id for row in rows]
    assert later[0].last_message_at == rows[0].last_message_at + DAY_MS


def test_there_are_three_hundred_with_ids_of_their_own(rows: list[Conversation]) -> None:
    assert len({row.id for row in rows}) == len({row.contact_id for row in rows}) == COUNT == 300


def test_they_come_newest_first_and_none_from_the_future(rows: list[Conversation]) -> None:
    assert all(a.last_message_at >= b.last_message_at for a, b in pairwise(rows))
    assert rows[0].last_message_at <= NOW_MS
    assert NOW_MS - rows[-1].last_message_at < 200 * DAY_MS


def test_every_channel_is_there_and_some_that_nobody_documented(rows: list[Conversation]) -> None:
    types = {row.last_message_type for row in rows}
    assert types >= DOCUMENTED | set(RARE_TYPES)
    assert any(kind.startswith("TYPE_ACTIVITY_") for kind in types)
    assert {"TYPE_HOLOGRAM", "type_whatsapp_flow_v2"} <= types


@pytest.mark.parametrize("page", [20, 40, 50, 100])
def test_equal_dates_straddle_the_usual_pages(rows: list[Conversation], page: int) -> None:
    assert rows[page - 1].last_message_at == rows[page].last_message_at


def test_no_group_of_equal_dates_fills_a_page(rows: list[Conversation]) -> None:
    most = Counter(row.last_message_at for row in rows).most_common(1)[0][1]
    assert 2 <= most < 20


def test_names_of_every_difficult_kind(rows: list[Conversation]) -> None:
    names = [row.name for row in rows if row.name]
    for pattern in (
        "[\u0600-\u06ff]",
        "[\u0590-\u05ff]",
        "[\u4e00-\u9fff]",
        "[\U0001f300-\U0001faff]",
    ):
        assert any(re.search(pattern, name) for name in names), pattern
    assert max(map(len, names)) > 80
    assert any("\u200d" in name for name in names)


def test_some_have_only_a_phone_and_some_nothing(rows: list[Conversation]) -> None:
    nameless = [row for row in rows if row.name is None]
    assert any(row.phone and not row.email for row in nameless)
    assert any(not row.phone and not row.email for row in nameless)


def test_whatsapp_windows_are_open_and_closed(rows: list[Conversation]) -> None:
    heard = [row.last_whatsapp_in_at for row in rows if row.last_whatsapp_in_at is not None]
    assert any(NOW_MS - at < DAY_MS for at in heard)
    assert any(NOW_MS - at > DAY_MS for at in heard)
    assert all(at <= NOW_MS for at in heard)


def test_unread_starred_assigned_and_outbound_are_mixed(rows: list[Conversation]) -> None:
    assert 10 <= sum(row.unread > 0 for row in rows) <= 60
    assert max(row.unread for row in rows) > 99
    assert 5 <= sum(row.starred for row in rows) <= 60
    assert {row.direction for row in rows} == {"inbound", "outbound"}
    assert None in {row.assigned_to for row in rows}
    assert all(row.unread == 0 for row in rows if row.direction == "outbound" and row.unread < 99)


def test_the_first_is_the_one_to_try_the_program_on(rows: list[Conversation]) -> None:
    assert rows[0].name == "María Fernández"
    assert rows[0].last_message_type == "TYPE_WHATSAPP"
    assert rows[0].last_whatsapp_in_at is not None
