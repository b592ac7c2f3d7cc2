"""Errors of the token: there is none, or not for this."""

from __future__ import annotations

from leadway_desktop.domain.errors.root import LeadwayError
from leadway_desktop.domain.remedy import Remedy


class CredentialsError(LeadwayError):
    """The API refuses the token for this call."""

    remedy = Remedy.SIGN_IN


class TokenMissing(CredentialsError):
    """There is no token: nobody is signed in."""


class TokenMalformed(CredentialsError):
    """What was given as a token can be none: no header could carry it. Nobody was asked."""


class TokenInvalid(CredentialsError):
    """The token is unknown, revoked or expired: make a new one."""


class ScopeMissing(CredentialsError):
    """The token lacks a scope: add it in the portal."""


class LocationDenied(CredentialsError):
    """The token belongs to another location."""
