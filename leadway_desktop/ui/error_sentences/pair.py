"""What is said of an error: what happened, and what to do next."""

from __future__ import annotations

from leadway_desktop.domain.errors import LeadwayError

Pair = tuple[str, str]
Sentences = dict[type[LeadwayError], Pair]


def pair(what: object, next_step: object) -> Pair:
    """Return two marked sentences as they are."""
    # The marker for lupdate hands its text back, typed as object.
    return str(what), str(next_step)
