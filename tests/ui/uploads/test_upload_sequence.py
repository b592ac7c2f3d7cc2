"""The order of the uploads against a plain list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.ui.uploads.upload_sequence import UploadSequence
from tests.ui.stand_ins import upload

cuts = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=6)


@given(counts=st.lists(st.integers(0, 4), min_size=1, max_size=6), cuts=cuts)
def test_positions_are_those_of_a_list(counts: list[int], cuts: list[tuple[int, int]]) -> None:
    sequence, plain = UploadSequence(), []
    for count in counts:
        new = [upload() for _ in range(count)]
        sequence.extend(new)
        plain += new
    for first, more in cuts:
        if first < len(plain):
            last = min(first + more, len(plain) - 1)
            sequence.remove(first, last)
            del plain[first : last + 1]
    assert list(sequence) == plain
    assert [sequence.position(one.id) for one in plain] == list(range(len(plain)))
    serials = [sequence.serial(one.id) for one in plain]
    assert serials == sorted(serials)


def test_what_is_not_there_has_no_position() -> None:
    sequence = UploadSequence()
    here = upload()
    sequence.extend([here])
    assert sequence.position("elsewhere") is None
    assert sequence.positions(["elsewhere", here.id]) == {0}
    assert "elsewhere" not in sequence
    with pytest.raises(KeyError):
        sequence.serial("elsewhere")
