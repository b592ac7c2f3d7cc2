"""Errors of this computer's settings, disk and keyring."""

from __future__ import annotations

from pathlib import Path

from leadway_desktop.domain.errors.root import LeadwayError
from leadway_desktop.domain.remedy import Remedy


class SetupError(LeadwayError):
    """Something on this computer has to be set right first."""

    remedy = Remedy.SETTINGS


class SettingInvalid(SetupError):
    """A setting cannot be used; `name` is its name, `detail` says why."""

    def __init__(self, *, name: str, detail: str = "") -> None:
        super().__init__(detail=detail)
        self.name = name


class InsecureAddress(SettingInvalid):
    """A base URL with plain http to a host that is not this computer."""


class PolicyBroken(SettingInvalid):
    """What administrators wrote about this computer's settings cannot be read: `name` is where."""


class SettingsNotSaved(SetupError):
    """The settings file cannot be written; `folder` is where, `detail` the system's reason."""

    def __init__(self, *, folder: Path, detail: str = "") -> None:
        super().__init__(detail=detail)
        self.folder = folder


class JournalNotWritten(SetupError):
    """The list of uploads could not be kept on the disk; `detail` is the system's reason."""


class JournalTooNew(SetupError):
    """A newer version of this program wrote the list of uploads; it is left as it is."""


class HistoryNotRead(SetupError):
    """The receipts of earlier uploads could not be read; `detail` is the system's reason."""


class TableNotWritten(SetupError):
    """A file that the agent wanted written could not be; `detail` is the system's reason."""


class KeyringUnavailable(SetupError):
    """There is no keyring that keeps a secret safely: none at all, or plaintext."""


class KeyringBroken(KeyringUnavailable):
    """There is one, and it does not do what it is asked; `detail` is what it raised."""


class TokenTooLong(KeyringUnavailable):
    """The keyring keeps no secret of this length; `detail` is its limit."""


class KeyringLocked(SetupError):
    """The keyring is there and stays locked."""
