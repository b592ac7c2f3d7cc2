"""Where the window stood and how wide its list was: a convenience, never worth an error."""

from __future__ import annotations

import base64
import binascii
import json
import logging

from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.private_file import write_privately

logger = logging.getLogger(__name__)

_FILE_NAME = "window.json"


def load_window_state(folders: Folders) -> dict[str, bytes]:
    """Return what `save_window_state` kept; nothing where there is nothing to read."""
    try:
        kept = json.loads((folders.data / _FILE_NAME).read_text(encoding="utf-8"))
        return {str(name): base64.b64decode(value, validate=True) for name, value in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError, binascii.Error, RecursionError):
        return {}


def save_window_state(folders: Folders, state: dict[str, bytes]) -> None:
    """Keep it; what cannot be written is forgotten, and only the log says so."""
    encoded = {name: base64.b64encode(value).decode("ascii") for name, value in state.items()}
    try:
        write_privately(folders.data / _FILE_NAME, json.dumps(encoded))
    except OSError as error:
        logger.info("The window's place was not kept: %s", type(error).__name__)
