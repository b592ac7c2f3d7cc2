"""How many bytes the kernel has taken that the other end has not acknowledged.

Bytes handed to the kernel are not bytes sent: on a slow line megabytes wait in its buffer. Each
system tells in its own way; where it does not, the answer is 0 and progress counts what was
handed over.

Linux and macOS tell what waits. Windows tells what has gone out since the connection was made, so
what went before the first byte of ours, a TLS handshake, is the `baseline` to count from.
"""

from __future__ import annotations

import socket
import struct
import sys

_RECORD = 16 * 1024
"""Bytes of ours in a TLS record, at most."""
_RECORD_OVERHEAD = 29
"""Bytes that TLS puts around a record of 16 KiB at most: 29 in TLS 1.2, 22 in TLS 1.3."""


def left_of(written: int, gone: int, *, is_tls: bool) -> int:
    """Return what is unacknowledged of `written` bytes when `gone` bytes left for good.

    Those are as the wire has them: never counted as more of ours than they can hold.
    """
    ours = max(0, gone) * _RECORD // (_RECORD + _RECORD_OVERHEAD) if is_tls else gone
    return min(written, max(0, written - ours))


if sys.platform == "linux":
    import fcntl

    _TIOCOUTQ = 0x5411  # SIOCOUTQ of linux/sockios.h: unacknowledged bytes, not only unsent ones

    def unacknowledged(sock: socket.socket, written: int, baseline: int) -> int:
        """Return the bytes in flight or waiting; the connection has taken `written` in all."""
        answer = fcntl.ioctl(sock.fileno(), _TIOCOUTQ, bytes(4))
        return int(struct.unpack("i", answer)[0])

    def baseline_of(sock: socket.socket) -> int:
        """Return 0: what waits is told, from whenever it is."""
        return 0

elif sys.platform == "darwin":
    _SO_NWRITE = 0x1024  # sys/socket.h: bytes in the send buffer, which keeps them until acked

    def unacknowledged(sock: socket.socket, written: int, baseline: int) -> int:
        """Return the bytes in flight or waiting; the connection has taken `written` in all."""
        return sock.getsockopt(socket.SOL_SOCKET, _SO_NWRITE)

    def baseline_of(sock: socket.socket) -> int:
        """Return 0: what waits is told, from whenever it is."""
        return 0

elif sys.platform == "win32":
    import ctypes
    import ssl

    _SIO_TCP_INFO = 0xD8000027  # mstcpip.h; since Windows 10 1703

    class _TcpInfo(ctypes.Structure):
        """TCP_INFO_v0 of mstcpip.h."""

        _fields_ = (
            ("state", ctypes.c_int),
            ("mss", ctypes.c_ulong),
            ("connection_ms", ctypes.c_uint64),
            ("has_timestamps", ctypes.c_ubyte),
            ("rtt_us", ctypes.c_ulong),
            ("min_rtt_us", ctypes.c_ulong),
            ("bytes_in_flight", ctypes.c_ulong),
            ("congestion_window", ctypes.c_ulong),
            ("send_window", ctypes.c_ulong),
            ("receive_window", ctypes.c_ulong),
            ("receive_buffer", ctypes.c_ulong),
            ("bytes_out", ctypes.c_uint64),
            ("bytes_in", ctypes.c_uint64),
            ("bytes_reordered", ctypes.c_ulong),
            ("bytes_retransmitted", ctypes.c_ulong),
            ("fast_retransmits", ctypes.c_ulong),
            ("duplicate_acks", ctypes.c_ulong),
            ("timeout_episodes", ctypes.c_ulong),
            ("syn_retransmits", ctypes.c_ubyte),
        )

    def unacknowledged(sock: socket.socket, written: int, baseline: int) -> int:
        """Return the bytes in flight or waiting; the connection has taken `written` in all."""
        info = _info(sock)
        if info is None:
            return 0
        gone = info.bytes_out - info.bytes_retransmitted - info.bytes_in_flight
        return left_of(written, gone - baseline, is_tls=isinstance(sock, ssl.SSLSocket))

    def baseline_of(sock: socket.socket) -> int:
        """Return what has gone out so far, in flight or not."""
        info = _info(sock)
        return 0 if info is None else int(info.bytes_out - info.bytes_retransmitted)

    def _info(sock: socket.socket) -> _TcpInfo | None:
        info = _TcpInfo()
        version, got = ctypes.c_ulong(0), ctypes.c_ulong(0)
        failed = ctypes.windll.ws2_32.WSAIoctl(
            ctypes.c_size_t(sock.fileno()),
            ctypes.c_ulong(_SIO_TCP_INFO),
            ctypes.byref(version),
            ctypes.sizeof(version),
            ctypes.byref(info),
            ctypes.sizeof(info),
            ctypes.byref(got),
            None,
            None,
        )
        return None if failed else info

else:

    def unacknowledged(sock: socket.socket, written: int, baseline: int) -> int:
        """Return 0: this system does not tell."""
        return 0

    def baseline_of(sock: socket.socket) -> int:
        """Return 0: there is nothing to count."""
        return 0
