"""Storage in the shapes of `transfer/ports.py`, and the log of whichever account is open."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from leadway_desktop import NAME, __version__
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import LoadedSettings, Settings
from leadway_desktop.logs import start_logging
from leadway_desktop.storage.paths import Folders

if TYPE_CHECKING:
    from leadway_desktop.transfer.ports import TakeBack

logger = logging.getLogger(__name__)


class LogFile:
    """The log file of whichever account is open."""

    def __init__(self) -> None:
        self._handler: logging.Handler | None = None

    def start(self, folders: Folders) -> str:
        """Make the folders and log there; returns what went wrong, in words, or nothing."""
        self.stop()
        try:
            folders.create()
            self._handler = start_logging(folders.logs)
            logger.info("%s %s opens, process %d", NAME, __version__, os.getpid())
        except OSError as error:
            text = QCoreApplication.translate("Desktop", "{folder} cannot be written: {reason}.")
            return text.format(folder=error.filename, reason=error.strerror)
        return ""

    def stop(self) -> None:
        """Close the file."""
        if self._handler is not None:
            logger.info("Closed")  # a start without it before has followed a crash or a kill
            logging.getLogger().removeHandler(self._handler)
            self._handler.close()
            self._handler = None


class SettingsFile:
    """Satisfies `transfer.ports.SettingsKeeper`."""

    def __init__(self, loaded: LoadedSettings, environment: Mapping[str, str]) -> None:
        self._loaded = loaded
        self._environment = environment

    def save(self, settings: Settings) -> LoadedSettings:
        """Write what changed."""
        from leadway_desktop.storage.settings_writer import save_settings  # the window comes first

        self._loaded = save_settings(settings, self._loaded, self._environment)
        return self._loaded


class Keyring:
    """Satisfies `transfer.ports.TokenKeeper`."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders

    def store(self, token: Secret, location_id: str) -> TakeBack:
        """Keep the token of a location; what is returned brings back the one before, or none."""
        from leadway_desktop.storage.token_vault import vault_for  # the window is shown first

        vault = vault_for(self._folders, location_id)
        before = vault.load()
        vault.store(token)
        return vault.clear if before is None else partial(vault.store, before)
