"""PUT of a file to a signed URL, by a client of its own that holds no token."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

import httpx

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.errors import UnexpectedBucketReply, UnexpectedReply, UnsafeLink
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
        """Stream the file; it may take any time as long as it does not stall."""
        settings = self.settings
        watch = Watch(
            cancel,
            stall_timeout=settings.stall_timeout,
            total_timeout=settings.stall_timeout + settings.reply_timeout,
            on_acknowledged=on_acknowledged,
        )
        body = FileBody(file, cancel, watch.body_begins)
        try:
            with closing(body), watching(watch):
                reply = exchange(
                    self.http, _request(ticket.signed_url, body, file.size, content_type)
                )
        except UnicodeError:
            raise UnexpectedReply(detail=_NO_ADDRESS) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            mapped = error_of_exception(error)
            if mapped is None:
                raise
            if isinstance(mapped, UnexpectedReply):
                raise UnexpectedBucketReply from None
            raise mapped from None
        if reply.status not in {200, 201}:
            raise error_of_bucket_reply(reply, file.size)
        return _receipt(reply, body)


def _request(signed_url: Secret, body: FileBody, size: int, content_type: str) -> httpx.Request:
    """Build the PUT with nothing in it that was not signed."""
    parts = _checked(signed_url)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    # The host alone: httpx would spell the rest its own way, and refuses a long one.
    url = httpx.URL(f"{parts.scheme}://{parts.netloc}/")
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
        extensions={"target": quote(target, safe=_LEGAL).encode("ascii")},
    )


_NO_ADDRESS = "uploadUrl is no address"
_LEGAL = "".join(map(chr, range(0x21, 0x7F)))
"""What a request's target may hold; only what may not (a space, an accent) is escaped."""


def _checked(signed_url: Secret) -> SplitResult:
    """Raise UnsafeLink unless https, or on this computer; UnexpectedReply if it is no address."""
    try:
        parts = urlsplit(signed_url.reveal())
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host:
        raise UnexpectedReply(detail=_NO_ADDRESS)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    if not is_safe or parts.username is not None:
        raise UnsafeLink
    return parts


def _receipt(reply: Reply, body: FileBody) -> BucketReceipt:
    stored_size = reply.headers.get("x-goog-stored-content-length", "")
    return BucketReceipt(
        read_size=body.size,
        read_crc32c=body.crc32c,
        stored_crc32c=_stored_crc32c(reply.headers),
        stored_size=int(stored_size) if re.fullmatch(r"[0-9]{1,18}", stored_size) else None,
    )


def _stored_crc32c(headers: httpx.Headers) -> int | None:
    """Read `x-goog-hash: crc32c=BASE64,md5=BASE64`, in one line or two; base64 of big-endian."""
    for item in headers.get_list("x-goog-hash", split_commas=True):
        name, _, value = item.strip().partition("=")
        if name == "crc32c":
            return _crc32c(value)
    return None


def _crc32c(text: str) -> int | None:
    try:
        four_bytes = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return int.from_bytes(four_bytes, "big") if len(four_bytes) == 4 else None
