"""bench.py's arguments, and its sentences where something is missing."""

import os

import pytest
from benchmarks import command
from benchmarks.call_limit import least_seconds
from steps import Failure


def test_everything_is_measured_unless_some_are_asked_for() -> None:
    assert command.parse([]) == list(command.BENCHMARKS)
    assert command.parse(["--only", "limit", "--only", "big-file"]) == ["big-file", "limit"]


def test_an_unknown_benchmark_is_refused_with_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        command.parse(["--only", "tea"])
    assert ended.value.code == 2
    assert "small-files" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="Windows has no wait4")
def test_without_curl_it_says_what_can_be_measured_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(Failure, match=r"curl, which is not installed.*\n.*--only memory"):
        command.refuse_where_impossible(["limit", "big-file"])
    command.refuse_where_impossible(["limit", "memory"])


def test_a_system_that_cannot_tell_costs_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "wait4", raising=False)
    with pytest.raises(Failure, match="wait4"):
        command.refuse_where_impossible(["memory"])


@pytest.mark.parametrize(("calls", "seconds"), [(1, 0), (100, 0), (101, 10), (1000, 90)])
def test_the_limits_own_time(calls: int, seconds: float) -> None:
    assert least_seconds(calls) == seconds
