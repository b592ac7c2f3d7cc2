"""PUT of a file to a signed URL, by a client of its own that holds no token."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, urlsplit

import httpx

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.errors import (
    ConnectionLost,
    NoConnection,
    NoSecureConnection,
    ReplyLost,
    Stalled,
    StorageUnreachable,
    UnexpectedBucketReply,
    UnexpectedReply,
    UnsafeLink,
)
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings, is_loopback
from leadway_desktop.domain.upload import BucketReceipt, LocalFile, UploadTicket
from leadway_desktop.network.bandwidth import Bandwidth
from leadway_desktop.network.bucket_errors import error_of_bucket_reply
from leadway_desktop.network.error_mapping import error_of_exception
from leadway_desktop.network.file_body import FileBody, md5_of
from leadway_desktop.network.http_client import Reply, exchange
from leadway_desktop.network.refused_origins import RefusedOrigins, is_refused_on_the_way
from leadway_desktop.network.reply_facts import bucket_trace_id_of
from leadway_desktop.network.stored_checksums import named_checksums
from leadway_desktop.network.watch import Watch, patience_after, watching


@dataclass(frozen=True, slots=True)
class SignedPut:
    """The bucket's door; any number of threads may share it.

    `put` raises Cancelled, or an error of `domain.errors`, and nothing else.
    """

    http: httpx.Client
    settings: Settings
    bandwidth: Bandwidth = field(default_factory=Bandwidth, repr=False, compare=False)
    """What all uploads together may use."""
    refused: RefusedOrigins = field(default_factory=RefusedOrigins, repr=False, compare=False)
    """Where TLS, or the way there, was refused: for whoever looks whether it still is."""

    def put(
        self,
        ticket: UploadTicket,
        file: LocalFile,
        content_type: str,
        *,
        cancel: CancelToken,
        on_acknowledged: Callable[[int], None],
        failures: int = 0,
    ) -> BucketReceipt:
        """Stream the file; it may take any time as long as it does not stall.

        A proxy may take all of it at once and be slow to pass it on: each of the `failures` before
        lets the answer be waited for longer.
        """
        settings = self.settings
        answer_timeout = settings.stall_timeout * patience_after(failures, settings.stall_timeout)
        watch = Watch(
            cancel,
            stall_timeout=settings.stall_timeout,
            answer_timeout=answer_timeout,
            total_timeout=answer_timeout + settings.reply_timeout,
            on_acknowledged=on_acknowledged,
            bandwidth=self.bandwidth,
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
            if isinstance(mapped, NoConnection):
                raise StorageUnreachable(host=_host(ticket.signed_url)) from None
            if isinstance(mapped, NoSecureConnection):
                mapped.host = _host(ticket.signed_url)
            if is_refused_on_the_way(mapped):
                self.refused.add(_origin(_checked(ticket.signed_url)))
            is_broken = isinstance(mapped, ConnectionLost | Stalled)
            if is_broken and body.size == file.size and watch.is_all_acknowledged:
                raise ReplyLost from None
            raise mapped from None
        if not 200 <= reply.status < 300:  # stores differ in how they say yes; complete decides
            raise error_of_bucket_reply(reply, file.size)
        return _receipt(reply, body, file, cancel)


def _request(signed_url: Secret, body: FileBody, size: int, content_type: str) -> httpx.Request:
    """Build the PUT with nothing in it that was not signed."""
    parts = _checked(signed_url)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    url = _url_of_origin(parts)
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


def _origin(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc}"


def _url_of_origin(parts: SplitResult) -> httpx.URL:
    """Return the host alone: httpx would spell the rest its own way, and refuses a long one."""
    return httpx.URL(f"{_origin(parts)}/")


def _host(signed_url: Secret) -> str:
    """Return the name that was looked up."""
    return _url_of_origin(_checked(signed_url)).raw_host.decode("ascii")


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


def _receipt(reply: Reply, body: FileBody, file: LocalFile, cancel: CancelToken) -> BucketReceipt:
    """Return what was read and what is stored.

    An MD5 takes 40 times as long as a crc32c (0.8 GB/s to 30 on a laptop's core), and buckets that
    name it alone are rare: the file is read a second time for them, rather than every byte of every
    upload put through it.
    """
    size = reply.headers.get("x-goog-stored-content-length", "")
    named = named_checksums(reply.headers)
    is_whole = body.size == file.size
    return BucketReceipt(
        read_size=body.size,
        read_crc32c=body.crc32c,
        read_md5=md5_of(file, body.crc32c, cancel) if named.needs_md5 and is_whole else None,
        stored_crc32c=named.crc32c,
        stored_md5=named.md5,
        stored_etag=named.etag,
        etag_is_md5=named.etag_is_md5,
        stored_size=int(size) if re.fullmatch(r"[0-9]{1,18}", size) else None,
        trace_id=bucket_trace_id_of(reply),
    )
