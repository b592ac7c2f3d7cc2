"""Whether there is a newer version: asked at most once a day, and shown, nothing more."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from leadway_desktop import __version__
from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.errors import NetworkError, NoConnection
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.update import ASKED_EVERY, Release, UpdateSource, update_source
from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.update_file import KeptNews, load_news, save_news

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class UpdateCheck:
    """Satisfies `workers.update_desk.Look`; runs in its thread."""

    folders: Folders
    now: Callable[[], float] = time.time
    """Seconds since 1970."""

    def __call__(self, settings: Settings, cancel: CancelToken) -> Release | None:
        """Return the newer version that is known; raises Cancelled."""
        source = update_source(settings.update_url)
        if source is None:
            return None
        kept = load_news(self.folders)
        if kept.setting != settings.update_url:
            kept = KeptNews(settings.update_url)
        if self._is_due(kept):
            kept = self._ask(source, settings, kept, cancel)
        return _newer(kept, source)

    def _is_due(self, kept: KeptNews) -> bool:
        """Whether a day has passed; also where the clock was put back behind the last time."""
        return not 0 <= self.now() - kept.asked_at < ASKED_EVERY.total_seconds()

    def _ask(
        self, source: UpdateSource, settings: Settings, kept: KeptNews, cancel: CancelToken
    ) -> KeptNews:
        # Here: the window starts without the network's modules.
        from leadway_desktop.network.update_news import NewsRefused, fetch_news, open_news

        asked = replace(kept, asked_at=self.now())
        # Before the question: one that cannot be noted down would be asked at every start.
        if not save_news(self.folders, asked):
            return kept
        try:
            answer = fetch_news(source, settings, cancel)
            open_news(answer, source.key)
        except NoConnection:
            save_news(self.folders, kept)  # nobody has been asked
            return kept
        except NetworkError as error:
            logger.info("No news of versions could be had: %s", type(error).__name__)
            return asked
        except NewsRefused as error:
            logger.warning("The news of versions are of no use: %s", error)
            return asked
        news = replace(asked, answer=answer.decode("utf-8"))
        save_news(self.folders, news)
        return news


def _newer(kept: KeptNews, source: UpdateSource) -> Release | None:
    """Return the release that was told of, verified anew: the file may be anybody's."""
    if not kept.answer:
        return None
    from leadway_desktop.network.update_news import NewsRefused, open_news

    try:
        release = open_news(kept.answer.encode("utf-8", "surrogatepass"), source.key)
    except NewsRefused as error:
        logger.info("The kept news of versions are of no use: %s", error)
        return None
    return release if release.is_newer_than(__version__) else None
