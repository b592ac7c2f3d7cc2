"""No screen is a sentence, not a crash."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from leadway_desktop.app.screen import has_screen

ROOT = Path(__file__).resolve().parents[2]
PROMISES = ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"]


@pytest.mark.parametrize("name", PROMISES)
def test_a_session_s_variable_promises_a_screen(name: str) -> None:
    assert has_screen({name: ":0"}, "linux")
    assert not has_screen({name: ""}, "linux")


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_some_systems_always_have_one(platform: str) -> None:
    assert has_screen({}, platform)


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="there is always a screen")
@pytest.mark.parametrize("arguments", [[], ["--practice"]])
def test_without_one_the_window_is_refused_in_words(arguments: list[str]) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in PROMISES}
    done = subprocess.run(
        [sys.executable, "-m", "leadway_desktop", *arguments],
        env=environment | {"LEADWAY_DESKTOP_LANGUAGE": "en"},
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "There is no screen here to open a window on." in done.stderr
    assert "Qt" not in done.stderr
    assert done.stdout == ""
