"""Small files go beside the others, and never in front of one that a thread for all could take."""

from __future__ import annotations

from dataclasses import replace

import pytest

from leadway_desktop.domain.upload import Upload
from leadway_desktop.transfer.lanes import SMALL, Lane, lane_of, threads_for
from leadway_desktop.transfer.ready_order import ReadyOrder
from tests.transfer.conftest import NewUpload


def sized(upload: Upload, size: int) -> Upload:
    return replace(upload, file=replace(upload.file, size=size))


@pytest.fixture
def order(new_upload: NewUpload) -> ReadyOrder:
    """Return three that wait: a large one, one that is just small, and a larger one."""
    order = ReadyOrder()
    for arrival, size in enumerate((10 * SMALL, SMALL, SMALL + 1)):
        order.put(replace(sized(new_upload(), size), id=str(arrival)), arrival)
    return order


@pytest.mark.parametrize("parallel", [2, 3, 8])
def test_as_many_threads_as_are_set_take_anything_and_the_rest_small_files(parallel: int) -> None:
    lanes = [lane_of(number, parallel) for number in range(threads_for(parallel) + 1)]
    assert lanes.count(Lane.ANY) == parallel
    assert lanes.count(Lane.SMALL) > 0
    assert lanes == sorted(lanes, key=list(Lane).index)
    assert lanes[-1] is Lane.CLOSED


def test_one_at_a_time_is_one_at_a_time() -> None:
    assert threads_for(1) == 1
    assert [lane_of(number, 1) for number in range(4)] == [Lane.ANY, *[Lane.CLOSED] * 3]


def test_the_lane_for_all_goes_by_the_order_alone(order: ReadyOrder) -> None:
    assert [order.take() for _ in range(4)] == ["0", "1", "2", None]


def test_the_lane_for_small_files_leaves_the_others_their_turn(order: ReadyOrder) -> None:
    assert [order.take(Lane.SMALL) for _ in range(2)] == ["1", None]
    assert [order.take() for _ in range(3)] == ["0", "2", None]


def test_a_small_file_that_is_kept_back_is_left_alone(order: ReadyOrder) -> None:
    order.keep_back("1")
    assert order.take(Lane.SMALL) is None
    order.let_go("1")
    assert order.take(Lane.SMALL) == "1"


def test_a_file_that_has_grown_is_small_no_more(order: ReadyOrder, new_upload: NewUpload) -> None:
    order.put(replace(sized(new_upload(), 2 * SMALL), id="1"), 1)
    assert order.take(Lane.SMALL) is None


def placed(upload: Upload, upload_id: str, size: int, later: float) -> Upload:
    """Return one that the agent has put `later` seconds behind its time."""
    place = upload.created_at.timestamp() + later
    return replace(sized(upload, size), id=upload_id, place=place)


def test_no_small_file_goes_past_one_that_was_moved_up(
    order: ReadyOrder, new_upload: NewUpload
) -> None:
    order.put(placed(new_upload(), "first", 10 * SMALL, -1), 3)
    assert order.take(Lane.SMALL) is None
    assert order.take() == "first"
    assert order.take(Lane.SMALL) == "1"


def test_a_small_file_that_was_moved_down_stays_there(
    order: ReadyOrder, new_upload: NewUpload
) -> None:
    order.put(placed(new_upload(), "1", SMALL, 1), 1)
    assert order.take(Lane.SMALL) is None
    assert [order.take() for _ in range(2)] == ["0", "2"]
    assert order.take(Lane.SMALL) == "1"


def test_what_was_tried_again_holds_up_nobody(order: ReadyOrder, new_upload: NewUpload) -> None:
    order.put(placed(new_upload(), "again", 10 * SMALL, 1), 3)
    order.put(placed(new_upload(), "new", SMALL, 2), 4)
    order.discard("1")
    order.put(replace(sized(new_upload(), SMALL), id="newest"), 5)
    assert order.take(Lane.SMALL) == "newest"
