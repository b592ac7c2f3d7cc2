"""A plain client of the practice account over http.client: it shares nothing with the program's."""

import http.client
import json
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from leadway_desktop.practice.server import PracticeServer

PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 40
TIMEOUT_S = 20


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The <Code> of an XML error."""
        return self.body.decode().partition("<Code>")[2].partition("</Code>")[0]


def fetch(
    method: str,
    url: str,
    body: bytes | Iterable[bytes] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Make one request on a connection of its own."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT_S)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body, dict(headers or {}))
        response = connection.getresponse()
        names = {name.lower(): response.headers[name] for name in response.headers}
        return Answer(response.status, names, response.read())
    finally:
        connection.close()


class Client:
    """Speaks to one server with one of its account's tokens."""

    def __init__(self, server: PracticeServer, token: str | None = None) -> None:
        self.account = server.account
        self.token = token or self.account.token

    def call(
        self,
        method: str,
        path: str,
        content: object = None,
        *,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Answer:
        body = None if content is None else json.dumps(content).encode()
        usual = {
            "Authorization": f"Bearer {self.token}",
            "Version": "2021-07-28",
            "Content-Type": "application/json",
        }
        merged = usual | dict(headers or {})
        sent = {name: value for name, value in merged.items() if value is not None}
        url = self.account.base_url + path + (f"?{urlencode(query)}" if query else "")
        return fetch(method, url, body, sent)

    def search(self, **query: object) -> Answer:
        query.setdefault("locationId", self.account.location_id)
        return self.call("GET", "/conversations/search", query=query)

    def initiate(
        self,
        filename: str = "foto.jpg",
        changes: Mapping[str, object] | None = None,
        **more: object,
    ) -> Answer:
        content = {
            "locationId": self.account.location_id,
            "conversationId": self.account.conversation_id,
            "filename": filename,
            "contentType": "image/jpeg",
            "channel": "WHATSAPP",
            "fileSize": len(PHOTO),
        }
        return self._post("/upload/initiate", content, {**(changes or {}), **more})

    def complete(self, begun: Answer, filename: str = "foto.jpg", **changes: object) -> Answer:
        content = {
            "uploadId": begun.json["uploadId"],
            "filePath": begun.json["filePath"],
            "locationId": self.account.location_id,
            "conversationId": self.account.conversation_id,
            "filename": filename,
        }
        return self._post("/upload/complete", content, changes)

    def attach(self, filename: str, content_type: str, content: bytes, **fields: str) -> Answer:
        """Upload in one form, written by hand."""
        usual = {
            "conversationId": self.account.conversation_id,
            "locationId": self.account.location_id,
        }
        parts = [
            f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
            for name, value in (usual | fields).items()
        ]
        disposition = f'form-data; name="fileAttachment"; filename="{filename}"'
        head = f"Content-Disposition: {disposition}\r\nContent-Type: {content_type}\r\n\r\n"
        parts.append(head.encode() + content)
        body = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Version": "2021-07-28",
            "Content-Type": "multipart/form-data; boundary=edge",
        }
        url = f"{self.account.base_url}/conversations/messages/upload"
        return fetch("POST", url, body, headers)

    def send(self, **changes: object) -> Answer:
        contact_id = self.search(limit=1).json["conversations"][0]["contactId"]
        content = {"type": "WhatsApp", "contactId": contact_id, "message": "Aquí lo tiene"}
        return self._post("", content, changes)

    def messages(self, conversation_id: str | None = None, **query: object) -> Answer:
        wanted = conversation_id or self.account.conversation_id
        return self.call("GET", f"/conversations/{wanted}/messages", query=query)

    def _post(self, path: str, content: dict[str, object], changes: dict[str, object]) -> Answer:
        """Post ``content`` with ``changes``; a change to ``...`` leaves the property out."""
        merged = {name: value for name, value in (content | changes).items() if value is not ...}
        return self.call("POST", f"/conversations/messages{path}", merged)


def put(
    begun: Answer, body: bytes | Iterable[bytes] = PHOTO, headers: Mapping[str, str] | None = None
) -> Answer:
    """PUT to the URL that initiate gave."""
    return fetch("PUT", begun.json["uploadUrl"], body, headers or {"Content-Type": "image/jpeg"})


def open_line(url: str) -> socket.socket:
    """Connect to the host of ``url`` for a test that writes HTTP by hand."""
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=TIMEOUT_S)


def head_of_put(url: str, *headers: str, content_type: str = "image/jpeg") -> bytes:
    """Return the head of a PUT as it goes over the wire."""
    parts = urlsplit(url)
    lines = (
        f"PUT {parts.path}?{parts.query} HTTP/1.1",
        f"Host: {parts.netloc}",
        f"Content-Type: {content_type}",
        *headers,
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
