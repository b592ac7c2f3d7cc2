"""Where the practice account is reached: over https, and through what stands before the bucket."""

import http.client
import ssl
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from leadway_desktop.practice import serve
from leadway_desktop.practice.server import PracticeServer
from tests.network.certificates import Authority
from tests.practice.client import PHOTO, Client, fetch

RELAY = "http://127.0.0.1:9"


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """Return the authority's certificate; beside it is `server-….pem`, for 127.0.0.1."""
    made = Authority(tmp_path)
    made.server("127.0.0.1")
    return made.file


def certificate_beside(authority: Path) -> Path:
    return next(authority.parent.glob("server-*.pem"))


def status_of(url: str, trusted: ssl.SSLContext) -> int:
    connection = http.client.HTTPSConnection(urlsplit(url).netloc, context=trusted, timeout=20)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    finally:
        connection.close()


def test_with_a_certificate_both_ports_speak_https(authority: Path) -> None:
    trusted = ssl.create_default_context(cafile=authority)
    with PracticeServer(certificate=certificate_beside(authority)) as server:
        account = server.account
        for url in (account.base_url, account.bucket_url, account.control_url):
            assert url.startswith("https://")
            assert 400 <= status_of(url, trusted) < 500


def test_who_does_not_trust_it_hangs_up_and_nobody_minds(authority: Path) -> None:
    """A refused handshake is no mistake of the server's, and holds up nobody else."""
    with PracticeServer(certificate=certificate_beside(authority)) as server:
        with pytest.raises(ssl.SSLCertVerificationError):
            status_of(server.account.base_url, ssl.create_default_context())
        trusted = ssl.create_default_context(cafile=authority)
        assert status_of(server.account.base_url, trusted) == 404


def test_a_certificate_that_cannot_be_used_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nonsense = tmp_path / "nonsense.pem"
    nonsense.write_text("nonsense")
    assert serve.main(["--certificate", str(nonsense)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_signed_url_leads_through_what_stands_before_the_bucket(tmp_path: Path) -> None:
    with PracticeServer(storage=tmp_path, bucket_url=RELAY) as server:
        url = Client(server).initiate().json["uploadUrl"]
        assert url.startswith(f"{RELAY}/")
        direct = server.account.bucket_url + url.removeprefix(RELAY)
        headers = {"Content-Type": "image/jpeg"}
        assert fetch("PUT", direct, PHOTO, headers).code == "SignatureDoesNotMatch"
        relayed = headers | {"Host": urlsplit(RELAY).netloc}
        assert fetch("PUT", direct, PHOTO, relayed).status == 200
