"""While the queue waits for the network: asks now and then whether the way is clear.

And notices that the computer has slept: what was under way then waits on dead connections.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.errors import ConnectionLost, LeadwayError, Stalled
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import ON_THE_ROAD, WaitReason
from leadway_desktop.transfer.messages.outbox import Outbox
from leadway_desktop.transfer.ports import Clock
from leadway_desktop.transfer.retry import policy_for
from leadway_desktop.transfer.sleep_time import SleepWatch
from leadway_desktop.transfer.upload_queue import UploadQueue

logger = logging.getLogger(__name__)

_DELAYS = (1.0, 1.0, 2.0, 3.0, 5.0)
"""Seconds between two questions; the last one repeats. "Within seconds" is what agents are told."""

_LOOK = 2.0
"""Seconds between two looks whether the computer has slept."""

Probe = Callable[[CancelToken], None]
"""Returns if the server answers; raises what stands in the way."""


class NetworkWatch:
    """Runs in a thread of its own. `forget_connections`: see UploadEngine."""

    def __init__(
        self,
        queue: UploadQueue,
        outbox: Outbox,
        probe: Probe,
        clock: Clock,
        forget_connections: Callable[[], None] = lambda: None,
    ) -> None:
        self._queue = queue
        self._outbox = outbox
        self._probe = probe
        self._sleep = SleepWatch(clock.slept)
        self._forget_connections = forget_connections
        self._nudged = threading.Event()
        self._cancel = CancelToken()

    def run(self) -> None:
        """Watch until the queue is closed, or `stop`."""
        while not self._cancel.is_cancelled and not self._queue.is_closed:
            if self._queue.wait_for_hold(*ON_THE_ROAD, timeout=_LOOK):
                self._wait_for_the_network()
            self._start_anew_after_sleep()

    def nudge(self) -> None:
        """Ask at once: the system, or the agent, says that the network may be back."""
        self._nudged.set()

    def stop(self) -> None:
        """End `run`, after the queue was closed."""
        self._cancel.cancel()
        self._nudged.set()

    def _wait_for_the_network(self) -> None:
        tries = 0
        while self._queue.holds & ON_THE_ROAD and not self._cancel.is_cancelled:
            self._nudged.wait(_DELAYS[min(tries, len(_DELAYS) - 1)])
            self._nudged.clear()
            tries = 1 if self._start_anew_after_sleep() else tries + 1
            self._look()

    def _start_anew_after_sleep(self) -> bool:
        """Begin again what a sleep has cut off, rather than wait until it stalls."""
        if not self._sleep.has_slept():
            return False
        logger.info("The computer has slept")
        self._forget_connections()
        self._queue.start_anew()
        self._outbox.start_anew()
        return True

    def _look(self) -> None:
        """Release every hold but that for which what stands in the way now would hold again."""
        holds = self._queue.holds & ON_THE_ROAD
        try:
            self._probe(self._cancel)
        except Cancelled:
            return
        except Exception as error:
            if isinstance(error, ConnectionLost | Stalled):
                return  # half a road: what it is, the next look may tell
            holds -= {_reason_of(error)}
            if holds:  # an upload will tell the agent what it is
                logger.info("Something else is in the way now: %s", type(error).__name__)
        for reason in holds:
            self._queue.release(reason)


def _reason_of(error: Exception) -> WaitReason | None:
    """Return what an upload that meets the error would wait for."""
    if not isinstance(error, LeadwayError):
        return None
    return policy_for(error, UploadStage.INITIATING).reason
