"""Which thread takes which uploads: small files go beside the others, many at once.

What a small file waits for is the distance to the servers, three round trips, and not the line's
breadth. At 80 ms, 200 files of 40 KB took 18 s three at once, 6 s twelve and 4.5 s eighteen at once
(measured).
"""

from __future__ import annotations

from enum import Enum

SMALL = 512 * 1024
"""Bytes that a small file has at most: a moment on any line that uploads are possible on."""

_SMALL_FOR_ONE = 6
"""Small files that go at once for each file that may, where more than one may."""


class Lane(Enum):
    """What a thread takes at present."""

    ANY = "any"
    """Whatever is next."""
    SMALL = "small"
    """The next small file; larger ones before it keep their turn, and the agent's order holds."""
    CLOSED = "closed"
    """Nothing any more: the thread ends."""


def threads_for(parallel: int) -> int:
    """Return how many threads there are where `parallel` files of any size go at once.

    Who asks for one at a time has one at a time, whatever its size.
    """
    return parallel if parallel == 1 else parallel * _SMALL_FOR_ONE


def lane_of(number: int, parallel: int) -> Lane:
    """Return what the thread of that number, from 0, takes where `parallel` files go at once."""
    if number < parallel:
        return Lane.ANY
    return Lane.SMALL if number < threads_for(parallel) else Lane.CLOSED
