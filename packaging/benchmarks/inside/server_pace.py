"""Prints how long the practice server takes over a file, its network aside: `server_pace.py SIZE`.

It does what the bucket does with each block that comes: write it, and take it into both checksums.
"""

from __future__ import annotations

import json
import sys
import time

from leadway_desktop.practice.http_base import BLOCK
from leadway_desktop.practice.object_store import Incoming, ObjectStore

ROUNDS = 3


def seconds_for(size: int) -> float:
    """Return the time for one file."""
    block = bytes(BLOCK)
    store = ObjectStore()
    try:
        started = time.perf_counter()
        with Incoming(store, "name", "video/mp4") as incoming:
            for _ in range(size // BLOCK):
                incoming.write(block)
            incoming.commit(0.0)
        return time.perf_counter() - started
    finally:
        store.remove()


if __name__ == "__main__":
    print(json.dumps({"seconds": min(seconds_for(int(sys.argv[1])) for _ in range(ROUNDS))}))
