"""News of a newer version: one question to one address, and the proof of who answered.

The answer is JSON: `signed`, a text, and `signature`, base64 of what `SIGNED_BYTES` of that text
was signed with (Ed25519). The text is JSON again: version, link, notes by language. Signing the
text as it stands leaves nothing to agree on about the order of fields or spaces.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any
from urllib.parse import urlsplit

import httpx

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.update import Release, UpdateSource, version_numbers
from leadway_desktop.network.error_mapping import error_of_exception
from leadway_desktop.network.http_client import exchange, make_client
from leadway_desktop.network.watch import Watch, watching

PURPOSE = b"Leadway Desktop update\n"
"""Stands before the text when it is signed, so that the key's other signatures are no news."""
SIZE_LIMIT = 64 * 1024
"""Bytes of an answer."""
NOTES_LIMIT = 400
"""Letters of the notes that are shown."""

_Json = dict[str, Any]


class NewsRefused(Exception):
    """The answer is not signed by whom it should be, or says nothing of use; the text says why."""


def fetch_news(source: UpdateSource, settings: Settings, cancel: CancelToken) -> bytes:
    """Return what the address answers, unproven. No token, no cookie, nothing about the user.

    Raises Cancelled, the NetworkError that stands in the way, or NewsRefused.
    """
    watch = Watch(
        cancel, stall_timeout=settings.reply_timeout, total_timeout=2 * settings.reply_timeout
    )
    request = httpx.Request("GET", source.url, headers={"Accept": "application/json"})
    client = make_client(settings, keeps_connections=False)
    try:
        with watching(watch):
            reply = exchange(client, request)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        mapped = error_of_exception(error)
        if mapped is None:
            raise
        raise mapped from None
    finally:
        client.close()
    if reply.status != httpx.codes.OK:
        raise NewsRefused(f"HTTP {reply.status}")
    return reply.body


def open_news(answer: bytes, key: bytes) -> Release:
    """Return what an answer says after its signature has been verified; raises NewsRefused."""
    if len(answer) > SIZE_LIMIT:
        raise NewsRefused("too large")
    envelope = _object(answer)
    text, signature = envelope.get("signed"), envelope.get("signature")
    if not isinstance(text, str) or not isinstance(signature, str):
        raise NewsRefused("nothing signed")
    signed = text.encode("utf-8", "surrogatepass")
    _verify(PURPOSE + signed, signature, key)
    return _release(_object(signed))


def _verify(signed: bytes, signature: str, key: bytes) -> None:
    from nacl.exceptions import CryptoError  # here: 0.1 s, for those that ask for news
    from nacl.signing import VerifyKey

    try:
        VerifyKey(key).verify(signed, base64.b64decode(signature, validate=True))
    except (CryptoError, ValueError, binascii.Error):
        raise NewsRefused("not signed with the key of the setting") from None


def _release(said: _Json) -> Release:
    version, link, notes = said.get("version"), said.get("link"), said.get("notes", {})
    if not isinstance(version, str) or version_numbers(version) is None:
        raise NewsRefused("no version")
    if not isinstance(link, str) or not _is_page(link):
        raise NewsRefused("no https link")
    if not isinstance(notes, dict):
        raise NewsRefused("notes of no language")
    lines = {name: _one_line(text) for name, text in notes.items() if isinstance(text, str)}
    return Release(version, link, lines)


def _one_line(text: str) -> str:
    shown = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return shown if len(shown) <= NOTES_LIMIT else shown[: NOTES_LIMIT - 1] + "…"


def _is_page(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    is_plain = link.isascii() and link.isprintable() and " " not in link
    return parts.scheme == "https" and bool(parts.hostname) and is_plain and "@" not in link


def _object(text: bytes) -> _Json:
    try:
        found = json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError):
        raise NewsRefused("no JSON") from None
    if not isinstance(found, dict):
        raise NewsRefused("no JSON object")
    return found
