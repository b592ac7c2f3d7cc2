"""Who may call what: the account's tokens, their scopes and the location that they open."""

import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from leadway_desktop.practice.errors import INVALID_TOKEN, WRONG_LOCATION, WRONG_SCOPE, ApiError
from leadway_desktop.practice.http_base import Request

READ = "conversations.readonly"
READ_MESSAGES = "conversations/message.readonly"
WRITE_MESSAGES = "conversations/message.write"
ALL_SCOPES = frozenset({READ, READ_MESSAGES, WRITE_MESSAGES})
VERSIONS = frozenset({"2021-04-15", "2021-07-28"})


@dataclass(frozen=True)
class Token:
    """A private integration token; an empty ``location_id`` opens none of ours."""

    text: str = field(repr=False)
    location_id: str
    scopes: frozenset[str]
    revoked: bool = False


def make_token(seed: int, name: str) -> str:
    """Return a token of the platform's shape, always the same one for a seed and a name."""
    dice = random.Random(f"{seed}:token:{name}")
    return f"pit-{uuid.UUID(int=dice.getrandbits(128), version=4)}"


class Gate:
    """Lets requests in or refuses them as the platform does."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        self._tokens = {token.text: token for token in tokens}

    def admit(self, request: Request, scope: str) -> Token:
        """Return the token of a request that may use ``scope``; raises ApiError 400, 401."""
        kind, _, text = request.header("Authorization").partition(" ")
        token = self._tokens.get(text.strip())
        if kind.lower() != "bearer" or token is None or token.revoked:
            raise ApiError(401, INVALID_TOKEN)
        version = request.header("Version")
        if not version:
            raise ApiError(401, "version header was not found.")
        if version not in VERSIONS:
            raise ApiError(401, "version header is invalid.")
        if scope not in token.scopes:
            raise ApiError(401, WRONG_SCOPE)
        return token


def check_location(token: Token, location_id: str) -> None:
    """Refuse (403) a location that the token does not open."""
    if not token.location_id or location_id != token.location_id:
        raise ApiError(403, WRONG_LOCATION)
