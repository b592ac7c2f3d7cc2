"""Which upload is next, and the one place that owns the state of them all."""

from __future__ import annotations

from leadway_desktop.transfer.ports import Clock, Journal
from leadway_desktop.transfer.queue.agent_wishes import AgentWishes
from leadway_desktop.transfer.queue.amendments import Amendments
from leadway_desktop.transfer.queue.coming_and_going import ComingAndGoing
from leadway_desktop.transfer.queue.holds import Holds
from leadway_desktop.transfer.queue.ledger import UploadLedger, UploadWatcher
from leadway_desktop.transfer.queue.runs import Runs


class UploadQueue(ComingAndGoing, AgentWishes, Holds, Amendments, Runs):
    """Uploads in the order in which they came, or in the agent's; any thread may call anything.

    The steps of a running upload are in the journal before they are taken. A cancel or a pause
    takes effect here at once: the upload is announced as stopped, in whatever its thread hangs.

    Each base is a room of `transfer/queue/` and shares the ledger with the others, nothing else.
    """

    def __init__(self, clock: Clock, journal: Journal, watcher: UploadWatcher) -> None:
        super().__init__(UploadLedger(clock, journal, watcher))
