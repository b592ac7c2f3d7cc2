"""Every setting has a rule, and the rules let nothing through that the network would trip over."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.errors import InsecureAddress, SettingInvalid
from leadway_desktop.domain.settings import (
    SETTING_NAMES,
    LoadedSettings,
    Settings,
    is_loopback,
    without_password,
)


def with_(**values: Any) -> Settings:
    return replace(Settings(), **values)


@pytest.mark.parametrize(
    "url",
    [
        "https://services.leadconnectorhq.com",
        "https://services.leadconnectorhq.com/",
        "https://api.example.com:8443/leadway",
        "HTTPS://api.example.com",
        "http://localhost:8080",
        "http://LOCALHOST",
        "http://127.0.0.1:8080",
        "http://127.8.9.10",
        "http://[::1]:8080",
        "https://[2001:db8::1]:8443",
        "https://münchen.example",
    ],
)
def test_addresses_that_are_taken(url: str) -> None:
    assert httpx.URL(with_(base_url=url).base_url).host


@pytest.mark.parametrize(
    "url",
    [
        "http://services.leadconnectorhq.com",
        "http://192.168.0.10",
        "http://[2001:db8::1]",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://0.0.0.0",
        "http://[::ffff:8.8.8.8]",
    ],
)
def test_plain_http_is_for_this_computer_alone(url: str) -> None:
    with pytest.raises(InsecureAddress):
        with_(base_url=url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "services.leadconnectorhq.com",
        "//host",
        "ftp://host",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://user:pass@host",
        "https://user@host",
        "https://@host",
        "https://:@host",
        "https://host?query",
        "https://host?",
        "https://host#part",
        "https://host#",
        "https://host:99999",
        "https://host:0",
        "https://host:port",
        "https://[::1",
        " https://host",
        "https://host ",
        "https://ho st",
        "https://host\n",
        "https://host\t/x",
        "https://good.example\\@evil.example",
        "https://evil.example\\.good.example",
        "https://h\udcffost",
        None,
        5,
        b"https://host",
        ["https://host"],
    ],
)
def test_addresses_that_are_refused(url: object) -> None:
    with pytest.raises(SettingInvalid) as caught:
        with_(base_url=url)
    assert caught.value.name == "base_url"


@given(st.text() | st.text(alphabet="htps:/@?#[]\\.%1a \n").map(lambda rest: "https://" + rest))
def test_an_address_that_is_taken_is_one_for_the_network(url: str) -> None:
    try:
        settings = with_(base_url=url)
    except SettingInvalid:
        return
    try:
        parsed = httpx.URL(settings.base_url.rstrip("/") + "/conversations/search")
    except httpx.InvalidURL:
        return  # a name that IDNA refuses; CrmClient answers with SettingInvalid
    assert parsed.path.endswith("/conversations/search")
    assert parsed.scheme == "https" or is_loopback(parsed.host)
    assert not parsed.userinfo


@pytest.mark.parametrize(
    "proxy", ["system", "none", "http://proxy:3128", "http://u:p@proxy.example:3128/", "http://p"]
)
def test_proxies_that_are_taken(proxy: str) -> None:
    assert with_(proxy=proxy).proxy == proxy


@pytest.mark.parametrize(
    "proxy",
    ["", "proxy:3128", "https://proxy", "socks5://proxy", "http://", "http://proxy:0",
     "http://proxy:99999", "http://pro xy", None, 3128, ["none"], {"http": "x"}],
)  # fmt: skip
def test_proxies_that_are_refused(proxy: object) -> None:
    with pytest.raises(SettingInvalid):
        with_(proxy=proxy)


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("parallel_uploads", [1, 3, 8], [0, 9, -1, 2.0, "3", True, None, math.nan]),
        (
            "bandwidth_limit",
            [0, 10, 250, 1_000_000],
            [1, 9, -1, 1_000_001, False, True, 0.0, 250.0, "250", None, math.nan],
        ),
        ("connect_timeout", [1, 2.5, 120], [0, 0.9, 121, math.nan, math.inf, "5", True, None]),
        ("reply_timeout", [1, 600], [0.5, 601, math.nan, -1, [], None]),
        ("stall_timeout", [1, 600], [0.5, 601, math.inf, "x"]),
        ("language", ["system", "en", "es"], ["", "de", None, 1, ["en"]]),
        ("theme", ["system", "light", "dark"], ["Dark", "", None]),
        (
            "api_version",
            ["2021-07-28", "2021-04-15", "v3"],
            ["", "latest", "2021-7-28", "2021-13-01", "28-07-2021", "2021-07-28\n", "v", "3", None],
        ),
        ("location_id", ["", "ve9EPM428h8vShlRW1KT"], ["a b", "a\r\nX-Evil: 1", "ñ", "x" * 101]),
    ],
)
def test_ranges(name: str, good: list[object], bad: list[object]) -> None:
    for value in good:
        assert getattr(with_(**{name: value}), name) == value
    for value in bad:
        with pytest.raises(SettingInvalid) as caught:
            with_(**{name: value})
        assert caught.value.name == name
        assert caught.value.detail


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
)


@given(st.sampled_from(SETTING_NAMES), _anything)
def test_any_value_is_taken_or_refused_by_name(name: str, value: object) -> None:
    refused: str | None = None
    try:
        with_(**{name: value})
    except SettingInvalid as error:
        refused = error.name
    assert refused in (None, name)


@pytest.mark.parametrize(
    ("host", "is_this_computer"),
    [("localhost", True), ("::1", True), ("127.0.0.1", True), ("0.0.0.0", False), ("", False),
     ("127.0.0.1.evil.example", False), ("localhost.", False), ("::ffff:8.8.8.8", False)],
)  # fmt: skip
def test_loopback(host: str, is_this_computer: bool) -> None:
    assert is_loopback(host) is is_this_computer


@pytest.mark.parametrize(
    "proxy",
    [
        "http://ana:hunter22@proxy.example:3128",
        "http://hunter22@proxy.example:3128",
        "http://ana:hunter%2F22:hunter22@proxy.example:3128",
    ],
)
def test_no_proxy_password_is_told_by_a_repr(proxy: str) -> None:
    settings = Settings(proxy=proxy)
    loaded = LoadedSettings(settings, {}, Path("settings.toml"))
    for text in (repr(settings), str(settings), repr(loaded), f"{[settings]}"):
        assert "hunter" not in text
        assert "proxy='http://[redacted]@proxy.example:3128'" in text
        assert "parallel_uploads=3" in text
    assert settings.proxy == proxy


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("system", "system"),
        (3, 3),
        ("ana:hunter22@proxy", "[redacted]@proxy"),
        ("http://ana:p@ss@[::1:3128", "http://[redacted]@[::1:3128"),
    ],
)
def test_any_value_is_shown_without_a_password(value: object, shown: object) -> None:
    assert without_password(value) == shown
