"""What whoever administers this computer has decided about settings, before anybody is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Policy:
    """Setting name -> value, unchecked: they are checked together with everybody else's.

    Out of a representation, as a proxy's password may be among them.
    """

    presets: Mapping[str, object] = field(default_factory=dict, repr=False)
    """They take the defaults' place; the user may choose otherwise."""
    locks: Mapping[str, object] = field(default_factory=dict, repr=False)
    """They win over everything; nobody else can change them."""
    places: tuple[str, ...] = ()
    """Where they were found: files or keys of the registry, for `doctor` to tell."""
    unknown: tuple[str, ...] = ()
    """Names there that stand where a table's would."""
    broken: Mapping[str, str] = field(default_factory=dict)
    """Place -> why it cannot be read. What is locked there is not known."""

    def over(self, other: Policy) -> Policy:
        """Return both, this one winning."""
        return Policy(
            {**other.presets, **self.presets},
            {**other.locks, **self.locks},
            self.places + other.places,
            self.unknown + other.unknown,
            {**other.broken, **self.broken},
        )


NO_POLICY = Policy()
