"""The sockets under httpx: every wait heeds the thread's watch.

httpcore takes a network backend of ours by its public interface. A cancel shuts the socket down
from the cancelling thread, which ends a blocked send, receive or TLS handshake within a
millisecond; a stall is judged by acknowledged bytes, which httpx's timeouts cannot see.
"""

from __future__ import annotations

import select
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, TypeVar

import httpcore

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.network.connect import connect
from leadway_desktop.network.unacknowledged import unacknowledged
from leadway_desktop.network.watch import TICK, Watch, current_watch

_SLICE = 256 * 1024
"""Bytes per send: large enough for 1 GB/s on loopback, small enough to notice an early reply."""
_INTERIM = b"HTTP/1.1 1"
"""How an interim reply (100, 103) begins: the final one is still to come."""

Answer = TypeVar("Answer")


class WatchedBackend(httpcore.NetworkBackend):
    """Makes the connections of a pool."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect; raises Cancelled, httpcore.ConnectTimeout or httpcore.ConnectError."""
        watch = current_watch()
        with _translated(watch.cancel, httpcore.ConnectTimeout, httpcore.ConnectError):
            sock = connect(host, port, timeout or 60.0, watch.cancel)
        watch.received()
        return WatchedStream(sock)

    def sleep(self, seconds: float) -> None:
        """Wait, unless cancelled."""
        current_watch().cancel.wait(seconds)


class WatchedStream(httpcore.NetworkStream):
    """One connection. Used by one thread at a time; another may only shut it down."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._early = b""
        self._written = 0
        sock.settimeout(TICK)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it; raises WriteError as soon as the server answers before the end."""
        watch = current_watch()
        rest = memoryview(buffer)
        with self._watched(watch, httpcore.WriteTimeout, httpcore.WriteError):
            while rest:
                self._stop_at_an_early_reply()
                sent = self._try(watch, partial(self._sock.send, rest[:_SLICE]))
                if sent is not None:
                    watch.wrote(sent)
                    self._written += sent
                    rest = rest[sent:]
                self._tell_acknowledged(watch)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Receive up to that many bytes; empty at the end of the stream."""
        if self._early:
            data, self._early = self._early[:max_bytes], self._early[max_bytes:]
            return data
        watch = current_watch()
        with self._watched(watch, httpcore.ReadTimeout, httpcore.ReadError):
            while (received := self._try(watch, partial(self._sock.recv, max_bytes))) is None:
                self._tell_acknowledged(watch)
            self._tell_acknowledged(watch)
            watch.received()
            return received

    def close(self) -> None:
        """Close the connection."""
        self._sock.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Shake hands; raises httpcore.ConnectError with the ssl error as its cause."""
        if isinstance(self._sock, ssl.SSLSocket):
            raise httpcore.ProxyError("TLS inside TLS")
        watch = current_watch()
        # wrap_socket takes the socket away while it blocks, so a cancel needs a handle of its own.
        handle = self._sock.dup()
        try:
            with (
                _translated(watch.cancel, httpcore.ConnectTimeout, httpcore.ConnectError),
                watch.cancel.on_cancel(lambda: _shut_down(handle)),
            ):
                self._sock.settimeout(timeout)
                secured = ssl_context.wrap_socket(self._sock, server_hostname=server_hostname)
        except BaseException:
            self.close()
            raise
        finally:
            handle.close()
        watch.received()
        return WatchedStream(secured)

    def get_extra_info(self, info: str) -> Any:
        """Answer what httpcore asks of a stream."""
        if info == "ssl_object":
            return self._sock if isinstance(self._sock, ssl.SSLSocket) else None
        if info == "is_readable":
            return bool(self._early) or _is_readable(self._sock)
        answers: dict[str, Callable[[], Any]] = {
            "socket": lambda: self._sock,
            "client_addr": self._sock.getsockname,
            "server_addr": self._sock.getpeername,
        }
        return answers[info]() if info in answers else None

    def _tell_acknowledged(self, watch: Watch) -> None:
        watch.acknowledge(unacknowledged(self._sock, self._written))

    @contextmanager
    def _watched(
        self, watch: Watch, on_timeout: type[Exception], on_error: type[Exception]
    ) -> Iterator[None]:
        with (
            _translated(watch.cancel, on_timeout, on_error),
            watch.cancel.on_cancel(lambda: _shut_down(self._sock)),
        ):
            yield

    def _try(self, watch: Watch, operation: Callable[[], Answer]) -> Answer | None:
        """Run it for a tick; None when the tick was over first. Raises if the watch says so."""
        try:
            return operation()
        except (TimeoutError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            watch.check()
            return None

    def _stop_at_an_early_reply(self) -> None:
        """Raise if the server has answered already: it does not want the rest.

        Over TLS a readable socket may hold nothing but a session ticket, so the data decides.
        """
        if self._early or not _is_readable(self._sock):
            return
        self._sock.settimeout(0)
        try:
            data = self._sock.recv(_SLICE)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return
        finally:
            self._sock.settimeout(TICK)
        self._early = data
        if not data.startswith(_INTERIM):
            raise ConnectionAbortedError("answered before the end of the request")


@contextmanager
def _translated(
    cancel: CancelToken, on_timeout: type[Exception], on_error: type[Exception]
) -> Iterator[None]:
    """Turn the system's errors into httpcore's, and any error after a cancel into Cancelled."""
    try:
        yield
    except TimeoutError as error:
        cancel.raise_if_cancelled()
        raise on_timeout from error
    except OSError as error:
        cancel.raise_if_cancelled()
        raise on_error from error


def _shut_down(sock: socket.socket) -> None:
    """Wake whoever is blocked on the socket.

    Not SSLSocket.shutdown: that one forgets the TLS session, and the thread that is being woken
    would go on in the clear.
    """
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _is_readable(sock: socket.socket) -> bool:
    """Whether a receive would not block; also when the other end has closed."""
    if sock.fileno() < 0:
        return True
    if not hasattr(select, "poll"):
        return bool(select.select([sock], [], [], 0)[0])
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))
