"""Values that must never be shown: the token and the signed URL."""

from __future__ import annotations

from typing import final


@final
class Secret:
    """A string that hides itself from `str`, `repr`, formatting, pickling and logs.

    `reveal()` is the only way to the value; search for it to see every place that uses one.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the value itself, for the wire or the keyring and nothing else."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        import hmac  # here: it takes OpenSSL, and a window's start compares none

        return isinstance(other, Secret) and hmac.compare_digest(
            self._value.encode(errors="surrogatepass"), other._value.encode(errors="surrogatepass")
        )

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a Secret is never pickled")


@final
class CurrentToken:
    """The token in use, which a new sign-in replaces while uploads wait for it.

    Any thread may call anything.
    """

    __slots__ = ("_secret",)

    def __init__(self, secret: Secret) -> None:
        self._secret = secret

    def reveal(self) -> str:
        """Return the token's value as it is now."""
        return self._secret.reveal()

    def replace(self, secret: Secret) -> None:
        """Use another token from the next call on."""
        self._secret = secret

    def __repr__(self) -> str:
        return "CurrentToken(…)"
