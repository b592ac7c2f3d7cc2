"""Files that commands hand over, kept until it is known whether anybody is signed in."""

from __future__ import annotations

from collections.abc import Callable

from leadway_desktop.workers.instance_messages import Refusal
from leadway_desktop.workers.single_instance import HandOver

Take = Callable[[HandOver], None]


class HandOvers:
    """Waits at first: a window that has just been started may have a token in a moment."""

    def __init__(self) -> None:
        self._waiting: list[HandOver] = []
        self._take: Take | None = None

    def take(self, hand_over: HandOver) -> None:
        """Have it answered, now or as soon as anybody can."""
        self._waiting.append(hand_over)
        self._answer()

    def wait(self) -> None:
        """From now on it is not known who is signed in."""
        self._take = None

    def give_to(self, take: Take) -> None:
        """From now on somebody is signed in, and takes them."""
        self._take = take
        self._answer()

    def refuse(self) -> None:
        """From now on nobody is signed in."""
        self.give_to(lambda hand_over: hand_over.refuse(Refusal.NOT_SIGNED_IN))

    def _answer(self) -> None:
        while self._take is not None and self._waiting:
            self._take(self._waiting.pop(0))
