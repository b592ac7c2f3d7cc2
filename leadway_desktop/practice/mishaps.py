"""The faults that struck one request, acted out before and after the work it asks for."""

import socket
import threading
from collections.abc import Callable
from functools import partial

from leadway_desktop.practice import faulty_replies
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.http_base import (
    Application,
    ConnectionDroppedError,
    Pacer,
    Reply,
    Request,
    pause,
)
from leadway_desktop.practice.rate_limit import RateLimits, limit_headers, retry_after

# While a body is paced or stalled, the kernel must not take megabytes in our name.
SMALL_RECEIVE_BUFFER = 64 * 1024
# Faults that the applications themselves act out.
IN_THE_WORK = ("expired_url", "not_in_storage", "hidden_attachments")


class Mishaps:
    """What goes wrong with ``request``; ``struck`` hears of each fault as it takes effect.

    Every wait ends when ``closing`` is set. Both methods raise ConnectionDroppedError where a
    fault ends the connection.
    """

    def __init__(
        self,
        request: Request,
        application: Application,
        connection: socket.socket,
        closing: threading.Event,
        struck: Callable[[Fault], None],
    ) -> None:
        self._request = request
        self._application = application
        self._connection = connection
        self._closing = closing
        self._struck = struck

    def before_work(self) -> Reply | None:
        """Delay, lay traps in the body, and return a refusal if there is one."""
        for fault in self._request.faults:
            self._prepare(fault)
        self._request.body.spring_due()
        for fault in self._request.faults:
            if fault.kind == "rate_limit":
                return self._rate_limited(fault)
            if fault.kind == "status" and not fault.after_work:
                self._request.body.skip(fault.at_byte)
                return self._status(fault)
        return None

    def after_work(self, reply: Reply, date: str) -> Reply:
        """Return what becomes of a good reply."""
        for fault in self._request.faults:
            reply = self._spoil(reply, fault, date)
        return reply

    def _prepare(self, fault: Fault) -> None:
        body = self._request.body
        match fault.kind:
            case "latency":
                self._struck(fault)
                pause(fault.seconds or 0, self._closing)
            case "bandwidth":
                self._struck(fault)
                self._shrink_buffer()
                body.pacer = Pacer(fault.bytes_per_s, self._closing)
            case "reset":
                body.trip_at(fault.at_byte or 0, partial(self._reset, fault))
            case "stall":
                self._shrink_buffer()
                body.trip_at(fault.at_byte or 0, partial(self._stall, fault))

    def _shrink_buffer(self) -> None:
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_RECEIVE_BUFFER)

    def _reset(self, fault: Fault) -> None:
        self._struck(fault)
        raise ConnectionDroppedError("a fault", reset=True)

    def _stall(self, fault: Fault) -> None:
        self._struck(fault)
        pause(fault.seconds, self._closing)

    def _rate_limited(self, fault: Fault) -> Reply:
        self._struck(fault)
        limits = RateLimits()
        day_is_over = fault.scope == "day"
        headers = limit_headers(
            limits,
            remaining=limits.burst if day_is_over else 0,
            daily_remaining=0 if day_is_over else limits.daily // 2,
        )
        if fault.seconds is not None:
            headers.append(retry_after(fault.seconds))
        reply = self._application.refusal(self._request, 429, "Too Many Requests")
        return reply.with_headers(headers)

    def _status(self, fault: Fault) -> Reply:
        self._struck(fault)
        reply = self._application.refusal(self._request, fault.status, "Something went wrong")
        reply = reply.with_headers((fault.headers or {}).items())
        return reply if fault.body == "usual" else _nonsense(reply, fault)

    def _spoil(self, reply: Reply, fault: Fault, date: str) -> Reply:
        """Let one fault strike a reply; most kinds have struck before and leave it alone."""
        match fault.kind:
            case "status" if fault.after_work:
                return self._status(fault)
            case "lost_reply":
                self._reset(fault)
            case "cut_reply":
                self._struck(fault)
                raise ConnectionDroppedError("a fault", last_words=_first_half(reply, date))
            case "malformed_reply":
                self._struck(fault)
                if fault.body == "html":
                    return faulty_replies.strangers_page(reply)
                return _nonsense(reply, fault)
            case "huge_reply":
                self._struck(fault)
                return faulty_replies.huge(reply, fault.size)
            case "patch":
                self._struck(fault)
                return faulty_replies.patched(reply, fault.patch or {})
            case kind if kind in IN_THE_WORK:
                self._struck(fault)
        return reply


def _first_half(reply: Reply, date: str) -> bytes:
    """Return the head and half of the body; without a body, half of the head."""
    head = reply.head(date=date, close=False)
    if isinstance(reply.body, bytes) and reply.body:
        return head + reply.body[: len(reply.body) // 2]
    return head[: len(head) // 2]


def _nonsense(reply: Reply, fault: Fault) -> Reply:
    if fault.body == "head":
        raise ConnectionDroppedError("a fault", last_words=faulty_replies.NOT_HTTP)
    return faulty_replies.nonsense(reply, "garbage" if fault.body == "usual" else fault.body)
