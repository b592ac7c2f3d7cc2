"""A secret shows itself nowhere but where it is asked to."""

import copy
import io
import json
import logging
import pickle
import traceback
from dataclasses import asdict, dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.secret import Secret

VALUE = "pit-0b1c2d3e-secret"


@dataclass(frozen=True)
class Holder:
    token: Secret


@pytest.mark.parametrize(
    "shown",
    [
        repr(Secret(VALUE)),
        str(Secret(VALUE)),
        f"{Secret(VALUE)}",
        f"{Secret(VALUE)!r:>80}",
        f"{Secret(VALUE)!s}",
        "%s %r" % (Secret(VALUE), Secret(VALUE)),  # noqa: UP031 - old formatting is what is tried
        "{0}".format(Secret(VALUE)),  # noqa: UP030, UP032 - so is this
        repr([Secret(VALUE)]),
        repr({"token": Secret(VALUE)}),
        repr(Holder(Secret(VALUE))),
        ascii(Secret(VALUE)),
        pytest.param(str(hash(Secret(VALUE))), id="its hash"),  # another in each process
    ],
)
def test_nothing_shows_it(shown: str) -> None:
    assert VALUE not in shown
    assert "0b1c" not in shown


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_is_never_pickled(protocol: int) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Holder(Secret(VALUE)), protocol)


def test_it_is_not_copied_into_dicts_or_json() -> None:
    with pytest.raises(TypeError):
        asdict(Holder(Secret(VALUE)))
    with pytest.raises(TypeError):
        copy.deepcopy(Secret(VALUE))
    with pytest.raises(TypeError):
        json.dumps({"token": Secret(VALUE)})  # the encoder names the type, not the value


def test_logging_hides_it() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logger = logging.Logger("test of secrets", logging.DEBUG)
    logger.addHandler(handler)
    logger.debug("token %s of %r", Secret(VALUE), Holder(Secret(VALUE)))
    assert "Secret(…)" in stream.getvalue()
    assert VALUE not in stream.getvalue()


def test_a_traceback_hides_it() -> None:
    def fail(token: Secret) -> None:
        raise ValueError(token)

    with pytest.raises(ValueError, match="Secret") as caught:
        fail(Secret(VALUE))
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert VALUE not in "".join(shown.format())
    assert not hasattr(Secret(VALUE), "__dict__")


def test_a_copy_of_its_holder_keeps_it() -> None:
    assert replace(Holder(Secret(VALUE))).token.reveal() == VALUE


@given(st.text(), st.text())
def test_equality_is_that_of_the_values(one: str, other: str) -> None:
    assert (Secret(one) == Secret(other)) is (one == other)
    assert Secret(one) != one
    assert bool(Secret(one)) is bool(one)
    if one == other:
        assert hash(Secret(one)) == hash(Secret(other))


def test_halves_of_characters_compare_too() -> None:
    assert Secret("\udcff") == Secret("\udcff")
    assert Secret("\udcff") != Secret("x")
