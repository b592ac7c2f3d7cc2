"""Files and uploads for the engine to work on."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from leadway_desktop.assembly import Engine, build_engine
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.upload import Upload, UploadTarget
from leadway_desktop.practice.server import PracticeServer
from tests.guards.reports import Tell
from tests.transfer.fakes import TARGET, HandClock
from tests.transfer.tables import Show, table

NewUpload = Callable[[], Upload]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "foto.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0" + bytes(1000))
    return path


@pytest.fixture
def new_upload(photo: Path) -> NewUpload:
    """Make uploads named u1, u2, …, all of one file."""
    numbers = itertools.count(1)

    def make() -> Upload:
        return Upload(f"u{next(numbers)}", TARGET, look_at(photo), HandClock().now())

    return make


@pytest.fixture
def by_email(photo: Path) -> Callable[[str], Upload]:
    def make(upload_id: str) -> Upload:
        target = replace(TARGET, channel=Channel.EMAIL)
        return Upload(upload_id, target, look_at(photo), HandClock().now())

    return make


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[PracticeServer]:
    with PracticeServer(rate_limit=False, storage=tmp_path) as server:
        yield server


@pytest.fixture
def settings(practice: PracticeServer) -> Settings:
    account = practice.account
    return Settings(
        base_url=account.base_url,
        location_id=account.location_id,
        stall_timeout=1.0,
        reply_timeout=1.0,
        proxy="none",
    )


@pytest.fixture
def engine(practice: PracticeServer, settings: Settings) -> Iterator[Engine]:
    engine = build_engine(settings, Secret(practice.account.token))
    yield engine
    engine.close()


@pytest.fixture
def target(practice: PracticeServer) -> UploadTarget:
    account = practice.account
    return UploadTarget(account.location_id, account.conversation_id, "c", "Ana", Channel.WHATSAPP)


@pytest.fixture
def upload(target: UploadTarget, photo: Path) -> Upload:
    return Upload("u1", target, look_at(photo), HandClock().now())


@pytest.fixture
def show(tell: Tell) -> Show:
    """Print a table at the end of the test run."""
    return lambda title, rows: tell(table(title, rows))
