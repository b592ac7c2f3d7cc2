"""One port of the practice account: it accepts connections and knows how to end all of them."""

import contextlib
import logging
import os
import selectors
import socket
import socketserver
import ssl
import sys
import threading
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from typing import Any

from leadway_desktop.practice.exchange import Exchange
from leadway_desktop.practice.faults import FaultBook
from leadway_desktop.practice.http_base import Application
from leadway_desktop.practice.record import Record

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
# A connection that vanished between "ready" and "accept" must not hold the thread.
ACCEPT_TIMEOUT_S = 0.5


class Listener(ThreadingHTTPServer):
    """Serves one application on a loopback port until ``close``, which joins every thread.

    ``secrets`` are the account's tokens: the record tells where one of them turned up. With
    ``tls`` it speaks https. Raises OSError when the port is taken.
    """

    daemon_threads = False
    block_on_close = True
    request_queue_size = 128
    timeout = ACCEPT_TIMEOUT_S
    # On Windows the option would let a second server share the port.
    allow_reuse_address = os.name != "nt"

    def __init__(
        self,
        application: Application,
        *,
        port: int,
        faults: FaultBook,
        record: Record,
        clock: Callable[[], float],
        secrets: tuple[str, ...],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.application = application
        self.faults = faults
        self.record = record
        self.clock = clock
        self.secrets = secrets
        self.closing = threading.Event()
        self._tls = tls
        self._connections: set[socket.socket] = set()
        self._connections_lock = threading.Lock()
        super().__init__((LOOPBACK, port), Exchange)
        self._alarm, self._alarm_button = socket.socketpair()
        name = f"practice-{application.name}"
        self._thread = threading.Thread(target=self._accept_until_closed, name=name)

    @property
    def port(self) -> int:
        """The port that the system gave."""
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        """The address, without a path."""
        return f"{'https' if self._tls else 'http'}://{LOOPBACK}:{self.port}"

    def server_bind(self) -> None:
        """Bind without the base class's look-up of this machine's name, which can take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.port

    def start(self) -> None:
        """Serve in a thread of its own."""
        self._thread.start()

    def close(self) -> None:
        """End every exchange at once and return when no thread is left."""
        self.closing.set()
        self._alarm_button.send(b"!")
        if self._thread.is_alive():
            self._thread.join()
        with self._connections_lock:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    # Not SSLSocket's own: its thread would go on reading in the clear.
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)
        self.server_close()
        self._alarm.close()
        self._alarm_button.close()

    def _accept_until_closed(self) -> None:
        """Accept without polling, as ``serve_forever`` would: so that ``close`` acts at once."""
        with selectors.DefaultSelector() as selector:
            selector.register(self, selectors.EVENT_READ)
            selector.register(self._alarm, selectors.EVENT_READ)
            while not self.closing.is_set():
                ready = selector.select()
                if any(key.fileobj is self for key, _ in ready):
                    self.handle_request()

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept a connection; a handshake is left to its thread, where nobody waits for it."""
        connection, address = super().get_request()
        if self._tls is not None:
            connection = self._tls.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        return connection, address

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection before its thread starts."""
        with self._connections_lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection: politely, or with the reset that a fault asked for."""
        with self._connections_lock:
            self._connections.discard(request)
        if request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER):
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log a mistake of ours; clients that hang up come here in the midst of TLS alone."""
        if not isinstance(sys.exc_info()[1], ssl.SSLError):
            log.exception("The practice server failed while answering a request")
