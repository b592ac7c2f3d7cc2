"""JSON of servers, which may be anything: what would fill the memory, or the stack, is none."""

from __future__ import annotations

import json
from typing import Any

MOST_PARTS = 200_000
"""Objects and lists in a reply. A page of 100 conversations has some thousands; eight megabytes of
empty ones would become 200 MB."""


def parsed(body: bytes) -> Any:
    """Parse a reply; raises ValueError for what is no JSON, too deep, or of too many parts."""
    if body.count(b"{") + body.count(b"[") > MOST_PARTS:
        raise ValueError("too many parts")
    try:
        return json.loads(body)
    except RecursionError:
        raise ValueError("too deep") from None
