"""Light questions to the addresses that uploads need: is there a road to them?"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

import httpx

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.domain.settings import Settings
from leadway_desktop.network.error_mapping import error_of_exception
from leadway_desktop.network.http_client import Reply, exchange
from leadway_desktop.network.interception import check_is_ours
from leadway_desktop.network.refused_origins import RefusedOrigins, is_refused_on_the_way
from leadway_desktop.network.watch import Watch, watching

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Probe:
    """Asks the API, and each storage to which TLS, or the way, was refused."""

    http: httpx.Client
    """Keeps no connection: one that is kept tells nothing of the next, which may meet somebody."""
    settings: Settings
    refused: RefusedOrigins = field(default_factory=RefusedOrigins)

    def __call__(self, cancel: CancelToken) -> None:
        """Return if they answer; raises Cancelled, or the NetworkError that stands in the way.

        No token goes with it: whatever answers may be a hotel's login page. One that does answer
        for the API is told by a path that the API itself answers with success to nobody without.
        """
        url = self.settings.base_url.rstrip("/") + "/conversations/search"
        check_is_ours(self._ask(url, cancel), httpx.URL(url))
        for origin in self.refused.all():
            self._ask_storage(origin, cancel)

    def _ask_storage(self, origin: str, cancel: CancelToken) -> None:
        try:
            self._ask(origin + "/", cancel)
        except LeadwayError as error:
            if is_refused_on_the_way(error):
                if self.refused.refuses_again(origin):
                    raise
                return
            logger.debug("No longer refused on the way: %s", error)
        self.refused.discard(origin)

    def _ask(self, url: str, cancel: CancelToken) -> Reply:
        timeout = self.settings.connect_timeout
        watch = Watch(cancel, stall_timeout=timeout, total_timeout=2 * timeout)
        try:
            with watching(watch):
                return exchange(self.http, httpx.Request("HEAD", url))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            mapped = error_of_exception(error)
            if mapped is None:
                raise
            raise mapped from None
