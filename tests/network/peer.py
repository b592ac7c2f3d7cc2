"""Servers that do to a connection what a test says: real sockets, no manners."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from functools import partial
from types import TracebackType
from typing import Self

Script = Callable[["Line"], None]


class Line:
    """One connection, as its server sees it."""

    def __init__(self, sock: socket.socket, number: int, closing: threading.Event) -> None:
        self.sock = sock
        self.number = number
        self.received = 0
        self.buffer = b""
        self._closing = closing

    def head(self) -> str:
        """Read a request's head; EOFError if the client hangs up first."""
        while b"\r\n\r\n" not in self.buffer:
            self._more()
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        self.received += len(self.buffer)
        return head.decode("latin-1")

    def body(self, size: int, step: int = 65536) -> bytes:
        """Read `size` bytes of body."""
        while len(self.buffer) < size:
            self.received += self._more(step)
        body, self.buffer = self.buffer[:size], self.buffer[size:]
        return body

    def request(self) -> tuple[str, bytes]:
        """Read a whole request."""
        head = self.head()
        length = header(head, "content-length")
        return head, self.body(int(length)) if length else b""

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def answer(self, status: int = 200, body: bytes = b"{}", *headers: str) -> None:
        self.send(reply(status, body, *headers))

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the peer closes, or so long; returns whether it closes."""
        return self._closing.wait(seconds)

    def until_hung_up(self) -> None:
        """Read and forget until the client hangs up."""
        with contextlib.suppress(EOFError, OSError):
            while True:
                self.received += self._more()

    def reset(self) -> None:
        """Hang up with a reset."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.sock.close()

    def _more(self, step: int = 65536) -> int:
        data = self.sock.recv(step)
        if not data:
            raise EOFError
        self.buffer += data
        return len(data)


def reply(status: int, body: bytes = b"{}", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", *headers]
    if not any(line.lower().startswith("content-length") for line in headers):
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


def header(head: str, name: str) -> str | None:
    for line in head.split("\r\n")[1:]:
        key, _, value = line.partition(":")
        if key.strip().lower() == name:
            return value.strip()
    return None


class Peer:
    """Serves each connection with `script` in a thread of its own, and joins them all at the end.

    A failed assertion in a script fails the test; a client that hangs up is no failure.
    `receive_buffer` is the kernel's, in bytes.
    """

    def __init__(
        self,
        script: Script,
        *,
        tls: ssl.SSLContext | None = None,
        receive_buffer: int | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        self.lines: list[Line] = []
        self.closing = threading.Event()
        self.accepted = threading.Event()
        self._script = script
        self._tls = tls
        self._errors: list[BaseException] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        if receive_buffer:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self._listener.bind((host, 0))
        self._listener.listen()
        self.port = int(self._listener.getsockname()[1])
        scheme = "https" if tls else "http"
        self.url = f"{scheme}://{f'[{host}]' if ':' in host else host}:{self.port}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for line in self.lines:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(line.sock, socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        if self._errors and error is None:
            raise self._errors[0]

    def _start(self, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, name="peer")
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                # Otherwise a reply may wait for the receipt of TLS tickets, and be lost by a close.
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                line = Line(sock, len(self.lines), self.closing)
                self.lines.append(line)
                self.accepted.set()
                self._start(partial(self._serve, line))

    def _serve(self, line: Line) -> None:
        try:
            with contextlib.suppress(OSError, EOFError):
                if self._tls:
                    line.sock = self._tls.wrap_socket(line.sock, server_side=True)
                self._script(line)
        except BaseException as error:
            self._errors.append(error)
        finally:
            line.sock.close()


@contextlib.contextmanager
def full_backlog() -> Iterator[str]:
    """Give an address that lets a connection wait for ever."""
    with socket.socket() as listener, contextlib.ExitStack() as waiting:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(3):
            one = waiting.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
