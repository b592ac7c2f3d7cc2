"""Numbers and times as the agent's language writes them, and never better than the truth."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.channel import Channel
from leadway_desktop.ui import texts
from tests.ui.conftest import Speak

MB = 1024 * 1024


@pytest.mark.parametrize(
    ("count", "english", "spanish"),
    [
        (0, "0\u00a0B", "0\u00a0B"),
        (1023, "1,023\u00a0B", "1023\u00a0B"),
        (1024, "1\u00a0KB", "1\u00a0KB"),
        (1024 * 1024 - 1, "1\u00a0MB", "1\u00a0MB"),
        (5 * MB, "5\u00a0MB", "5\u00a0MB"),
        (int(8.4 * MB), "8.4\u00a0MB", "8,4\u00a0MB"),
        (100 * MB, "100\u00a0MB", "100\u00a0MB"),
        (1536 * MB, "1.5\u00a0GB", "1,5\u00a0GB"),
    ],
)
def test_size(speak: Speak, count: int, english: str, spanish: str) -> None:
    assert texts.size(count) == english
    speak("es_ES")
    assert texts.size(count) == spanish


@given(st.integers(0, 2**49))
def test_a_size_is_never_1024_of_a_unit(count: int) -> None:
    assert not texts.size(count).replace(",", "").startswith("1024 ")


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (5 * MB + 1, 5 * MB, ("5,242,881\u00a0B", "5,242,880\u00a0B")),
        (5 * MB + 20_000, 5 * MB, ("5.02\u00a0MB", "5\u00a0MB")),
        (6 * MB, 5 * MB, ("6\u00a0MB", "5\u00a0MB")),
        (5 * MB, 5 * MB, ("5\u00a0MB", "5\u00a0MB")),
    ],
)
def test_two_sizes_can_be_told_apart(one: int, other: int, said: tuple[str, str]) -> None:
    assert texts.sizes_apart(one, other) == said


@given(st.integers(0, 2**40), st.integers(0, 2**40))
def test_different_sizes_never_look_the_same(one: int, other: int) -> None:
    said = texts.sizes_apart(one, other)
    assert (said[0] == said[1]) == (one == other)


@given(st.integers(0, 2**40), st.integers(0, 2**40))
def test_100_percent_is_said_only_of_all(done: int, total: int) -> None:
    assert (texts.percent(done, total) == "100%") == (total > 0 and done >= total)


def test_percent_and_speed_in_spanish(speak: Speak) -> None:
    speak("es_ES")
    assert texts.percent(62, 100) == "62\u00a0%"
    assert texts.speed(3.4 * MB) == "3,4\u00a0MB/s"


@pytest.mark.parametrize(
    ("seconds", "english", "spanish"),
    [
        (0.2, "1\u00a0s left", "queda 1\u00a0s"),
        (1.5, "2\u00a0s left", "quedan 2\u00a0s"),
        (59.5, "1\u00a0min left", "queda 1\u00a0min"),
        (300, "5\u00a0min left", "quedan 5\u00a0min"),
        (5 * 3600 + 720, "5\u00a0h 12\u00a0min left", "quedan 5\u00a0h 12\u00a0min"),
        (None, "", ""),
        (-1, "", ""),
        (float("inf"), "", ""),
        (float("nan"), "", ""),
    ],
)
def test_time_left(speak: Speak, seconds: float | None, english: str, spanish: str) -> None:
    speak("en_US")
    assert texts.time_left(seconds) == english
    speak("es_ES")
    assert texts.time_left(seconds) == spanish


@given(st.floats(0, 99 * 3600))
def test_a_wait_is_never_told_too_short(seconds: float) -> None:
    number, unit, *rest = texts.duration(seconds).split()
    told = int(number) * {"s": 1, "min": 60, "h": 3600}[unit]
    told += 60 * int(rest[0]) if rest else 0
    assert told >= seconds


NOW = datetime(2026, 11, 22, 12, 0).astimezone()


@pytest.mark.parametrize(
    ("moment", "english", "spanish"),
    [
        (NOW.replace(hour=10, minute=42), "10:42\u202fAM", "10:42"),
        (NOW - timedelta(days=1), "yesterday", "ayer"),
        (NOW - timedelta(days=2), "Fri", "vie"),
        (NOW - timedelta(days=6), "Mon", "lun"),
        (NOW - timedelta(days=7), "Nov 15", "15 nov"),
        (NOW - timedelta(days=400), "Oct 18, 2025", "18 oct 2025"),
        (NOW + timedelta(days=3), "Nov 25", "25 nov"),
        (None, "", ""),
        (datetime(1901, 1, 1, tzinfo=UTC), "1901", "1901"),
    ],
)
def test_when(speak: Speak, moment: datetime | None, english: str, spanish: str) -> None:
    assert texts.when(moment, NOW).endswith(english)
    speak("es_ES")
    assert texts.when(moment, NOW).endswith(spanish)


@pytest.mark.parametrize(
    ("days", "english", "spanish"),
    [
        (0, "today at 12:00\u202fPM", "hoy a las 12:00"),
        (1, "yesterday at 12:00\u202fPM", "ayer a las 12:00"),
        (5, "on Tuesday at 12:00\u202fPM", "el martes a las 12:00"),
        (7, "on Nov 15 at 12:00\u202fPM", "el 15 nov a las 12:00"),
    ],
)
def test_a_moment_in_a_sentence(speak: Speak, days: int, english: str, spanish: str) -> None:
    moment = NOW - timedelta(days=days)
    assert texts.moment_in_words(moment, NOW) == english
    speak("es_ES")
    assert texts.moment_in_words(moment, NOW) == spanish


@given(st.datetimes(timezones=st.just(UTC)))
def test_no_date_is_too_odd(moment: datetime) -> None:
    assert texts.when(moment, NOW)
    assert texts.full_date(moment)
    assert texts.moment_in_words(moment, NOW)


def test_channels_by_their_names(speak: Speak) -> None:
    assert texts.channel_name(Channel.EMAIL) == "Email"
    speak("es_ES")
    assert texts.channel_name(Channel.WHATSAPP) == "WhatsApp"
    assert texts.channel_name(Channel.EMAIL) == "Correo"
    assert texts.channel_name(None) == "canal desconocido"
    assert texts.channel_limit(Channel.WHATSAPP) == "100\u00a0MB"


@pytest.mark.parametrize("locale", ["en_US", "es_ES"])
def test_no_line_ends_between_a_number_and_its_unit(speak: Speak, locale: str) -> None:
    speak(locale)
    said = (
        texts.size(57.2 * MB),
        texts.speed(57.2 * MB),
        texts.percent(57, 100),
        texts.duration(7),
        texts.duration(5 * 3600 + 720),
        texts.countdown(75),
        texts.time_left(300),
        texts.standstill(12),
    )
    for text in said:
        assert not re.search(r"\d [^\d\s]", text), text


def test_a_second_that_is_waited_to_be_sure_makes_no_minute(speak: Speak) -> None:
    speak("en_US")
    said = [texts.countdown(seconds).replace("\u00a0", " ") for seconds in (8.2, 75.5, 3600.6)]
    assert said == ["9 s", "1 min 16 s", "1 h 0 min"]
