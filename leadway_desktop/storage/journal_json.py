"""What a journal's row holds as JSON: a delivery, and the times of an upload's steps."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.upload import Step
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.storage.journal_errors import error_values, read_error

_ERROR_COLUMNS = (
    "error",
    "error_detail",
    "error_trace_id",
    "error_status",
    "error_parameters",
)
_NO_ERROR: dict[str, Any] = dict.fromkeys(_ERROR_COLUMNS)


def delivery_text(delivery: Delivery | None, hide: Callable[[str], str]) -> str | None:
    """Return a delivery as JSON; `hide` takes secrets out of what servers have said."""
    if delivery is None:
        return None
    wait = delivery.wait
    facts: dict[str, Any] = {
        "key": delivery.key,
        "text": delivery.text,
        "recipient": delivery.recipient,
        "stage": delivery.stage.value,
        "wait_reason": wait.reason.value if wait else None,
        "wait_until": moment_text(wait.until) if wait else None,
        "failures": delivery.failures,
        "vain_looks": delivery.vain_looks or None,
        "began_at": moment_text(delivery.began_at),
        "may_have_said_else": delivery.may_have_said_else or None,
        "sent_at": moment_text(delivery.sent_at),
        "message_id": delivery.message_id,
        "trace_id": delivery.trace_id,
        **error_values(delivery.error, hide),
    }
    return json.dumps({name: value for name, value in facts.items() if value is not None})


def read_delivery(text: str | None) -> Delivery | None:
    """Return the delivery; raises KeyError, TypeError or ValueError where it is none of ours."""
    if text is None:
        return None
    facts = json.loads(text)
    return Delivery(
        key=facts["key"],
        text=facts["text"],
        recipient=facts["recipient"],
        stage=DeliveryStage(facts["stage"]),
        wait=read_wait(facts),
        error=read_error({**_NO_ERROR, **facts}),
        failures=facts["failures"],
        vain_looks=facts.get("vain_looks", 0),
        began_at=read_moment(facts.get("began_at")),
        may_have_said_else=facts.get("may_have_said_else") is True,
        sent_at=read_moment(facts.get("sent_at")),
        message_id=facts.get("message_id"),
        trace_id=facts.get("trace_id"),
    )


def steps_text(steps: tuple[Step, ...]) -> str | None:
    """Return the steps as JSON: a list of stage, moment and, where there is one, traceId."""
    if not steps:
        return None
    return json.dumps([(step.stage.value, step.at.isoformat(), step.trace_id) for step in steps])


def read_steps(text: str | None) -> tuple[Step, ...]:
    """Return the steps; raises TypeError or ValueError where they are none of ours."""
    if text is None:
        return ()
    return tuple(
        Step(UploadStage(stage), datetime.fromisoformat(at), trace_id)
        for stage, at, trace_id in json.loads(text)
    )


def moment_text(at: datetime | None) -> str | None:
    """Return a moment as the journal writes it."""
    return None if at is None else at.isoformat()


def read_moment(text: str | None) -> datetime | None:
    """Return a moment of the journal; raises ValueError."""
    return None if text is None else datetime.fromisoformat(text)


def read_wait(facts: Mapping[str, Any]) -> Wait | None:
    """Return what is waited for, as a delivery's JSON or a row says it; raises ValueError."""
    if facts.get("wait_reason") is None:
        return None
    return Wait(WaitReason(facts["wait_reason"]), read_moment(facts.get("wait_until")))
