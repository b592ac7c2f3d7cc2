"""`leadway-desktop conversations`: what the list shows, for a person and for a script."""

from datetime import datetime

import pytest

from leadway_desktop.practice.account import Account
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from tests.cli.conftest import Command, press_ctrl_c

KEYS = {
    "id",
    "name",
    "phone",
    "email",
    "contact_id",
    "channel",
    "last_message",
    "last_message_type",
    "last_message_at",
    "unread",
    "starred",
}


def test_every_conversation_once_the_newest_first(
    command: Command, server: PracticeServer, account: Account
) -> None:
    done = command("conversations", "--json", "--limit", "1000")
    assert (done.status, done.err) == (0, "")
    rows = done.objects
    assert all(set(row) == KEYS for row in rows)
    assert sorted(row["id"] for row in rows) == sorted(one.id for one in server.conversations)
    dates = [datetime.fromisoformat(row["last_message_at"]) for row in rows]
    assert dates == sorted(dates, reverse=True)


def test_a_limit_asks_for_no_more_than_it_shows(
    command: Command, server: PracticeServer, account: Account
) -> None:
    done = command("conversations", "--limit", "3")
    assert (done.status, len(done.out.splitlines())) == (0, 3)
    assert [seen.query["limit"] for seen in server.record.requests] == ["3"]
    assert done.out.splitlines()[0].startswith(account.conversation_id)
    assert "WhatsApp" in done.out.splitlines()[0]


def test_no_channel_is_cut_and_the_columns_stand(command: Command, account: Account) -> None:
    command.environment["LEADWAY_DESKTOP_LANGUAGE"] = "es"
    lines = command("conversations", "--limit", "300").out.splitlines()
    names = ("WhatsApp", "canal desconocido ")
    starts = {(name, line.index(name)) for line in lines for name in names if name in line}
    assert {name for name, _ in starts} == set(names)
    assert len({start for _, start in starts}) == 1


def test_a_query_and_a_status(command: Command, account: Account) -> None:
    found = command("conversations", "--json", "--query", "Fernández").objects
    assert found
    assert all("Fernández" in row["name"] for row in found)
    unread = command("conversations", "--json", "--status", "unread").objects
    assert unread
    assert all(row["unread"] > 0 for row in unread)


def test_finding_nobody_is_no_failure(command: Command, account: Account) -> None:
    done = command("conversations", "--query", "zzz nobody zzz")
    assert (done.status, done.out, done.err) == (0, "", "No conversation was found.\n")


@pytest.mark.parametrize(
    ("which", "said"),
    [
        ("token_revoked", "does not know this token"),
        ("token_wrong_scope", "lacks a permission"),
        ("token_wrong_location", "another location"),
    ],
)
def test_the_three_failures_of_a_token(
    command: Command, account: Account, which: str, said: str
) -> None:
    command.environment["LEADWAY_DESKTOP_TOKEN"] = getattr(account, which)
    done = command("conversations")
    assert (done.status, done.out) == (1, "")
    assert said in done.err
    assert getattr(account, which) not in done.err


def test_no_server(command: Command, server: PracticeServer, account: Account) -> None:
    server.go_offline()
    done = command("conversations")
    assert (done.status, done.out) == (1, "")
    assert "There is no connection to Leadway." in done.err


def test_ctrl_c(command: Command, server: PracticeServer, account: Account) -> None:
    server.faults.add(Fault("search", "latency", seconds=60))
    process = command.start("conversations")
    assert server.record.wait_for(lambda record: len(record.faults) == 1, timeout=30)
    press_ctrl_c(process)
    out, err = process.communicate(timeout=5)
    assert (process.returncode, out, err) == (130, "", "Stopped.\n")


def test_a_reader_that_has_seen_enough(command: Command, account: Account) -> None:
    process = command.start("conversations", "--json", "--limit", "1000")
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(30) == 0


def test_what_a_customer_wrote_cannot_command_the_terminal(
    command: Command, server: PracticeServer, account: Account
) -> None:
    row = {
        "id": "a",
        "locationId": account.location_id,
        "contactId": "c",
        "fullName": "Eve\x1b]0;x\x07\nroot",
    }
    patch = {"conversations": [row]}
    server.faults.add(Fault("search", "patch", patch=patch))
    done = command("conversations")
    assert "\x1b" not in done.out
    assert len(done.out.splitlines()) == 1


def test_the_practice_account_speaks_for_itself(command: Command) -> None:
    done = command("conversations", "--practice", "--json", "--limit", "2")
    assert (done.status, len(done.objects)) == (0, 2)
    assert done.err.startswith("Practice account")
