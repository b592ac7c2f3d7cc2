"""The error tree as `domain/errors/` writes it down: no class that a test derives from it."""

from __future__ import annotations

from collections.abc import Iterator

from leadway_desktop.domain import errors
from leadway_desktop.domain.errors import LeadwayError


def error_kinds(root: type[LeadwayError] = LeadwayError) -> Iterator[type[LeadwayError]]:
    """Yield a kind and all below it."""
    yield root
    for kind in root.__subclasses__():
        if kind.__module__.startswith(f"{errors.__name__}."):
            yield from error_kinds(kind)


KINDS = list(error_kinds())
LEAVES = [kind for kind in KINDS if len(list(error_kinds(kind))) == 1]
