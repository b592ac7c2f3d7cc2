"""V4 signing, held against Google's own library and AWS's published example of the key chain."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.practice import signing
from leadway_desktop.practice.errors import BucketError
from leadway_desktop.practice.signing import HmacKey, SignedRequest

KEY = HmacKey("GOOG1EXAMPLE", "a secret of forty characters, more or less")
AT = datetime(2026, 11, 22, 10, 42, 7, tzinfo=UTC)
# What a client may leave as it is in a path (RFC 3986, pchar).
ALLOWED_IN_PATHS = "!$'()*,:@&=+;~/"
HOST = "storage.example.com"


def request_for(path: str = "/bucket/foto.jpg", content_type: str = "image/jpeg") -> SignedRequest:
    return SignedRequest("PUT", path, [], {"host": HOST, "content-type": content_type})


def arriving(request: SignedRequest, query: str) -> SignedRequest:
    return replace(request, query=signing.parse_query(query))


def signed(request: SignedRequest) -> SignedRequest:
    return arriving(request, signing.signed_query(KEY, request, at=AT, valid_s=900))


def refused(request: SignedRequest, now: datetime = AT) -> BucketError:
    with pytest.raises(BucketError) as caught:
        signing.verify(KEY, request, now=now)
    return caught.value


def googles_string_to_sign(monkeypatch: pytest.MonkeyPatch, path: str, content_type: str) -> str:
    """Let google-cloud-storage sign the same PUT and return what it would have signed."""
    google: Any = pytest.importorskip("google.cloud.storage._signing")
    auth: Any = pytest.importorskip("google.auth.credentials")
    seen: list[bytes] = []

    def sign_bytes(self: object, message: bytes) -> bytes:
        seen.append(message)
        return b"\0"

    members = {"signer_email": KEY.access_id, "signer": None, "sign_bytes": sign_bytes}
    credentials = type("Credentials", (auth.Signing,), members)()
    stamps = (AT.strftime(signing.TIMESTAMP), f"{AT:%Y%m%d}")
    monkeypatch.setattr(google, "get_v4_now_dtstamps", lambda: stamps)
    google.generate_signed_url_v4(
        credentials,
        resource=quote(path, safe="/~"),
        expiration=900,
        api_access_endpoint=f"https://{HOST}",
        method="PUT",
        content_type=content_type,
        headers={},
    )
    return seen[0].decode()


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/bucket/foto.jpg", "image/jpeg"),
        ("/bucket/a b/ñandú (1)'s ~copy*!.pdf", "application/pdf"),
        ("/bucket/50%+1&x=y?#.mp4", "video/mp4"),
        ("/bucket/مرحبا 🙌.txt", "text/plain;  charset=utf-8"),
    ],
)
def test_the_string_to_sign_is_googles(
    monkeypatch: pytest.MonkeyPatch, path: str, content_type: str
) -> None:
    algorithm = "GOOG4-RSA-SHA256"  # the only one that Google's library signs with
    request = request_for(quote(path, safe="/~"), content_type)
    query = signing.unsigned_query(KEY.access_id, request, at=AT, valid_s=900, algorithm=algorithm)
    canonical = signing.canonical_request(replace(request, query=query), request.headers)
    expected = googles_string_to_sign(monkeypatch, path, content_type)
    assert signing.string_to_sign(canonical, AT, algorithm) == expected


def test_the_key_chain_is_the_published_one() -> None:
    # AWS documents this key for Signature Version 4; Google's chain differs in its words alone.
    key = signing.derived_key(
        "AWS4wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "20150830/us-east-1/iam/aws4_request"
    )
    assert key.hex() == "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"


def test_the_signature_is_what_the_documentation_spells_out() -> None:
    def step(key: bytes, text: str) -> bytes:
        return hmac.new(key, text.encode(), hashlib.sha256).digest()

    day = step(b"GOOG4" + KEY.secret.encode(), "20261122")
    signing_key = step(step(step(day, "auto"), "storage"), "goog4_request")
    expected = hmac.new(signing_key, b"text", hashlib.sha256).hexdigest()
    assert signing.signature(KEY.secret, AT, "text") == expected


def test_what_was_signed_passes() -> None:
    signing.verify(KEY, signed(request_for()), now=AT + timedelta(seconds=900))


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_any_name_passes_however_a_client_encodes_it(name: str) -> None:
    request = request_for("/bucket/" + quote(name, safe=""))
    query = signing.signed_query(KEY, request, at=AT, valid_s=900)
    elsewise = replace(request, path="/bucket/" + quote(name, safe=ALLOWED_IN_PATHS))
    signing.verify(KEY, arriving(elsewise, query), now=AT)


Change = Callable[[SignedRequest], SignedRequest]


def with_header(name: str, value: str) -> Change:
    return lambda request: replace(request, headers={**request.headers, name: value})


def with_parameter(name: str, value: str) -> Change:
    return lambda request: replace(
        request, query=[(n, value if n == name else v) for n, v in request.query]
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda request: replace(request, method="GET"),
        lambda request: replace(request, path="/bucket/otra.jpg"),
        lambda request: replace(request, query=[*request.query, ("acl", "")]),
        with_header("host", "elsewhere.example.com"),
        with_header("content-type", "image/png"),
        with_parameter("X-Goog-Expires", "901"),
        with_parameter("X-Goog-Signature", "0" * 64),
        with_parameter("X-Goog-Signature", "ñ"),
        with_parameter("X-Goog-Algorithm", "GOOG4-RSA-SHA256"),
        with_parameter("X-Goog-Credential", "someone/20261122/auto/storage/goog4_request"),
        with_parameter("X-Goog-SignedHeaders", "host"),
    ],
)
def test_anything_else_does_not_match(change: Change) -> None:
    error = refused(change(signed(request_for())))
    assert (error.status, error.code) == (403, "SignatureDoesNotMatch")


def test_a_second_too_late_is_expired() -> None:
    error = refused(signed(request_for()), AT + timedelta(seconds=901))
    assert (error.status, error.code) == (400, "ExpiredToken")


def test_a_url_from_the_future_is_refused() -> None:
    error = refused(signed(request_for()), AT - timedelta(minutes=16))
    assert (error.status, error.code) == (403, "AccessDenied")


def test_a_signed_header_must_arrive() -> None:
    request = signed(request_for())
    error = refused(replace(request, headers={"host": HOST}))
    assert (error.status, error.code) == (400, "MalformedSecurityHeader")
    assert error.details["ParameterName"] == "content-type"


def test_an_unsigned_google_header_is_refused() -> None:
    error = refused(with_header("x-goog-acl", "public-read")(signed(request_for())))
    assert (error.status, error.code) == (400, "MalformedSecurityHeader")
    assert error.details["ParameterName"] == "x-goog-acl"


def test_without_a_signature_nobody_is_known() -> None:
    assert (refused(request_for()).status, refused(request_for()).code) == (403, "AccessDenied")


@pytest.mark.parametrize("name", [n for n in signing.REQUIRED if n != signing.SIGNATURE])
def test_every_parameter_is_needed(name: str) -> None:
    request = signed(request_for())
    error = refused(replace(request, query=[pair for pair in request.query if pair[0] != name]))
    assert error.status == 400
    assert error.details["ParameterName"] == name


@pytest.mark.parametrize(
    ("name", "value"),
    [("X-Goog-Date", "yesterday"), ("X-Goog-Expires", "soon"), ("X-Goog-Expires", "604801")],
)
def test_unreadable_times_are_refused(name: str, value: str) -> None:
    error = refused(with_parameter(name, value)(signed(request_for())))
    assert (error.status, error.code) == (400, "InvalidArgument")


def test_the_secret_stays_out_of_repr_and_refusals() -> None:
    error = refused(with_header("content-type", "image/png")(signed(request_for())))
    good = dict(signed(request_for()).query)[signing.SIGNATURE]
    assert KEY.secret not in f"{KEY!r}{error.body()!r}"
    assert good not in error.body().decode()
