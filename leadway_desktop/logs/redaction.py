"""Takes secrets out of text: those that were registered, and whatever looks like one."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Sequence
from functools import cache
from urllib.parse import quote, quote_plus

SHORTEST_SECRET = 4
"""Characters; a shorter registered value would make holes in every other word."""
REDACTED = "[redacted]"

_AS_HIDDEN = rf"\1{REDACTED}"
_NOT_HIDDEN = r"(?!\[redacted\])"
_PATTERNS = (
    # user:password@ in an address
    (r"(://)[^\s/@'\"<>]+@", rf"{_AS_HIDDEN}@"),
    # the whole query of an address or of a request target
    (r"(\?)[\w.~%+$-]*(?:=|%3D)[^\s'\"<>]*", _AS_HIDDEN),
    (rf"(https?://[^\s'\"<>?]*\?){_NOT_HIDDEN}[^\s'\"<>]+", _AS_HIDDEN),
    # what signs an address, cut out of it
    (
        r"((?:Signature|Policy|GoogleAccessId|X-Goog-Credential|X-Amz-[\w-]+)"
        rf"['\"]?\s*(?:[=:,]|%(?:25)*3D)\s*(?:b?['\"])?){_NOT_HIDDEN}[^\s'\"<>&,;)}}\]]+",
        _AS_HIDDEN,
    ),
    # a header, as it is sent and as it stands in a dict or a tuple
    (
        r"(authorization['\"]?\s*[:=,]\s*(?:b?['\"])?(?:(?:bearer|basic|digest)\s+)?)"
        rf"(?!bearer|basic|digest){_NOT_HIDDEN}[^'\"\r\n]+",
        _AS_HIDDEN,
    ),
    (rf"(bearer(?:\s|%20|\+)+){_NOT_HIDDEN}[^\s'\",)}}\]]+", _AS_HIDDEN),
    # the path in an OSError's text: file names are customers' business
    (r"(\[(?:Errno|WinError) -?\d+\] [^\n:]*: )b?(?:'[^\n]*'|\"[^\n]*\")", _AS_HIDDEN),
    # a V4 signature by itself: 64 hexadecimal digits by HMAC, 512 by RSA; traceIds are shorter
    (r"(?<![0-9a-f])[0-9a-f]{64,}(?![0-9a-f])", REDACTED),
    # private integration tokens, and JSON web tokens
    (r"pit-[\w-]{4,}", REDACTED),
    (r"eyJ[\w-]{4,}\.[\w-]+(?:\.[\w-]*)*", REDACTED),
)


@cache
def _compiled() -> Sequence[tuple[re.Pattern[str], str]]:
    """Compile when the first record is written: a run that logs nothing need not wait for it."""
    return [(re.compile(pattern, re.IGNORECASE), instead) for pattern, instead in _PATTERNS]


class _Secrets:
    """The registered values, and one expression that finds them however they are escaped."""

    def __init__(self) -> None:
        # Entered again where a finalizer fails meanwhile and that is logged.
        self._lock = threading.RLock()
        self._values: set[str] = set()
        self._expression: re.Pattern[str] | None = None

    def add(self, value: str) -> None:
        if len(value) < SHORTEST_SECRET:
            return
        with self._lock:
            self._values.add(value)
            self._expression = None  # made when there is text to look through, as below

    def hide(self, text: str) -> str:
        if not self._values:
            return text
        with self._lock:
            self._expression = self._expression or _any_spelling_of(self._values)
            expression = self._expression
        return expression.sub(REDACTED, text)


def _any_spelling_of(values: Iterable[str]) -> re.Pattern[str]:
    # The longest first, so that a secret inside another leaves no rest of it.
    ordered = sorted(set().union(*map(spellings, values)), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)), re.IGNORECASE)


def spellings(value: str) -> set[str]:
    """Return the value as Python, JSON, HTML and URLs write it."""
    import html  # here: only who logs needs its long table of characters

    escaped = {value, repr(value)[1:-1], ascii(value)[1:-1], json.dumps(value)[1:-1]}
    escaped |= {text.replace("'", r"\'") for text in escaped}
    escaped |= {text.replace('"', r"\"") for text in escaped if r"\"" not in text}
    encoded = value.encode("utf-8", "surrogatepass")
    quoted = {quote(encoded), quote(encoded, safe=""), quote_plus(encoded)}
    return escaped | quoted | {html.escape(value), repr(encoded)[2:-1]}


_secrets = _Secrets()


def forget_in_logs(value: str) -> None:
    """Have a secret replaced in everything that is logged from now on, however it is escaped.

    Meant for the few that live long, such as the token; signed URLs are known by their look.
    Values under four characters cannot be told from ordinary text and are left alone.
    """
    _secrets.add(value)


def hide_registered(text: str) -> str:
    """Return the text without registered secrets; in linear time, however long it is."""
    return _secrets.hide(text)


def redact(text: str) -> str:
    """Return the text without registered secrets and without what looks like one."""
    text = hide_registered(text)
    for pattern, replacement in _compiled():
        text = pattern.sub(replacement, text)
    return text
