"""The table: what a ratio means, when an aim is met, and how it reads."""

import pytest
from benchmarks.table import Quantity, Row, render


def row(
    ours: float, instead: float, unit: str = "s", *, aim: float = 1, speedup: bool = False
) -> Row:
    return Row("a job", Quantity(ours, unit), Quantity(instead, unit), "curl", aim, speedup)


def test_a_cost_is_ours_through_theirs() -> None:
    assert row(3, 2).ratio == 1.5


def test_a_speedup_of_time_is_theirs_through_ours() -> None:
    assert row(2, 50, aim=20, speedup=True).ratio == 25


def test_a_speedup_of_pace_is_ours_through_theirs() -> None:
    assert row(300, 200, "/s", speedup=True).ratio == 1.5


def test_nothing_to_compare_with_is_no_error() -> None:
    assert row(1, 0).ratio == float("inf")


@pytest.mark.parametrize(
    ("checked", "is_met"),
    [
        (row(1, 1), True),
        (row(1.004, 1), True),  # as it is printed: 1.00
        (row(1.02, 1), False),
        (row(1, 20, aim=20, speedup=True), True),
        (row(1, 19, aim=20, speedup=True), False),
    ],
)
def test_an_aim_is_met_or_the_table_says_that_it_was_missed(checked: Row, is_met: bool) -> None:
    assert checked.is_met is is_met
    assert ("missed" in checked.cells()[-1]) is not is_met


def test_it_is_markdown_whose_columns_stand_below_each_other() -> None:
    lines = render([row(0.25, 100), row(1234.5, 12.345, "/s")]).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert set(lines[1]) == set("|- ")
    assert [cell.strip() for cell in lines[2].strip("|").split("|")] == [
        "a job", "0.25 s", "100 s", "curl", "0.00", "≤ 1",
    ]  # fmt: skip
    assert "1234 /s" in lines[3]
    assert "12.3 /s" in lines[3]
