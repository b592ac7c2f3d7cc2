"""V4 signed URLs as Google Cloud Storage documents them, with HMAC keys (GOOG4-HMAC-SHA256).

The algorithm is https://cloud.google.com/storage/docs/authentication/canonical-requests and
https://cloud.google.com/storage/docs/authentication/signatures: a canonical request is hashed
into a string to sign, which is signed by a key derived from the secret, the day and the region.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote, unquote

from leadway_desktop.practice.errors import BucketError

ALGORITHM = "GOOG4-HMAC-SHA256"
REGION = "auto"
TIMESTAMP = "%Y%m%dT%H%M%SZ"
LONGEST_VALIDITY_S = 7 * 24 * 3600
SIGNATURE = "X-Goog-Signature"
REQUIRED = (
    "X-Goog-Algorithm",
    "X-Goog-Credential",
    "X-Goog-Date",
    "X-Goog-Expires",
    "X-Goog-SignedHeaders",
    SIGNATURE,
)
# Google tolerates clocks that differ by a quarter of an hour.
CLOCK_TOLERANCE = timedelta(minutes=15)

Query = list[tuple[str, str]]


@dataclass(frozen=True)
class HmacKey:
    """An HMAC key of the bucket's owner: the public id that URLs show, and the secret."""

    access_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class SignedRequest:
    """The parts of a request that a signature covers.

    ``path`` is percent-encoded or not (it is normalised), ``headers`` has lower-case names.
    """

    method: str
    path: str
    query: Query
    headers: Mapping[str, str]


def signed_query(key: HmacKey, request: SignedRequest, *, at: datetime, valid_s: int) -> str:
    """Return the query string that makes ``request`` valid for ``valid_s`` seconds from ``at``."""
    query = unsigned_query(key.access_id, request, at=at, valid_s=valid_s, algorithm=ALGORITHM)
    covered = SignedRequest(request.method, request.path, query, request.headers)
    text = string_to_sign(canonical_request(covered, sorted(request.headers)), at, ALGORITHM)
    return canonical_query([*query, (SIGNATURE, signature(key.secret, at, text))])


def unsigned_query(
    access_id: str, request: SignedRequest, *, at: datetime, valid_s: int, algorithm: str
) -> Query:
    """Return the query parameters of a signed URL except the signature itself."""
    return [
        *request.query,
        ("X-Goog-Algorithm", algorithm),
        ("X-Goog-Credential", f"{access_id}/{credential_scope(at)}"),
        ("X-Goog-Date", at.strftime(TIMESTAMP)),
        ("X-Goog-Expires", str(valid_s)),
        ("X-Goog-SignedHeaders", ";".join(sorted(request.headers))),
    ]


def canonical_request(request: SignedRequest, signed_headers: Iterable[str]) -> str:
    """Return Google's canonical form of ``request``; the body is never part of it."""
    names = sorted(signed_headers)
    headers = "".join(f"{name}:{' '.join(request.headers[name].split())}\n" for name in names)
    return "\n".join(
        (
            request.method,
            quote(unquote(request.path), safe="/~"),
            canonical_query(request.query),
            headers,
            ";".join(names),
            "UNSIGNED-PAYLOAD",
        )
    )


def canonical_query(query: Query) -> str:
    """Return ``query`` percent-encoded and sorted by name."""
    encoded = sorted((quote(name, safe="~"), quote(value, safe="~")) for name, value in query)
    return "&".join(f"{name}={value}" for name, value in encoded)


def string_to_sign(canonical: str, at: datetime, algorithm: str = ALGORITHM) -> str:
    """Return what the derived key signs."""
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return "\n".join((algorithm, at.strftime(TIMESTAMP), credential_scope(at), digest))


def credential_scope(at: datetime) -> str:
    """Return the day, region, service and request type that a derived key is good for."""
    return f"{at:%Y%m%d}/{REGION}/storage/goog4_request"


def signature(secret: str, at: datetime, text: str) -> str:
    """Sign ``text`` with the key derived from ``secret``; lower-case hexadecimal."""
    key = derived_key(f"GOOG4{secret}", credential_scope(at))
    return hmac.digest(key, text.encode(), "sha256").hex()


def derived_key(secret: str, scope: str) -> bytes:
    """Return the key for a scope: an HMAC chained through its parts, day first."""
    key = secret.encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def verify(key: HmacKey, request: SignedRequest, *, now: datetime) -> None:
    """Refuse ``request`` unless it is exactly what was signed with ``key`` and still in time.

    Raises BucketError with the status and code that Google Cloud Storage gives.
    """
    given = dict(request.query)
    _require_parameters(given)
    at = _signed_at(given)
    signed_headers = given["X-Goog-SignedHeaders"].split(";")
    _check_headers(request, signed_headers)
    _check_time(given, at, now)
    _check_signature(key, request, given, at, signed_headers)


def parse_query(raw: str) -> Query:
    """Return the decoded parameters of a raw query string, in order."""
    return parse_qsl(raw, keep_blank_values=True)


def _require_parameters(given: Mapping[str, str]) -> None:
    if SIGNATURE not in given:
        raise BucketError(
            403,
            "AccessDenied",
            "Access denied.",
            {"Details": "Anonymous caller does not have storage.objects.create access."},
        )
    for name in REQUIRED:
        if not given.get(name):
            raise BucketError(
                400,
                "InvalidQueryParameterValue",
                "A query parameter is missing.",
                {"ParameterName": name},
            )


def _signed_at(given: Mapping[str, str]) -> datetime:
    try:
        at = datetime.strptime(given["X-Goog-Date"], TIMESTAMP).replace(tzinfo=UTC)
        valid_s = int(given["X-Goog-Expires"])
    except ValueError:
        raise BucketError(
            400, "InvalidArgument", "X-Goog-Date or X-Goog-Expires cannot be read."
        ) from None
    if not 0 < valid_s <= LONGEST_VALIDITY_S:
        raise BucketError(400, "InvalidArgument", "X-Goog-Expires is out of range.")
    return at


def _check_headers(request: SignedRequest, signed: list[str]) -> None:
    absent = [name for name in signed if name not in request.headers]
    if absent:
        raise _malformed("Header was included in signedheaders, but not in the request.", absent[0])
    if "host" not in signed:
        raise _malformed("The host header must be signed.", "host")
    for name in request.headers:
        if name.startswith("x-goog-") and name not in signed:
            raise _malformed("Header was included in the request, but not in signedheaders.", name)


def _malformed(message: str, header: str) -> BucketError:
    details = {"ParameterName": header, "Details": message}
    return BucketError(
        400, "MalformedSecurityHeader", "Your request has a malformed header.", details
    )


def _check_time(given: Mapping[str, str], at: datetime, now: datetime) -> None:
    expires = at + timedelta(seconds=int(given["X-Goog-Expires"]))
    if now > expires:
        raise expired(expires)
    if at - now > CLOCK_TOLERANCE:
        raise BucketError(403, "AccessDenied", "The URL is not valid yet.")


def expired(expires: datetime) -> BucketError:
    """Return the refusal of a URL whose time ran out at ``expires``."""
    details = {"Details": f"Request signature expired at: {expires.isoformat()}"}
    return BucketError(400, "ExpiredToken", "The provided token has expired.", details)


def _check_signature(
    key: HmacKey,
    request: SignedRequest,
    given: Mapping[str, str],
    at: datetime,
    signed_headers: list[str],
) -> None:
    query = [pair for pair in request.query if pair[0] != SIGNATURE]
    covered = SignedRequest(request.method, request.path, query, request.headers)
    canonical = canonical_request(covered, signed_headers)
    text = string_to_sign(canonical, at)
    expected = signature(key.secret, at, text)
    named = (given["X-Goog-Algorithm"], given["X-Goog-Credential"])
    genuine = hmac.compare_digest(given[SIGNATURE].encode(), expected.encode())
    if not genuine or named != (ALGORITHM, f"{key.access_id}/{credential_scope(at)}"):
        raise BucketError(
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided."
            " Check your Google secret key and signing method.",
            {"StringToSign": text, "CanonicalRequest": canonical},
        )
