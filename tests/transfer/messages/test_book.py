"""Which messages can go, whatever happened to their uploads before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.delivery import Delivery, DeliveryStage, message_key, plan_of
from leadway_desktop.domain.upload import LocalFile, Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer.messages.book import MessageBook, Standing, standing_of
from tests.transfer.fakes import TARGET

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
STAGES = (
    UploadStage.QUEUED,
    UploadStage.PAUSED,
    UploadStage.UPLOADED,
    UploadStage.FAILED,
)

keys = st.builds(message_key, st.sampled_from(["old", "new"]), st.integers(0, 3))
happenings = st.tuples(
    st.integers(0, 9),
    st.one_of(st.none(), st.tuples(keys, st.sampled_from(STAGES), st.sampled_from(DeliveryStage))),
)


def upload(number: int, key: str, stage: UploadStage, sending: DeliveryStage) -> Upload:
    file = LocalFile(Path(f"/o/{number}"), 1, 1)
    made = Upload(f"u{number}", TARGET, file, NOON, delivery=Delivery(key, "", "+34"))
    return replace(made, stage=stage, delivery=Delivery(key, "", "+34", stage=sending))


@given(st.lists(happenings))
def test_of_each_plan_the_first_that_is_on_its_way_can_go(
    happened: list[tuple[int, tuple[str, UploadStage, DeliveryStage] | None]],
) -> None:
    book = MessageBook()
    for number, change in happened:
        if change is None:
            book.forget(f"u{number}")
        else:
            book.note(upload(number, *change))
    standings = {key: standing_of(book.members(key)) for key in book.all()}
    firsts: dict[str, str] = {}
    for key in sorted(standings):
        if standings[key] is not Standing.RESTING:
            firsts.setdefault(plan_of(key)[0], key)
    ready = {key for key in firsts.values() if standings[key] is Standing.READY}
    assert set(book.ready()) == ready
