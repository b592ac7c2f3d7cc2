"""httpx clients over watched sockets, and exchanges with bounded replies.

HTTP/1.1 only: over HTTP/2 an early 403 or 413 became a read timeout of 8 s in a trial. Nothing
follows redirects, keeps cookies or reads the environment by itself.
"""

from __future__ import annotations

import logging
import zlib
from dataclasses import dataclass

import httpx

from leadway_desktop.domain.settings import Settings
from leadway_desktop.network.transport import ALL_HEADERS, WatchedTransport
from leadway_desktop.network.watch import current_watch
from leadway_desktop.network.watched_stream import ANSWERS

MAX_REPLY_SIZE = 8 * 1024 * 1024
"""Bytes of a reply that are read at most: 100 conversations are some 200 kB."""

# Their INFO and DEBUG records hold whole URLs, signature included.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class DeadConnection(httpx.RemoteProtocolError):
    """A connection that had been kept open was closed, or reset, before a byte of the reply.

    The server closes what is idle too long, and a request may cross that on its way.
    """


class ReplyTooLarge(httpx.DecodingError):
    """The reply has more than MAX_REPLY_SIZE bytes."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply, read to its end."""

    status: int
    headers: httpx.Headers
    body: bytes


class WatchedClient(httpx.Client):
    """A client over watched sockets; any number of threads may share it. Close it when done."""

    def __init__(self, settings: Settings, *, keeps_connections: bool = True) -> None:
        self._watched = WatchedTransport(settings.proxy, keeps_connections=keeps_connections)
        timeout, connect = settings.reply_timeout, settings.connect_timeout
        super().__init__(
            transport=self._watched,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(timeout, connect=connect, pool=None),
        )

    def forget_connections(self) -> None:
        """Have every request from now on go over a new connection: the computer has slept."""
        self._watched.forget_connections()


def make_client(settings: Settings, *, keeps_connections: bool = True) -> WatchedClient:
    """Return a client for an account's settings."""
    return WatchedClient(settings, keeps_connections=keeps_connections)


def exchange(client: httpx.Client, request: httpx.Request) -> Reply:
    """Send the request and read the reply; inside `watching` only. Raises httpx's errors."""
    timeout = client.timeout.as_dict()
    request.extensions = {**request.extensions, "timeout": timeout}
    try:
        response = client.send(request, stream=True)
    except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError) as error:
        if current_watch().has_heard_nothing_on_an_old_one:
            raise DeadConnection(str(error), request=request) from error
        raise
    try:
        if not response.extensions["network_stream"].get_extra_info(ANSWERS):
            raise httpx.RemoteProtocolError("a reply before its request", request=request)
        return Reply(response.status_code, response.extensions[ALL_HEADERS], _bounded(response))
    finally:
        response.close()


def _bounded(response: httpx.Response) -> bytes:
    """Read a reply to its end; one that came packed unasked is unpacked no further than that.

    Not httpx's own unpacking: a few hundred kB can become gigabytes before the first look.
    """
    is_packed = response.headers.get("content-encoding", "").strip().lower() in _PACKED
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | _EITHER_KIND) if is_packed else None
    # Pieces, not one array that grows: the C library keeps the room of large ones for its threads.
    pieces: list[bytes] = []
    room = MAX_REPLY_SIZE + 1
    for chunk in response.iter_raw(64 * 1024):
        try:
            pieces.append(chunk if unpacker is None else unpacker.decompress(chunk, room))
        except zlib.error:
            raise httpx.DecodingError("packed badly", request=response.request) from None
        room -= len(pieces[-1])
        if room <= 0:
            raise ReplyTooLarge("reply too large", request=response.request)
    return b"".join(pieces)


_PACKED = {"gzip", "x-gzip", "deflate"}
_EITHER_KIND = 32
"""To zlib: tell gzip from deflate by the first bytes."""
