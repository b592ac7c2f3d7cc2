"""The look as data: every colour, size and distance of the window, once."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

SMALL_SIZE = 11
HINT_SIZE = 12
BODY_SIZE = 13
TITLE_SIZE = 17
"""Font sizes in device-independent pixels, before `text_scale`."""

SPACE_4, SPACE_8, SPACE_12, SPACE_16, SPACE_20 = 4, 8, 12, 16, 20
CONTROL_RADIUS = 8
CARD_RADIUS = 12
CONTROL_HEIGHT = 28
"""The least height of anything that can be pressed."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme as `#rrggbb`.

    Text colours reach 4.5 : 1 on every background they stand on (tests/ui/test_tokens.py).
    """

    is_dark: bool
    bg: str
    """The window."""
    surface: str
    """Panes."""
    raised: str
    """Cards and buttons."""
    sunken: str
    """Wells: fields, tracks, thumbnails."""
    hover: str
    """What the pointer is over."""
    line: str
    """Hairlines and quiet borders."""
    edge: str
    """Borders that tell where a control is: at least 3 : 1."""
    text: str
    text2: str
    """Secondary text."""
    text3: str
    """Hints and times."""
    accent: str
    """What can be acted on, or moves."""
    accent_hover: str
    on_accent: str
    soft: str
    """Selection."""
    ok: str
    ok_bg: str
    warn: str
    warn_bg: str
    bad: str
    bad_bg: str

    def colours(self) -> dict[str, str]:
        """Return every colour by its name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "is_dark"}


LIGHT = Tokens(
    is_dark=False,
    bg="#f5f6f8",
    surface="#ffffff",
    raised="#ffffff",
    sunken="#eef1f4",
    hover="#f3f6fa",
    line="#e0e4e9",
    edge="#848f9c",
    text="#18212c",
    text2="#4d5967",
    text3="#5f6b7a",
    accent="#2457d6",
    accent_hover="#1c47b4",
    on_accent="#ffffff",
    soft="#e7eefd",
    ok="#187a4b",
    ok_bg="#e6f5ec",
    warn="#8f5400",
    warn_bg="#fff3df",
    bad="#b92a23",
    bad_bg="#fdecea",
)

DARK = Tokens(
    is_dark=True,
    bg="#12161b",
    surface="#191e25",
    raised="#20262e",
    sunken="#151a20",
    hover="#1f252d",
    line="#2b333d",
    edge="#6b7785",
    text="#e7ebf0",
    text2="#aeb9c6",
    text3="#8f9ba9",
    accent="#7ea4ff",
    accent_hover="#9dbaff",
    on_accent="#0e1420",
    soft="#212e49",
    ok="#57c993",
    ok_bg="#173127",
    warn="#f0b45a",
    warn_bg="#352917",
    bad="#ff8078",
    bad_bg="#3a2022",
)


def with_high_contrast(tokens: Tokens) -> Tokens:
    """Return the theme for people who asked their system for more contrast."""
    return replace(
        tokens, line=tokens.edge, edge=tokens.text2, text2=tokens.text, text3=tokens.text
    )


def text_scale(system_pixels: float) -> float:
    """Return by how much our text is larger for people who asked their system for larger text.

    `system_pixels`: the size of the system's own font. Without such a wish it is 12 to 15
    (Windows 12, macOS 13, GNOME 15).
    """
    return min(2.0, max(1.0, system_pixels / 15))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
