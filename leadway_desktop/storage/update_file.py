"""The last answer about newer versions, and when it was asked for: a convenience, like a cache."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass

from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.private_file import write_privately

logger = logging.getLogger(__name__)

_FILE_NAME = "update.json"


@dataclass(frozen=True, slots=True)
class KeptNews:
    """What one address was asked, and said."""

    setting: str = ""
    """The setting `update_url` at that time: another one's answer is nobody's."""
    asked_at: float = 0.0
    """Seconds since 1970."""
    answer: str = ""
    """As it came, to be verified again; empty where nothing of use did."""


def load_news(folders: Folders) -> KeptNews:
    """Return what `save_news` kept; nothing where there is nothing to read."""
    try:
        kept = json.loads((folders.cache / _FILE_NAME).read_text(encoding="utf-8"))
        return KeptNews(str(kept["setting"]), float(kept["asked_at"]), str(kept["answer"]))
    except (OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return KeptNews()


def save_news(folders: Folders, news: KeptNews) -> bool:
    """Keep it; returns whether that could be written."""
    kept = {"setting": news.setting, "asked_at": news.asked_at, "answer": news.answer}
    try:
        write_privately(folders.cache / _FILE_NAME, json.dumps(kept))
    except OSError as error:
        logger.info("News of versions were not kept: %s", type(error).__name__)
        return False
    return True
