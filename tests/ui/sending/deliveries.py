"""Uploads with messages in every state."""

from dataclasses import replace
from datetime import timedelta

from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from tests.ui.stand_ins import NOON, upload


def planned(name: str = "photo.jpg", key: str = "m1", **changes: object) -> Upload:
    """Return a file that is there and whose message is planned; `changes` are the delivery's."""
    return with_delivery(upload(name, UploadStage.UPLOADED, link="https://cdn/x"), key, **changes)


def with_delivery(file: Upload, key: str = "m1", **changes: object) -> Upload:
    delivery = Delivery(key, "Hola", "+34612345678")
    return replace(file, delivery=replace(delivery, **changes))  # type: ignore[arg-type]


def delivered(
    stage: DeliveryStage, error: LeadwayError | None = None, name: str = "photo.jpg"
) -> Upload:
    sent_at = NOON if stage is DeliveryStage.SENT else None
    return planned(name, f"key of {name}", stage=stage, error=error, sent_at=sent_at)


def waiting_to_send(
    error: LeadwayError, reason: WaitReason, seconds: float | None = None
) -> Upload:
    until = None if seconds is None else NOON + timedelta(seconds=seconds)
    return planned(wait=Wait(reason, until), error=error)
