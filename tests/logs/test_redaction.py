"""No secret survives in any text, however it got there."""

import html
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from leadway_desktop.logs import REDACTED, forget_in_logs, redact, redaction
from tests.logs.records import SIGNATURE, SIGNED_URL, formatted, raised

VISIBLE = st.characters(min_codepoint=0x21, max_codepoint=0x7E)
TOKENS = st.text(VISIBLE, min_size=8, max_size=80)
WEB_SAFE = st.text(st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=0x7E), min_size=8)


def register_only(*secrets: str) -> None:
    redaction._secrets = redaction._Secrets()
    for secret in secrets:
        forget_in_logs(secret)


# Every way in which a registered secret may stand in a record.
SPELLINGS: list[Callable[[str], str]] = [
    lambda secret: formatted(secret.replace("%", "%%")),
    lambda secret: formatted("%s", secret),
    lambda secret: formatted("%r", secret),
    lambda secret: formatted("%a", secret),
    lambda secret: formatted("%s", [secret, {"x": (secret, secret.encode())}]),
    lambda secret: formatted("%s", json.dumps({"token": secret, 'a"b': "'"})),
    lambda secret: formatted("%r", f"both ' and \" in {secret}"),
    lambda secret: formatted("%s", quote(secret)),
    lambda secret: formatted("%s", quote(secret, safe="")),
    lambda secret: formatted("%s", urlencode({"token": secret})),
    lambda secret: formatted("%s", html.escape(secret)),
    lambda secret: formatted("%s", "word" + secret + "word"),
    lambda secret: formatted("%s and %s", secret, secret),
    lambda secret: formatted("oh", error=raised(ValueError(secret))),
    lambda secret: formatted("oh", error=raised(KeyError(secret))),
    lambda secret: formatted("oh", error=raised(RuntimeError({"Authorization": secret}))),
]


@pytest.mark.parametrize("spell", SPELLINGS, ids=range(len(SPELLINGS)))
@given(secret=TOKENS)
def test_a_registered_secret_survives_in_no_spelling(
    spell: Callable[[str], str], secret: str
) -> None:
    assume(secret not in spell("x" * 30) + REDACTED)
    register_only(secret)
    text = spell(secret)
    for escaped in {secret, quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1]}:
        assert escaped not in text


@given(secrets=st.lists(TOKENS, min_size=2, max_size=5))
def test_secrets_inside_each_other_all_go(secrets: list[str]) -> None:
    assume(not any(secret in REDACTED for secret in secrets))
    register_only(*secrets, secrets[0] + secrets[1])
    text = redact(f"{secrets[0]}{secrets[1]} {' '.join(secrets)}")
    for secret in secrets:
        assert secret not in text


@given(token=WEB_SAFE)
@pytest.mark.parametrize(
    "pattern",
    [
        "Authorization: Bearer {}",
        "authorization: bearer {}",
        "Authorization: Basic {}",
        "Authorization: {}",
        "Proxy-Authorization: Basic {}",
        "{{'Authorization': 'Bearer {}'}}",
        '{{"authorization": "Bearer {}", "Accept": "x"}}',
        "[(b'Authorization', b'Bearer {}')]",
        "Headers({{'authorization': '{}'}})",
        r"'GET / HTTP/1.1\r\nAuthorization: Bearer {}\r\nAccept: */*'",
        "curl -H 'Authorization: Bearer {}'",
        "the header was Bearer {}",
        "Bearer%20{}",
        "token pit-{}",
        r"'\npit-{}-0000'",
        "jwt eyJ{0}.{0}.{0}",
        "eyJhbGciOiJIUzI1NiJ9.{0}",
        "https://user:{}@proxy.example:3128/",
        "http://{}@proxy.example",
        "https://host/path?{}",
        "https://host/path?token={}#fragment",
        "PUT /bucket/object?X-Goog-Date=1&X-Goog-Signature={} HTTP/1.1",
        "GET https://host/path?a=1&b={}",
        r"https:\/\/host\/path?a=1\u0026Signature={}",
        "X-Goog-Signature={}",
        "x-goog-signature%3D{}",
        "X-Goog-Signature%253D{}",
        "X-Goog-Credential: {}",
        "X-Amz-Signature={}",
        "X-Amz-Security-Token={}",
        "{{'X-Amz-Credential': '{}'}}",
        "Signature={}",
        '{{"Signature": "{}"}}',
        "Policy={}",
        "GoogleAccessId={}&Expires=1&Signature={}",
    ],
)
def test_what_looks_like_a_secret_is_hidden(pattern: str, token: str) -> None:
    assume(token not in pattern)
    text = formatted("%s", pattern.replace("{}", token).format(token))
    assert token not in text
    assert REDACTED in text


def test_the_signed_url_leaves_its_host_and_path_to_read() -> None:
    text = formatted("PUT to %s failed", SIGNED_URL)
    assert "https://storage.example.com/bucket/media/foto.jpg?[redacted] failed" in text


def test_the_kind_of_an_authorization_stays_to_read() -> None:
    assert redact("Authorization: Bearer abcdefgh") == "Authorization: Bearer [redacted]"
    assert redact("{'authorization': b'Basic abcd'}") == "{'authorization': b'Basic [redacted]'}"


@pytest.mark.parametrize("length", [64, 512])
def test_a_signature_is_known_without_its_address(length: int) -> None:
    signature = ("0123456789abcdef" * 32)[:length]
    for pattern in ("{}", "x={}&y", "'{}'", "%s{}%s", "[{}]"):
        assert signature not in redact(pattern.format(signature))
    trace_id = "4bf92f3577b34da6a3ce929d0e0e4736"
    assert redact(trace_id) == trace_id


def test_ordinary_text_stays_as_it_is() -> None:
    ordinary = "Upload 3f2a failed: ServerFault (HTTP 503, traceId 7b-11) in 3 s; 100 % of 8,4 MB"
    assert redact(ordinary) == ordinary
    assert redact(redact(f"Bearer abc, {SIGNED_URL}")) == redact(f"Bearer abc, {SIGNED_URL}")


def test_a_value_too_short_to_tell_from_text_is_left() -> None:
    forget_in_logs("a")
    forget_in_logs("")
    assert redact("a banana") == "a banana"


def test_chains_of_exceptions_are_redacted_to_their_end() -> None:
    error = raised(RuntimeError("Authorization: Bearer abcdefgh"), raised(OSError(SIGNED_URL)))
    text = formatted("it failed", error=error)
    assert SIGNATURE not in text
    assert "abcdefgh" not in text
    assert "OSError" in text


@pytest.mark.parametrize("name", ["/home/ana/María Fernández.jpg", '/tmp/Juan\'s "photo".png'])
def test_the_path_of_a_system_error_is_hidden(name: str) -> None:
    text = formatted("it failed", error=raised(FileNotFoundError(2, "No such file", name)))
    assert "FileNotFoundError: [Errno 2] No such file: [redacted]" in text
    assert "Mar" not in text
    assert "Juan" not in text
    both = formatted("%s", OSError(18, "Cross-device link", name, None, name))
    assert both.endswith("[Errno 18] Cross-device link: [redacted]")
