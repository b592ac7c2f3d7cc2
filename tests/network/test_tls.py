"""The operating system's certificates decide, for the API and for the bucket."""

from __future__ import annotations

import re
import ssl
import sys
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import google_crc32c
import pytest

from leadway_desktop.assembly import build_engine
from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.certificate_flaw import CertificateFlaw
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import ConversationQuery
from leadway_desktop.domain.errors import (
    CertificateRefused,
    NoConnection,
    NoSecureConnection,
)
from leadway_desktop.domain.message import Attachment, Message
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.network.probe import Probe
from leadway_desktop.network.shown_certificate import shown_certificate
from tests.network.conftest import TOKEN, Clients, MakeFile, put
from tests.network.peer import Line, Peer, reply

PAGE = b'{"conversations": []}'


def serve(line: Line) -> None:
    while True:
        line.request()
        line.answer(200, PAGE)


def search(clients: Clients, url: str) -> int:
    crm = clients.crm(url, connect_timeout=1.0)
    return len(crm.search(ConversationQuery(), None, CancelToken()).conversations)


def test_a_trusted_server(clients: Clients, authority: Any) -> None:
    with Peer(serve, tls=authority.server("127.0.0.1")) as peer:
        assert search(clients, peer.url) == 0


def test_a_server_of_an_unknown_authority(
    clients: Clients, authority: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    tls = authority.server("127.0.0.1")
    with Peer(serve, tls=tls) as peer, pytest.raises(CertificateRefused):
        search(clients, peer.url)


def test_trust_is_looked_up_for_each_connection(
    clients: Clients, authority: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing that was trusted once is trusted for good."""
    with Peer(serve, tls=authority.server("127.0.0.1")) as peer:
        assert search(clients, peer.url) == 0
        monkeypatch.delenv("SSL_CERT_FILE")
        with pytest.raises(CertificateRefused):
            search(clients, peer.url)


@pytest.mark.parametrize(
    ("names", "valid_days"),
    [(["localhost"], 2), (["127.0.0.2"], 2), (["*.0.0.1"], 2), (["127.0.0.1"], -1)],
    ids=["a name", "another address", "wildcard", "expired"],
)
def test_a_certificate_for_somebody_else_or_another_day(
    clients: Clients, authority: Any, make_file: MakeFile, names: list[str], valid_days: int
) -> None:
    heard: list[str] = []

    def script(line: Line) -> None:
        heard.append(line.head())

    with Peer(script, tls=authority.server(*names, valid_days=valid_days)) as peer:
        with pytest.raises(CertificateRefused):
            search(clients, peer.url)
        with pytest.raises(CertificateRefused):
            put(clients.bucket(), f"{peer.url}/o?X-Goog-Signature=s", make_file())
    assert heard == []


REFUSED = {
    "unknown authority": (CertificateFlaw.ISSUER, "20", "unable to get local issuer"),
    "its own authority": (CertificateFlaw.ISSUER, "18", "self"),
    "expired": (CertificateFlaw.TIME, "10", "expired"),
    "not yet valid": (CertificateFlaw.TIME, "9", "not yet valid"),
    "a name": (CertificateFlaw.NAME, "64", "not valid for '127.0.0.1'"),
    "for clients": (CertificateFlaw.OTHER, "26", "purpose"),
}


def refused_server(how: str, authority: Any, folder: Path) -> ssl.SSLContext:
    stranger = type(authority)(folder)
    servers: dict[str, Callable[[], ssl.SSLContext]] = {
        "unknown authority": lambda: stranger.server("127.0.0.1"),
        "its own authority": lambda: stranger.vouches_for_itself("127.0.0.1"),
        "expired": lambda: authority.server("127.0.0.1", valid_days=-1),
        "not yet valid": lambda: authority.server("127.0.0.1", begins_in_days=1),
        "a name": lambda: authority.server("storage.example"),
        "for clients": lambda: authority.server("127.0.0.1", may_serve=False),
    }
    return servers[how]()


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="the codes are OpenSSL's")
@pytest.mark.parametrize("how", REFUSED)
def test_why_and_whose_certificate_is_refused(
    clients: Clients,
    authority: Any,
    make_file: MakeFile,
    tmp_path_factory: pytest.TempPathFactory,
    how: str,
) -> None:
    flaw, code, words = REFUSED[how]
    tls = refused_server(how, authority, tmp_path_factory.mktemp("stranger"))
    with Peer(serve, tls=tls) as peer:
        with pytest.raises(CertificateRefused) as of_api:
            search(clients, peer.url)
        with pytest.raises(CertificateRefused) as of_storage:
            put(clients.bucket(), f"{peer.url}/secret/o?X-Goog-Signature=secret", make_file())
        http = clients.bucket().http
        probe = Probe(http, replace(Settings(), base_url=peer.url))
        with pytest.raises(CertificateRefused) as of_probe:
            probe(CancelToken())
    for error in (of_api.value, of_storage.value, of_probe.value):
        assert (error.flaw, error.code, error.host) == (flaw, code, "127.0.0.1")
        assert words in error.detail
        assert not re.search(r"secret|http|conversations|/", f"{error} {vars(error)}")


def test_what_a_refused_certificate_says_of_itself_without_a_word_being_asked(
    clients: Clients, authority: Any
) -> None:
    heard: list[bytes] = []

    def script(line: Line) -> None:
        heard.append(line.sock.recv(65536))

    settings = clients.bucket().settings
    with Peer(script, tls=authority.server("other.example", valid_days=-1)) as peer:
        shown = shown_certificate(replace(settings, base_url=peer.url), CancelToken())
    assert shown is not None
    assert (shown.subject, shown.issuer) == ("other.example", "A test's authority")
    assert shown.ends_at - shown.begins_at == timedelta(days=2)
    assert b"".join(heard) == b""
    assert shown_certificate(replace(settings, base_url=peer.url), CancelToken()) is None


def test_the_certificate_behind_a_proxy_is_seen_through_it(
    clients: Clients, authority: Any
) -> None:
    tls = authority.server("proxy.example")

    def tunnel(line: Line) -> None:
        assert line.head().startswith("CONNECT api.example:443 ")
        line.send(b"HTTP/1.1 200 Go on\r\n\r\n")
        line.sock = tls.wrap_socket(line.sock, server_side=True)
        line.until_hung_up()

    with Peer(tunnel) as proxy:
        settings = clients.bucket(proxy=proxy.url, base_url="https://api.example/v1").settings
        shown = shown_certificate(settings, CancelToken())
    assert shown is not None
    assert shown.subject == "proxy.example"


def test_the_host_that_was_asked_is_told_of_not_the_proxy_on_the_way(
    clients: Clients, authority: Any, make_file: MakeFile
) -> None:
    tls = authority.server("proxy.example")

    def tunnel(line: Line) -> None:
        assert line.head().startswith("CONNECT storage.example:443 ")
        line.send(b"HTTP/1.1 200 Go on\r\n\r\n")
        with pytest.raises(ssl.SSLError):
            tls.wrap_socket(line.sock, server_side=True)

    with Peer(tunnel) as proxy, pytest.raises(CertificateRefused) as caught:
        put(clients.bucket(proxy=proxy.url), "https://storage.example/o?s", make_file())
    assert caught.value.host == "storage.example"
    assert caught.value.flaw is CertificateFlaw.NAME


def serve_heads(line: Line) -> None:
    while True:
        line.request()
        line.answer(404, b"")


def test_the_probe_makes_a_connection_of_its_own_each_time() -> None:
    """One that is kept may be good while new ones meet somebody in between."""
    with Peer(serve_heads) as peer:
        engine = build_engine(replace(Settings(), base_url=peer.url), Secret("token"))
        try:
            for _ in range(2):
                engine.uploads.probe(CancelToken())
        finally:
            engine.close()
        assert len(peer.lines) == 2


def test_the_probe_looks_at_a_storage_whose_certificate_was_refused(
    clients: Clients, authority: Any, make_file: MakeFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A company's proxy may open the connections to storage, and leave the API's alone."""
    api, bucket = clients.crm("http://127.0.0.1:1"), clients.bucket()
    trusted = str(authority.file)
    with (
        Peer(serve_heads) as peer,
        Peer(serve_heads, tls=authority.server("127.0.0.1")) as storage,
    ):
        settings = replace(api.settings, base_url=peer.url)
        probe = Probe(bucket.http, settings, bucket.refused)
        monkeypatch.delenv("SSL_CERT_FILE")
        probe(CancelToken())
        with pytest.raises(CertificateRefused):
            put(bucket, f"{storage.url}/o?X-Goog-Signature=s", make_file())
        assert bucket.refused.all() == (storage.url,)
        for _ in range(2):
            with pytest.raises(CertificateRefused):
                probe(CancelToken())
        monkeypatch.setenv("SSL_CERT_FILE", trusted)
        probe(CancelToken())
    assert bucket.refused.all() == ()


def test_a_storage_that_is_gone_is_not_asked_for_ever(clients: Clients) -> None:
    bucket = clients.bucket()
    bucket.refused.add("https://127.0.0.1:1")
    with Peer(serve_heads) as peer:
        settings = replace(bucket.settings, base_url=peer.url)
        Probe(bucket.http, settings, bucket.refused)(CancelToken())
    assert bucket.refused.all() == ()


def test_the_name_is_checked_too(clients: Clients, authority: Any) -> None:
    with Peer(serve, tls=authority.server("localhost")) as peer:
        assert search(clients, peer.url.replace("127.0.0.1", "localhost")) == 0


def alert(code: int) -> bytes:
    """Return the record by which a server refuses a handshake."""
    return bytes([21, 3, 1, 0, 2, 2, code])


def saying(answer: bytes) -> Callable[[Line], None]:
    """Answer the hello with that, and hang up once the client has."""

    def script(line: Line) -> None:
        line.sock.recv(65536)
        line.send(answer)
        line.until_hung_up()

    return script


NO_TLS_OF_OURS = {
    "http": reply(400, b"speak plainly"),
    "ssh": b"SSH-2.0-OpenSSH_9.2\r\n",
    "an older version": alert(70),
    "no cipher in common": alert(40),
    "too weak": alert(71),
    "an error of its own": alert(80),
    "no such name": alert(112),
}


@pytest.mark.parametrize("answer", NO_TLS_OF_OURS.values(), ids=NO_TLS_OF_OURS)
def test_what_answers_without_tls_is_no_missing_network(
    clients: Clients, make_file: MakeFile, answer: bytes
) -> None:
    bucket = clients.bucket()
    with Peer(saying(answer)) as peer:
        url = peer.url.replace("http:", "https:")
        with pytest.raises(NoSecureConnection) as caught:
            search(clients, url)
        assert caught.value.host == ""
        with pytest.raises(NoSecureConnection) as caught:
            put(bucket, f"{url}/o?X-Goog-Signature=s", make_file())
        assert caught.value.host == "127.0.0.1"
    assert bucket.refused.all() == (url,)


def test_no_word_of_a_message_goes_to_what_answers_without_tls(clients: Clients) -> None:
    heard: list[bytes] = []

    def script(line: Line) -> None:
        heard.append(line.sock.recv(65536))
        line.answer(400)
        while data := line.sock.recv(65536):
            heard.append(data)

    message = Message("conv", "contact", Channel.WHATSAPP, "Hola", (Attachment("a.jpg", "x"),))
    with Peer(script) as peer:
        crm = clients.crm(peer.url.replace("http:", "https:"))
        with pytest.raises(NoSecureConnection):
            crm.send(message, CancelToken(), lambda: None)
    said = b"".join(heard)
    assert said[:1] == b"\x16", "a hello"
    assert not any(word in said for word in (b"Hola", b"POST", TOKEN.encode()))


def reset(line: Line) -> None:
    line.sock.recv(65536)
    line.reset()


def hang_up(line: Line) -> None:
    line.sock.recv(65536)


def break_off(line: Line) -> None:
    line.sock.recv(65536)
    line.send(bytes([22, 3, 3, 0, 80, 2]))


@pytest.mark.parametrize("script", [reset, hang_up, break_off])
def test_a_handshake_that_is_cut_off_may_be_the_network(
    clients: Clients, script: Callable[[Line], None]
) -> None:
    with Peer(script) as peer, pytest.raises(NoConnection):
        search(clients, peer.url.replace("http:", "https:"))


def test_the_probe_looks_at_a_storage_that_answered_without_tls(
    clients: Clients, authority: Any, make_file: MakeFile
) -> None:
    speaks_tls = threading.Event()
    tls = authority.server("127.0.0.1")

    def storage_script(line: Line) -> None:
        if not speaks_tls.is_set():
            saying(reply(400))(line)
            return
        line.sock = tls.wrap_socket(line.sock, server_side=True)
        serve_heads(line)

    api, bucket = clients.crm("http://127.0.0.1:1"), clients.bucket()
    with Peer(serve_heads) as peer, Peer(storage_script) as storage:
        probe = Probe(bucket.http, replace(api.settings, base_url=peer.url), bucket.refused)
        url = storage.url.replace("http:", "https:")
        with pytest.raises(NoSecureConnection):
            put(bucket, f"{url}/o?X-Goog-Signature=s", make_file())
        with pytest.raises(NoSecureConnection):
            probe(CancelToken())
        speaks_tls.set()
        probe(CancelToken())
    assert bucket.refused.all() == ()


@pytest.mark.parametrize("how", [Line.reset, lambda line: None, Line.wait])
def test_a_handshake_that_comes_to_nothing(clients: Clients, how: Callable[[Line], None]) -> None:
    def script(line: Line) -> None:
        line.sock.recv(1)
        how(line)

    with Peer(script) as peer, pytest.raises(NoConnection):
        search(clients, peer.url.replace("http:", "https:"))


def test_a_file_arrives_over_tls(
    clients: Clients,
    authority: Any,
    make_file: MakeFile,
    record_property: Callable[[str, object], None],
) -> None:
    file = make_file(24_000_000)
    arrived: list[int] = []

    def script(line: Line) -> None:
        line.head()
        checksum, left = 0, file.size
        while left:
            piece = line.body(min(262_144, left))
            checksum = zlib.crc32(piece, checksum)
            left -= len(piece)
        arrived.append(checksum)
        line.answer()

    with Peer(script, tls=authority.server("127.0.0.1")) as peer:
        started = time.monotonic()
        receipt = put(clients.bucket(), f"{peer.url}/o?s", file)
        speed = file.size / (time.monotonic() - started) / 1e6
    content = file.path.read_bytes()
    assert arrived == [zlib.crc32(content)]
    assert receipt.read_crc32c == google_crc32c.value(content)
    record_property("MB_per_s", round(speed))
    print(f"{speed:.0f} MB/s over TLS, a Python server included")


def test_tickets_on_an_idle_connection_do_not_end_it(
    clients: Clients, authority: Any, make_file: MakeFile
) -> None:
    """TLS 1.3 session tickets make the socket readable though nothing was answered."""
    with Peer(serve, tls=authority.server("127.0.0.1")) as peer:
        bucket = clients.bucket()
        for _ in range(3):
            put(bucket, f"{peer.url}/o?s", make_file(2_000_000))
        assert len(peer.lines) == 1


def test_a_silent_server_holds_up_no_other_handshake(
    clients: Clients, authority: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two handshakes over one client: the first never ends, the second must not wait for it."""
    hello = threading.Event()

    def first_is_deaf(line: Line) -> None:
        if line.number == 0:
            line.sock.recv(1)
            hello.set()
            line.wait()
        else:
            line.sock = tls.wrap_socket(line.sock, server_side=True)
            serve(line)

    def wait_in_vain() -> None:
        with pytest.raises(Cancelled):
            crm.search(ConversationQuery(), None, cancel)

    tls, cancel = authority.server("127.0.0.1"), CancelToken()
    with Peer(first_is_deaf) as peer:
        crm = clients.crm(peer.url.replace("http:", "https:"), connect_timeout=60.0)
        waiting = threading.Thread(target=wait_in_vain)
        waiting.start()
        assert hello.wait(5)
        assert crm.search(ConversationQuery(), None, CancelToken()).conversations == ()
        cancel.cancel()
        waiting.join(5)
