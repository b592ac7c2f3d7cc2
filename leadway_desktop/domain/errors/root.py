"""What every error has, and the one that nobody foresaw."""

from __future__ import annotations

from typing import ClassVar, Self

from leadway_desktop.domain.remedy import Remedy


class LeadwayError(Exception):
    """The root: everything that this program reports as an error.

    `detail`: the server's own words, plain text, bounded by who made the error.
    `trace_id`: the server's traceId, which support asks for.
    `status`: the HTTP status, where there was a reply.
    `wait_seconds`: how long the server asked to be left alone, where it did.
    """

    remedy: ClassVar[Remedy] = Remedy.GIVE_UP
    wait_seconds: float | None = None

    def __init__(
        self, *, detail: str = "", trace_id: str | None = None, status: int | None = None
    ) -> None:
        super().__init__()
        self.detail = detail
        self.trace_id = trace_id
        self.status = status

    def __str__(self) -> str:
        facts = self._own_facts()
        if self.status is not None:
            facts.append(f"HTTP {self.status}")
        if self.trace_id is not None:
            facts.append(f"traceId {self.trace_id}")
        return f"{type(self).__name__} ({', '.join(facts)})" if facts else type(self).__name__

    def without_frames(self) -> Self:
        """Cut it from where it came: the frames there hold signed URLs, tokens and open files.

        Who keeps an error keeps it for as long as an upload stands in the list.
        """
        self.__cause__ = self.__context__ = None
        return self.with_traceback(None)

    def _own_facts(self) -> list[str]:
        """Return what this kind has to tell in a log: nothing that could be a secret or a name."""
        return []


class UnexpectedFailure(LeadwayError):
    """Something nobody foresaw; the log has the traceback, `detail` the exception's type."""
