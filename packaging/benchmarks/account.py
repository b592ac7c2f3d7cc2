"""The practice server for a benchmark, and the two that upload to it: our command and curl."""

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from environment import PYTHON
from steps import Failure, clean_environment

from benchmarks.measuring import Run, run_of

CURL_SCRIPT = Path(__file__).with_name("upload_by_curl.sh")
MEMORY_DISK = Path("/dev/shm")
PROGRAM = (str(PYTHON), "-P", "-m", "leadway_desktop")
PATIENCE_SECONDS = 10
TRUST = ("SSL_CERT_FILE", "CURL_CA_BUNDLE")  # OpenSSL's name, and curl's own, which comes first
NOT_A_USERS = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "LEADWAY_DESKTOP_")


def users_environment(**more: str) -> dict[str, str]:
    """Return the environment of a person who changed nothing about Python or the program."""
    ours = clean_environment()
    kept = {name: value for name, value in ours.items() if not name.startswith(NOT_A_USERS)}
    return kept | more


@dataclass(frozen=True)
class Account:
    """A running practice account; `home` is the folder of the program that uploads to it."""

    description: dict[str, Any]
    home: Path
    base_url: str
    certificate: Path | None = None

    def environment(self, **more: str) -> dict[str, str]:
        """Return what the program needs to know."""
        trust = dict.fromkeys(TRUST, str(self.certificate)) if self.certificate else {}
        return users_environment(
            LEADWAY_DESKTOP_HOME=str(self.home),
            LEADWAY_DESKTOP_BASE_URL=self.base_url,
            LEADWAY_DESKTOP_LOCATION_ID=self.description["location_id"],
            LEADWAY_DESKTOP_TOKEN=self.description["token"],
            **trust,
            **more,
        )

    def by_program(self, files: Sequence[Path], **environment: str) -> Run:
        """Upload files with our command."""
        conversation = self.description["conversation_id"]
        options = ["upload", "--conversation", conversation, "--channel", "WHATSAPP"]
        command = [*PROGRAM, *options, *map(str, files)]
        return run_of(command, self.environment(**environment))

    def by_curl(self, files: Sequence[Path]) -> Run:
        """Upload files with the curl script, one after the other."""
        conversation = {"CONVERSATION_ID": self.description["conversation_id"]}
        command = ["sh", str(CURL_SCRIPT), *map(str, files)]
        return run_of(command, self.environment(**conversation))

    def refusals(self) -> int:
        """Return how many calls the server has refused for going over the limit."""
        headers = {"X-Practice-Key": self.description["control_key"]}
        request = Request(f"{self.description['control_url']}record", headers=headers)
        with urlopen(request, timeout=PATIENCE_SECONDS) as reply:
            record = json.load(reply)
        return sum(1 for call in record["requests"] if call["status"] == 429)


@contextmanager
def practice_account(
    folder: Path, *options: str, certificate: Path | None = None, base_url: str = ""
) -> Iterator[Account]:
    """Run a practice server in a process of its own for the block.

    What it stores stays in memory where the system has a disk for that, so that no disk is
    measured. `base_url`: where clients reach its API, if not directly.
    """
    more = ["--certificate", str(certificate)] if certificate else []
    command = [*PROGRAM, "practice", *more, *options]
    storage = {"TMPDIR": str(MEMORY_DISK)} if os.access(MEMORY_DISK, os.W_OK) else {}
    with subprocess.Popen(
        command, env=users_environment(**storage), stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            line = server.stdout.readline() if server.stdout else ""
            if not line:
                raise Failure("The practice server did not start; the lines above tell why.")
            described = json.loads(line)
            home = folder / f"home-{described['pid']}"
            yield Account(described, home, base_url or described["base_url"], certificate)
        finally:
            server.terminate()
