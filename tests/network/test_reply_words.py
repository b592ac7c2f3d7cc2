"""What an error says is told, wherever in its JSON it says so; whatever it is, it is one line."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.errors import RequestRefused
from leadway_desktop.network.error_mapping import ApiCall, error_of_api_reply
from leadway_desktop.network.http_client import Reply
from leadway_desktop.network.reply_words import tidy, trace_id_in, words_of

SAID = "filename not allowed"

NAMES = ["message", "msg", "error", "errors", "detail", "text", "title", "traceId", "meta", "code"]
ANY_TEXT = st.text(max_size=30) | st.sampled_from(
    ["https://b.example/o?sig=feed", "<b>no</b>", "Root=1-6789;x", "\x00\x1b[31m", "x" * 900]
)
ANY_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(NAMES) | ANY_TEXT, inner, max_size=5)
    ),
    max_leaves=30,
)
ANY_BODY = st.dictionaries(st.sampled_from(NAMES) | ANY_TEXT, ANY_JSON, max_size=6)


def refusal(body: object) -> RequestRefused:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    error = error_of_api_reply(ApiCall.INITIATE, Reply(422, httpx.Headers(), content))
    assert isinstance(error, RequestRefused)
    return error


@pytest.mark.parametrize(
    "body",
    [
        {"message": SAID, "error": "Unprocessable Entity"},
        {"message": [SAID]},
        {"message": {"text": SAID}, "error": "Unprocessable Entity"},
        {"msg": SAID},
        {"detail": SAID, "title": "Unprocessable Entity"},
        {"detail": [{"loc": ["body", 1], "msg": SAID}]},
        {"error": {"message": SAID, "code": 7}},
        {"error": {"message": {"text": SAID}}},
        {"error": "invalid_request", "error_description": SAID},
        {"errors": [{"message": SAID}]},
        {"errors": [{"error": {"message": SAID}}]},
        {"message": None, "errors": [SAID]},
    ],
)
def test_the_words_are_found(body: object) -> None:
    assert refusal(body).detail == SAID


def test_several_words_are_one_line() -> None:
    assert refusal({"errors": [{"message": "no"}, {"msg": "never"}]}).detail == "no; never"
    fields = {"errors": {"filename": ["is wrong", "is long"], "size": "is 0", "code": 3}}
    assert refusal(fields).detail == "filename: is wrong; is long; size: is 0"


@pytest.mark.parametrize(
    ("trace", "told"),
    [
        (12345, "12345"),
        ("Root=1-67891233-abcdef;Sampled=1", "Root=1-67891233-abcdef;Sampled=1"),
        ("abc/1;o=1", "abc/1;o=1"),
        ("aGk+/w==", "aGk+/w=="),
        (True, None),
        (1.5, None),
        ("", None),
        ("a b", None),
        ("<b>7</b>", None),
        ("https://b.example/7", None),
        ("x" * 101, None),
        (10**101, None),
    ],
)
def test_a_trace_id_of_any_kind(trace: object, told: str | None) -> None:
    for body in (
        {"traceId": trace},
        {"message": SAID, "error": {"traceId": trace}},
        {"errors": [{"message": SAID}, {"meta": {"traceId": trace}}]},
    ):
        assert refusal(body).trace_id == told


@pytest.mark.parametrize(
    ("body", "is_from_api"),
    [
        ({"statusCode": 422}, True),
        ({"code": 7}, True),
        ({"errors": []}, True),
        ({}, False),
        ([], False),
        (b"", False),
        (b"<html>Blocked</html>", False),
        (b'{"statusCode": 4', False),
    ],
)
def test_whose_silence_it_is(body: object, is_from_api: bool) -> None:
    error = refusal(body)
    assert (error.detail, error.is_from_api) == ("", is_from_api)


@given(ANY_BODY)
def test_whatever_an_error_is_it_is_one_line(body: dict[str, Any]) -> None:
    said = words_of(body)
    assert said == tidy(said)
    assert said.isprintable()
    assert len(said) <= 500
    assert "sig=feed" not in said
    trace = trace_id_in(body)
    assert trace is None or (trace.isprintable() and 0 < len(trace) <= 100)
    assert trace is None or not any(sign in trace for sign in ("<", ">", "&", " ", "://"))


def test_what_is_nested_without_end_says_nothing() -> None:
    deep: dict[str, Any] = {"message": SAID, "traceId": "t"}
    for _ in range(300):
        deep = {"error": deep}
    assert (words_of(deep), trace_id_in(deep)) == ("", None)
