"""One call of the API on the wire. The token is sent to the API's own address and nobody else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import httpx

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.errors import (
    LeadwayError,
    SettingInvalid,
    Stalled,
    TokenMalformed,
    TokenMissing,
    UnexpectedReply,
)
from leadway_desktop.domain.secret import CurrentToken
from leadway_desktop.domain.settings import Settings
from leadway_desktop.network import wire
from leadway_desktop.network.error_mapping import (
    MISDIRECTED,
    ApiCall,
    error_of_api_reply,
    error_of_exception,
    error_told_in,
)
from leadway_desktop.network.http_client import DeadConnection, Reply, exchange
from leadway_desktop.network.interception import check_is_ours
from leadway_desktop.network.rate_limit import Priority, RateLimit
from leadway_desktop.network.reply_facts import trace_id_in, trace_id_of, without_secret
from leadway_desktop.network.server_clock import ServerClock
from leadway_desktop.network.watch import Watch, watching

USER_AGENT = "LeadwayDesktop"
_INTERACTIVE = {ApiCall.SEARCH}
"""Calls that somebody waits for at the window: they do not queue behind uploads, and for a while
leave room for more. A conversation by its id is asked for by a command, or before a message."""


@dataclass(frozen=True, slots=True)
class ApiCaller:
    """What every call needs; any number of threads may share it.

    A call waits until the API's limits allow it: RateLimited without a call if that would take
    long. What only reads is asked once more where a connection that was kept open turns out to be
    dead, and anything where the server says that it was the wrong one.
    """

    http: httpx.Client
    settings: Settings
    token: CurrentToken
    rate_limit: RateLimit = field(default_factory=RateLimit, repr=False, compare=False)
    clock: ServerClock = field(default_factory=ServerClock, repr=False, compare=False)
    once_http: httpx.Client | None = None
    """A client that keeps no connection open, where it has to be a new one; None: `http` does."""
    patience: float = field(default=1.0, repr=False, compare=False)
    """How many times the usual time a server has for its answer once it has the request."""

    def call(
        self,
        call: ApiCall,
        path: str,
        cancel: CancelToken,
        *,
        parameters: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
        size: int = 0,
        on_turn: Callable[[], None] | None = None,
    ) -> wire.Json:
        """Return the API's answer, with its traceId under `wire.TRACE_ID`; GET without a body.

        `size` of the file that it is about, in bytes. `on_turn` is called just before the
        connection is made, which is a new one then. Raises Cancelled, or an error of
        `domain.errors`, and nothing else.
        """
        priority = Priority.INTERACTIVE if call in _INTERACTIVE else Priority.BACKGROUND
        token = self.token.reveal()
        reply = self._exchange(priority, path, parameters, body, cancel, on_turn)
        if reply.status in {401, 403} and self.token.reveal() != token:
            # Somebody has signed in meanwhile: what was refused is the old token.
            token = self.token.reveal()
            reply = self._exchange(priority, path, parameters, body, cancel, on_turn)
        if reply.status == MISDIRECTED and on_turn is None and self.once_http is not None:
            other_road = replace(self, http=self.once_http)
            reply = other_road._exchange(priority, path, parameters, body, cancel)
        reply = without_secret(reply, token)
        if reply.status not in {200, 201}:
            raise error_of_api_reply(call, reply, size)
        try:
            content = wire.read_object(reply.body)
        except UnexpectedReply as error:
            error.status, error.trace_id = reply.status, trace_id_of(reply)
            raise
        refusal = error_told_in(call, content, reply, size)
        if refusal is not None:
            raise refusal
        # One name for what some replies say in a header.
        return {**content, wire.TRACE_ID: trace_id_in(content, reply)}

    def _exchange(
        self,
        priority: Priority,
        path: str,
        parameters: Mapping[str, str] | None,
        body: Mapping[str, object] | None,
        cancel: CancelToken,
        on_turn: Callable[[], None] | None = None,
    ) -> Reply:
        once = self.http if self.once_http is None else self.once_http
        http = self.http if on_turn is None else once
        request = self._checked_request(path, parameters, body)
        try:
            try:
                return self._in_turn(http, request, priority, cancel, on_turn)
            except DeadConnection:
                if request.method != "GET":
                    raise  # who knows what the server has heard of it
            # Behind the `except`: what goes wrong now has another cause.
            return self._in_turn(once, request, priority, cancel)
        except httpx.HTTPError as error:
            raise _domain_error(error) from None

    def _in_turn(
        self,
        http: httpx.Client,
        request: httpx.Request,
        priority: Priority,
        cancel: CancelToken,
        on_turn: Callable[[], None] | None = None,
    ) -> Reply:
        # In this order: the time spent waiting for a turn is nobody's stall.
        with (
            self.rate_limit.turn(priority, cancel) as turn,
            watching(self._watch(cancel)) as watch,
            _named_if_unanswered(watch),
        ):
            if on_turn is not None:
                on_turn()
            asked_at = self.clock.asking()
            reply = turn.reply = exchange(http, request)
            check_is_ours(reply, request.url)  # whose clock nobody needs if it is not
            self.clock.answered(asked_at, reply)
            return reply

    def _watch(self, cancel: CancelToken) -> Watch:
        settings, answer = self.settings, self.settings.reply_timeout * self.patience
        return Watch(
            cancel,
            stall_timeout=settings.reply_timeout,
            answer_timeout=answer,
            total_timeout=settings.connect_timeout + settings.reply_timeout + answer,
        )

    def _checked_request(
        self,
        path: str,
        parameters: Mapping[str, str] | None,
        body: Mapping[str, object] | None,
    ) -> httpx.Request:
        """Raise SettingInvalid here, while nothing went out, where the address is none."""
        try:
            request = self._request(path, parameters, body)
            _ = request.url.host
        except (httpx.InvalidURL, UnicodeError):  # UnicodeError: an international name that is none
            raise SettingInvalid(name="base_url", detail="is no address") from None
        return request

    def _request(
        self,
        path: str,
        parameters: Mapping[str, str] | None,
        body: Mapping[str, object] | None,
    ) -> httpx.Request:
        content = None
        if body is not None:
            content = json.dumps(body, ensure_ascii=False).encode(errors="replace")
        return httpx.Request(
            "GET" if content is None else "POST",
            self.settings.base_url.rstrip("/") + path,
            params=parameters,
            headers=self._headers(),
            content=content,
        )

    def _headers(self) -> dict[str, str]:
        token = self.token.reveal()
        if not token:
            raise TokenMissing
        if not (token.isascii() and token.isprintable()):
            raise TokenMalformed
        return {
            "Authorization": f"Bearer {token}",
            "Version": self.settings.api_version,
            "Content-Type": "application/json",
            "Accept": "application/json",
            # A compressed reply could grow without bound while it is read.
            "Accept-Encoding": "identity",
            "User-Agent": USER_AGENT,
        }


@contextmanager
def _named_if_unanswered(watch: Watch) -> Iterator[None]:
    """Tell a server that does not answer from a network that takes no data."""
    try:
        yield
    except httpx.ReadTimeout:
        if watch.awaits_answer:
            raise Stalled(is_taken=True) from None
        raise


def _domain_error(error: Exception) -> LeadwayError:
    mapped = error_of_exception(error)
    if mapped is None:
        raise error
    return mapped
