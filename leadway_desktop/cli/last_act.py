"""What a command does last of all, right before its process ends."""

from __future__ import annotations

from collections.abc import Callable

_acts: list[Callable[[], None]] = []


def do_last(act: Callable[[], None]) -> None:
    """Have it done once nothing else is left to do: who is killed before has not done it."""
    _acts.append(act)


def do_last_acts() -> None:
    """Do what is left; for the entry point."""
    while _acts:
        _acts.pop()()
