"""What a row says after the sentence of what went wrong."""

from __future__ import annotations

from leadway_desktop.ui.error_texts import ErrorText
from leadway_desktop.ui.plain_text import DOT, isolated, one_line
from leadway_desktop.ui.uploads.row_text import Part


def advice(told: ErrorText, *, with_detail: bool = True) -> tuple[Part, ...]:
    """Return what to do, the server's words, and the traceId, which support needs whole."""
    parts = [Part(f" {told.next_step}")] if told.next_step else []
    gap = " "
    if told.detail and with_detail:
        parts += [Part(gap), Part(isolated(told.detail), gives_way=True)]
        gap = DOT
    if told.trace_id:
        parts.append(Part(f"{gap}traceId {one_line(told.trace_id)}"))
    return tuple(parts)
