"""The practice account as a program of its own."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import fields
from typing import Any

import pytest

from leadway_desktop.practice import serve
from leadway_desktop.practice.fault_help import FIELDS, KINDS
from leadway_desktop.practice.faults import WORDS, Fault
from leadway_desktop.practice.server import PracticeServer
from tests.practice.client import fetch


def start(*options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "leadway_desktop.practice", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def first_line(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout
    described = json.loads(process.stdout.readline())
    assert isinstance(described, dict)
    return described


def search(described: dict[str, Any]) -> int:
    url = f"{described['base_url']}/conversations/search?locationId={described['location_id']}"
    headers = {"Authorization": f"Bearer {described['token']}", "Version": "2021-07-28"}
    return fetch("GET", url, headers=headers).status


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_stop(number: int) -> None:
    process = start("--scenario", "busy", "--fault", '{"step": "search", "kind": "status"}')
    try:
        described = first_line(process)
        assert described["pid"] == process.pid
        assert described["scenario"] == "busy"
        assert set(described["tokens"]) == {
            "read_only", "wrong_scope", "wrong_location", "revoked",
        }  # fmt: skip
        assert {"token", "bucket_url", "control_url", "control_key", "conversation_id"} <= set(
            described
        )
        assert [search(described), search(described)] == [503, 200]
        process.send_signal(number)
        rest, errors = process.communicate(timeout=10)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, rest, errors) == (0, "", "")


def test_scenarios_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert serve.main(["--list-scenarios"]) == 0
    listed = capsys.readouterr().out.splitlines()
    names = {line.split()[0] for line in listed}
    assert {"calm", "slow-network", "hotel-wifi", "flaky-bucket", "expired-links", "busy",
            "lost-replies", "clock-skew", "broken-replies"} <= names  # fmt: skip


@pytest.mark.parametrize(
    "options",
    [
        ["--fault", "{"],
        ["--fault", '{"step": "put"}'],
        ["--scenario", "moon"],
        ["--port", "x"],
        ["--port", "99999"],
        ["x"],
    ],
)
def test_bad_use_is_told(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        serve.main(options)
    assert ended.value.code == 2
    assert "error" in capsys.readouterr().err


def test_a_taken_port_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with PracticeServer() as running:
        port = running.account.base_url.rpartition(":")[2]
        assert serve.main(["--port", port]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_help_names_every_kind_and_field_of_a_fault(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        serve.main(["--help"])
    said = capsys.readouterr().out
    assert set(KINDS) == WORDS["kind"]
    assert set(FIELDS) == {field.name for field in fields(Fault)}
    for name in [*KINDS, *FIELDS]:
        assert f"\n  {name} " in said
    for name in [*WORDS["step"], *WORDS["body"]]:
        assert name in said
