"""Receipts to show."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.proof import Proof
from leadway_desktop.domain.upload import Step, Upload
from leadway_desktop.domain.upload_stage import UploadStage
from tests.ui.stand_ins import NOON, upload

LINK = "https://cdn.example/location/factura.pdf"
SENT = Delivery(
    "k",
    "Su factura",
    "+34 612 345 678",
    DeliveryStage.SENT,
    sent_at=NOON + timedelta(seconds=7),
    message_id="m-77",
    trace_id="trace-message",
)
_TIMES = {
    UploadStage.PREPARING: None,
    UploadStage.INITIATING: "trace-initiate",
    UploadStage.UPLOADING: "bucket-put",
    UploadStage.COMPLETING: "trace-complete",
    UploadStage.UPLOADED: None,
}


def receipt(name: str = "factura.pdf", **changes: object) -> Upload:
    """Return an upload that went through all its steps, a second each."""
    steps = tuple(
        Step(stage, NOON + timedelta(seconds=number), trace_id)
        for number, (stage, trace_id) in enumerate(_TIMES.items())
    )
    done = upload(name, UploadStage.UPLOADED, link=LINK, checksum=0x1A2B3C4D, size=1_100_000)
    made = replace(done, proof=Proof.CRC32C, steps=steps)
    return replace(made, **changes)  # type: ignore[arg-type]


def called(made: Upload, title: str) -> Upload:
    return replace(made, target=replace(made.target, title=title))


def at(made: Upload, path: str) -> Upload:
    return replace(made, file=replace(made.file, path=Path(path)))
