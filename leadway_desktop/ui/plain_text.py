"""Foreign text made safe for one line: names of customers and files come from anywhere."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

from leadway_desktop.domain.steering import DIRECTION_CONTROLS

NO_BREAK_SPACE = "\u00a0"
DOT = f"{NO_BREAK_SPACE}· "
"""Between the facts of a line: where that is broken, the dot stays at its end."""

_NO_WORDS = re.compile(r"<!--.*?(?:-->|$)|<(head|style|script)\b.*?(?:</\1\s*>|$)", re.I | re.S)
_TAG = re.compile(
    r"</?(?:!doctype|html|head|body|meta|link|title|style|script|div|p|span|br|hr|a|b|i|u|strong|em"
    r"|font|small|center|h[1-6]|ul|ol|li|table|thead|tbody|tr|td|th|img|blockquote|pre|code)"
    r"(?![\w@.-])[^<>]*(?:>|$)",
    re.I,
)
_ANY_TAG = re.compile(r"</?(?:[a-z][a-z0-9]*:)?[a-z][a-z0-9-]*(?![\w@.:-])[^<>]*(?:>|$)", re.I)
"""Outlook has its own, as `<o:p>`; in a letter that is HTML they are tags as well."""

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


def one_line(text: str) -> str:
    """Return the text without line breaks, controls and direction overrides.

    Where the text is data rather than words for a person, see `domain.steering.spelt_out`.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(c) for c in text if c not in DIRECTION_CONTROLS)


def isolated(text: str) -> str:
    """Return foreign text for use inside a sentence, whose order it must not disturb."""
    return f"{_FIRST_STRONG_ISOLATE}{one_line(text)}{_POP_ISOLATE}"


def is_isolated(text: str) -> bool:
    """Whether it is one stretch of foreign text, made so by `isolated`."""
    return text[:1] == _FIRST_STRONG_ISOLATE and text[-1:] == _POP_ISOLATE


def without_tags(letter: str) -> str:
    """Return the words of an e-mail that may be HTML, or the beginning of one.

    It is where it has what HTML calls a tag: `<maria@example.com>` stays, as people write it.
    """
    if "<" not in letter:
        return letter
    words = _TAG.sub(" ", _NO_WORDS.sub(" ", letter))
    return letter if words == letter else unescape(_ANY_TAG.sub(" ", words))


def for_button(text: str) -> str:
    """Return text for a button or a menu, where a single & would mark a key and not be shown."""
    return text.replace("&", "&&")


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    return "\ufffd" if category == "Cs" else character  # a byte of a name that is no UTF-8
