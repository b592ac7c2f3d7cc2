"""The calls of the API: what each asks, and what its answer means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from urllib.parse import quote

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.conversation import (
    Conversation,
    ConversationPage,
    ConversationQuery,
    PageCursor,
)
from leadway_desktop.domain.errors import (
    ConversationUnknown,
    LinkLost,
    LocationDenied,
    RequestRefused,
    UnexpectedReply,
)
from leadway_desktop.domain.message import Message, SentMessage, SoughtMessage
from leadway_desktop.domain.upload import StoredFile, UploadRequest, UploadSlot, UploadTicket
from leadway_desktop.network import message_wire, wire
from leadway_desktop.network.api_caller import ApiCaller
from leadway_desktop.network.error_mapping import ApiCall
from leadway_desktop.network.http_client import WatchedClient
from leadway_desktop.network.watch import patience_after


@dataclass(frozen=True, slots=True)
class CrmClient(ApiCaller):
    """The API of one account; any number of threads may share it.

    Every method raises what `call` does.
    """

    def search(
        self, query: ConversationQuery, after: PageCursor | None, cancel: CancelToken
    ) -> ConversationPage:
        """Return one page of conversations."""
        location_id = self.settings.location_id
        parameters = wire.search_parameters(location_id, query, after)
        reply = self.call(ApiCall.SEARCH, "/conversations/search", cancel, parameters=parameters)
        return wire.read_page(reply, query, location_id)

    def conversation(self, conversation_id: str, cancel: CancelToken) -> Conversation:
        """Return one conversation by its id; raises UnexpectedReply where another one comes."""
        path = f"/conversations/{quote(conversation_id, safe='', errors='replace')}"
        try:
            reply = self.call(ApiCall.CONVERSATION, path, cancel)
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
        reply = self.call(ApiCall.INITIATE, path, cancel, body=body, size=request.size)
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
        reply = patient.call(ApiCall.COMPLETE, path, cancel, body=body, size=request.size)
        if wire.is_about(reply, request.file_name, slot):
            return wire.read_stored_file(reply, request.file_name)
        # Perhaps another call's answer: what was kept open may have lost count of them.
        self._forget_connections()
        anew = partial(patient.call, on_turn=lambda: None)
        try:
            again = anew(ApiCall.COMPLETE, path, cancel, body=body, size=request.size)
            stored = wire.read_stored_file(again, request.file_name)
        except (RequestRefused, UnexpectedReply) as error:
            # It is told once. Whose the first link is nobody knows: a customer must not get it.
            raise LinkLost(
                detail=error.detail, trace_id=error.trace_id, status=error.status
            ) from None
        if wire.is_about(again, request.file_name, slot):
            return stored
        # The same link twice is of a server that gives the file another name.
        if wire.read_stored_file(reply, request.file_name).link != stored.link:
            detail = "complete answers with other files"
            raise UnexpectedReply(detail=detail, trace_id=stored.trace_id)
        return stored

    def _forget_connections(self) -> None:
        if isinstance(self.http, WatchedClient):
            self.http.forget_connections()

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
        reply = self.call(
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
            reply = self.call(ApiCall.MESSAGES, path, cancel, parameters=parameters)
            page = message_wire.read_messages(reply)
            # After the reply: it is what tells the server's clock, if nothing has yet.
            earliest = self.clock.to_theirs(sought.since - _CLOCK_SLACK) if sought.since else None
            found = message_wire.found_in(page, replace(sought, since=earliest))
            if found is not None and found.added_at is not None:
                return replace(found, added_at=self.clock.to_ours(found.added_at))
            if found is not None or page.next in {None, after}:
                return found
            after = page.next
        return None


_CLOCK_SLACK = timedelta(minutes=2)
"""What a message's date may be off: clocks are, and not every server says what its own tells."""
