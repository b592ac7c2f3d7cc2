"""What can be done about an error; each leaf of `errors/` names one."""

from __future__ import annotations

from enum import Enum


class Remedy(Enum):
    """What mends an error, as far as it is known."""

    RETRY = "retry"
    """The same again may work."""
    WAIT = "wait"
    """The same again works after a time."""
    RENEW = "renew"
    """A new initiate, then the same again."""
    NETWORK = "network"
    """The connection has to come back first."""
    SIGN_IN = "sign in"
    """Another token or location is needed."""
    FIX_FILE = "fix the file"
    """The file has to change."""
    CHOOSE = "choose"
    """The agent has to choose another channel or conversation."""
    SETTINGS = "settings"
    """This computer's settings have to change."""
    LOOK = "look"
    """The agent has to look in the conversation, and decide."""
    GIVE_UP = "give up"
    """Nothing that the agent can do; support can, with the traceId."""
