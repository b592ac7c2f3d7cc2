"""A certificate for this computer that lasts a day, and is trusted by whoever is told of it."""

import shutil
import sys
from pathlib import Path

from steps import Failure, capture

OPENSSL = "openssl"


def can_be_trusted() -> bool:
    """Whether the environment can make a program trust a certificate: Linux takes SSL_CERT_FILE."""
    return sys.platform.startswith("linux")


def make_certificate(folder: Path) -> Path:
    """Write a key and a certificate for 127.0.0.1 into one PEM file; raises Failure."""
    if shutil.which(OPENSSL) is None:
        raise Failure("The https benchmark needs the program openssl. Install it, or use --only.")
    file, key = folder / "server.pem", folder / "key.pem"
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command = [OPENSSL, "req", *kind, "-days", "1", *names]
    status, said = capture([*command, "-keyout", str(key), "-out", str(file)])
    if status:
        raise Failure("\n".join([*said, "openssl could not make a certificate."]))
    file.write_bytes(file.read_bytes() + key.read_bytes())
    return file
