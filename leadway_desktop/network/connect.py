"""Connecting, so that a cancel ends it at once and one dead address does not hold it up."""

from __future__ import annotations

import errno
import selectors
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from leadway_desktop.domain.cancel import CancelToken

_HEAD_START = 0.25
"""Seconds that one address has before the next is tried beside it (RFC 8305)."""
_TICK = 0.05
"""Seconds between two looks whether a cancel has come."""
_IN_PROGRESS = {0, errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", 0)}

_Address = tuple[int, int, int, tuple[Any, ...]]


def connect(host: str, port: int, timeout: float, cancel: CancelToken) -> socket.socket:
    """Return a connected, blocking TCP socket.

    Raises Cancelled, TimeoutError after `timeout` seconds, or OSError (socket.gaierror where the
    name has no address; otherwise the error of the last address tried).
    """
    deadline = time.monotonic() + timeout
    addresses = _resolve(host, port, deadline, cancel)
    race = _Race(addresses)
    try:
        return race.run(deadline, cancel)
    finally:
        race.close_losers()


def _resolve(host: str, port: int, deadline: float, cancel: CancelToken) -> list[_Address]:
    """Look the name up in a thread of its own: nothing can interrupt getaddrinfo."""
    answer: list[list[_Address] | OSError] = []
    done = threading.Event()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.append([(family, kind, proto, to) for family, kind, proto, _, to in found])
        except OSError as error:
            answer.append(error)
        except UnicodeError:
            answer.append(socket.gaierror(socket.EAI_NONAME, "not a host name"))
        finally:
            done.set()

    threading.Thread(target=look_up, name="resolve", daemon=True).start()
    with cancel.on_cancel(done.set):
        in_time = done.wait(max(0.0, deadline - time.monotonic()))
    cancel.raise_if_cancelled()
    if not in_time:
        raise TimeoutError
    if isinstance(answer[0], OSError):
        raise answer[0]
    return _alternate(answer[0])


def _alternate(addresses: list[_Address]) -> list[_Address]:
    """Put IPv6 and IPv4 in turns, so that a broken one of the two costs a head start only."""
    first = [one for one in addresses if one[0] == addresses[0][0]]
    other = [one for one in addresses if one[0] != addresses[0][0]]
    turns: list[_Address] = []
    while first or other:
        turns += [queue.pop(0) for queue in (first, other) if queue]
    return turns


class _Race:
    """Attempts on several addresses, each started a little after the one before."""

    def __init__(self, addresses: list[_Address]) -> None:
        self._addresses = addresses
        self._selector = selectors.DefaultSelector()
        self._running: set[socket.socket] = set()
        self._error: OSError = ConnectionRefusedError()

    def run(self, deadline: float, cancel: CancelToken) -> socket.socket:
        next_start = 0.0
        while self._addresses or self._running:
            cancel.raise_if_cancelled()
            now = time.monotonic()
            if now > deadline:
                raise TimeoutError
            if self._addresses and (now >= next_start or not self._running):
                self._start(self._addresses.pop(0))
                next_start = now + _HEAD_START
            for winner in self._winners():
                return winner
        raise self._error

    def close_losers(self) -> None:
        for sock in self._running:
            sock.close()
        self._selector.close()

    def _start(self, address: _Address) -> None:
        family, kind, proto, where = address
        try:
            sock = socket.socket(family, kind, proto)
        except OSError as error:
            self._error = error
            return
        self._running.add(sock)
        sock.setblocking(False)
        code = sock.connect_ex(where)
        if code not in _IN_PROGRESS:
            self._lost(sock, code)
            return
        self._selector.register(sock, selectors.EVENT_WRITE)

    def _winners(self) -> Iterator[socket.socket]:
        if not self._running:
            return
        for key, _ in self._selector.select(_TICK):
            sock = key.fileobj
            assert isinstance(sock, socket.socket)
            self._selector.unregister(sock)
            code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if code == 0:
                self._running.discard(sock)
                sock.setblocking(True)
                with suppress(OSError):
                    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                yield sock
                return
            self._lost(sock, code)

    def _lost(self, sock: socket.socket, code: int) -> None:
        self._error = OSError(code, "connect")
        self._running.discard(sock)
        sock.close()
