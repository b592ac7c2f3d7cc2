"""Every leaf of the error tree says what mends it, and no text says what it should not."""

import inspect
from pathlib import Path
from typing import Any

import pytest

from leadway_desktop.domain import errors
from leadway_desktop.domain.certificate_flaw import CertificateFlaw
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.domain.remedy import Remedy
from tests.domain.error_tree import KINDS, LEAVES

SECRET_WORDS = "https://bucket/x?X-Goog-Signature=feed pit-token Lucía.jpg"
FACTS: dict[str, Any] = {
    "detail": SECRET_WORDS,
    "trace_id": "trace-1",
    "status": 422,
    "code": SECRET_WORDS,
    "size": 7,
    "limit": 5,
    "channel": Channel.SMS,
    "extension": "jpg",
    "by_name": "image/jpeg",
    "by_content": "image/png",
    "wait_seconds": 1.0,
    "flaw": CertificateFlaw.OTHER,
    "is_daily": False,
    "is_sent": False,
    "is_taken": False,
    "is_from_api": True,
    "expected": 7,
    "stored": 6,
    "name": "base_url",
    "folder": Path("/home/lucia"),
    "host": SECRET_WORDS,
    "message_id": SECRET_WORDS,
    "other": SECRET_WORDS,
}


def make(kind: type[LeadwayError]) -> LeadwayError:
    parameters = list(inspect.signature(kind).parameters)
    if kind in (errors.ContentTypeMismatch,):
        return errors.ContentTypeMismatch(expected="a/b", stored="c/d", trace_id="trace-1")
    return kind(**{name: FACTS[name] for name in parameters})


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_remedy_and_a_docstring(kind: type[LeadwayError]) -> None:
    assert isinstance(kind.remedy, Remedy)
    assert kind.__doc__


@pytest.mark.parametrize("kind", LEAVES)
def test_texts_hold_class_status_and_trace_id_alone(kind: type[LeadwayError]) -> None:
    error = make(kind)
    allowed = {kind.__name__, "HTTP", "422", "traceId", "trace-1"}
    if kind is errors.CertificateRefused:
        allowed.add("other")
    words = str(error).replace("(", " ").replace(")", " ").replace(",", " ").split()
    assert set(words) <= allowed
    assert kind.__name__ in str(error)
    assert repr(error) == f"{kind.__name__}()"
    assert error.args == ()


@pytest.mark.parametrize("kind", LEAVES)
def test_every_leaf_stands_in_the_drawing(kind: type[LeadwayError]) -> None:
    assert kind.__name__ in (errors.__doc__ or "")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_had_from_the_tree_by_its_name(kind: type[LeadwayError]) -> None:
    """Or the journal would not know it again."""
    assert vars(errors)[kind.__name__] is kind


def test_a_buckets_code_is_told_unless_it_is_more_than_a_word() -> None:
    said = errors.LinkRefused(code="SignatureDoesNotMatch", status=403)
    assert str(said) == "LinkRefused (SignatureDoesNotMatch, HTTP 403)"
    assert str(errors.LinkRefused(code=SECRET_WORDS, status=403)) == "LinkRefused (HTTP 403)"


def test_a_refused_certificate_tells_why_and_whose_unless_it_is_more_than_a_name() -> None:
    expired = errors.CertificateRefused(
        flaw=CertificateFlaw.TIME, host="bucket.example", code="10", detail=SECRET_WORDS
    )
    assert str(expired) == "CertificateRefused (not valid now, code 10, bucket.example)"
    assert str(errors.CertificateRefused(host="::1", code="-67818")) == (
        "CertificateRefused (other, code -67818, ::1)"
    )
    odd = errors.CertificateRefused(host=SECRET_WORDS, code=SECRET_WORDS)
    assert str(odd) == "CertificateRefused (other)"


def test_facts_are_kept() -> None:
    error = errors.RateLimited(
        wait_seconds=3.5, is_daily=True, detail="slow down", trace_id="t", status=429
    )
    assert (error.wait_seconds, error.is_daily, error.detail) == (3.5, True, "slow down")
    assert str(error) == "RateLimited (HTTP 429, traceId t)"
