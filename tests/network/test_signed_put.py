"""What a PUT sends, to the letter, and what it never sends."""

from __future__ import annotations

import base64
import hashlib
import logging
import os
import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import google_crc32c
import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.errors import (
    BucketError,
    BucketFault,
    ConnectionLost,
    FileTooLarge,
    LeadwayError,
    LinkExpired,
    LinkRefused,
    ReplyLost,
    Stalled,
    StorageUnreachable,
    UnexpectedBucketReply,
    UnexpectedReply,
    UnsafeLink,
)
from leadway_desktop.domain.secret import Secret
from leadway_desktop.network.signed_put import SignedPut
from leadway_desktop.network.stored_checksums import named_checksums
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from tests.network.conftest import TOKEN, Clients, MakeFile, put, request_for, ticket
from tests.network.peer import Line, Peer, header

SIGNATURE = "0123feedbeef4567"


def test_a_file_arrives_whole(
    practice: PracticeServer, clients: Clients, make_file: MakeFile
) -> None:
    file = make_file(1_234_567)
    signed = clients.of_practice(practice).initiate(request_for(practice, file), CancelToken())
    receipt = put(clients.bucket(), signed.signed_url.reveal(), file)
    [stored] = practice.record.objects
    checksum = google_crc32c.value(file.path.read_bytes())
    assert (stored.size, stored.content_type) == (file.size, "image/jpeg")
    assert receipt.read_crc32c == receipt.stored_crc32c == checksum
    assert receipt.read_size == receipt.stored_size == file.size
    seen = next(seen for seen in practice.record.requests if seen.step == "put")
    assert not seen.carried_token
    assert not seen.carried_cookie


@pytest.mark.parametrize("status", [200, 201, 202, 204, 206])
def test_every_way_of_saying_yes_is_one(clients: Clients, make_file: MakeFile, status: int) -> None:
    def script(line: Line) -> None:
        line.request()
        line.answer(status, b"")

    file = make_file(1000)
    with Peer(script) as peer:
        assert put(clients.bucket(), f"{peer.url}/o?s", file).read_size == file.size


# -- to the letter --------------------------------------------------------------------------------

TARGETS = [
    "/bucket/o.jpg?X-Goog-Signature=ab",
    "/bucket/a%2Fb.jpg?s",
    "/bucket/a%2fb%C3%B1.jpg?s",
    "/b/a+b~c.jpg?x=a+b%20c",
    "/b//double///slash.jpg?s",
    "//starts/twice?s",
    "/b/../up/./here.jpg?s",
    "/b/%2e%2e/up.jpg?s",
    "/b/(1)!*',;:@&=$.jpg?a=1&a=2&&b=&=c",
    '/b/o.jpg?a[]={x}|y^z`"<>\\',
    "/b/o.jpg?",
    "/b/o.jpg",
    "/?only=query",
    "/b/" + "x" * 20_000 + "?s=" + "y" * 60_000,
]


def sent_to(clients: Clients, make_file: MakeFile, url: Callable[[str], str]) -> str:
    heads: list[str] = []

    def script(line: Line) -> None:
        head, _ = line.request()
        heads.append(head)
        line.answer()

    with Peer(script) as peer:
        put(clients.bucket(), url(peer.url), make_file(10))
    return heads[0]


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target[:30])
def test_the_target_arrives_to_the_letter(
    clients: Clients, make_file: MakeFile, target: str
) -> None:
    head = sent_to(clients, make_file, lambda origin: origin + target)
    expected = target[:-1] if target.endswith("?") else target
    assert head.split("\r\n")[0] == f"PUT {expected} HTTP/1.1"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="#?")))
def test_any_target_arrives_to_the_letter(clients: Clients, make_file: MakeFile, path: str) -> None:
    head = sent_to(clients, make_file, lambda origin: f"{origin}/{path}?sig={path}")
    assert head.split("\r\n")[0] == f"PUT /{path}?sig={path} HTTP/1.1"


@pytest.mark.parametrize(
    ("given_target", "sent"),
    [("/b/a b.jpg?s", "/b/a%20b.jpg?s"), ("/b/niño😀.jpg?s", "/b/ni%C3%B1o%F0%9F%98%80.jpg?s")],
)
def test_what_no_request_can_hold_is_escaped(
    clients: Clients, make_file: MakeFile, given_target: str, sent: str
) -> None:
    head = sent_to(clients, make_file, lambda origin: origin + given_target)
    assert head.split("\r\n")[0] == f"PUT {sent} HTTP/1.1"


def test_nothing_goes_that_was_not_signed(clients: Clients, make_file: MakeFile) -> None:
    head = sent_to(clients, make_file, lambda origin: origin + "/o?s")
    names = [line.split(":")[0].lower() for line in head.split("\r\n")[1:]]
    assert sorted(names) == ["content-length", "content-type", "host"]
    assert header(head, "content-length") == "10"
    assert header(head, "content-type") == "image/jpeg"
    assert TOKEN not in head


def test_a_fragment_is_not_sent(clients: Clients, make_file: MakeFile) -> None:
    head = sent_to(clients, make_file, lambda origin: origin + "/o?s#part")
    assert head.startswith("PUT /o?s HTTP/1.1")


# -- unsafe and impossible links ------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://storage.googleapis.com/b/o?X-Goog-Signature=s",
        "http://192.168.1.1/o?s",
        "http://localhost.example.com/o?s",
        "http://127.0.0.1.example.com/o?s",
        "ftp://storage.googleapis.com/o?s",
        "file:///etc/passwd",
        "ws://127.0.0.1/o",
        "https://user@storage.googleapis.com/o?s",
        "https://user:pass@storage.googleapis.com/o?s",
        "https://@storage.googleapis.com/o?s",
        "//storage.googleapis.com/o?s",
        "storage.googleapis.com/o?s",
        "https://",
        "https:///o?s",
        "https://[::1/o",
        "https://host:port/o",
        "https://host:99999/o",
        "https://xn--a.invalid/o",
        "https://" + "a" * 70 + ".invalid/o",
        "https://exa mple.invalid/o",
        "",
        "?",
    ],
)
def test_no_byte_leaves_for_an_unsafe_or_impossible_link(
    clients: Clients, make_file: MakeFile, url: str
) -> None:
    read: list[int] = []
    # StorageUnreachable: a host's name that no name server can be asked for
    with pytest.raises((UnsafeLink, UnexpectedReply, StorageUnreachable)):
        put(clients.bucket(), url, make_file(), on_acknowledged=read.append)
    assert read == []


@pytest.mark.parametrize("host", ["127.0.0.1:1", "bücket.invalid"])
def test_a_storage_that_is_out_of_reach_is_named_by_its_host_alone(
    clients: Clients, make_file: MakeFile, host: str
) -> None:
    with pytest.raises(StorageUnreachable) as caught:
        put(clients.bucket(), f"https://{host}/folder/o?signature=secret", make_file())
    assert caught.value.host in {"127.0.0.1", "xn--bcket-kva.invalid"}
    assert "secret" not in repr(vars(caught.value))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text())
def test_any_text_for_a_link_is_an_error_of_the_tree(
    clients: Clients, make_file: MakeFile, text: str
) -> None:
    for url in (text, f"https://127.0.0.1:1{text}", f"https://127.0.0.1:1/{text}"):
        with pytest.raises(LeadwayError):
            put(clients.bucket(), url, make_file(10))


# -- what the bucket answers ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault("put", "expired_url"), LinkExpired),
        (Fault("put", "status", status=503), BucketFault),
        (Fault("put", "status", status=429), BucketFault),
        (Fault("put", "status", status=408), BucketFault),
        (Fault("put", "status", status=403), LinkRefused),
        (Fault("put", "status", status=400, body="html"), BucketError),
        (Fault("put", "status", status=500, body="truncated"), BucketFault),
        (Fault("put", "status", status=413, body="empty", at_byte=0), FileTooLarge),
        (Fault("put", "status", status=503, after_work=True), BucketFault),
        (Fault("put", "reset", at_byte=0), ConnectionLost),
        (Fault("put", "reset", at_byte=100_000), ConnectionLost),
        (Fault("put", "reset", at_byte=10**9), ReplyLost),
        (Fault("put", "stall", at_byte=10**9), ReplyLost),
        (Fault("put", "lost_reply"), ReplyLost),
        (Fault("put", "cut_reply"), ReplyLost),
        (Fault("put", "malformed_reply", body="head"), ReplyLost),
        (Fault("put", "huge_reply"), UnexpectedBucketReply),
        (Fault("put", "stall", at_byte=50_000), Stalled),
    ],
    ids=lambda value: value.kind if isinstance(value, Fault) else value.__name__,
)
def test_each_fault_is_one_error(
    practice: PracticeServer,
    clients: Clients,
    make_file: MakeFile,
    fault: Fault,
    kind: type[LeadwayError],
) -> None:
    file = make_file(1_000_000)
    practice.faults.add(fault)
    signed = clients.of_practice(practice).initiate(request_for(practice, file), CancelToken())
    with pytest.raises(kind) as caught:
        put(clients.bucket(stall_timeout=1.0), signed.signed_url.reveal(), file)
    assert type(caught.value).__mro__.index(kind) <= 1


def test_an_expired_url_of_initiate(
    practice: PracticeServer, clients: Clients, make_file: MakeFile
) -> None:
    practice.faults.add(Fault("initiate", "expired_url"))
    file = make_file()
    signed = clients.of_practice(practice).initiate(request_for(practice, file), CancelToken())
    with pytest.raises(LinkExpired) as caught:
        put(clients.bucket(), signed.signed_url.reveal(), file)
    assert (caught.value.code, caught.value.status) == ("ExpiredToken", 400)


def test_a_changed_url_or_type_is_refused(
    practice: PracticeServer, clients: Clients, make_file: MakeFile
) -> None:
    file = make_file()
    signed = clients.of_practice(practice).initiate(request_for(practice, file), CancelToken())
    url = signed.signed_url.reveal()
    with pytest.raises(LinkRefused):
        put(clients.bucket(), url[:-1] + ("0" if url[-1] != "0" else "1"), file)
    with pytest.raises(LinkRefused):
        put(clients.bucket(), url, file, content_type="image/png")
    assert practice.record.objects == ()


HASHES = [
    (["x-goog-hash: crc32c=AAAAAQ==,md5=1B2M2Y8AsgTpgAmY7PhCfg=="], 1),
    (["x-goog-hash: crc32c=AAAAAQ==", "x-goog-hash: md5=1B2M2Y8AsgTpgAmY7PhCfg=="], 1),
    (["X-Goog-Hash: md5=1B2M2Y8AsgTpgAmY7PhCfg==, crc32c=/////w=="], 0xFFFFFFFF),
    (["x-goog-hash: md5=1B2M2Y8AsgTpgAmY7PhCfg=="], None),
    (["x-goog-hash: crc32c="], None),
    (["x-goog-hash: crc32c=AAAA"], None),
    (["x-goog-hash: crc32c=not base64!"], None),
    (["x-goog-hash: crc32c"], None),
    (["x-goog-hash: ,,=,"], None),
    (["x-goog-hash: crc32c=\xff\xfe"], None),
    ([], None),
]


@pytest.mark.parametrize(("headers", "checksum"), HASHES)
def test_the_stored_checksum(
    clients: Clients, make_file: MakeFile, headers: list[str], checksum: int | None
) -> None:
    def script(line: Line) -> None:
        line.request()
        line.answer(200, b"", *headers)

    with Peer(script) as peer:
        assert put(clients.bucket(), f"{peer.url}/o?s", make_file()).stored_crc32c == checksum


DIGEST = bytes.fromhex("00112233445566778899aabbccddeeff")
IN_BASE64 = base64.b64encode(DIGEST).decode()


@pytest.mark.parametrize(
    ("headers", "md5", "etag"),
    [
        ([f"x-goog-hash: md5={IN_BASE64}"], DIGEST, None),
        ([f"x-goog-hash: md5={IN_BASE64}", f'ETag: "{DIGEST.hex()}"'], DIGEST, DIGEST),
        ([f'ETag: "{DIGEST.hex().upper()}"'], None, DIGEST),
        (["x-goog-hash: md5=AAAA"], None, None),
        (["x-goog-hash: md5"], None, None),
        ([f"ETag: {DIGEST.hex()}"], None, None),
        ([f'ETag: W/"{DIGEST.hex()}"'], None, None),
        ([f'ETag: "{DIGEST.hex()}-2"'], None, None),
        (['ETag: "CJ3Y4pPtxYADEAE="'], None, None),
        ([f'ETag: "{DIGEST.hex()}"', "x-amz-server-side-encryption: AES256"], None, DIGEST),
        ([f'ETag: "{DIGEST.hex()}"', "x-amz-server-side-encryption: aws:kms"], None, None),
        ([f'ETag: "{DIGEST.hex()}"', "x-amz-server-side-encryption: aws:kms:dsse"], None, None),
        ([f'ETag: "{DIGEST.hex()}"', "x-amz-server-side-encryption-customer-algorithm: AES256"],
         None, None),
        ([f'ETag: "{DIGEST.hex()}"', "x-goog-encryption-algorithm: AES256"], None, None),
        ([f'ETag: "{DIGEST.hex()}"', "x-goog-encryption-kms-key-name: k"], None, None),
    ],
)  # fmt: skip
def test_the_stored_md5(
    clients: Clients, make_file: MakeFile, headers: list[str], md5: bytes | None, etag: bytes | None
) -> None:
    def script(line: Line) -> None:
        line.request()
        line.answer(200, b"", *headers)

    file = make_file()
    with Peer(script) as peer:
        receipt = put(clients.bucket(), f"{peer.url}/o?s", file)
    assert (receipt.stored_md5, receipt.stored_etag) == (md5, etag)
    read = hashlib.md5(file.path.read_bytes()).digest()
    assert receipt.read_md5 == (read if md5 or etag else None)


@pytest.mark.parametrize(
    ("header", "is_md5"),
    [("x-amz-request-id: 7", True), ("X-Goog-Generation: 7", True), ("x-request-id: 7", False)],
)
def test_who_promises_that_an_etag_is_an_md5(
    clients: Clients, make_file: MakeFile, header: str, is_md5: bool
) -> None:
    def script(line: Line) -> None:
        line.request()
        line.answer(200, b"", f'ETag: "{DIGEST.hex()}"', header)

    with Peer(script) as peer:
        receipt = put(clients.bucket(), f"{peer.url}/o?s", make_file())
    assert (receipt.stored_etag, receipt.etag_is_md5) == (DIGEST, is_md5)


@given(st.lists(st.tuples(st.sampled_from(["x-goog-hash", "etag"]), st.binary(max_size=60))))
def test_any_headers_are_read_for_checksums(pairs: list[tuple[str, bytes]]) -> None:
    named = named_checksums(httpx.Headers([(name.encode(), value) for name, value in pairs]))
    assert named.crc32c is None or 0 <= named.crc32c < 2**32
    assert all(one is None or len(one) == 16 for one in (named.md5, named.etag))


def test_the_md5_is_read_for_nobody_who_names_a_crc32c(
    practice: PracticeServer, clients: Clients, make_file: MakeFile
) -> None:
    """The practice bucket names both, and an ETag, as Google does."""
    file = make_file()
    signed = clients.of_practice(practice).initiate(request_for(practice, file), CancelToken())
    receipt = put(clients.bucket(), signed.signed_url.reveal(), file)
    assert receipt.stored_md5 == hashlib.md5(file.path.read_bytes()).digest()
    assert receipt.read_md5 is None


@pytest.mark.parametrize("happens", ["gone", "written to", "changed with its old time"])
def test_no_md5_is_told_of_a_file_that_is_another_by_then(
    clients: Clients, make_file: MakeFile, happens: str
) -> None:
    file = make_file()

    def script(line: Line) -> None:
        line.request()
        if happens == "gone":
            file.path.unlink()
        else:
            file.path.write_bytes(b"x" * (file.size + (happens == "written to")))
            os.utime(file.path, ns=(file.modified_ns, file.modified_ns))
        line.answer(200, b"", f"x-goog-hash: md5={IN_BASE64}")

    with Peer(script) as peer:
        receipt = put(clients.bucket(), f"{peer.url}/o?s", file)
    assert (receipt.stored_md5, receipt.read_md5) == (DIGEST, None)


@pytest.mark.parametrize(
    ("value", "size"),
    [("1000", 1000), ("0", 0), ("", None), ("-1", None), ("9" * 6000, None), ("²", None),
     ("1e3", None)],
)  # fmt: skip
def test_the_stored_size(
    clients: Clients, make_file: MakeFile, value: str, size: int | None
) -> None:
    def script(line: Line) -> None:
        line.request()
        line.answer(200, b"", f"x-goog-stored-content-length: {value}")

    with Peer(script) as peer:
        assert put(clients.bucket(), f"{peer.url}/o?s", make_file()).stored_size == size


def test_an_early_yes_is_not_taken_for_the_whole(clients: Clients, make_file: MakeFile) -> None:
    """The receipt tells how much had been read; the job compares it with the file."""

    def script(line: Line) -> None:
        line.head()
        line.answer()
        line.wait()

    file = make_file(8_000_000)
    with Peer(script, receive_buffer=65536) as peer:
        assert put(clients.bucket(), f"{peer.url}/o?s", file).read_size < file.size


# -- secrets --------------------------------------------------------------------------------------


def shown(error: BaseException) -> str:
    texts = [str(error), repr(error), repr(error.args), repr(vars(error))]
    return "".join(texts + traceback.format_exception(error))


@pytest.mark.parametrize(
    "script",
    [
        lambda line: line.reset(),
        lambda line: line.answer(403, b"<Error><Code>AccessDenied</Code></Error>"),
        lambda line: line.answer(307, b"", f"Location: https://x.invalid/?s={SIGNATURE}"),
        lambda line: line.send(b"nonsense " + SIGNATURE.encode() + b"\r\n\r\n"),
        lambda line: line.answer(400, f"<Code>https://b/?s={SIGNATURE}</Code>".encode()),
        lambda line: line.answer(),
    ],
)
def test_the_signature_is_in_no_log_and_no_error(
    clients: Clients,
    make_file: MakeFile,
    caplog: pytest.LogCaptureFixture,
    script: Callable[[Line], None],
) -> None:
    caplog.set_level(logging.DEBUG)

    def answer(line: Line) -> None:
        line.request()
        script(line)

    told = ""
    with Peer(answer) as peer:
        try:
            put(clients.bucket(), f"{peer.url}/o?X-Goog-Signature={SIGNATURE}", make_file())
        except LeadwayError as error:
            told = shown(error)
    assert SIGNATURE not in told
    assert SIGNATURE not in caplog.text
    assert "X-Goog" not in caplog.text


def test_a_ticket_and_its_door_show_nothing(clients: Clients) -> None:
    made = ticket(f"https://b.invalid/o?X-Goog-Signature={SIGNATURE}")
    door: Any = replace(clients.bucket())
    assert SIGNATURE not in f"{made} {made!r} {door!r}"
    assert isinstance(made.signed_url, Secret)
    assert isinstance(door, SignedPut)
    assert isinstance(door.http, httpx.Client)
