"""Whether a reply comes from the API at all: networks that ask for a login answer in its place."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx

from leadway_desktop.domain.errors import Intercepted
from leadway_desktop.network.http_client import Reply

_LOGIN_WANTED = 511
"""Network Authentication Required (RFC 6585): nobody but a network in between says so."""


_OF_THE_API = ("x-ratelimit-", "x-trace-id")


def check_is_ours(reply: Reply, asked: httpx.URL) -> None:
    """Raise Intercepted where a page for a person, or the way to one, came for an API's reply.

    An error's page is no proof: the API's own gateway writes some in HTML. What carries the API's
    own headers is the API's.
    """
    if any(name.startswith(_OF_THE_API) for name in reply.headers):
        return
    if _is_page(reply) or reply.status == _LOGIN_WANTED or _leads_away(reply, asked):
        raise Intercepted(status=reply.status)


def _is_page(reply: Reply) -> bool:
    content_type = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    return 200 <= reply.status < 300 and content_type in {"text/html", "application/xhtml+xml"}


def _leads_away(reply: Reply, asked: httpx.URL) -> bool:
    if not 300 <= reply.status < 400:
        return False
    try:
        host = urlsplit(reply.headers.get("location", "")).hostname
    except ValueError:
        return False
    return host is not None and host != asked.host
