"""The calls of the API against the practice account, and against servers with other habits."""

from __future__ import annotations

import json
import logging
import threading
import traceback
from dataclasses import replace
from typing import Any

import pytest

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import (
    Conversation,
    ConversationQuery,
    ConversationStatus,
    PageCursor,
)
from leadway_desktop.domain.errors import (
    ConnectionLost,
    ConversationUnknown,
    FileTooLarge,
    Intercepted,
    LeadwayError,
    LinkLost,
    LocationDenied,
    NetworkError,
    RateLimited,
    RequestRefused,
    ScopeMissing,
    ServerFault,
    SettingInvalid,
    Stalled,
    StoredFileMissing,
    TokenInvalid,
    TokenMalformed,
    TokenMissing,
    UnexpectedReply,
)
from leadway_desktop.domain.secret import CurrentToken, Secret
from leadway_desktop.domain.upload import UploadRequest, UploadSlot, UploadTarget, UploadTicket
from leadway_desktop.network.crm_client import CrmClient
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from tests.network.conftest import TOKEN, Clients, MakeFile, put, request_for
from tests.network.peer import Line, Peer, header

PAGE = b'{"conversations": [], "total": 0}'


def search(crm: CrmClient, **query: Any) -> list[Conversation]:
    return list(crm.search(ConversationQuery(**query), None, CancelToken()).conversations)


def all_pages(crm: CrmClient, query: ConversationQuery) -> list[Conversation]:
    found: list[Conversation] = []
    after: PageCursor | None = None
    for _ in range(400):
        page = crm.search(query, after, CancelToken())
        fresh = [one for one in page.conversations if one not in found]
        found += fresh
        after = page.next
        if after is None or not fresh:
            break
    return found


def test_every_conversation_is_found_page_by_page(
    practice: PracticeServer, clients: Clients
) -> None:
    expected = {one.id for one in practice.conversations}
    crm = clients.of_practice(practice)
    for page_size in (7, 50, 100):
        found = all_pages(crm, ConversationQuery(page_size=page_size))
        assert {one.id for one in found} == expected


def test_text_and_status_narrow_the_search(practice: PracticeServer, clients: Clients) -> None:
    crm = clients.of_practice(practice)
    one = next(one for one in search(crm) if one.name)
    assert one.id in {found.id for found in search(crm, text=f"  {one.name} ")}
    unread = search(crm, status=ConversationStatus.UNREAD)
    assert unread
    assert all(found.unread_count for found in unread)
    starred = search(crm, status=ConversationStatus.STARRED)
    assert all(found.is_starred for found in starred)
    assert search(crm, text="nobody is called like this \x00\ud800") == []


def test_a_conversation_by_its_id(practice: PracticeServer, clients: Clients) -> None:
    crm = clients.of_practice(practice)
    one = search(crm)[0]
    again = crm.conversation(one.id, CancelToken())
    assert (again.id, again.contact_id) == (one.id, one.contact_id)
    for odd in ("no/such?id=#1", "ñ😀", "\udcff", "..", "%2F"):
        with pytest.raises(LeadwayError):
            crm.conversation(odd, CancelToken())
    with pytest.raises(ConversationUnknown):
        crm.conversation("nosuchid", CancelToken())


def test_initiate_put_complete(
    practice: PracticeServer, clients: Clients, make_file: MakeFile
) -> None:
    crm, file = clients.of_practice(practice), make_file(5000)
    request = request_for(practice, file)
    signed = crm.initiate(request, CancelToken())
    put(clients.bucket(), signed.signed_url.reveal(), file)
    stored = crm.complete(request, signed.slot, CancelToken())
    assert (stored.size, stored.content_type) == (5000, "image/jpeg")
    assert signed.max_size == 100 * 1024**2
    assert signed.expires_at is not None
    [upload] = practice.record.uploads
    assert stored.link == upload.public_url


def test_complete_without_a_file(
    practice: PracticeServer, clients: Clients, make_file: MakeFile
) -> None:
    crm, request = clients.of_practice(practice), request_for(practice, make_file())
    with pytest.raises(StoredFileMissing) as caught:
        crm.complete(request, crm.initiate(request, CancelToken()).slot, CancelToken())
    assert caught.value.trace_id


def test_refusals_of_initiate(
    practice: PracticeServer, clients: Clients, make_file: MakeFile
) -> None:
    crm, request = clients.of_practice(practice), request_for(practice, make_file())
    sms = replace(request.target, channel=Channel.SMS)
    with pytest.raises(FileTooLarge) as caught:
        crm.initiate(replace(request, size=6_000_000, target=sms), CancelToken())
    assert caught.value.size == 6_000_000
    foreign = replace(request.target, conversation_id=practice.account.foreign_conversation_id)
    with pytest.raises(ConversationUnknown):
        crm.initiate(replace(request, target=foreign), CancelToken())
    with pytest.raises(RequestRefused) as refused:
        crm.initiate(replace(request, content_type="image/png"), CancelToken())
    assert refused.value.detail
    assert refused.value.trace_id


def test_the_tokens_that_fail(practice: PracticeServer, clients: Clients) -> None:
    account = practice.account
    for token, kind in [
        (account.token_revoked, TokenInvalid),
        ("no such token", TokenInvalid),
        (account.token_wrong_scope, ScopeMissing),
        (account.token_wrong_location, LocationDenied),
        ("", TokenMissing),
        ("with “quotes”", TokenMalformed),
        ("two\nlines", TokenMalformed),
        ("two\r\nX-Evil: lines", TokenMalformed),
        ("\udcff", TokenMalformed),
        ("\0", TokenMalformed),
    ]:
        crm = replace(clients.of_practice(practice), token=CurrentToken(Secret(token)))
        with pytest.raises(kind):
            search(crm)


def test_whose_location_is_denied_for_one_conversation(
    practice: PracticeServer, clients: Clients
) -> None:
    """The conversation's, where the token opens ours; else the token's."""
    account, cancel = practice.account, CancelToken()
    crm = clients.of_practice(practice)
    with pytest.raises(ConversationUnknown) as elsewhere:
        crm.conversation(account.foreign_conversation_id, cancel)
    assert elsewhere.value.status == 403
    assert elsewhere.value.trace_id
    wrong = replace(crm, token=CurrentToken(Secret(account.token_wrong_location)))
    with pytest.raises(LocationDenied):
        wrong.conversation(account.conversation_id, cancel)
    practice.faults.add(Fault("search", "status", status=503))
    with pytest.raises(ServerFault):
        crm.conversation(account.foreign_conversation_id, cancel)


@pytest.mark.parametrize(
    "url",
    ["https://xn--a.invalid", "https://a..invalid", "https://-.invalid",
     "https://[::1]]", "https://" + "x" * 70_000 + ".invalid"],
)  # fmt: skip
def test_a_base_url_that_only_looks_like_one(clients: Clients, url: str) -> None:
    with pytest.raises(LeadwayError):
        search(clients.crm(url))


TOLD = {"statusCode": 422, "message": "File type exe is not supported", "traceId": "trace-7"}


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (TOLD, RequestRefused),
        ({**TOLD, "statusCode": None, "status": 422}, RequestRefused),
        ({**TOLD, "statusCode": 500}, ServerFault),
        ({**TOLD, "statusCode": None}, UnexpectedReply),
        ({"success": False, "error": {"message": TOLD["message"], "traceId": "trace-7"},
          "uploadId": "up", "filePath": "a/b", "uploadUrl": "https://storage.example/x"},
         UnexpectedReply),
    ],
)  # fmt: skip
def test_a_success_that_is_an_error_is_told_in_the_servers_words(
    clients: Clients,
    practice: PracticeServer,
    make_file: MakeFile,
    told: dict[str, Any],
    kind: type[LeadwayError],
) -> None:
    def script(line: Line) -> None:
        line.request()
        line.answer(200, json.dumps(told).encode())

    with Peer(script) as peer, pytest.raises(kind) as caught:
        clients.crm(peer.url).initiate(request_for(practice, make_file()), CancelToken())
    assert (caught.value.detail, caught.value.trace_id) == (TOLD["message"], "trace-7")


def test_an_international_name_that_is_none_is_a_setting_to_mend(clients: Clients) -> None:
    with pytest.raises(SettingInvalid) as caught:
        search(clients.crm("https://xn--a.invalid"))
    assert caught.value.name == "base_url"


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault("search", "rate_limit", seconds=4), RateLimited),
        (Fault("search", "rate_limit", scope="day"), RateLimited),
        (Fault("search", "status", status=500), ServerFault),
        (Fault("search", "status", status=502, body="html"), ServerFault),
        (Fault("search", "status", status=503, body="truncated"), ServerFault),
        (Fault("search", "status", status=422), RequestRefused),
        (Fault("search", "reset"), ConnectionLost),
        (Fault("search", "lost_reply"), ConnectionLost),
        (Fault("search", "cut_reply"), ConnectionLost),
        (Fault("search", "malformed_reply"), UnexpectedReply),
        (Fault("search", "malformed_reply", body="html"), Intercepted),
        (Fault("search", "malformed_reply", body="empty"), UnexpectedReply),
        (Fault("search", "malformed_reply", body="array"), UnexpectedReply),
        (Fault("search", "malformed_reply", body="truncated"), UnexpectedReply),
        (Fault("search", "malformed_reply", body="head"), ConnectionLost),
        (Fault("search", "huge_reply"), UnexpectedReply),
        (Fault("search", "patch", patch={"conversations": None}), UnexpectedReply),
        (Fault("search", "latency", seconds=30), Stalled),
    ],
    ids=lambda value: f"{value.kind}-{value.body}" if isinstance(value, Fault) else value.__name__,
)
def test_each_fault_is_one_error(
    practice: PracticeServer, clients: Clients, fault: Fault, kind: type[LeadwayError]
) -> None:
    practice.faults.add(fault)
    crm = clients.of_practice(practice, reply_timeout=1.0)
    with pytest.raises(kind) as caught:
        search(crm)
    assert type(caught.value) is kind
    if isinstance(caught.value, RateLimited):
        assert caught.value.is_daily is (fault.scope == "day")
    else:
        assert search(crm), "the next call works again"


@pytest.mark.parametrize("scenario", ["other-spellings", "calm"])
def test_other_spellings(scenario: str, clients: Clients, make_file: MakeFile) -> None:
    with PracticeServer(rate_limit=False, scenario=scenario) as server:
        crm, file = clients.of_practice(server), make_file()
        assert all(one.last_message_at is not None for one in search(crm))
        request = request_for(server, file)
        signed = crm.initiate(request, CancelToken())
        receipt = put(clients.bucket(), signed.signed_url.reveal(), file)
        assert receipt.stored_crc32c == receipt.read_crc32c
        assert crm.complete(request, signed.slot, CancelToken()).link
        unknown = replace(request.target, conversation_id="nosuchid")
        with pytest.raises(ConversationUnknown) as caught:
            crm.initiate(replace(request, target=unknown), CancelToken())
        assert caught.value.trace_id


@pytest.mark.parametrize(
    "name", ["Captura de pantalla 10.30.00\u202fa.\u00a0m.jpg", "👩‍👧‍👦.jpg", "\u200f\u05e9.jpg",
             "100% de #1?&=+.jpg", "x" * 200 + ".jpg", "\udcff.jpg"],
    ids=ascii,
)  # fmt: skip
def test_odd_file_names(
    practice: PracticeServer, clients: Clients, make_file: MakeFile, name: str
) -> None:
    crm, file = clients.of_practice(practice), make_file()
    request = replace(request_for(practice, file), file_name=name)
    signed = crm.initiate(request, CancelToken())
    put(clients.bucket(), signed.signed_url.reveal(), file)
    assert crm.complete(request, signed.slot, CancelToken()).link.isprintable()


PHOTO = UploadRequest(
    UploadTarget("loc", "conv", "c", "Ana", Channel.WHATSAPP), "photo.jpg", "image/jpeg", 1000
)


def completed(name: str, link: str) -> bytes:
    return json.dumps({"uploadedFiles": {name: link}}).encode()


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ((200, completed("photo.jpg", "https://cdn/ours")), "https://cdn/ours"),
        ((200, completed("tidied.jpg", "https://cdn/theirs")), "https://cdn/theirs"),
    ],
)
def test_a_link_under_another_name_is_asked_for_again_on_a_new_connection(
    clients: Clients, second: tuple[int, bytes], told: str
) -> None:
    """What was kept open may have lost count of its answers: this one is another file's."""
    lines: list[int] = []

    def script(line: Line) -> None:
        while True:
            line.request()
            lines.append(line.number)
            if len(lines) == 1:
                line.answer(200, completed("other.jpg", "https://cdn/theirs"))
            else:
                line.answer(*second)

    request, slot = PHOTO, UploadSlot("up", "a/b")
    with Peer(script) as peer:
        crm = clients.crm(peer.url)
        assert crm.complete(request, slot, CancelToken()).link == told
        crm.complete(request, slot, CancelToken())
    assert lines[0] not in lines[1:], "nothing is kept open that has lost count"


@pytest.mark.parametrize(
    ("second", "error"),
    [
        ((200, completed("third.jpg", "https://cdn/third")), UnexpectedReply),
        ((404, b"{}"), StoredFileMissing),
        ((409, b"{}"), LinkLost),
        ((200, b"{}"), LinkLost),
    ],
)
def test_two_answers_of_others_are_no_link(
    clients: Clients, second: tuple[int, bytes], error: type[LeadwayError]
) -> None:
    def script(line: Line) -> None:
        line.request()
        line.answer(
            *((200, completed("other.jpg", "https://cdn/theirs")) if not line.number else second)
        )

    request, slot = PHOTO, UploadSlot("up", "a/b")
    with Peer(script) as peer, pytest.raises(error):
        clients.crm(peer.url).complete(request, slot, CancelToken())


def test_where_a_new_connection_fails_nothing_is_taken_for_the_link(clients: Clients) -> None:
    def script(line: Line) -> None:
        line.request()
        if line.number == 0:
            line.answer(200, completed("other.jpg", "https://cdn/theirs"))

    request, slot = PHOTO, UploadSlot("up", "a/b")
    with Peer(script) as peer, pytest.raises(NetworkError):
        clients.crm(peer.url).complete(request, slot, CancelToken())


# -- the request ----------------------------------------------------------------------------------


def test_what_a_call_sends(clients: Clients) -> None:
    heads: list[str] = []

    def script(line: Line) -> None:
        heads.append(line.request()[0])
        line.answer(200, PAGE)

    with Peer(script) as peer:
        # With marks of direction, as a browser copies a number.
        search(clients.crm(peer.url + "/leadway/", api_version="v3"), text="\u202aa&b=c ñ\u202c")
    [head] = heads
    assert head.startswith("GET /leadway/conversations/search?locationId=loc&limit=50&sort=desc")
    assert "query=a%26b%3Dc%20%C3%B1" in head or "query=a%26b%3Dc+%C3%B1" in head
    for name, value in {
        "authorization": f"Bearer {TOKEN}",
        "version": "v3",
        "content-type": "application/json",
        "accept": "application/json",
        "accept-encoding": "identity",
    }.items():
        assert header(head, name) == value


def test_201_is_a_success_and_202_is_not(clients: Clients) -> None:
    def script(line: Line) -> None:
        for status in (201, 202):
            line.request()
            line.answer(status, PAGE)

    with Peer(script) as peer:
        crm = clients.crm(peer.url)
        assert search(crm) == []
        with pytest.raises(UnexpectedReply):
            search(crm)


def test_an_unreadable_success_keeps_its_trace_id(clients: Clients) -> None:
    def script(line: Line) -> None:
        line.request()
        line.answer(200, b"<html>", "X-Trace-Id: trace-7")

    with Peer(script) as peer, pytest.raises(UnexpectedReply) as caught:
        search(clients.crm(peer.url))
    assert (caught.value.status, caught.value.trace_id) == (200, "trace-7")


@pytest.mark.parametrize("status", [200, 401, 500])
def test_the_token_is_in_no_log_and_no_error(
    clients: Clients, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    caplog.set_level(logging.DEBUG)

    def script(line: Line) -> None:
        head, _ = line.request()
        line.answer(status, json.dumps({"headers": head.split("\r\n")}).encode())

    with Peer(script) as peer, pytest.raises(LeadwayError) as caught:
        search(clients.crm(peer.url))
    error = caught.value
    told = "".join(traceback.format_exception(error)) + f"{error!r} {vars(error)}"
    assert TOKEN not in told
    assert TOKEN not in caplog.text
    assert TOKEN not in repr(clients.crm("https://api.invalid"))


def test_another_conversation_than_was_asked_for_is_not_taken_for_it(clients: Clients) -> None:
    """Its contact would get what is for somebody else."""

    def script(line: Line) -> None:
        line.request()
        line.answer(200, json.dumps({"id": "c7", "contactId": "k7"}).encode())

    with Peer(script) as peer, pytest.raises(UnexpectedReply):
        clients.crm(peer.url).contact_of("c1", CancelToken())


def test_a_server_that_repeats_the_token_is_not_repeated(clients: Clients) -> None:
    """As a traceId it would be kept in the journal, and shown."""

    def script(line: Line) -> None:
        line.request()
        said = {"message": f"Bearer {TOKEN} is bad", "traceId": TOKEN}
        line.answer(500, json.dumps(said).encode(), f"X-Trace-Id: {TOKEN}")

    with Peer(script) as peer, pytest.raises(ServerFault) as caught:
        search(clients.crm(peer.url))
    assert (caught.value.detail, caught.value.trace_id) == ("Bearer is bad", None)


def test_a_server_of_short_pages_is_read_to_its_end(clients: Clients) -> None:
    """One that gives three rows at most, whatever is asked for."""
    rows = [{"id": str(n), "lastMessageDate": 1000 - n // 2} for n in range(10)]

    def script(line: Line) -> None:
        while True:
            head, _ = line.request()
            after = head.partition("startAfterDate=")[2].split("&")[0].split(" ")[0]
            left = [
                row for row in rows if not after or int(str(row["lastMessageDate"])) <= int(after)
            ]
            line.answer(200, json.dumps({"conversations": left[:3], "total": 10}).encode())

    with Peer(script) as peer:
        found = all_pages(clients.crm(peer.url), ConversationQuery(page_size=50))
    assert [one.id for one in found] == [str(n) for n in range(10)]


# -- a sign-in while calls are under way ----------------------------------------------------------


class Signing:
    """Initiates with a revoked token, and signs in anew while the call is under way."""

    def __init__(self, practice: PracticeServer, clients: Clients, old: str, new: str) -> None:
        self._practice = practice
        self.crm = replace(clients.of_practice(practice), token=CurrentToken(Secret(old)))
        self._new = Secret(new)

    def call(self, request: UploadRequest) -> UploadTicket:
        self._practice.faults.add(Fault("initiate", "latency", seconds=0.3))
        record = self._practice.record

        def sign_in() -> None:
            assert record.wait_for(lambda now: len(now.faults) == 1)
            self.crm.token.replace(self._new)

        signing = threading.Thread(target=sign_in)
        signing.start()
        try:
            return self.crm.initiate(request, CancelToken())
        finally:
            signing.join()


@pytest.mark.parametrize("old", ["token_revoked", "token_wrong_scope", "token_wrong_location"])
def test_what_the_old_token_is_refused_is_asked_again_with_the_new_one(
    practice: PracticeServer, clients: Clients, make_file: MakeFile, old: str
) -> None:
    """Else the refusal, which comes after the sign-in, would ask for another one."""
    account = practice.account
    signing = Signing(practice, clients, getattr(account, old), account.token)
    assert signing.call(request_for(practice, make_file())).slot.upload_id
    assert [seen.status for seen in practice.record.requests][1:] == [200]
    assert len(practice.record.requests) == 2


def test_a_new_token_that_is_no_better_is_asked_with_once(
    practice: PracticeServer, clients: Clients, make_file: MakeFile
) -> None:
    account = practice.account
    signing = Signing(practice, clients, account.token_revoked, account.token_wrong_scope)
    with pytest.raises(ScopeMissing):
        signing.call(request_for(practice, make_file()))
    assert practice.record.steps() == ["initiate", "initiate"]


def test_the_same_token_is_not_asked_with_twice(
    practice: PracticeServer, clients: Clients, make_file: MakeFile
) -> None:
    account = practice.account
    signing = Signing(practice, clients, account.token_revoked, account.token_revoked)
    with pytest.raises(TokenInvalid):
        signing.call(request_for(practice, make_file()))
    assert practice.record.steps() == ["initiate"]
