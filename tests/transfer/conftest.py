"""Files and uploads for the engine to work on."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.upload import Upload
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
def show(capsys: pytest.CaptureFixture[str]) -> Show:
    """Print a table into the test run's own output."""

    def show(title: str, rows: Sequence[Sequence[str]]) -> None:
        with capsys.disabled():
            print(table(title, rows))

    return show
