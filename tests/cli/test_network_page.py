"""A network that answers with a page of its own: given some seconds, as one that breaks off is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from leadway_desktop.practice.account import Account
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from tests.cli.conftest import Command

PAGE = Fault("initiate", "malformed_reply", body="html")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PracticeServer]:
    """Return a server without limits: their headers would tell that the page is the API's."""
    with PracticeServer(rate_limit=False, storage=tmp_path) as server:
        yield server


def test_one_page_before_the_first_byte_is_waited_out(
    command: Command, server: PracticeServer, account: Account, pdf: Path
) -> None:
    server.faults.add(PAGE)
    done = command("upload", "--conversation", account.conversation_id, pdf)
    assert done.status == 0
    assert "a page of its own" in done.err
    assert [stored.size for stored in server.record.objects] == [pdf.stat().st_size]


def test_where_the_page_is_the_first_answer_of_all_too(
    command: Command, server: PracticeServer, account: Account, pdf: Path
) -> None:
    server.go_offline()
    kept = command("upload", "--conversation", account.conversation_id, "--channel", "SMS", pdf)
    assert kept.status == 1
    server.go_online()
    server.faults.add(PAGE)
    assert command("resume").status == 0
    assert [stored.size for stored in server.record.objects] == [pdf.stat().st_size]
