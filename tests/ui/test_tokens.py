"""Every word can be read, in both themes and in high contrast."""

from itertools import product

import pytest

from leadway_desktop.domain.channel import Channel
from leadway_desktop.ui.avatars import AVATAR_COLOURS, CHANNEL_COLOURS, NOBODY_COLOUR
from leadway_desktop.ui.tokens import DARK, LIGHT, Tokens, contrast, text_scale, with_high_contrast

GROUNDS = ("bg", "surface", "raised", "sunken", "hover", "soft")
THEMES = (LIGHT, DARK, with_high_contrast(LIGHT), with_high_contrast(DARK))
READ = [
    *product(("text", "text2", "text3", "accent", "bad"), GROUNDS),
    *product(("ok", "warn"), ("bg", "surface", "raised", "hover")),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("ok", "ok_bg"),
    ("warn", "warn_bg"),
    ("bad", "bad_bg"),
    ("accent", "bad_bg"),
    *product(("text", "text3"), ("ok_bg", "warn_bg", "bad_bg")),
    ("surface", "text"),
]


@pytest.mark.parametrize(("front", "back"), READ)
@pytest.mark.parametrize("tokens", THEMES)
def test_words_can_be_read(tokens: Tokens, front: str, back: str) -> None:
    assert contrast(getattr(tokens, front), getattr(tokens, back)) >= 4.5


@pytest.mark.parametrize("tokens", THEMES)
@pytest.mark.parametrize("ground", ["bg", "surface", "raised"])
def test_boxes_to_tick_can_be_seen(tokens: Tokens, ground: str) -> None:
    assert contrast(tokens.edge, getattr(tokens, ground)) >= 3


@pytest.mark.parametrize("colour", [*AVATAR_COLOURS, NOBODY_COLOUR, *CHANNEL_COLOURS.values()])
def test_white_can_be_read_on_avatars_and_badges(colour: str) -> None:
    assert contrast(colour, "#ffffff") >= 4.5


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_every_channel_has_a_badge() -> None:
    assert set(CHANNEL_COLOURS) == {*Channel, None}


@pytest.mark.parametrize(
    ("system", "scale"), [(9, 1), (12, 1), (13, 1), (15, 1), (18.75, 1.25), (90, 2)]
)
def test_text_grows_with_the_systems(system: float, scale: float) -> None:
    assert text_scale(system) == scale
