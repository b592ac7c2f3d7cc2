"""PUT of a file to a signed URL, by a client of its own that holds no token."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import httpx

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.errors import UnsafeLink
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings, is_loopback
from leadway_desktop.domain.upload import BucketReceipt, LocalFile, UploadTicket
from leadway_desktop.network.error_mapping import error_of_bucket_reply, error_of_exception
from leadway_desktop.network.file_body import FileBody
from leadway_desktop.network.http_client import Reply, exchange
from leadway_desktop.network.watch import Watch, watching


@dataclass(frozen=True, slots=True)
class SignedPut:
    """The bucket's door; any number of threads may share it.

    `put` raises Cancelled, or an error of `domain.errors`, and nothing else.
    """

    http: httpx.Client
    settings: Settings

    def put(
        self,
        ticket: UploadTicket,
        file: LocalFile,
        content_type: str,
        *,
        cancel: CancelToken,
        on_acknowledged: Callable[[int], None],
    ) -> BucketReceipt:
        """Stream the file; there is no total time limit, only the stall timeout."""
        watch = Watch(
            cancel, stall_timeout=self.settings.stall_timeout, on_acknowledged=on_acknowledged
        )
        body = FileBody(file, cancel, watch.body_begins)
        request = _request(ticket.signed_url, body, file.size, content_type)
        try:
            with watching(watch):
                reply = exchange(self.http, request)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            mapped = error_of_exception(error)
            if mapped is None:
                raise
            raise mapped from None
        if reply.status not in {200, 201}:
            raise error_of_bucket_reply(reply, file.size)
        return _receipt(reply, body)


def _request(signed_url: Secret, body: FileBody, size: int, content_type: str) -> httpx.Request:
    """Build the PUT with nothing in it that was not signed."""
    parts = _checked(signed_url)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    url = httpx.URL(signed_url.reveal())
    return httpx.Request(
        "PUT",
        url,
        headers={
            "Host": url.netloc.decode("ascii"),
            "Content-Type": content_type,
            "Content-Length": str(size),
        },
        stream=body,
        # To the letter: the signature covers the path and query as they came.
        extensions={"target": target.encode("ascii")},
    )


def _checked(signed_url: Secret) -> SplitResult:
    """Raise UnsafeLink unless the address is https, or on this computer."""
    try:
        parts = urlsplit(signed_url.reveal())
        host = parts.hostname or ""
        is_plain = signed_url.reveal().isascii() and parts.username is None
    except ValueError:
        raise UnsafeLink from None
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    if not (host and is_plain and is_safe):
        raise UnsafeLink
    return parts


def _receipt(reply: Reply, body: FileBody) -> BucketReceipt:
    stored_size = reply.headers.get("x-goog-stored-content-length", "")
    return BucketReceipt(
        read_size=body.size,
        read_crc32c=body.crc32c,
        stored_crc32c=_stored_crc32c(reply.headers),
        stored_size=int(stored_size) if stored_size.isdecimal() else None,
    )


def _stored_crc32c(headers: httpx.Headers) -> int | None:
    """Read `x-goog-hash: crc32c=BASE64,md5=BASE64`, in one line or two; base64 of big-endian."""
    for item in headers.get_list("x-goog-hash", split_commas=True):
        name, _, value = item.strip().partition("=")
        if name == "crc32c":
            try:
                return int.from_bytes(base64.b64decode(value, validate=True), "big")
            except (binascii.Error, ValueError):
                return None
    return None
