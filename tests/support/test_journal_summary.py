"""Support sees stages, errors and traceIds of uploads, and no customer."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.delivery import Delivery
from leadway_desktop.domain.errors import RequestRefused, ServerFault
from leadway_desktop.domain.upload import Step, Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.support.journal_summary import MOST_RECENT, summary
from tests.storage.uploads import MOMENT, any_uploads, make_upload


def test_what_is_told() -> None:
    failed = make_upload(
        1,
        stage=UploadStage.FAILED,
        error=ServerFault(status=503, trace_id="7b-11", detail="María's file is bad"),
        steps=(Step(UploadStage.INITIATING, MOMENT, "5c-22"),),
        delivery=Delivery(
            key="k",
            text="Hola María",
            recipient="600123123",
            error=RequestRefused(trace_id="9d-33"),
        ),
    )
    told = summary([failed, make_upload(2), make_upload(3)])
    assert told["by_stage"] == {"failed": 1, "queued": 2}
    assert told["by_error"] == {"ServerFault": 1}
    text = json.dumps(told)
    for wanted in ("503", "7b-11", "5c-22", "9d-33", "retry"):
        assert wanted in text
    for unwanted in ("Mar", "factura", "600123123", "/home", "conversation-1", "contact-1"):
        assert unwanted not in text


def test_the_most_recent_are_told_one_by_one() -> None:
    many = [make_upload(number) for number in range(MOST_RECENT + 50)]
    newest = replace(make_upload(999), created_at=MOMENT.replace(year=2030))
    told = summary([*many, newest])
    assert told["uploads"] == MOST_RECENT + 51
    recent = told["most_recent"]
    assert isinstance(recent, list)
    assert len(recent) == MOST_RECENT
    assert recent[0]["id"] == "upload-000999"


@given(st.lists(any_uploads, max_size=4))
def test_whatever_the_journal_holds_can_be_told(kept: list[Upload]) -> None:
    told = json.loads(json.dumps(summary(kept)))
    assert told["uploads"] == len(kept)
    assert sum(told["by_stage"].values()) == len(kept)
