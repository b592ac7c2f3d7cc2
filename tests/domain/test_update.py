"""Versions are compared as numbers, and an address without a key is no source of news."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.errors import SettingInvalid
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.update import KEY_SIZE, Release, update_source, version_numbers

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode().rstrip("=")


def release(version: str) -> Release:
    return Release(version, "https://x.example", {"en": "Faster", "es": "Más rápido"})


@pytest.mark.parametrize(
    ("theirs", "ours", "is_newer"),
    [
        ("0.2.0", "0.1.0", True),
        ("0.10", "0.9.9", True),
        ("1.0.0.1", "1.0", True),
        ("0.1", "0.1.0", False),
        ("0.1.0", "0.1.0", False),
        ("0.0.9", "0.1.0", False),
        ("0.2.0rc1", "0.1.0", False),
        ("2.0", "not a version", False),
        ("٢.0", "0.1", False),
    ],
)
def test_newer_is_a_matter_of_numbers(theirs: str, ours: str, is_newer: bool) -> None:
    assert release(theirs).is_newer_than(ours) is is_newer


@given(
    st.lists(st.integers(0, 999_999), min_size=2, max_size=4),
    st.lists(st.integers(0, 999_999), min_size=2, max_size=4),
)
def test_no_two_versions_are_each_newer_than_the_other(one: list[int], two: list[int]) -> None:
    first, second = (".".join(map(str, numbers)) for numbers in (one, two))
    both = release(first).is_newer_than(second), release(second).is_newer_than(first)
    assert both != (True, True)
    assert (both == (False, False)) == (version_numbers(first) == version_numbers(second))


def test_notes_are_in_the_language_or_in_english() -> None:
    assert release("1.0").notes_in("es") == "Más rápido"
    assert release("1.0").notes_in("fr") == "Faster"
    assert Release("1.0", "https://x.example", {}).notes_in("es") == ""


def test_the_key_stands_after_the_address_and_is_never_sent() -> None:
    source = update_source(Settings(update_url=f"https://x.example/n.json#{KEY}").update_url)
    assert source is not None
    assert source.url == "https://x.example/n.json"
    assert len(source.key) == KEY_SIZE
    assert source.key == bytes(range(32))


@pytest.mark.parametrize(
    "setting",
    [
        "https://x.example/n.json",
        "https://x.example/n.json#",
        f"https://x.example/n.json#{KEY[:-1]}",
        f"https://x.example/n.json#{KEY}=",
        f"http://x.example/n.json#{KEY}",
        f"ftp://x.example/n.json#{KEY}",
        f"https://ana:pw@x.example/n.json#{KEY}",
        f"https://x.example/n.json?user=ana#{KEY}",
        f"#{KEY}",
        5,
    ],
)
def test_what_is_no_encrypted_address_with_a_key_is_refused(setting: str) -> None:
    with pytest.raises(SettingInvalid):
        Settings(update_url=setting)


def test_nothing_is_asked_unless_somebody_says_where() -> None:
    assert update_source(Settings().update_url) is None


def test_on_this_computer_it_may_be_plain() -> None:
    assert Settings(update_url=f"http://127.0.0.1:8000/n#{KEY}").update_url
