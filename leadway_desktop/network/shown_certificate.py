"""The certificate that the API's address shows, for who wants to know why it is refused."""

from __future__ import annotations

import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.settings import Settings
from leadway_desktop.network.http_client import exchange
from leadway_desktop.network.transport import WatchedTransport
from leadway_desktop.network.watch import Watch, watching

_LONGEST = 200
"""Letters of a name."""


@dataclass(frozen=True, slots=True)
class ShownCertificate:
    """What a certificate says of itself: nobody has vouched for a word of it."""

    subject: str
    issuer: str
    begins_at: datetime
    ends_at: datetime


def shown_certificate(settings: Settings, cancel: CancelToken) -> ShownCertificate | None:
    """Return what the API's address shows, or what something on the way shows in its place.

    Hangs up after the handshake: nothing is asked where nobody is trusted. None where there is no
    handshake. Raises Cancelled.
    """
    look = _Look()
    watch = Watch(
        cancel,
        stall_timeout=settings.connect_timeout,
        total_timeout=2 * settings.connect_timeout,
    )
    transport = WatchedTransport(settings.proxy, make_tls=look.context)
    with (
        suppress(httpx.HTTPError, httpx.InvalidURL, UnicodeError),
        httpx.Client(
            transport=transport, trust_env=False, timeout=settings.connect_timeout
        ) as http,
        watching(watch),
    ):
        exchange(http, httpx.Request("HEAD", settings.base_url))
    return look.seen


class _Look:
    """Takes any certificate, keeps what it says, and ends the connection."""

    def __init__(self) -> None:
        self.seen: ShownCertificate | None = None

    def context(self) -> ssl.SSLContext:
        look = self

        class OnlyLooking(ssl.SSLSocket):
            def do_handshake(self, block: bool = False) -> None:
                super().do_handshake(block)
                look.seen = _read(self)
                raise ssl.SSLError("seen")

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.sslsocket_class = OnlyLooking
        return context


def _read(sock: ssl.SSLSocket) -> ShownCertificate | None:
    """Return what the other side's certificate says; None where Python does not tell.

    Of one that is not verified the public interface gives bytes alone; truststore reads it by this
    one as well.
    """
    try:
        first, *_ = sock._sslobj.get_unverified_chain()  # type: ignore[attr-defined]
        told = first.get_info()
        return ShownCertificate(
            _name(told["subject"]),
            _name(told["issuer"]),
            _moment(told["notBefore"]),
            _moment(told["notAfter"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError, OSError):
        return None


def _name(parts: Any) -> str:
    """Return who it is, the organisation behind it."""
    values = dict(pair for part in parts for pair in part)
    wanted = (values.get(key, "") for key in ("commonName", "organizationName"))
    return ", ".join(dict.fromkeys(filter(None, wanted)))[:_LONGEST]


def _moment(told: str) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(told), UTC)
