"""What the commands here share in front of a person: steps, failures, children, Ctrl-C."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from types import FrameType

INTERRUPTED = 130
PATIENCE_SECONDS = 10.0
TAIL_LINES = 15
LINE_WIDTH = 100


class Failure(Exception):
    """Ends a command. Its text tells a person what happened and what to do next."""


class Step:
    """One line on the screen about one thing being done: on a terminal it lives, with seconds."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.detail = ""
        self._started = time.monotonic()
        self._over = threading.Event()
        self._live = sys.stdout.isatty()
        self._ticker = threading.Thread(target=self._tick, daemon=True)

    def start(self) -> None:
        """Show the title; on a terminal keep the line fresh until `finish`."""
        if self._live:
            self._ticker.start()
        else:
            say(f"- {self.title} ...")

    def finish(self, outcome: str) -> None:
        """Replace the live line by the last word on this step."""
        self._over.set()
        if self._live:
            self._ticker.join()
            sys.stdout.write("\r\x1b[K")
        say(f"- {self.title}: {outcome} in {self._seconds():.1f} s")

    def _tick(self) -> None:
        while True:
            line = f"- {self.title} ... {self._seconds():.0f} s  {self.detail}"
            sys.stdout.write("\r\x1b[K" + line[: LINE_WIDTH - 1])
            sys.stdout.flush()
            if self._over.wait(0.5):
                return

    def _seconds(self) -> float:
        return time.monotonic() - self._started


@contextmanager
def step(title: str) -> Iterator[Step]:
    """Announce `title`, then say how long it took or that it failed."""
    current = Step(title)
    current.start()
    try:
        yield current
    except BaseException:
        current.finish("stopped")
        raise
    current.finish("done")


def say(text: str = "") -> None:
    """Print at once, also into a pipe."""
    print(text, flush=True)


def capture(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    on_line: Callable[[str], None] = lambda line: None,
) -> tuple[int, list[str]]:
    """Run `command` without input; return its exit status and its last lines, both streams."""
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as child:
        tail: deque[str] = deque(maxlen=TAIL_LINES)
        with _ended_with_us(child):
            for line in child.stdout or ():
                tail.append(line.rstrip())
                on_line(line.strip())
            return child.wait(), list(tail)


def run(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> int:
    """Run `command` on our own streams and return its exit status."""
    sys.stdout.flush()
    with (
        subprocess.Popen(command, env=environment, cwd=folder) as child,
        _ended_with_us(child),
    ):
        return child.wait()


@contextmanager
def _ended_with_us(child: "subprocess.Popen[str] | subprocess.Popen[bytes]") -> Iterator[None]:
    """Leave no child behind: first let it act on the Ctrl-C it got too, then end it."""
    try:
        yield
    except BaseException:
        for ask in (None, child.terminate, child.kill):
            if ask is not None:
                ask()
            with suppress(subprocess.TimeoutExpired):
                child.wait(PATIENCE_SECONDS if ask else 1.0)
                break
        raise


def command(main: Callable[[], int]) -> Callable[[], int]:
    """Make `main` a whole command: clear last words, and an honest exit status."""

    @wraps(main)
    def whole() -> int:
        _speak_any_script()
        signal.signal(signal.SIGTERM, _as_interrupt)
        try:
            return main()
        except Failure as failure:
            print(f"\n{failure}", file=sys.stderr, flush=True)
            return 1
        except KeyboardInterrupt:
            print("\nStopped.", file=sys.stderr, flush=True)
            return INTERRUPTED

    return whole


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _speak_any_script() -> None:
    """Let a console of a small character set show a question mark rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")


def clean_environment(**more: str) -> dict[str, str]:
    """Return our environment without what would bend a private Python, plus `more`."""
    bent = {"PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "PIP_TARGET", "PIP_PREFIX"}
    kept = {name: value for name, value in os.environ.items() if name not in bent}
    return kept | more
