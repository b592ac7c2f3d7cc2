"""The end of what has threads, where a test has nothing to do meanwhile."""

from __future__ import annotations

from typing import Protocol


class Ending(Protocol):
    """Ends in two steps, the second of which waits."""

    def end(self) -> None: ...

    def join(self) -> None: ...


def shut_down(part: Ending) -> None:
    """Stop it, and wait for its threads."""
    part.end()
    part.join()
