"""Errors that the bucket answers."""

from __future__ import annotations

import re

from leadway_desktop.domain.errors.root import LeadwayError
from leadway_desktop.domain.remedy import Remedy


class BucketError(LeadwayError):
    """The bucket refused the bytes; `code` is the `<Code>` of its reply, or empty."""

    def __init__(
        self,
        *,
        code: str = "",
        detail: str = "",
        trace_id: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(detail=detail, trace_id=trace_id, status=status)
        self.code = code

    def _own_facts(self) -> list[str]:
        # A server may put anything there; a code is one word.
        return [self.code] if re.fullmatch(r"[A-Za-z]{1,64}", self.code) else []


class LinkExpired(BucketError):
    """The signed URL's 15 minutes were over when the PUT arrived."""

    remedy = Remedy.RENEW


class LinkRefused(BucketError):
    """The bucket refuses the signed URL: signature, headers or method."""

    remedy = Remedy.RENEW


class BucketFault(BucketError):
    """The bucket failed, or not yet (408, 421, 425, 429, 5xx): not the request's fault."""

    remedy = Remedy.RETRY


class BucketRefused(BucketError):
    """The bucket refuses the request itself and says why in `code`."""


class UnexpectedBucketReply(BucketError):
    """A reply that no bucket gives: a redirect, another success, a firewall's or a hotel's page."""

    remedy = Remedy.RETRY


class UnsafeLink(BucketError):
    """The signed URL is not https, or names a user: the bytes could travel in the open."""
