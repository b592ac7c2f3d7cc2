"""Errors on the road to a server."""

from __future__ import annotations

import re

from leadway_desktop.domain.certificate_flaw import CertificateFlaw
from leadway_desktop.domain.errors.root import LeadwayError
from leadway_desktop.domain.remedy import Remedy


class NetworkError(LeadwayError):
    """The server was not reached, or not to the end."""

    remedy = Remedy.NETWORK


class NoConnection(NetworkError):
    """No address, no route, refused, or no answer to the attempt to connect."""


class StorageUnreachable(NetworkError):
    """The bucket's host is not reached as the API's is: `host` is its name, in ASCII.

    A firewall or a name server that knows Leadway alone; nothing of the signed URL but the host.
    """

    def __init__(
        self,
        *,
        host: str,
        detail: str = "",
        trace_id: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(detail=detail, trace_id=trace_id, status=status)
        self.host = host


class ConnectionLost(NetworkError):
    """The connection ended before the reply was complete.

    `is_sent`: the file had gone out before, so that a retry asks for its link alone.
    """

    remedy = Remedy.RETRY

    def __init__(
        self,
        *,
        is_sent: bool = False,
        detail: str = "",
        trace_id: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(detail=detail, trace_id=trace_id, status=status)
        self.is_sent = is_sent


class ReplyLost(NetworkError):
    """The other end has taken the last byte of a file, and its answer did not come."""

    remedy = Remedy.RETRY


class Stalled(NetworkError):
    """For the whole stall time no byte was acknowledged or received.

    `is_taken`: the other end has the whole request, and it is its answer that did not begin.
    """

    remedy = Remedy.RETRY

    def __init__(
        self,
        *,
        is_taken: bool = False,
        detail: str = "",
        trace_id: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(detail=detail, trace_id=trace_id, status=status)
        self.is_taken = is_taken


class CertificateRefused(NetworkError):
    """The operating system refuses the certificate of `host`, a name or an address in ASCII.

    `code`: the number that the system, or OpenSSL, has for the reason; `detail`: its words for it.
    """

    remedy = Remedy.SETTINGS

    def __init__(
        self,
        *,
        flaw: CertificateFlaw = CertificateFlaw.OTHER,
        host: str = "",
        code: str = "",
        detail: str = "",
        trace_id: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(detail=detail, trace_id=trace_id, status=status)
        self.flaw = CertificateFlaw(flaw)  # the journal keeps its value
        self.host = host
        self.code = code

    def _own_facts(self) -> list[str]:
        facts = [self.flaw.value]
        if re.fullmatch(r"-?[0-9a-fx]{1,16}", self.code):
            facts.append(f"code {self.code}")
        if re.fullmatch(r"[A-Za-z0-9.:_-]{1,253}", self.host):
            facts.append(self.host)
        return facts


class NoSecureConnection(NetworkError):
    """What answers speaks no TLS, or none that this program takes: a wrong port, an old proxy.

    `host` is the file storage's name, in ASCII; empty where it is the API's address.
    """

    remedy = Remedy.SETTINGS

    def __init__(
        self,
        *,
        host: str = "",
        detail: str = "",
        trace_id: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(detail=detail, trace_id=trace_id, status=status)
        self.host = host


class Intercepted(NetworkError):
    """Something on the way has answered in the server's place: a login page, a proxy's notice."""


class ProxyFailed(NetworkError):
    """The proxy refused or could not be used."""

    remedy = Remedy.SETTINGS

    @property
    def is_refusal(self) -> bool:
        """Whether it was reached, and turned the connection down: it wants a password, say."""
        return self.status is not None and self.status < 500
