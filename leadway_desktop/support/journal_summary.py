"""The list of uploads for support: stages, errors and traceIds; no names, no paths, no links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from leadway_desktop.domain.delivery import Delivery
from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.domain.upload import Upload

MOST_RECENT = 200
"""Uploads that are told one by one."""


def summary(uploads: Sequence[Upload]) -> dict[str, object]:
    """Return counts over all uploads, and the most recent ones without what names a customer."""
    errors = Counter(type(one.error).__name__ for one in uploads if one.error is not None)
    recent = sorted(uploads, key=lambda one: one.created_at, reverse=True)[:MOST_RECENT]
    return {
        "uploads": len(uploads),
        "by_stage": dict(Counter(one.stage.value for one in uploads)),
        "by_error": dict(errors),
        "bytes": sum(one.file.size for one in uploads),
        "most_recent": [_told(one) for one in recent],
    }


def _told(upload: Upload) -> dict[str, object]:
    return {
        "id": upload.id,
        "stage": upload.stage.value,
        "waits_for": upload.wait.reason.value if upload.wait else None,
        "channel": upload.target.channel.value,
        "size": upload.file.size,
        "created_at": upload.created_at.isoformat(),
        "finished_at": upload.finished_at.isoformat() if upload.finished_at else None,
        "attempts": upload.attempts,
        "failures": upload.failures,
        "renewals": upload.renewals,
        "is_stored": upload.stored is not None,
        "steps": [
            {"stage": step.stage.value, "at": step.at.isoformat(), "trace_id": step.trace_id}
            for step in upload.steps
        ],
        "error": _error(upload.error),
        "delivery": _delivery(upload.delivery),
    }


def _delivery(delivery: Delivery | None) -> dict[str, object] | None:
    if delivery is None:
        return None
    return {
        "stage": delivery.stage.value,
        "waits_for": delivery.wait.reason.value if delivery.wait else None,
        "failures": delivery.failures,
        "sent_at": delivery.sent_at.isoformat() if delivery.sent_at else None,
        "trace_id": delivery.trace_id,
        "error": _error(delivery.error),
    }


def _error(error: LeadwayError | None) -> dict[str, object] | None:
    if error is None:
        return None
    # Not what the server said: it may name a customer or a file.
    return {
        "kind": type(error).__name__,
        "remedy": error.remedy.value,
        "http_status": error.status,
        "trace_id": error.trace_id,
    }
