"""What the settings window asks of its desk, by shape; `workers.SettingsDesk` has it."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import SignalInstance

from leadway_desktop.domain.settings import LoadedSettings, Settings


class SettingsService(Protocol):
    """Holds the settings in force and writes changes; signals arrive in the window's thread."""

    @property
    def changed(self) -> SignalInstance:
        """Settings, after they were written."""

    @property
    def failed(self) -> SignalInstance:
        """LeadwayError: they were not written."""

    @property
    def loaded(self) -> LoadedSettings:
        """What is in force, and where each value came from."""

    def save(self, settings: Settings) -> None:
        """Write them."""
