"""One connection: reads requests, has them answered, and writes the record."""

import contextlib
import socket
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from io import BufferedReader
from typing import TYPE_CHECKING, cast

from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.http_base import (
    BLOCK,
    Body,
    ConnectionDroppedError,
    Reply,
    Request,
    content_length,
    reset_on_close,
)
from leadway_desktop.practice.mishaps import Mishaps
from leadway_desktop.practice.record import FaultStruck, RequestSeen

if TYPE_CHECKING:
    from leadway_desktop.practice.listener import Listener

# After an early refusal the client may still send: it is listened to, so that it reads the reply.
LINGER_S = 5.0
SMALL_BODY = 64 * 1024


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
            self._send(request, self._answer_and_note(request))
        except ConnectionDroppedError as dropped:
            self._hang_up(dropped)
        except ConnectionError:
            self.close_connection = True

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve  # noqa: N815 - the base class looks for these names

    def _request(self) -> Request:
        path, _, query = self.path.partition("?")
        stream = cast(BufferedReader, self.rfile)
        body = Body(stream, content_length(self.headers), self._invite_body)
        request = Request(self.command, path, query, self.headers, body)
        request.step = self.server.application.step(request)
        if request.step:
            request.faults = self.server.faults.take(request.step)
        return request

    def _invite_body(self) -> None:
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")

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
        def struck(fault: Fault) -> None:
            self.server.record.note(FaultStruck(request.step, fault.kind, self.server.clock()))

        application = self.server.application
        mishaps = Mishaps(request, application, self.connection, self.server.closing, struck)
        refusal = mishaps.before_work()
        if refusal is not None:
            return refusal
        return mishaps.after_work(application.answer(request), self._date())

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

    def _hang_up(self, dropped: ConnectionDroppedError) -> None:
        self.close_connection = True
        with contextlib.suppress(ConnectionError):
            self.wfile.write(dropped.last_words)
        if dropped.reset:
            reset_on_close(self.connection)

    def _date(self) -> str:
        return formatdate(self.server.clock(), usegmt=True)

    # -- the record -------------------------------------------------------------------------------

    def _note(self, request: Request, status: int | None, at: float, seconds: float) -> None:
        of_api = self.server.application.name == "api"
        self.server.record.note(
            RequestSeen(
                host=self.server.application.name,
                step=request.step,
                method=request.method,
                path=self._without_tokens(request.decoded_path),
                status=status,
                received_at=at,
                seconds=seconds,
                body_bytes=request.body.received,
                carried_token=self._carries_token(),
                carried_cookie="Cookie" in self.headers,
                query=self._query_without_tokens(request) if of_api else {},
                faults=tuple(fault.kind for fault in request.faults),
            )
        )

    def _query_without_tokens(self, request: Request) -> dict[str, str]:
        return {name: self._without_tokens(value) for name, value in request.query.items()}

    def _without_tokens(self, text: str) -> str:
        for secret in self.server.secrets:
            text = text.replace(secret, "[token]")
        return text

    def _carries_token(self) -> bool:
        head = f"{self.path}\n{self.headers}"
        return "Authorization" in self.headers or any(s in head for s in self.server.secrets)
