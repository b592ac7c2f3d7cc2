"""One light question to the API's address: is there a road to it?"""

from __future__ import annotations

import httpx

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.settings import Settings
from leadway_desktop.network.error_mapping import error_of_exception
from leadway_desktop.network.http_client import exchange
from leadway_desktop.network.watch import Watch, watching


def probe(http: httpx.Client, settings: Settings, cancel: CancelToken) -> None:
    """Return if anything answers; raises Cancelled, or the error that stands in the way.

    No token goes with it: whatever answers may be a hotel's login page.
    """
    timeout = settings.connect_timeout
    watch = Watch(cancel, stall_timeout=timeout, total_timeout=2 * timeout)
    try:
        with watching(watch):
            exchange(http, httpx.Request("HEAD", settings.base_url.rstrip("/") + "/"))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        mapped = error_of_exception(error)
        if mapped is None:
            raise
        raise mapped from None
