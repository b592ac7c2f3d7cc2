"""How a wait ends, in the agent's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeGuard

from PySide6.QtCore import QCoreApplication

from leadway_desktop.domain.certificate_flaw import CertificateFlaw
from leadway_desktop.domain.errors import CertificateRefused, LeadwayError
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.ui import texts
from leadway_desktop.ui.errors_in_short import in_short


@dataclass(frozen=True, slots=True)
class WaitWords:
    """A sentence for the end of each wait; `later` holds `{time}`."""

    network: str
    intercepted: str
    accepted: str
    """Where nobody intercepts, and the certificate is refused all the same."""
    sign_in: str
    soon: str
    later: str

    def of(self, error: LeadwayError | None, reason: WaitReason, seconds: float | None) -> str:
        """Return how a wait ends that goes on for that long, if it is time that is waited for."""
        if reason is WaitReason.NETWORK:
            return self.network
        if reason is WaitReason.INTERCEPTED:
            return self.accepted if is_plain_refusal(error) else self.intercepted
        if reason is WaitReason.SIGN_IN:
            return self.sign_in
        return self.later.format(time=texts.countdown(seconds)) if seconds else self.soon

    def after(self, error: LeadwayError | None, wait: Wait, seconds: float | None) -> str:
        """Return in short what happened, where anything did, and how the wait for it ends."""
        return " ".join(filter(None, self.apart(error, wait, seconds)))

    def apart(
        self, error: LeadwayError | None, wait: Wait, seconds: float | None
    ) -> tuple[str, str]:
        """Return the two of them apart; the first is empty where nothing happened."""
        return in_short(error) if error is not None else "", self.of(error, wait.reason, seconds)


def is_plain_refusal(error: LeadwayError | None) -> TypeGuard[CertificateRefused]:
    """Whether a certificate is refused that is not the work of somebody on the way."""
    return isinstance(error, CertificateRefused) and error.flaw is not CertificateFlaw.ISSUER


def upload_waits() -> WaitWords:
    """Return the sentences for an upload that waits."""
    translate = QCoreApplication.translate
    return WaitWords(
        network=translate("Uploads", "Goes on by itself when the network is back."),
        intercepted=translate("Uploads", "Goes on by itself when the network lets it through."),
        accepted=translate("Uploads", "Goes on by itself when the certificate is valid."),
        sign_in=translate("Uploads", "Waits for you to sign in."),
        soon=translate("Uploads", "Tries again in a moment."),
        later=translate("Uploads", "Tries again in {time}."),
    )


def message_waits() -> WaitWords:
    """Return the sentences for a message that waits."""
    translate = QCoreApplication.translate
    return WaitWords(
        network=translate("Deliveries", "Will be sent when the network is back."),
        intercepted=translate("Deliveries", "Will be sent when the network lets it through."),
        accepted=translate("Deliveries", "Will be sent when the certificate is valid."),
        sign_in=translate("Deliveries", "Will be sent when you have signed in."),
        soon=translate("Deliveries", "Will be sent in a moment."),
        later=translate("Deliveries", "Will be sent in {time}."),
    )


def seconds_left(wait: Wait, now: datetime) -> float | None:
    """Return how long a wait goes on; None where it is not time that is waited for."""
    return None if wait.until is None else max(0.0, (wait.until - now).total_seconds())
