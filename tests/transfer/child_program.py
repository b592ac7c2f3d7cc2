"""A program in a process of its own, which is told on its input what it works with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]


@contextmanager
def running(
    script: Path, facts: Mapping[str, object], errors: Path
) -> Iterator[tuple[IO[str], IO[str]]]:
    """Run a script for the block, with `facts` as its first line; yield its input and its output.

    It has to end in order when its input does; what it says of errors is in the file `errors`.
    """
    with (
        errors.open("wb") as said,
        subprocess.Popen(
            [sys.executable, str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        ) as child,
    ):
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps(facts) + "\n")
        try:
            yield child.stdin, child.stdout
        finally:
            child.stdin.close()
            assert child.wait(30) == 0, errors.read_text()[-4000:]
