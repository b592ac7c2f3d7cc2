"""The relay passes everything on, in order, and takes its time; nobody is left connected."""

import socket
import threading
import time
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from benchmarks.relay import Relay, relays

ROUND_TRIP = 0.05
BYTES = bytes(range(256)) * 2000


def connected(relay: Relay) -> socket.socket:
    address = urlsplit(relay.url)
    return socket.create_connection((address.hostname or "", address.port or 0), timeout=20)


@pytest.fixture
def echo() -> "socket.socket":
    """Return a listener whose first caller hears all that it said, once it has said all."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listener, listener.accept()[0] as caller:
            heard = b"".join(iter(lambda: caller.recv(65536), b""))
            caller.sendall(heard)

    threading.Thread(target=serve, daemon=True).start()
    return listener


def test_bytes_arrive_in_order_and_late(echo: socket.socket) -> None:
    with relays(1, ROUND_TRIP) as (relay,):
        relay.target = f"http://127.0.0.1:{echo.getsockname()[1]}"
        with connected(relay) as line:
            started = time.monotonic()
            line.sendall(BYTES)
            line.shutdown(socket.SHUT_WR)
            back = b"".join(iter(lambda: line.recv(65536), b""))
        # The handshake, there and back: never sooner, whatever else this computer does.
        assert time.monotonic() - started >= 2 * ROUND_TRIP
    assert back == BYTES


def test_a_target_that_nobody_serves_hangs_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        free = listener.getsockname()[1]
    with relays(1, ROUND_TRIP) as (relay,):
        relay.target = f"http://127.0.0.1:{free}"
        with connected(relay) as line:
            assert line.recv(1) == b""


def test_the_end_leaves_no_thread_and_hangs_up() -> None:
    before = set(threading.enumerate())
    with socket.create_server(("127.0.0.1", 0)) as silent:
        with relays(2, ROUND_TRIP) as (relay, _):
            relay.target = f"http://127.0.0.1:{silent.getsockname()[1]}"
            line = connected(relay)
        with line, suppress(ConnectionResetError):
            assert line.recv(1) == b""
    assert set(threading.enumerate()) == before
