"""What the sign-in page asks of its desk, by shape; `workers.SignIn` has it."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import SignalInstance

from leadway_desktop.domain.secret import Secret


class SignInService(Protocol):
    """Tries credentials; methods return at once, signals arrive in the window's thread."""

    @property
    def accepted(self) -> SignalInstance:
        """The token works and is kept."""

    @property
    def refused(self) -> SignalInstance:
        """LeadwayError: why not."""

    @property
    def not_kept(self) -> SignalInstance:
        """LeadwayError of the keyring: the token works, but cannot be kept."""

    @property
    def busy_changed(self) -> SignalInstance:
        """Whether an attempt is being made."""

    def try_credentials(self, token: Secret, location_id: str) -> None:
        """Try them."""

    def keep_for_session(self) -> None:
        """Go on with the token in memory alone."""

    def cancel(self) -> None:
        """Stop the attempt."""
