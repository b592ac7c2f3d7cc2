"""A token from the environment, and what counts as a token at all."""

import pytest

from leadway_desktop.domain.errors import LeadwayError, TokenMalformed, TokenMissing
from leadway_desktop.domain.secret import Secret
from leadway_desktop.storage.session_token import as_token, token_in


@pytest.mark.parametrize("text", ["pit-1", " pit-1\n", "Bearer pit-1", "bearer  pit-1\r\n"])
def test_what_was_pasted_around_a_token_is_no_part_of_it(text: str) -> None:
    assert as_token(text) == Secret("pit-1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", TokenMissing),
        (" \n", TokenMissing),
        ("two words", TokenMalformed),
        ("línea", TokenMalformed),
        ("a\nb", TokenMalformed),
        ("a\0b", TokenMalformed),
    ],
)
def test_what_no_header_could_carry_is_refused(text: str, expected: type[LeadwayError]) -> None:
    with pytest.raises(expected) as caught:
        as_token(text)
    assert text.strip() == "" or text not in f"{caught.value}{caught.value.detail}"


def test_the_environment_gives_one() -> None:
    assert token_in({"LEADWAY_DESKTOP_TOKEN": "pit-1\n"}) == Secret("pit-1")
    assert token_in({"LEADWAY_DESKTOP_TOKEN": " "}) is None
    assert token_in({}) is None
