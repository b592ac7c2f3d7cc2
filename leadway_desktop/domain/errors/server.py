"""Errors that the API answers."""

from __future__ import annotations

from leadway_desktop.domain.errors.root import LeadwayError
from leadway_desktop.domain.remedy import Remedy


class ServerError(LeadwayError):
    """The API answered, and not with what was asked for."""


class RateLimited(ServerError):
    """Too many calls; `wait_seconds` is None where the reply does not tell how long."""

    remedy = Remedy.WAIT

    def __init__(
        self,
        *,
        wait_seconds: float | None,
        is_daily: bool,
        detail: str = "",
        trace_id: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(detail=detail, trace_id=trace_id, status=status)
        self.wait_seconds = wait_seconds
        self.is_daily = is_daily


class ServerFault(ServerError):
    """The server failed (5xx, 408): not the request's fault."""

    remedy = Remedy.RETRY


class TurnedAway(ServerError):
    """The server has not looked at the request: on the wrong connection (421), too early (425)."""

    remedy = Remedy.RETRY


class RequestRefused(ServerError):
    """The server refuses the request itself (4xx) and says why in `detail`.

    `is_from_api`: whether the API itself answered, as far as the reply tells.
    """

    def __init__(
        self,
        *,
        is_from_api: bool = False,
        detail: str = "",
        trace_id: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(detail=detail, trace_id=trace_id, status=status)
        self.is_from_api = is_from_api


class ConversationUnknown(ServerError):
    """The conversation is not there for this location."""

    remedy = Remedy.CHOOSE


class UnexpectedReply(ServerError):
    """A reply that is no such reply: not JSON, cut off, too large, a redirect, fields missing."""

    remedy = Remedy.RETRY


class StoredFileMissing(ServerError):
    """Complete says that the file is not in storage: the PUT failed or the link had expired."""

    remedy = Remedy.RENEW


class LinkLost(ServerError):
    """Complete was done, the answer with the link was lost, and asked again it does not tell it.

    Or the answer may be of another file.
    """

    remedy = Remedy.RENEW
