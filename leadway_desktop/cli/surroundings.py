"""What a command finds around it, and that it was used badly."""

from __future__ import annotations

from leadway_desktop.surroundings import DECISIVE, Surroundings, look_around

__all__ = ["DECISIVE", "BadUse", "Surroundings", "look_around"]


class BadUse(Exception):
    """The command cannot be carried out as it was given; the text is for the person."""
