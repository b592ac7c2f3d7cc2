"""One connection: reads requests, lets the faults strike, answers, and writes the record."""

import contextlib
import socket
import time
from collections.abc import Callable
from email.utils import formatdate
from functools import partial
from http.server import BaseHTTPRequestHandler
from io import BufferedReader
from typing import TYPE_CHECKING, cast

from leadway_desktop.practice import faulty_replies
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.http_base import (
    BLOCK,
    Body,
    ConnectionDroppedError,
    Pacer,
    Reply,
    Request,
    content_length,
    pause,
    reset_on_close,
)
from leadway_desktop.practice.rate_limit import RateLimits, limit_headers, retry_after
from leadway_desktop.practice.record import FaultStruck, RequestSeen

if TYPE_CHECKING:
    from leadway_desktop.practice.listener import Listener

# While a body is paced or stalled, the kernel must not take megabytes in our name.
SMALL_RECEIVE_BUFFER = 64 * 1024
# After an early refusal the client may still send: it is listened to, so that it reads the reply.
LINGER_S = 5.0
SMALL_BODY = 64 * 1024
# Faults that the applications themselves act out.
IN_THE_WORK = ("expired_url", "not_in_storage", "hidden_attachments")


class Exchange(BaseHTTPRequestHandler):
    """Serves one kept-alive connection in its own thread."""

    server: "Listener"
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle(self) -> None:
        """Serve until one side hangs up; that is never an error."""
        with contextlib.suppress(ConnectionError, TimeoutError):
            super().handle()

    def handle_expect_100(self) -> bool:
        """Say "100 Continue" only when the body is wanted, so that a refusal can come first."""
        return True

    def log_message(self, format: str, *args: object) -> None:
        """Keep standard error quiet; the record has it all."""

    def _serve(self) -> None:
        try:
            request = self._request()
        except ValueError:
            self.send_error(400)
            return
        try:
            reply = self._answer_and_note(request)
            self._send(request, reply)
        except ConnectionDroppedError as dropped:
            self._drop(reset=dropped.reset)
        except ConnectionError:
            self.close_connection = True

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve  # noqa: N815

    def _request(self) -> Request:
        path, _, query = self.path.partition("?")
        body = Body(
            cast(BufferedReader, self.rfile), content_length(self.headers), self._invite_body
        )
        request = Request(self.command, path, query, self.headers, body)
        step = self.server.application.step(request)
        request.step = step
        request.faults = self.server.faults.take(step) if step else ()
        return request

    def _invite_body(self) -> None:
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    # -- the answer, and what goes wrong with it --------------------------------------------------

    def _answer_and_note(self, request: Request) -> Reply:
        """Answer, and write the record before the reply goes out: its reader must find it there."""
        received_at, started = self.server.clock(), time.monotonic()
        status = None
        try:
            reply = self._answer(request)
            status = reply.status
        finally:
            self._note(request, status, received_at, time.monotonic() - started)
        return reply

    def _answer(self, request: Request) -> Reply:
        self._set_traps(request)
        request.body.spring_due()
        reply = self._refuse_at_once(request)
        if reply is None:
            reply = self.server.application.answer(request)
            for fault in request.faults:
                reply = self._spoil(request, reply, fault)
        return reply

    def _set_traps(self, request: Request) -> None:
        for fault in request.faults:
            match fault.kind:
                case "latency":
                    self._struck(request, fault)
                    pause(fault.seconds or 0, self.server.closing)
                case "bandwidth":
                    self._struck(request, fault)
                    self._shrink_buffer()
                    request.body.pacer = Pacer(fault.bytes_per_s, self.server.closing)
                case "reset":
                    request.body.trip_at(fault.at_byte or 0, partial(self._reset, request, fault))
                case "stall":
                    self._shrink_buffer()
                    request.body.trip_at(fault.at_byte or 0, partial(self._stall, request, fault))

    def _reset(self, request: Request, fault: Fault) -> None:
        self._struck(request, fault)
        raise ConnectionDroppedError("a fault", reset=True)

    def _stall(self, request: Request, fault: Fault) -> None:
        self._struck(request, fault)
        pause(fault.seconds, self.server.closing)

    def _shrink_buffer(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_RECEIVE_BUFFER)

    def _refuse_at_once(self, request: Request) -> Reply | None:
        for fault in request.faults:
            if fault.kind == "rate_limit":
                self._struck(request, fault)
                return self._rate_limited(request, fault)
            if fault.kind == "status" and not fault.after_work:
                request.body.skip(fault.at_byte)
                self._struck(request, fault)
                return self._status(request, fault)
        return None

    def _rate_limited(self, request: Request, fault: Fault) -> Reply:
        reply = self.server.application.refusal(request, 429, "Too Many Requests")
        limits = RateLimits()
        day_is_over = fault.scope == "day"
        counts = limit_headers(
            limits,
            remaining=limits.burst if day_is_over else 0,
            daily_remaining=0 if day_is_over else limits.daily // 2,
        )
        if fault.seconds is not None:
            counts.append(retry_after(fault.seconds))
        return reply.with_headers(counts)

    def _status(self, request: Request, fault: Fault) -> Reply:
        reply = self.server.application.refusal(request, fault.status, "Something went wrong")
        if fault.headers:
            reply = reply.with_headers(list(fault.headers.items()))
        return reply if fault.body == "usual" else self._nonsense(reply, fault)

    def _spoil(self, request: Request, reply: Reply, fault: Fault) -> Reply:
        """Let one fault strike after the work is done."""
        spoilers: dict[str, Callable[[], Reply]] = {
            "status": lambda: self._status(request, fault),
            "lost_reply": lambda: self._lose(),
            "cut_reply": lambda: self._cut(reply),
            "malformed_reply": lambda: self._nonsense(reply, fault),
            "huge_reply": lambda: faulty_replies.huge(reply, fault.size),
            "patch": lambda: faulty_replies.patched(reply, fault.patch or {}),
        }
        spoil = spoilers.get(fault.kind)
        if fault.kind in IN_THE_WORK:
            self._struck(request, fault)
        if spoil is None or (fault.kind == "status" and not fault.after_work):
            return reply
        self._struck(request, fault)
        return spoil()

    def _lose(self) -> Reply:
        raise ConnectionDroppedError("a fault", reset=True)

    def _cut(self, reply: Reply) -> Reply:
        """Send half of the reply (half of its head when there is no body) and hang up."""
        wire = reply.head(date=self._date(), close=False)
        if isinstance(reply.body, bytes) and reply.body:
            wire += reply.body[: len(reply.body) // 2]
        else:
            wire = wire[: len(wire) // 2]
        self.wfile.write(wire)
        raise ConnectionDroppedError("a fault")

    def _nonsense(self, reply: Reply, fault: Fault) -> Reply:
        if fault.body == "head":
            self.wfile.write(faulty_replies.NOT_HTTP)
            raise ConnectionDroppedError("a fault")
        kind = "garbage" if fault.body == "usual" else fault.body
        return faulty_replies.nonsense(reply, kind)

    # -- the wire ---------------------------------------------------------------------------------

    def _send(self, request: Request, reply: Reply) -> None:
        self._finish_small(request.body)
        early = request.body.unread
        self.close_connection = self.close_connection or early
        head = reply.head(date=self._date(), close=self.close_connection)
        if request.method == "HEAD":
            self.wfile.write(head)
        elif isinstance(reply.body, bytes) and request.body.pacer is None:
            self.wfile.write(head + reply.body)
        else:
            self.wfile.write(head)
            self._send_blocks(request, reply)
        if early:
            self._hear_out()

    def _send_blocks(self, request: Request, reply: Reply) -> None:
        blocks = [reply.body] if isinstance(reply.body, bytes) else reply.body.chunks()
        pacer = request.body.pacer
        for block in blocks:
            step = pacer.step if pacer else BLOCK
            for start in range(0, len(block), step):
                piece = block[start : start + step]
                if pacer:
                    pacer.spend(len(piece))
                self.wfile.write(piece)

    def _finish_small(self, body: Body) -> None:
        """Take the rest of a small body that nobody wanted, so that the connection can stay."""
        if body.length is not None and body.length - body.received <= SMALL_BODY:
            body.skip(None)

    def _hear_out(self) -> None:
        """Take what the client still sends: closing now would reset it and destroy our reply."""
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(LINGER_S)
            while cast(BufferedReader, self.rfile).read1(BLOCK):
                continue

    def _drop(self, *, reset: bool) -> None:
        self.close_connection = True
        if reset:
            reset_on_close(self.connection)

    def _date(self) -> str:
        return formatdate(self.server.clock(), usegmt=True)

    # -- the record -------------------------------------------------------------------------------

    def _struck(self, request: Request, fault: Fault) -> None:
        self.server.record.note(FaultStruck(request.step, fault.kind, self.server.clock()))

    def _note(self, request: Request, status: int | None, at: float, seconds: float) -> None:
        of_api = self.server.application.name == "api"
        self.server.record.note(
            RequestSeen(
                host=self.server.application.name,
                step=request.step,
                method=request.method,
                path=request.decoded_path,
                status=status,
                received_at=at,
                seconds=seconds,
                body_bytes=request.body.received,
                carried_token=self._carries_token(),
                carried_cookie="Cookie" in self.headers,
                query=request.query if of_api else {},
                faults=tuple(fault.kind for fault in request.faults),
            )
        )

    def _carries_token(self) -> bool:
        head = f"{self.path}\n{self.headers}"
        return "Authorization" in self.headers or any(s in head for s in self.server.secrets)
