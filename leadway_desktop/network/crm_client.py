"""The calls of the API. The token is sent to the API's own address and to nobody else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import quote

import httpx

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.conversation import (
    Conversation,
    ConversationPage,
    ConversationQuery,
    PageCursor,
)
from leadway_desktop.domain.errors import (
    ConversationUnknown,
    LeadwayError,
    LocationDenied,
    SettingInvalid,
    Stalled,
    TokenMalformed,
    TokenMissing,
    UnexpectedReply,
)
from leadway_desktop.domain.message import Message, SentMessage, SoughtMessage
from leadway_desktop.domain.secret import CurrentToken
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.upload import StoredFile, UploadRequest, UploadSlot, UploadTicket
from leadway_desktop.network import message_wire, wire
from leadway_desktop.network.error_mapping import (
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


@dataclass(frozen=True, slots=True)
class CrmClient:
    """The API of one account; any number of threads may share it.

    Every method raises Cancelled, or an error of `domain.errors`, and nothing else. Each waits
    until the API's limits allow its call: RateLimited without a call if that would take long.
    What only reads is asked once more where a connection that was kept open turns out to be dead.
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

    def search(
        self, query: ConversationQuery, after: PageCursor | None, cancel: CancelToken
    ) -> ConversationPage:
        """Return one page of conversations."""
        location_id = self.settings.location_id
        parameters = wire.search_parameters(location_id, query, after)
        reply = self._call(ApiCall.SEARCH, "/conversations/search", cancel, parameters=parameters)
        return wire.read_page(reply, query, location_id)

    def conversation(self, conversation_id: str, cancel: CancelToken) -> Conversation:
        """Return one conversation by its id; raises UnexpectedReply where another one comes."""
        path = f"/conversations/{quote(conversation_id, safe='', errors='replace')}"
        try:
            reply = self._call(ApiCall.CONVERSATION, path, cancel)
        except LocationDenied as denied:
            raise self._denied(denied, cancel) from None
        found = wire.read_single_conversation(reply, self.settings.location_id)
        if found.id != conversation_id:  # its contact is not whom the files are for
            raise UnexpectedReply(detail="another conversation than was asked for")
        return found

    def _denied(self, denied: LocationDenied, cancel: CancelToken) -> ConversationUnknown:
        """Return that the conversation is of another location, unless our own is denied, too.

        A call for one conversation names no location: the one that is denied is the conversation's.
        """
        self.search(ConversationQuery(page_size=1), None, cancel)
        return ConversationUnknown(
            detail=denied.detail, trace_id=denied.trace_id, status=denied.status
        )

    def initiate(self, request: UploadRequest, cancel: CancelToken) -> UploadTicket:
        """Ask for a signed URL."""
        body = wire.initiate_body(request)
        path = "/conversations/messages/upload/initiate"
        reply = self._call(ApiCall.INITIATE, path, cancel, body=body, size=request.size)
        ticket = wire.read_ticket(reply)
        if ticket.expires_at is None:
            return ticket
        return replace(ticket, expires_at=self.clock.to_ours(ticket.expires_at))

    def complete(
        self, request: UploadRequest, slot: UploadSlot, cancel: CancelToken, failures: int = 0
    ) -> StoredFile:
        """Tell that the bytes are in the bucket; returns the public link.

        The server may look through the whole file first, and waiting loses nothing: each of the
        `failures` before lets it be waited for longer.
        """
        body = wire.complete_body(request, slot)
        patient = replace(self, patience=patience_after(failures, self.settings.reply_timeout))
        path = "/conversations/messages/upload/complete"
        reply = patient._call(ApiCall.COMPLETE, path, cancel, body=body)
        return wire.read_stored_file(reply, request.file_name)

    def contact_of(self, conversation_id: str, cancel: CancelToken) -> str:
        """Return the id of the conversation's contact; raises UnexpectedReply if it has none."""
        contact_id = self.conversation(conversation_id, cancel).contact_id
        if not contact_id:
            raise UnexpectedReply(detail="the conversation tells no contact")
        return contact_id

    def send(
        self, message: Message, cancel: CancelToken, on_turn: Callable[[], None]
    ) -> SentMessage:
        """Send a message: each call sends another one.

        `on_turn` is called just before the connection is made: a new one, as one that was kept
        open may be dead, and nobody could tell afterwards what the server had heard of it.
        """
        body = message_wire.send_body(message)
        reply = self._call(
            ApiCall.SEND, "/conversations/messages", cancel, body=body, on_turn=on_turn
        )
        return message_wire.read_sent(reply, message.conversation_id)

    def find(self, sought: SoughtMessage, cancel: CancelToken) -> SentMessage | None:
        """Return a message if its conversation shows it, among the newest hundred."""
        conversation_id = quote(sought.message.conversation_id, safe="", errors="replace")
        path = f"/conversations/{conversation_id}/messages"
        after: str | None = None
        for _ in range(message_wire.MOST_PAGES):
            parameters = message_wire.page_parameters(after)
            reply = self._call(ApiCall.MESSAGES, path, cancel, parameters=parameters)
            page = message_wire.read_messages(reply)
            # After the reply: it is what tells the server's clock, if nothing has yet.
            earliest = self.clock.to_theirs(sought.since - _CLOCK_SLACK) if sought.since else None
            found = message_wire.found_in(page, replace(sought, since=earliest))
            if found is not None or page.next in {None, after}:
                return found
            after = page.next
        return None

    def _call(
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
        priority = Priority.INTERACTIVE if call in _INTERACTIVE else Priority.BACKGROUND
        token = self.token.reveal()
        reply = self._exchange(priority, path, parameters, body, cancel, on_turn)
        if reply.status in {401, 403} and self.token.reveal() != token:
            # Somebody has signed in meanwhile: what was refused is the old token.
            token = self.token.reveal()
            reply = self._exchange(priority, path, parameters, body, cancel, on_turn)
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


_CLOCK_SLACK = timedelta(minutes=2)
"""What a message's date may be off: clocks are, and not every server says what its own tells."""
USER_AGENT = "LeadwayDesktop"
_INTERACTIVE = {ApiCall.SEARCH}
"""Calls that somebody waits for at the window: they do not queue behind uploads, and for a while
leave room for more. A conversation by its id is asked for by a command, or before a message."""


_MOST_PATIENCE = 240.0
"""Seconds for one answer, unless the setting says more: all tries together take half an hour."""


def patience_after(failures: int, reply_timeout: float) -> float:
    """Return how many times `reply_timeout` complete is waited for after so many failures."""
    most = max(1.0, _MOST_PATIENCE / reply_timeout)
    return min(2.0 ** min(failures, 3), most)


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
