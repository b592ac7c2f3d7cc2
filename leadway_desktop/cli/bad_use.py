"""A command that cannot be carried out as it was given."""

from __future__ import annotations


class BadUse(Exception):
    """The text is for the person; exit status 2."""
