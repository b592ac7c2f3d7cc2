"""The practice account's card: addresses, ids, and tokens that work and that do not."""

import secrets
from dataclasses import dataclass, field

from leadway_desktop.practice.access import ALL_SCOPES, READ, READ_MESSAGES, Token, make_token
from leadway_desktop.practice.conversations import make_id


@dataclass(frozen=True)
class Account:
    """What a client needs to use the practice account, and what a test needs to try its doors.

    ``conversation_id`` is a WhatsApp one whose 24 hours are open; ``foreign_conversation_id``
    belongs to ``other_location_id``. The addresses are empty until the ports are open.
    """

    location_id: str
    other_location_id: str
    conversation_id: str
    foreign_conversation_id: str
    token: str = field(repr=False)
    token_read_only: str = field(repr=False)
    token_wrong_scope: str = field(repr=False)
    token_wrong_location: str = field(repr=False)
    token_revoked: str = field(repr=False)
    control_key: str = field(repr=False)
    base_url: str = ""
    bucket_url: str = ""
    control_url: str = ""


def make_account(seed: int) -> Account:
    """Return the account of a seed: always the same ids and tokens, with a fresh control key."""
    return Account(
        location_id=make_id(seed, "location"),
        other_location_id=make_id(seed, "other location"),
        conversation_id=make_id(seed, "conversation", 0),
        foreign_conversation_id=make_id(seed, "foreign"),
        token=make_token(seed, "good"),
        token_read_only=make_token(seed, "read only"),
        token_wrong_scope=make_token(seed, "wrong scope"),
        token_wrong_location=make_token(seed, "wrong location"),
        token_revoked=make_token(seed, "revoked"),
        control_key=secrets.token_urlsafe(24),
    )


def tokens_of(account: Account) -> tuple[Token, ...]:
    """Return what each token of the account opens."""
    here = account.location_id
    return (
        Token(account.token, here, ALL_SCOPES),
        Token(account.token_read_only, here, frozenset({READ, READ_MESSAGES})),
        Token(account.token_wrong_scope, here, frozenset({"contacts.readonly"})),
        Token(account.token_wrong_location, account.other_location_id, ALL_SCOPES),
        Token(account.token_revoked, here, ALL_SCOPES, revoked=True),
    )
