"""HTTP for both of the practice servers: requests, replies, and the body as it arrives."""

import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from email.message import Message
from io import BufferedReader
from typing import Protocol
from urllib.parse import unquote

from leadway_desktop.practice.errors import ApiError, phrase
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.signing import Query, parse_query

BLOCK = 256 * 1024
# A paced body is taken in steps of a twentieth of a second, so that the pace looks steady.
PACED_STEPS_PER_S = 20


class ConnectionDroppedError(Exception):
    """This exchange ends without a whole reply: by a fault, by the client, or because of stop.

    ``last_words`` still go out as they are; ``reset`` makes the end an RST instead of a FIN.
    """

    def __init__(self, reason: str, *, reset: bool = False, last_words: bytes = b"") -> None:
        super().__init__(reason)
        self.reset = reset
        self.last_words = last_words


class Streamed(Protocol):
    """A reply's body that is not held in memory."""

    @property
    def size(self) -> int:
        """How many bytes it has."""

    def chunks(self) -> Iterator[bytes]:
        """Yield exactly ``size`` bytes."""


@dataclass(frozen=True)
class Reply:
    """A reply. Content-Length, Date and Connection are added when it is sent."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | Streamed = b""

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return len(self.body) if isinstance(self.body, bytes) else self.body.size

    def with_headers(self, more: Iterable[tuple[str, str]]) -> "Reply":
        """Return a copy where ``more`` replaces headers of the same names."""
        added = tuple(more)
        names = {name.lower() for name, _ in added}
        kept = tuple(pair for pair in self.headers if pair[0].lower() not in names)
        return replace(self, headers=kept + added)

    def head(self, *, date: str, close: bool) -> bytes:
        """Return the status line and headers as they go over the wire."""
        lines = [f"HTTP/1.1 {self.status} {phrase(self.status)}", f"Date: {date}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        lines += [
            f"Content-Length: {self.size}",
            f"Connection: {'close' if close else 'keep-alive'}",
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


class Pacer:
    """Keeps a flow at ``bytes_per_s``; its waits end when ``closing`` is set."""

    def __init__(self, bytes_per_s: int, closing: threading.Event) -> None:
        self.step = max(1, min(BLOCK, bytes_per_s // PACED_STEPS_PER_S))
        self._rate = bytes_per_s
        self._closing = closing
        self._start = time.monotonic()
        self._spent = 0

    def spend(self, count: int) -> None:
        """Account for ``count`` bytes and wait until they are due."""
        self._spent += count
        pause(self._start + self._spent / self._rate - time.monotonic(), self._closing)


def pause(seconds: float | None, closing: threading.Event) -> None:
    """Wait (None: for ever); raises ConnectionDroppedError as soon as the server stops."""
    if (seconds is None or seconds > 0) and closing.wait(seconds):
        raise ConnectionDroppedError("the practice server stops")


@dataclass
class _Trip:
    """A fault that waits at a byte of the body."""

    at_byte: int
    spring: Callable[[], None]


class Body:
    """A request's body, read in blocks straight from the socket; the faults on its way strike here.

    ``length`` is None for a chunked body, which neither server takes.
    """

    def __init__(
        self, stream: BufferedReader, length: int | None, before_first: Callable[[], None]
    ) -> None:
        self.length = length
        self.received = 0
        self.pacer: Pacer | None = None
        self._stream = stream
        self._before_first = before_first
        self._trips: list[_Trip] = []
        self._begun = False

    @property
    def unread(self) -> bool:
        """Whether bytes of this request may still be on their way."""
        return self.length is None or self.received < self.length

    def trip_at(self, at_byte: int, spring: Callable[[], None]) -> None:
        """Call ``spring`` once ``at_byte`` bytes came, or at the end if the body is shorter."""
        self._trips.append(_Trip(at_byte, spring))
        self._trips.sort(key=lambda trip: trip.at_byte)

    def read(self) -> bytes:
        """Return the next block, b"" at the end.

        Raises ConnectionDroppedError when the client hangs up first or a fault cuts the line.
        """
        self.spring_due()
        wanted = self._wanted()
        if wanted == 0:
            return b""
        self._begin()
        block = self._stream.read1(wanted)
        if not block:
            raise ConnectionDroppedError("the client hung up")
        self.received += len(block)
        if self.pacer:
            self.pacer.spend(len(block))
        self.spring_due()
        return block

    def read_all(self, most: int) -> bytes:
        """Return the whole body; raises ApiError 411 without a length, 413 above ``most`` bytes."""
        if self.length is None:
            raise ApiError(411, "A Content-Length is required")
        if self.length > most:
            raise ApiError(413, "request entity too large")
        return b"".join(iter(self.read, b""))

    def skip(self, count: int | None) -> None:
        """Read and forget ``count`` bytes, or all of a body whose length is known."""
        limit = (self.length or 0) if count is None else count
        while self.received < min(limit, self.length or 0):
            self.read()

    def spring_due(self) -> None:
        """Let the faults strike whose byte has come."""
        ended = self.length is not None and self.received >= self.length
        while self._trips and (ended or self._trips[0].at_byte <= self.received):
            self._trips.pop(0).spring()

    def _wanted(self) -> int:
        wanted = min((self.length or 0) - self.received, self.pacer.step if self.pacer else BLOCK)
        if self._trips:
            wanted = min(wanted, self._trips[0].at_byte - self.received)
        return wanted

    def _begin(self) -> None:
        if not self._begun:
            self._begun = True
            self._before_first()


@dataclass
class Request:
    """A request whose head has arrived. ``path`` is as sent, without the query."""

    method: str
    path: str
    raw_query: str
    headers: Message
    body: Body
    step: str = ""
    faults: tuple[Fault, ...] = ()

    @property
    def parameters(self) -> Query:
        """The query's decoded parameters in order."""
        return parse_query(self.raw_query)

    @property
    def query(self) -> Mapping[str, str]:
        """The query's parameters by name; the last of several wins."""
        return dict(self.parameters)

    @property
    def decoded_path(self) -> str:
        """The path without percent-encoding."""
        return unquote(self.path)

    def header(self, name: str) -> str:
        """Return a header's value, "" without one."""
        return self.headers.get(name) or ""

    def struck_by(self, kind: str) -> Fault | None:
        """Return the fault of this kind that struck this request."""
        return next((fault for fault in self.faults if fault.kind == kind), None)


class Application(Protocol):
    """What stands behind a port: the API, or the bucket."""

    name: str

    def step(self, request: Request) -> str:
        """Name the step that faults and the record know this request by; "" for none."""

    def answer(self, request: Request) -> Reply:
        """Do the work. Refusals come as replies; raises ConnectionDroppedError alone."""

    def refusal(self, request: Request, status: int, message: str) -> Reply:
        """Return the usual error reply of this application."""


def content_length(headers: Message) -> int | None:
    """Return the body's length, None for a chunked one; raises ValueError for nonsense."""
    if headers.get("Transfer-Encoding"):
        return None
    text = headers.get("Content-Length", "0")
    if not (text.isascii() and text.isdigit()):
        raise ValueError("Content-Length")
    return int(text)


def reset_on_close(connection: socket.socket) -> None:
    """Make the coming close of ``connection`` an RST instead of a FIN."""
    linger = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
