"""Messages by hand: planned, failed as told, and seen through their stages."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.delivery import DeliveryStage, MessagePlan
from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.domain.upload import Upload
from leadway_desktop.transfer.messages.retry import LOOK_AFTER
from tests.transfer.fakes import HandClock
from tests.transfer.office import Office

PLAN = MessagePlan("Aquí tiene", "+34 600 000 000")
PLANNED, SENDING, CHECKING, SENT, REFUSED, UNKNOWN = (
    DeliveryStage.PLANNED,
    DeliveryStage.SENDING,
    DeliveryStage.CHECKING,
    DeliveryStage.SENT,
    DeliveryStage.REFUSED,
    DeliveryStage.UNKNOWN,
)


def told(office: Office, upload: Upload) -> list[DeliveryStage]:
    """Return the stages of its message, each once in a row."""
    return [stage for stage, _ in groupby(office.diary.message_stages(upload.id))]


def failing(*errors: LeadwayError | None, at: str = "send") -> Callable[[str, CancelToken], None]:
    """Fail a step as told, once each; None lets it pass."""
    left = list(errors)

    def hook(step: str, cancel: CancelToken) -> None:
        error = left.pop(0) if step == at and left else None
        if error is not None:
            raise error

    return hook


def sent_alone(office: Office, upload: Upload) -> Upload:
    """Upload one and plan its message; the threads are the caller's."""
    office.queue.add(upload)
    office.outbox.plan([upload.id], PLAN)
    return upload


def looked(office: Office, times: int) -> bool:
    """Wait until so many looks have shown nothing."""
    return office.diary.wait_for(
        lambda: (
            (last := office.diary.changes[-1].delivery) is not None
            and (last.vain_looks == times or last.stage is UNKNOWN)
        )
    )


def seek_in_vain(office: Office, clock: HandClock, upload: Upload) -> None:
    """Let the conversation be looked through until nobody knows of the message any more."""
    for times, seconds in enumerate(LOOK_AFTER, start=1):
        assert looked(office, times)
        clock.seconds += seconds
        office.queue.wake()
    assert office.wait_for_message(upload, UNKNOWN)


def lost(office: Office, clock: HandClock, upload: Upload) -> None:
    """Let a message's reply be lost, and the conversation show nothing, until it is unknown."""
    office.world.shows = False
    seek_in_vain(office, clock, upload)
    assert office.world.steps.count("find") == len(LOOK_AFTER) + 1
