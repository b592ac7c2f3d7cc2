"""Scripts of `inside/`, which import the program: run in its environment, read from out here."""

import json
import subprocess
import sys
from pathlib import Path

from environment import PYTHON
from steps import Failure

from benchmarks.account import users_environment

FOLDER = Path(__file__).with_name("inside")


def inside(script: str, *arguments: str) -> list[str]:
    """Return the command that runs a script of `inside/`."""
    return [str(PYTHON), "-P", str(FOLDER / script), *arguments]


def numbers_from(script: str, *arguments: str) -> dict[str, float]:
    """Run a script that prints one JSON object of numbers; raises Failure where it fails."""
    done = subprocess.run(
        inside(script, *arguments),
        env=users_environment(),
        stdout=subprocess.PIPE,
        stderr=sys.stderr,
        text=True,
    )
    if done.returncode != 0:
        raise Failure(f"{script} failed; the lines above tell why.")
    found: dict[str, float] = json.loads(done.stdout)
    return found


def server_seconds(size: int) -> float:
    """Return how long the practice server needs for `size` bytes, without any network."""
    return numbers_from("server_pace.py", str(size))["seconds"]
