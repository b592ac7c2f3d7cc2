"""The desks of the window over the practice account."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from leadway_desktop.assembly import Engine, build_engine
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.upload import UploadTarget
from leadway_desktop.practice.server import PracticeServer


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[PracticeServer]:
    with PracticeServer(rate_limit=False, storage=tmp_path) as server:
        yield server


@pytest.fixture
def settings(practice: PracticeServer) -> Settings:
    account = practice.account
    return Settings(base_url=account.base_url, location_id=account.location_id, proxy="none")


@pytest.fixture
def engine(practice: PracticeServer, settings: Settings) -> Iterator[Engine]:
    engine = build_engine(settings, Secret(practice.account.token))
    yield engine
    engine.close()


@pytest.fixture
def target(practice: PracticeServer) -> UploadTarget:
    account = practice.account
    return UploadTarget(
        account.location_id, account.conversation_id, "contact", "Ana", Channel.WHATSAPP
    )
