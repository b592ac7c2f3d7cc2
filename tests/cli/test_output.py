"""What is printed keeps every name to the letter, and no name has power over a terminal."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from leadway_desktop.cli.output import print_record

STEERING = [*map(chr, (*range(0x20), 0x7F, *range(0x80, 0xA0)))]
STEERING += map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


@given(st.text(st.characters() | st.sampled_from(STEERING)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("\ud800")
@example("\udce9.pdf")
@example("\ud83d\ude00")
@example("a\u2028b\u2029.pdf")
def test_a_record_is_read_back_and_steers_nobody(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    print_record({"file": name})
    line = capsys.readouterr().out.removesuffix("\n")
    # The halves of a letter, side by side, are that letter.
    whole = name.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    assert json.loads(line) == {"file": whole}
    assert not set(line) & set(STEERING)
    assert line.splitlines() == [line], "one line to whoever reads lines"


def test_letters_stand_as_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    print_record({"file": "año מילים\u200f 😀.jpg"})
    assert capsys.readouterr().out == '{"file": "año מילים\u200f 😀.jpg"}\n'
