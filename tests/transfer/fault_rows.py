"""Every kind of fault that the practice account knows, in each of its shapes: the rows of a table.

A row's name is the kind and, where a kind has several shapes, which of them. The steps are the
columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from leadway_desktop.practice.faults import BodyKind, Fault, RateScope, Step

UPLOAD_STEPS: tuple[Step, ...] = ("initiate", "put", "complete")
MESSAGE_STEPS: tuple[Step, ...] = ("send", "messages")
READERS: tuple[Step, ...] = ("search", "conversation")
STEPS: tuple[Step, ...] = (*UPLOAD_STEPS, *MESSAGE_STEPS, *READERS)
NOT_TAKEN = frozenset({"*", "upload", "public"})
"""What the program never does; the first stands for every step."""
STATUSES = (400, 401, 403, 404, 408, 409, 413, 421, 422, 425, 429, 500, 502, 503)
ELSEWHERE = {"Location": "http://127.0.0.1:9/"}
WITHOUT = dict.fromkeys(("uploadUrl", "uploadedFiles", "conversations", "messages", "id"))


def _shapes() -> Iterator[tuple[str, Fault]]:
    yield "0.2 s", _fault("latency", seconds=0.2)
    yield "too long", _fault("latency", seconds=5.0)
    yield "100 kB/s", _fault("bandwidth", bytes_per_s=100_000)
    yield "at once", _fault("reset", at_byte=0)
    yield "at byte 100", _fault("reset", at_byte=100)
    yield "at the end", _fault("reset", at_byte=10**9)
    yield "at once", _fault("stall", at_byte=0)
    yield "at byte 100", _fault("stall", at_byte=100)
    for status in STATUSES:
        yield str(status), _fault("status", status=status)
    yield "502 after the work", _fault("status", status=502, body="html", after_work=True)
    yield "204 after the work", _fault("status", status=204, body="empty", after_work=True)
    yield "503 cut", _fault("status", body="truncated", headers={"Retry-After": "1"})
    yield "307", _fault("status", status=307, headers=ELSEWHERE)
    for scope in get_args(RateScope):
        yield scope, _fault("rate_limit", scope=scope, seconds=1 if scope == "burst" else None)
    yield "", _fault("cut_reply")
    for body in get_args(BodyKind):
        if body != "usual":
            yield body, _fault("malformed_reply", body=body)
    yield "", _fault("lost_reply")
    yield "", _fault("huge_reply", size=9 * 1024 * 1024)
    yield "nothing in it", _fault("patch", patch=WITHOUT)
    yield "sizes", _fault("patch", patch={"metadata": {"size": 7}, "maxFileSize": 1000})
    yield "like type", _fault("patch", patch={"metadata": {"contentType": "image/png"}})
    yield "other type", _fault("patch", patch={"metadata": {"contentType": "video/mp4"}})
    yield "", _fault("expired_url")
    yield "", _fault("not_in_storage")
    yield "", _fault("hidden_attachments")
    yield "ahead", _fault("clock_skew", seconds=1500)
    yield "behind", _fault("clock_skew", seconds=-1500)


def _fault(kind: str, **values: object) -> Fault:
    return Fault.from_json({"step": "*", "kind": kind, **values})


FAULTS: dict[str, Fault] = {f"{fault.kind} {shape}".strip(): fault for shape, fault in _shapes()}
