"""Whom the frozen program trusts: the certificates of the system, and nobody else."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from smoking.contents import system_of
from smoking.program import NotTried, Program, expect

_DAYS = "2"
_CA = ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign"]
Trust: TypeAlias = Callable[[Program, Path], Program]
"""Has the system trust an authority, a file; returns the program as it is started from then on."""
_SERVER = "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n"


def try_tls(program: Program, trust: Trust | None = None) -> str:
    """Speak to a server whose authority is unknown, then trusted; return what came of both.

    Without `trust`, OpenSSL's variable does it on Linux, and the second half is left out elsewhere.
    """
    if system_of(program) == "linux":
        trust = trust or _by_variable
    authority, server = make_certificates(program.home / "tls")
    with program.practice("--certificate", str(server)) as account:
        program = program.using(
            LEADWAY_DESKTOP_BASE_URL=account["base_url"].replace("127.0.0.1", "localhost"),
            LEADWAY_DESKTOP_TOKEN=account["token"],
            LEADWAY_DESKTOP_LOCATION_ID=account["location_id"],
        )
        refused = program.run("conversations", "--json")
        expect(refused.returncode == 1, f"a stranger's certificate was taken:\n{refused.stdout}")
        expect("certificate" in refused.stderr, f"it says nothing of it:\n{refused.stderr}")
        if trust is None:
            return "a stranger's certificate is refused (to trust one takes an administrator here)"
        rows = trust(program, authority).records("conversations")
    expect(rows, "no conversations came")
    return "a stranger's certificate is refused; the same one is taken once the system trusts it"


def _by_variable(program: Program, authority: Path) -> Program:
    return program.using(SSL_CERT_FILE=str(authority))


def make_certificates(folder: Path) -> tuple[Path, Path]:
    """Make an authority, and a server's certificates with its key; return their files."""
    if shutil.which("openssl") is None:
        raise NotTried("an authority to try takes the command openssl")
    folder.mkdir()
    (folder / "server.cnf").write_text(_SERVER)
    key = ["-newkey", "rsa:2048", "-nodes"]
    names = ["-subj", "/CN=Authority of the trial", "-days", _DAYS]
    _openssl(folder, "req", "-x509", *key, *names, *_CA, "-keyout", "ca.key", "-out", "ca.pem")
    _openssl(folder, "req", *key, "-subj", "/CN=localhost", "-keyout", "s.key", "-out", "s.csr")
    signer = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", _DAYS]
    _openssl(
        folder, "x509", "-req", "-in", "s.csr", *signer, "-extfile", "server.cnf", "-out", "s.pem"
    )
    server = folder / "server.pem"
    # The authority comes along: a chain that ends before its root is good enough for wine.
    parts = (folder / name for name in ("s.pem", "s.key", "ca.pem"))
    server.write_bytes(b"".join(part.read_bytes() for part in parts))
    return folder / "ca.pem", server


def _openssl(folder: Path, *arguments: str) -> None:
    done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True)
    expect(done.returncode == 0, f"openssl {arguments[0]}: {done.stderr}")
