"""A token for this session alone, from the environment; and what counts as a token at all."""

from __future__ import annotations

import re
from collections.abc import Mapping

from leadway_desktop.domain.errors import TokenMalformed, TokenMissing
from leadway_desktop.domain.secret import Secret

TOKEN_VARIABLE = "LEADWAY_DESKTOP_TOKEN"
"""The environment's variable that gives a token for the session."""


def token_in(environment: Mapping[str, str]) -> Secret | None:
    """Return the token that the environment gives, or None; raises TokenMalformed."""
    text = environment.get(TOKEN_VARIABLE, "")
    return as_token(text) if text.strip() else None


def as_token(text: str) -> Secret:
    """Return what somebody pasted or piped as a token, without blanks around it or "Bearer".

    Raises TokenMissing if nothing is left, TokenMalformed if no header could carry it.
    """
    token = re.sub(r"^Bearer(?:\s+|$)", "", text.strip(), flags=re.IGNORECASE)
    if not token:
        raise TokenMissing
    if not re.fullmatch(r"[\x21-\x7e]+", token):
        raise TokenMalformed
    return Secret(token)
