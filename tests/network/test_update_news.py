"""News of versions: what is sent to ask for them, and whose word is taken."""

import base64
import json
import ssl
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.errors import CertificateRefused, ConnectionLost
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.update import Release, UpdateSource
from leadway_desktop.network.update_news import (
    NOTES_LIMIT,
    PURPOSE,
    SIZE_LIMIT,
    NewsRefused,
    fetch_news,
    open_news,
)
from tests.network.peer import Line, Peer, header

if TYPE_CHECKING:
    from tests.network.certificates import Authority

KEY = SigningKey(bytes(32))
PUBLIC = bytes(KEY.verify_key)
SAID: dict[str, Any] = {
    "version": "0.2.0",
    "link": "https://downloads.example.com/0.2.0",
    "notes": {"en": "Faster", "es": "Más rápido"},
}
SETTINGS = Settings(connect_timeout=5, reply_timeout=5, proxy="none")


def signed(text: str, key: SigningKey = KEY, purpose: bytes = PURPOSE) -> bytes:
    signature = key.sign(purpose + text.encode()).signature
    return json.dumps({"signed": text, "signature": base64.b64encode(signature).decode()}).encode()


def news(**changes: Any) -> bytes:
    return signed(json.dumps({**SAID, **changes}))


def test_what_is_signed_is_taken() -> None:
    assert open_news(news(), PUBLIC) == Release("0.2.0", SAID["link"], SAID["notes"])


def test_a_change_of_one_letter_is_noticed() -> None:
    with pytest.raises(NewsRefused, match="not signed"):
        open_news(news().replace(b"0.2.0", b"0.3.0", 1), PUBLIC)


def test_another_s_signature_is_none() -> None:
    with pytest.raises(NewsRefused, match="not signed"):
        open_news(signed(json.dumps(SAID), SigningKey.generate()), PUBLIC)


def test_what_the_key_signed_for_another_purpose_is_no_news() -> None:
    with pytest.raises(NewsRefused, match="not signed"):
        open_news(signed(json.dumps(SAID), purpose=b""), PUBLIC)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>Sign in to the hotel</html>",
        b"[]",
        b"{}",
        b"[" * 100_000,
        json.dumps(SAID).encode(),
        json.dumps({"signed": SAID, "signature": "x"}).encode(),
        json.dumps({"signed": "{}", "signature": "not base64"}).encode(),
        json.dumps({"signed": "{}", "signature": ""}).encode(),
        json.dumps({"signed": "\ud800", "signature": "AAAA"}).encode(),
        json.dumps(json.loads(news())).encode("utf-16"),
        b" " * SIZE_LIMIT + news(),
        signed("[]"),
        signed("no JSON"),
    ],
)
def test_anything_else_is_refused(answer: bytes) -> None:
    with pytest.raises(NewsRefused):
        open_news(answer, PUBLIC)


@pytest.mark.parametrize(
    "changes",
    [
        {"version": "latest"},
        {"version": 2},
        {"link": "http://downloads.example.com"},
        {"link": "javascript:alert(1)"},
        {"link": "https://"},
        {"link": "https://good.example@evil.example/"},
        {"link": "https://exämple.example/ x"},
        {"link": "https://[bad"},
        {"link": None},
        {"notes": "in which language?"},
    ],
)
def test_what_would_mislead_is_refused_even_when_it_is_signed(changes: dict[str, Any]) -> None:
    with pytest.raises(NewsRefused):
        open_news(news(**changes), PUBLIC)


def test_notes_are_one_bounded_line() -> None:
    release = open_news(news(notes={"en": "a\n\tb\u202ec" + "x" * 1000, "es": 5}), PUBLIC)
    assert release.notes["en"].startswith("a b c")
    assert len(release.notes["en"]) == NOTES_LIMIT
    assert set(release.notes) == {"en"}


@given(st.binary() | st.text().map(str.encode))
def test_no_answer_stops_the_program(answer: bytes) -> None:
    with pytest.raises(NewsRefused):
        open_news(answer, PUBLIC)


# --- asking -----------------------------------------------------------------------------------


def source(url: str) -> UpdateSource:
    return UpdateSource(url, PUBLIC)


def test_the_question_tells_nothing_about_who_asks() -> None:
    heads = []

    def script(line: Line) -> None:
        heads.append(line.request()[0])
        line.answer(200, news())

    with Peer(script) as peer:
        answer = fetch_news(source(f"{peer.url}/news.json"), SETTINGS, CancelToken())
    assert answer == news()
    assert heads[0].startswith("GET /news.json HTTP/1.1\r\n")
    for name in ("authorization", "cookie", "version", "referer"):
        assert header(heads[0], name) is None
    assert "#" not in heads[0]


@pytest.mark.parametrize("status", [204, 301, 302, 404, 500])
def test_another_status_is_no_news_and_redirects_are_not_followed(status: int) -> None:
    def script(line: Line) -> None:
        line.request()
        line.answer(status, b"", "Location: https://evil.example/")

    with Peer(script) as peer, pytest.raises(NewsRefused, match=str(status)):
        fetch_news(source(peer.url), SETTINGS, CancelToken())


def test_who_hangs_up_is_a_matter_of_the_network() -> None:
    def script(line: Line) -> None:
        line.request()
        line.reset()

    with Peer(script) as peer, pytest.raises(ConnectionLost):
        fetch_news(source(peer.url), SETTINGS, CancelToken())


def test_a_cancel_ends_the_wait_at_once() -> None:
    cancel = CancelToken()

    def script(line: Line) -> None:
        line.request()
        cancel.cancel()
        line.until_hung_up()

    with Peer(script) as peer, pytest.raises(Cancelled):
        fetch_news(source(peer.url), SETTINGS, cancel)


def test_a_certificate_that_the_system_does_not_trust_is_refused(authority: "Authority") -> None:
    def script(line: Line) -> None:
        line.request()

    context: ssl.SSLContext = authority.server("another.example")
    with Peer(script, tls=context) as peer, pytest.raises(CertificateRefused):
        fetch_news(source(peer.url), SETTINGS, CancelToken())
