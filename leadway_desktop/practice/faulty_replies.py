"""Replies that are wrong on purpose: nonsense bodies, huge ones, and fields laid over good ones."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from leadway_desktop.practice.http_base import BLOCK, Reply

HTML_PAGE = (
    b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head>"
    b"<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>"
)
JSON_TYPE = "application/json; charset=utf-8"
NOT_HTTP = b"\x16\x03\x01 this is not an HTTP reply\r\n\r\n"
NONSENSE: Mapping[str, tuple[str, bytes]] = {
    "html": ("text/html", HTML_PAGE),
    "empty": (JSON_TYPE, b""),
    "truncated": (JSON_TYPE, b'{"statusCode": 503, "message": "Service temp'),
    "garbage": (JSON_TYPE, b"\xff\xfe{]not json\x00"),
    "array": (JSON_TYPE, b"[]"),
    "json": (JSON_TYPE, b'{"message": null, "error": {"code": 7}, "unheard": "of"}'),
}


@dataclass(frozen=True)
class Padding:
    """A body of ``size`` bytes: a JSON object whose one string has no end in sight."""

    size: int

    def chunks(self) -> Iterator[bytes]:
        """Yield the object in blocks of constant memory."""
        opening, closing = b'{"padding": "', b'"}'
        left = self.size - len(opening) - len(closing)
        if left < 0:
            yield b" " * self.size
            return
        yield opening
        for count in [BLOCK] * (left // BLOCK) + [left % BLOCK]:
            yield b"x" * count
        yield closing


def nonsense(reply: Reply, kind: str) -> Reply:
    """Return ``reply`` with a body of the sort ``kind``; its status stays."""
    content_type, body = NONSENSE[kind]
    headers = [pair for pair in reply.headers if pair[0].lower() != "content-type"]
    return Reply(reply.status, (*headers, ("Content-Type", content_type)), body)


def strangers_page(reply: Reply) -> Reply:
    """Return the page of a network on the way, which answers in the API's place, with its status.

    It knows nothing of what the API puts into its head.
    """
    content_type, body = NONSENSE["html"]
    return Reply(reply.status, (("Content-Type", content_type),), body)


def huge(reply: Reply, size: int) -> Reply:
    """Return ``reply`` with ``size`` bytes of body."""
    return replace(reply, body=Padding(size))


def patched(reply: Reply, patch: Mapping[str, Any]) -> Reply:
    """Return ``reply`` with ``patch`` laid over its JSON object; other bodies stay."""
    if not isinstance(reply.body, bytes) or not reply.body.startswith(b"{"):
        return reply
    content = json.loads(reply.body) | dict(patch)
    return replace(reply, body=json.dumps(content, ensure_ascii=False).encode())
