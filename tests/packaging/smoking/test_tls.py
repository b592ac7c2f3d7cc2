"""The trial of whom the program trusts: first nobody, then an authority that the system knows."""

import os
import sys
from pathlib import Path

import pytest
from smoking.program import Program, SmokeFailure, find_program
from smoking.tls import make_certificates, try_tls

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in is a script")

STAND_IN = """
import json, os, sys, threading
if sys.argv[1] == "practice":
    account = {"base_url": "https://127.0.0.1:1", "token": "token", "location_id": "location"}
    print(json.dumps(account), flush=True)
    threading.Event().wait()
if not os.environ.get("%s"):
    sys.exit("none of its certificates is trusted")
print('{"id": "1"}')
"""


def program(folder: Path, variable: str) -> Program:
    """Make a program that trusts an authority where a variable names one."""
    script = folder / "leadway-desktop"
    script.write_text(f"#!{sys.executable}\n{STAND_IN % variable}", encoding="utf-8")
    script.chmod(0o755)
    return find_program(folder, folder)


def told(program: Program, authority: Path) -> Program:
    assert authority.is_file()
    return program.using(TOLD=str(authority))


def test_openssl_is_told_by_its_variable(tmp_path: Path) -> None:
    assert "the same one is taken" in try_tls(program(tmp_path, "SSL_CERT_FILE"))


def test_another_system_is_told_by_a_way_of_its_own(tmp_path: Path) -> None:
    assert "the same one is taken" in try_tls(program(tmp_path, "TOLD"), told)


def test_a_program_that_trusts_everybody_fails(tmp_path: Path) -> None:
    with pytest.raises(SmokeFailure, match="a stranger's certificate was taken"):
        try_tls(program(tmp_path, "PATH"), told)


def test_the_server_shows_its_authority(tmp_path: Path) -> None:
    authority, server = make_certificates(tmp_path / "tls")
    assert authority.read_bytes() in server.read_bytes()
