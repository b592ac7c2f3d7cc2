"""The report that an agent can send to support, as it is shown before it is saved."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportPart:
    """One file of the report: UTF-8 text without secrets, names or numbers of customers."""

    name: str
    """Its path inside the report."""
    what: str
    """What it holds, in the agent's language."""
    text: str

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.text.encode("utf-8", "replace"))


Report = tuple[ReportPart, ...]
