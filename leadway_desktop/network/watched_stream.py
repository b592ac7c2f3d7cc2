"""The sockets under httpx: every wait heeds the thread's watch.

httpcore takes a network backend of ours by its public interface. A cancel shuts the socket down
from the cancelling thread, which ends a blocked send, receive or TLS handshake within a
millisecond; a stall is judged by acknowledged bytes, which httpx's timeouts cannot see.
"""

from __future__ import annotations

import select
import socket
import ssl
import struct
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, TypeVar

import httpcore

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.network.connect import connect
from leadway_desktop.network.unacknowledged import baseline_of, unacknowledged
from leadway_desktop.network.watch import TICK, Watch, current_watch

_SLICE = 512 * 1024
"""Bytes per send at most: large enough for 2 GB/s on loopback, small enough to notice an early
reply."""
_RECORD = 16 * 1024
"""Bytes of a TLS record. OpenSSL takes a slice whole or says nothing, so a line on which a slice
has to wait gets small ones: progress would go by leaps otherwise."""
_INTERIM = b"HTTP/1.1 1"
"""How an interim reply (100, 103) begins: the final one is still to come."""
_MAX_INTERIM = 64 * 1024
"""Bytes of interim replies that are taken in during a request; nobody honest sends more."""
ANSWERS = "answers"
"""What a stream is asked: whether anything was read from it since the last write. If not, the reply
was there before its request: it came behind an earlier one, and answers nothing."""
_RESET_ON_CLOSE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)

Answer = TypeVar("Answer")


class WatchedBackend(httpcore.NetworkBackend):
    """Makes the connections of a pool.

    `make_tls` makes the context of one handshake; `is_proxy` says that every connection is to a
    proxy, so that one which cannot be reached is called by its name.
    """

    def __init__(self, make_tls: Callable[[], ssl.SSLContext], *, is_proxy: bool = False) -> None:
        self._make_tls = make_tls
        self._is_proxy = is_proxy
        self._on_timeout = httpcore.ProxyError if is_proxy else httpcore.ConnectTimeout
        self._on_error = httpcore.ProxyError if is_proxy else httpcore.ConnectError

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect; raises Cancelled, or httpcore's ConnectTimeout, ConnectError or ProxyError."""
        watch = current_watch()
        with _translated(watch.cancel, self._on_timeout, self._on_error):
            sock = connect(host, port, timeout or 60.0, watch.cancel)
        watch.connected()
        return WatchedStream(sock, self._make_tls, is_to_proxy=self._is_proxy)

    def sleep(self, seconds: float) -> None:
        """Wait, unless cancelled."""
        current_watch().cancel.wait(seconds)


class WatchedStream(httpcore.NetworkStream):
    """One connection. Used by one thread at a time; another may only shut it down.

    `is_to_proxy`: what goes over it asks a proxy for a tunnel, and no byte of a request of ours
    has left when that fails.
    """

    def __init__(
        self,
        sock: socket.socket,
        make_tls: Callable[[], ssl.SSLContext],
        *,
        is_to_proxy: bool = False,
    ) -> None:
        self._sock = sock
        self._is_to_proxy = is_to_proxy
        self._make_tls = make_tls
        self._slice = _RECORD if isinstance(sock, ssl.SSLSocket) else _SLICE
        self._early = b""
        self._has_read = False
        self._written = 0
        self._baseline = baseline_of(sock)  # a TLS handshake is behind us
        sock.settimeout(TICK)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it; raises WriteError as soon as the server answers before the end."""
        watch = current_watch()
        self._has_read = False
        rest = memoryview(buffer)
        with self._watched(watch, httpcore.WriteTimeout, httpcore.WriteError):
            while rest:
                allowed = watch.may_write(min(len(rest), self._slice))
                sent = self._send(watch, rest[:allowed])
                watch.left_over(allowed - sent)
                watch.wrote(sent)
                self._written += sent
                rest = rest[sent:]
                self._tell_acknowledged(watch)

    def _send(self, watch: Watch, piece: memoryview) -> int:
        """Send some of the piece, however long it takes; TLS wants the same piece at each try."""
        has_waited = False
        while True:
            self._stop_at_an_early_reply()
            sent = self._try(watch, partial(self._sock.send, piece))
            if sent is not None:
                break
            has_waited = True
            self._tell_acknowledged(watch)
        self._slice = _RECORD if has_waited else min(2 * self._slice, _SLICE)
        return sent

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Receive up to that many bytes; empty at the end of the stream."""
        self._has_read = True
        watch = current_watch()
        if self._early:
            data, self._early = self._early[:max_bytes], self._early[max_bytes:]
            watch.received(len(data))
            return data
        with self._watched(watch, httpcore.ReadTimeout, httpcore.ReadError):
            while (received := self._try(watch, partial(self._sock.recv, max_bytes))) is None:
                self._tell_acknowledged(watch)
            self._tell_acknowledged(watch)
            if self._is_to_proxy and not received:
                raise ConnectionResetError("hung up before the tunnel was there")
            watch.received(len(received))
            # A shutdown by a cancel looks like an end, and a dripping reply never lets a tick pass.
            watch.check()
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
        """Shake hands; raises httpcore.ConnectError with the ssl error as its cause.

        `ssl_context` is httpcore's to keep; the handshake has one of its own.
        """
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
                secured = self._make_tls().wrap_socket(self._sock, server_hostname=server_hostname)
        except BaseException:
            self.close()
            raise
        finally:
            handle.close()
        watch.connected()  # what a proxy has said before is no part of the reply
        return WatchedStream(secured, self._make_tls)

    def get_extra_info(self, info: str) -> Any:
        """Answer what httpcore asks of a stream, and what `exchange` does: see ANSWERS."""
        if info == ANSWERS:
            return self._has_read
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
        watch.acknowledge(unacknowledged(self._sock, self._written, self._baseline))

    @contextmanager
    def _watched(
        self, watch: Watch, on_timeout: type[Exception], on_error: type[Exception]
    ) -> Iterator[None]:
        if self._is_to_proxy:
            on_timeout = on_error = httpcore.ProxyError
        with (
            _translated(watch.cancel, on_timeout, on_error),
            watch.cancel.on_cancel(lambda: _shut_down(self._sock)),
        ):
            try:
                yield
            except OSError:
                # Did the last byte arrive before the line broke?
                with suppress(OSError):
                    self._tell_acknowledged(watch)
                raise

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
        if not _is_readable(self._sock):
            return
        self._sock.settimeout(0)
        try:
            data = self._sock.recv(_SLICE)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return
        finally:
            self._sock.settimeout(TICK)
        self._early += data
        if not data or not _is_interim(self._early):
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


def _is_interim(data: bytes) -> bool:
    """Whether nothing but interim replies, or the beginning of one, has come so far."""
    if len(data) > _MAX_INTERIM:
        return False
    while data.startswith(_INTERIM):
        data = data.partition(b"\r\n\r\n")[2]
    return _INTERIM.startswith(data)


def _shut_down(sock: socket.socket) -> None:
    """Wake whoever is blocked on the socket; the close that follows drops what is still unsent.

    Not SSLSocket.shutdown: that one forgets the TLS session, and the thread that is being woken
    would go on in the clear.
    """
    with suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
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
