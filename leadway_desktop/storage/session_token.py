"""A token for this session alone: in memory, never on a disk."""

from __future__ import annotations

import re
from collections.abc import Mapping

from leadway_desktop.domain.errors import TokenInvalid, TokenMissing
from leadway_desktop.domain.secret import Secret

TOKEN_VARIABLE = "LEADWAY_DESKTOP_TOKEN"
"""The environment's variable that gives a token for the session."""


class SessionToken:
    """Holds the token while the program runs; the same questions as the vault's."""

    def __init__(self, token: Secret | None = None) -> None:
        self._token = token

    def load(self) -> Secret | None:
        """Return the token, or None."""
        return self._token

    def store(self, token: Secret) -> None:
        """Keep the token until the program ends."""
        self._token = token

    def clear(self) -> None:
        """Forget it."""
        self._token = None


def token_in(environment: Mapping[str, str]) -> Secret | None:
    """Return the token that the environment gives, or None; raises TokenInvalid."""
    text = environment.get(TOKEN_VARIABLE, "")
    return as_token(text) if text.strip() else None


def as_token(text: str) -> Secret:
    """Return what somebody pasted or piped as a token, without blanks around it or "Bearer".

    Raises TokenMissing if nothing is left, TokenInvalid if no header could carry it.
    """
    token = re.sub(r"^Bearer\s+", "", text.strip(), flags=re.IGNORECASE)
    if not token:
        raise TokenMissing
    if not re.fullmatch(r"[\x21-\x7e]+", token):
        raise TokenInvalid
    return Secret(token)
