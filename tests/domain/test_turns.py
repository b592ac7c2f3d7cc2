"""Room is made between any two turns, as often as somebody wants, and nobody's order is lost."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.turns import insert

NOW = datetime(2026, 11, 26, 18, tzinfo=UTC).timestamp()
MOMENTS = st.lists(st.floats(0, 1, allow_nan=False).map(lambda part: NOW + part / 1000)).map(sorted)
"""Drops within a millisecond, several in the same microsecond."""


def with_room_made(turns: list[float], at: int, count: int) -> list[float]:
    first, given_turns = insert(turns, at, count)
    return [*turns[:first], *given_turns, *turns[first + len(given_turns) - count :]]


@given(MOMENTS, st.data())
def test_what_is_put_between_two_stands_between_them(
    turns: list[float], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(turns)))
    count = data.draw(st.integers(1, 5))
    first, given_turns = insert(turns, at, count)
    after = with_room_made(turns, at, count)
    assert len(after) == len(turns) + count
    assert first <= at <= first + len(given_turns) - count
    touched = after[max(0, first - 1) : first + len(given_turns) + 1]
    assert all(low < high for low, high in pairwise(touched))
    assert after == sorted(after)


def test_one_gap_has_room_for_ever() -> None:
    turns = [NOW, NOW + 0.001]
    for _ in range(1000):
        turns = with_room_made(turns, 1, 1)
    assert all(low < high for low, high in pairwise(turns))


def test_neighbours_stay_where_there_is_room() -> None:
    assert insert([NOW, NOW + 1, NOW + 2], 1, 1) == (1, [NOW + 0.5])


def test_the_first_of_all_and_the_only_one() -> None:
    first, [turn] = insert([NOW], 0, 1)
    assert first == 0
    assert turn < NOW
    assert insert([], 0, 1)[0] == 0
