"""The API: routes, credentials, rate limit and JSON around what the desks do."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from leadway_desktop.practice.access import (
    READ,
    READ_MESSAGES,
    WRITE_MESSAGES,
    Gate,
    Token,
    check_location,
)
from leadway_desktop.practice.control import Control
from leadway_desktop.practice.errors import ApiError, new_trace_id
from leadway_desktop.practice.http_base import Reply, Request
from leadway_desktop.practice.inbox import Inbox
from leadway_desktop.practice.messages import MessageDesk
from leadway_desktop.practice.rate_limit import RateLimiter, retry_after
from leadway_desktop.practice.scenarios import Quirks
from leadway_desktop.practice.search import row_json, search
from leadway_desktop.practice.uploads import UploadDesk

JSON_HEADERS = (("Content-Type", "application/json; charset=utf-8"), ("Server", "cloudflare"))


@dataclass(frozen=True)
class Route:
    """One call of the API. ``work`` gets the request, its token and the path's variable."""

    method: str
    pattern: re.Pattern[str]
    step: str
    scope: str
    work: Callable[[Request, Token, str], dict[str, Any]]
    success: int = 200


class Api:
    """An application for a listener. ``limiter`` None switches the rate limit off."""

    name = "api"

    def __init__(
        self,
        *,
        gate: Gate,
        limiter: RateLimiter | None,
        inbox: Inbox,
        uploads: UploadDesk,
        messages: MessageDesk,
        control: Control,
        quirks: Quirks,
    ) -> None:
        self._gate = gate
        self._limiter = limiter
        self._inbox = inbox
        self._control = control
        self._quirks = quirks
        self._routes = self._make_routes(uploads, messages)

    def step(self, request: Request) -> str:
        """Name the step of a request; "" for control and for paths that nobody knows."""
        found = self._find(request)
        return found[0].step if found else ""

    def answer(self, request: Request) -> Reply:
        """Answer an API call, or a call of the control endpoint."""
        if self._control.owns(request):
            return self._control.answer(request)
        try:
            reply = self._work(request)
        except ApiError as error:
            reply = self._refused(error)
        return self._with_limits(reply)

    def refusal(self, request: Request, status: int, message: str) -> Reply:
        """Return an error as the API writes it."""
        return self._with_limits(self._refused(ApiError(status, message)))

    def _work(self, request: Request) -> Reply:
        found = self._find(request)
        if found is None:
            raise ApiError(404, f"Cannot {request.method} {request.decoded_path}")
        route, variable = found
        token = self._gate.admit(request, route.scope)
        wait = self._limiter.admit() if self._limiter else None
        if wait is not None:
            return self._too_many(wait)
        content = route.work(request, token, variable) | {"traceId": new_trace_id()}
        return Reply(route.success, JSON_HEADERS, json.dumps(content, ensure_ascii=False).encode())

    def _too_many(self, wait_s: float) -> Reply:
        reply = self._refused(ApiError(429, "Too Many Requests"))
        if self._limiter and self._limiter.limits.retry_after:
            return reply.with_headers([retry_after(wait_s)])
        return reply

    def _refused(self, error: ApiError) -> Reply:
        return Reply(error.status, JSON_HEADERS, error.body(self._quirks.status_key))

    def _with_limits(self, reply: Reply) -> Reply:
        return reply.with_headers(self._limiter.headers()) if self._limiter else reply

    def _find(self, request: Request) -> tuple[Route, str] | None:
        path = request.decoded_path.rstrip("/")
        for route in self._routes:
            match = route.pattern.fullmatch(path)
            if match and route.method == request.method:
                return route, match.groupdict().get("id", "")
        return None

    def _make_routes(self, uploads: UploadDesk, messages: MessageDesk) -> tuple[Route, ...]:
        made = self._quirks.sent_status

        def route(
            method: str,
            path: str,
            step: str,
            scope: str,
            work: Callable[[Request, Token, str], dict[str, Any]],
            success: int = 200,
        ) -> Route:
            pattern = re.compile(path.replace("{id}", "(?P<id>[^/]+)"))
            return Route(method, pattern, step, scope, work, success)

        write, upload = WRITE_MESSAGES, "/conversations/messages/upload"
        return (
            route("GET", "/conversations/search", "search", READ, self._search),
            route("GET", "/conversations/{id}", "conversation", READ, self._conversation),
            route(
                "GET", "/conversations/{id}/messages", "messages", READ_MESSAGES, messages.history
            ),
            route("POST", "/conversations/messages", "send", write, messages.send, made),
            route("POST", upload, "upload", write, uploads.attach),
            route("POST", f"{upload}/initiate", "initiate", write, uploads.initiate),
            route("POST", f"{upload}/complete", "complete", write, uploads.complete),
        )

    def _search(self, request: Request, token: Token, _: str) -> dict[str, Any]:
        location_id = request.query.get("locationId")
        if not location_id:
            raise ApiError(422, ["locationId should not be empty", "locationId must be a string"])
        check_location(token, location_id)
        rows = self._inbox.all(location_id)
        return search(rows, request.query, iso_dates=self._quirks.iso_dates)

    def _conversation(self, request: Request, token: Token, conversation_id: str) -> dict[str, Any]:
        found = self._inbox.get(conversation_id)
        check_location(token, found.location_id)
        row = row_json(found, found.last_message_at, iso_dates=True)
        return row | {"type": found.kind[1], "deleted": False, "inbox": True}
