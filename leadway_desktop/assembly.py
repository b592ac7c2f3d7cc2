"""Puts the engine together, for the window and the command line alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.conversation import ConversationQuery
from leadway_desktop.domain.secret import CurrentToken, Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.network.bandwidth import Bandwidth, bytes_a_second
from leadway_desktop.network.crm_client import CrmClient
from leadway_desktop.network.http_client import make_client
from leadway_desktop.network.probe import Probe
from leadway_desktop.network.signed_put import SignedPut
from leadway_desktop.transfer.messages.job import MessageJob
from leadway_desktop.transfer.system_clock import SystemClock
from leadway_desktop.transfer.upload_engine import UploadEngine
from leadway_desktop.transfer.upload_job import UploadJob
from leadway_desktop.workers.file_types import QtFileTypes


@dataclass(frozen=True, slots=True)
class Engine:
    """One account's engine; its parts can be shared by any number of threads."""

    crm: CrmClient
    token: CurrentToken
    uploads: UploadEngine
    bandwidth: Bandwidth
    """What the uploads may use, together."""
    close: Callable[[], None]
    """Close the connections; when no thread uses the engine any more."""

    def now(self) -> datetime:
        """Return the present moment, by the server's clock as soon as a reply has told it."""
        return self.crm.clock.now()

    def confirmed_now(self) -> datetime | None:
        """Return a moment that is certainly over; None before a server's reply has told the time.

        By the server's clock or ours, whichever is behind: either may be years ahead.
        """
        if self.crm.clock.seconds_ahead() is None:
            return None
        return min(self.now(), self.uploads.clock.now())

    def limit_bandwidth(self, kilobytes: int) -> None:
        """Let the uploads, those under way too, go at so many kB/s; 0: as fast as they can."""
        self.bandwidth.limit_to(bytes_a_second(kilobytes))


def build_engine(settings: Settings, token: Secret) -> Engine:
    """Build the engine of the account that `settings` and `token` name; touches no network."""
    # A client each: what the bucket's connections carry can never be a header of the API's.
    api_http, bucket_http = make_client(settings), make_client(settings)
    once_http = make_client(settings, keeps_connections=False)
    clients = (api_http, bucket_http, once_http)
    current = CurrentToken(token)
    crm = CrmClient(api_http, settings, current, once_http=once_http)
    clock = SystemClock()
    bucket = SignedPut(bucket_http, settings, Bandwidth(bytes_a_second(settings.bandwidth_limit)))
    job = UploadJob(crm, bucket, QtFileTypes(), clock)

    def forget_connections() -> None:
        for http in clients:
            http.forget_connections()

    def close() -> None:
        for http in clients:
            http.close()

    probe = Probe(once_http, settings, bucket.refused)
    uploads = UploadEngine(
        job, MessageJob(crm, clock), clock, probe, crm.rate_limit.ask_anyway, forget_connections
    )
    return Engine(crm, current, uploads, bucket.bandwidth, close)


def check_credentials(
    settings: Settings, token: Secret, location_id: str, cancel: CancelToken
) -> None:
    """Prove a token and a location id with one call; raises what is wrong with them."""
    settings = replace(settings, location_id=location_id)
    engine = build_engine(settings, token)
    try:
        engine.crm.search(ConversationQuery(page_size=1), None, cancel)
    finally:
        engine.close()
