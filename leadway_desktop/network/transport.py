"""httpx's transport: pools of connections with sockets of ours, certificates, proxies."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from urllib.parse import unquote_to_bytes, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from leadway_desktop.domain.settings import is_loopback
from leadway_desktop.network.watched_stream import WatchedBackend

ALL_HEADERS = "leadway_headers"
"""A response's extension: its headers as they came. httpx itself sees none of them that leads
elsewhere: where it follows nothing it prepares to all the same, and fails at an address that is
none, as if there were no reply."""

MakeTls = Callable[[], ssl.SSLContext]
"""Makes the context of one handshake."""


class WatchedTransport(httpx.BaseTransport):
    """httpcore's pools under httpx, with sockets of our own and the system's certificates.

    `proxy`: see `Settings.proxy`. This computer itself is never reached by a proxy.
    `make_tls`: who decides on certificates instead.
    """

    def __init__(
        self,
        proxy: str = "none",
        *,
        keeps_connections: bool = True,
        make_tls: MakeTls | None = None,
    ) -> None:
        self._proxy = proxy
        self._make_tls = system_certificates if make_tls is None else make_tls
        self._most_idle = _MOST_IDLE if keeps_connections else 0
        self._pools: dict[str, _Pool] = {}
        self._lock = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; see httpx.BaseTransport."""
        url = request.url
        with _as_httpx(request):
            pool = self._enter(proxy_for(url.scheme, url.host, self._proxy))
            try:
                response = pool.core.handle_request(_core_request(request))
            except BaseException:
                self._leave(pool)
                raise
        return httpx.Response(
            status_code=response.status,
            headers=[pair for pair in response.headers if pair[0].lower() != b"location"],
            stream=_ReplyStream(response, request, partial(self._leave, pool)),
            extensions={**response.extensions, ALL_HEADERS: httpx.Headers(response.headers)},
        )

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for pool in self._pools.values():
                pool.core.close()
            self._pools.clear()

    def forget_connections(self) -> None:
        """Close what is idle, and what is in use when it no longer is."""
        with self._lock:
            pools = list(self._pools.values())
            self._pools.clear()
            for pool in pools:
                pool.is_forgotten = True
                pool.close_if_unused()

    def _enter(self, proxy: str) -> _Pool:
        with self._lock:
            if proxy not in self._pools:
                self._pools[proxy] = _Pool(_make_pool(proxy, self._most_idle, self._make_tls))
            pool = self._pools[proxy]
            pool.users += 1
            return pool

    def _leave(self, pool: _Pool) -> None:
        with self._lock:
            pool.users -= 1
            pool.close_if_unused()


@dataclass(slots=True, eq=False)
class _Pool:
    """Connections, and how many requests are under way on them."""

    core: httpcore.ConnectionPool
    users: int = 0
    is_forgotten: bool = False

    def close_if_unused(self) -> None:
        # Never one in use: its number would go to the next socket, and the thread read from that.
        if self.is_forgotten and not self.users:
            self.core.close()


class _ReplyStream(httpx.SyncByteStream):
    """A reply's bytes, with httpx's errors."""

    def __init__(
        self, response: httpcore.Response, request: httpx.Request, on_close: Callable[[], None]
    ) -> None:
        self._response = response
        self._request = request
        self._on_close: Callable[[], None] | None = on_close

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx(self._request):
            yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()
        on_close, self._on_close = self._on_close, None
        if on_close is not None:
            on_close()


def proxy_for(scheme: str, host: str, setting: str) -> str:
    """Return the proxy's address for a host, or an empty string for the straight way.

    `system` asks each time: a laptop changes networks while the program runs.
    """
    if setting == "none" or is_loopback(host):
        return ""
    if setting != "system":
        return setting
    if proxy_bypass(host):
        return ""
    proxies = getproxies()
    address = proxies.get(scheme) or proxies.get("all") or ""
    return address if "://" in address or not address else f"http://{address}"


def _make_pool(proxy: str, most_idle: int, make_tls: MakeTls) -> httpcore.ConnectionPool:
    if not proxy:
        return httpcore.ConnectionPool(
            ssl_context=_no_certificates(),
            max_connections=None,
            max_keepalive_connections=most_idle,
            keepalive_expiry=_KEEPALIVE_SECONDS,
            network_backend=WatchedBackend(make_tls),
        )
    parts = urlsplit(proxy)
    try:
        address = f"http://{parts.hostname}:{parts.port or 80}"
    except ValueError:
        raise httpcore.ProxyError("not an address") from None
    if parts.scheme != "http" or not parts.hostname:
        raise httpcore.ProxyError("not an HTTP proxy")
    return httpcore.HTTPProxy(
        proxy_url=address,
        proxy_auth=_proxy_auth(parts.username, parts.password),
        ssl_context=_no_certificates(),
        max_connections=None,
        max_keepalive_connections=most_idle,
        keepalive_expiry=_KEEPALIVE_SECONDS,
        network_backend=WatchedBackend(make_tls, is_proxy=True),
    )


def _no_certificates() -> ssl.SSLContext:
    """Return what httpcore wants to have and `WatchedStream` does not use: it trusts nobody."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


_MOST_IDLE = 100
"""Connections that are kept open: more than there are threads. httpcore counts those in use too,
and with httpx's 20, thirty threads made a new connection for almost every call."""
_KEEPALIVE_SECONDS = 5.0
"""As httpx: servers close idle connections sooner or later, and a race with that costs an error."""


def _proxy_auth(username: str | None, password: str | None) -> tuple[bytes, bytes] | None:
    """Return name and password in UTF-8: httpcore takes no letter but English ones as text."""
    return (unquote_to_bytes(username), unquote_to_bytes(password or "")) if username else None


def system_certificates() -> ssl.SSLContext:
    """Return a new TLS context in which the operating system's certificates decide.

    New for each handshake: truststore holds the context's lock for as long as the handshake
    lasts, so one silent server would hold up every other connection, deaf to a cancel.
    """
    import truststore  # here: a practice account does without TLS

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_alpn_protocols(["http/1.1"])
    return context


def _core_request(request: httpx.Request) -> httpcore.Request:
    """Translate; the `target` extension ends here.

    httpcore hands a request's extensions on to the CONNECT that opens a proxy's tunnel: the target
    there would be a signed URL, in the clear.
    """
    url, extensions = request.url, dict(request.extensions)
    target = extensions.pop("target", url.raw_path)
    assert isinstance(request.stream, httpx.SyncByteStream)
    return httpcore.Request(
        method=request.method,
        url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=target),
        headers=request.headers.raw,
        content=request.stream,
        extensions=extensions,
    )


@contextmanager
def _as_httpx(request: httpx.Request) -> Iterator[None]:
    """Raise httpx's error of the same name for httpcore's: each has one (a test proves it)."""
    try:
        yield
    except tuple(HTTPX_ERRORS) as error:
        raise HTTPX_ERRORS[type(error)](str(error), request=request) from error


HTTPX_ERRORS: dict[type[Exception], type[httpx.TransportError]] = {
    httpcore.ConnectTimeout: httpx.ConnectTimeout,
    httpcore.ReadTimeout: httpx.ReadTimeout,
    httpcore.WriteTimeout: httpx.WriteTimeout,
    httpcore.PoolTimeout: httpx.PoolTimeout,
    httpcore.ConnectError: httpx.ConnectError,
    httpcore.ReadError: httpx.ReadError,
    httpcore.WriteError: httpx.WriteError,
    httpcore.ProxyError: httpx.ProxyError,
    httpcore.UnsupportedProtocol: httpx.UnsupportedProtocol,
    httpcore.LocalProtocolError: httpx.LocalProtocolError,
    httpcore.RemoteProtocolError: httpx.RemoteProtocolError,
}
