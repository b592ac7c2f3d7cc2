"""Numbers and times as the agent's language writes them, and never better than the truth."""

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
        (0, "0 B", "0 B"),
        (1023, "1,023 B", "1023 B"),
        (1024, "1 KB", "1 KB"),
        (1024 * 1024 - 1, "1 MB", "1 MB"),
        (5 * MB, "5 MB", "5 MB"),
        (int(8.4 * MB), "8.4 MB", "8,4 MB"),
        (100 * MB, "100 MB", "100 MB"),
        (1536 * MB, "1.5 GB", "1,5 GB"),
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
        (5 * MB + 1, 5 * MB, ("5,242,881 B", "5,242,880 B")),
        (5 * MB + 20_000, 5 * MB, ("5.02 MB", "5 MB")),
        (6 * MB, 5 * MB, ("6 MB", "5 MB")),
        (5 * MB, 5 * MB, ("5 MB", "5 MB")),
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
    assert texts.percent(62, 100) == "62 %"
    assert texts.speed(3.4 * MB) == "3,4 MB/s"


@pytest.mark.parametrize(
    ("seconds", "english", "spanish"),
    [
        (0.2, "1 s left", "queda 1 s"),
        (1.5, "2 s left", "quedan 2 s"),
        (59.5, "1 min left", "queda 1 min"),
        (300, "5 min left", "quedan 5 min"),
        (5 * 3600 + 720, "5 h 12 min left", "quedan 5 h 12 min"),
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
    assert texts.channel_limit(Channel.WHATSAPP) == "100 MB"
