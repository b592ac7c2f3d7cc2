"""What threads need to run uploads, in one hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from leadway_desktop.transfer.messages.job import MessageJob
from leadway_desktop.transfer.network_watch import Probe
from leadway_desktop.transfer.ports import Clock
from leadway_desktop.transfer.upload_job import UploadJob


@dataclass(frozen=True, slots=True)
class UploadEngine:
    """Its parts hold no state of an upload, so any number of threads may share it."""

    job: UploadJob
    message_job: MessageJob
    clock: Clock
    probe: Probe
    ask_anyway: Callable[[], None] = lambda: None
    """Have the next calls be made though the API has asked for a pause: the agent wants it."""
    forget_connections: Callable[[], None] = lambda: None
    """Have every call from now on make a connection of its own: those that are open are dead."""
