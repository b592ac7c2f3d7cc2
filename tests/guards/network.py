"""Tests speak to this machine alone: a connection to anywhere else is refused, and fails the test.

Names under .invalid may be asked for: they exist nowhere by definition (RFC 6761).
"""

import errno
import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest


class OutsideConnections:
    """What a test tried to reach beyond loopback."""

    def __init__(self) -> None:
        self.tried: list[str] = []

    def check_address(self, family: int, address: Any) -> None:
        """Raise OSError unless `address` is on this machine."""
        if family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address[0]):
            self.tried.append(f"{address[0]} port {address[1]}")
            raise OSError(errno.ENETUNREACH, "tests reach this machine only")

    def check_name(self, host: Any) -> None:
        """Raise socket.gaierror unless `host` is this machine."""
        name = host.decode() if isinstance(host, bytes) else host
        if name is None or _is_local(name) or _is_number(name):
            return
        if not name.endswith(".invalid"):
            self.tried.append(name)
        raise socket.gaierror(socket.EAI_NONAME, "tests ask for names of this machine only")


def _is_local(host: str) -> bool:
    if host in ("", "localhost", "0.0.0.0", "::"):
        return True
    return _is_number(host) and ipaddress.ip_address(host).is_loopback


def _is_number(host: str) -> bool:
    """Tell whether `host` is an address, which no name server needs to be asked for."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@pytest.fixture(autouse=True)
def no_outside_connection(no_leaked_thread: None) -> Iterator[OutsideConnections]:
    outside = OutsideConnections()
    with pytest.MonkeyPatch.context() as patch:
        _watch(patch, outside)
        yield outside
    if outside.tried:
        pytest.fail(f"The test tried to reach {', '.join(outside.tried)}", pytrace=False)


def _watch(patch: pytest.MonkeyPatch, outside: OutsideConnections) -> None:
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    getaddrinfo = socket.getaddrinfo

    def checked_connect(self: socket.socket, address: Any) -> None:
        outside.check_address(self.family, address)
        connect(self, address)

    def checked_connect_ex(self: socket.socket, address: Any) -> int:
        outside.check_address(self.family, address)
        return connect_ex(self, address)

    def checked_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        outside.check_name(host)
        return getaddrinfo(host, *args, **kwargs)

    patch.setattr(socket.socket, "connect", checked_connect)
    patch.setattr(socket.socket, "connect_ex", checked_connect_ex)
    patch.setattr(socket, "getaddrinfo", checked_getaddrinfo)
