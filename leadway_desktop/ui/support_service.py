"""What the support dialog asks of its desk, by shape; `workers.SupportDesk` has it."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import SignalInstance

from leadway_desktop.domain.support_report import Report


class SupportService(Protocol):
    """Makes reports; methods return at once, signals arrive in the window's thread."""

    @property
    def collected(self) -> SignalInstance:
        """Report."""

    @property
    def saved(self) -> SignalInstance:
        """Path of the file."""

    @property
    def failed(self) -> SignalInstance:
        """Why there is no report, or the system's reason why it was not written."""

    def collect(self) -> None:
        """Make a report."""

    def cancel(self) -> None:
        """Stop collecting."""

    def save(self, file: Path, report: Report) -> None:
        """Write a report."""
