"""How a run of uploads ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from leadway_desktop.domain.upload import Upload


class End(Enum):
    """Why a run ended."""

    OVER = "over"
    """Every upload came to an end."""
    INTERRUPTED = "interrupted"
    """By Ctrl-C."""
    WAITING = "waiting"
    """What is left waits for something that a command does not wait for."""
    IN_VAIN = "in vain"
    """What is left is tried again and again, and nothing has come of that for long."""
    TAKEN_OVER = "taken over"
    """A window was opened and goes on."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The uploads in their order, as the journal holds them now."""

    uploads: Sequence[Upload]
    end: End
    is_written: bool = True
    """Whether the journal took every step: where it did not, what is left may be lost."""
