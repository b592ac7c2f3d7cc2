"""Characters that steer whoever shows a text, a terminal or a spreadsheet, and are not seen."""

from __future__ import annotations

import re

DIRECTION_CONTROLS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""What turns the order of other letters: by one of them `photo_gpj.exe` looks like
`photo_exe.jpg`. Marks that merely help Arabic and Hebrew are none of them."""

_LINE_ENDS = "\u2028\u2029"
"""Unicode's own: with one in a name, what is one line of output is two to who splits by these."""
_STEERING = re.compile(
    f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_LINE_ENDS}{''.join(DIRECTION_CONTROLS)}]"
)
"""Tabs and ASCII's line breaks are left: a table and JSON have their own ways with them."""


_MARKS = DIRECTION_CONTROLS | frozenset("\u200b\u200e\u200f\u061c\u2060\ufeff")
"""What is copied along with a number or a name, and nobody types: directions, joints, an order of
bytes. Those that join or part letters within words are none of them."""


def without_marks(text: str) -> str:
    """Return what somebody wants found, as it would have been typed."""
    return text if text.isascii() else "".join(c for c in text if c not in _MARKS)


def spelt_out(text: str) -> str:
    r"""Return the text with what steers spelt as JSON does (`\u202e`): seen, and not lost."""
    if text.isascii() and text.isprintable():
        return text
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
