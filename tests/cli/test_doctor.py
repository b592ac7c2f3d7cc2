"""`leadway-desktop doctor`: everything an upload depends on, and nothing secret."""

import platform
from pathlib import Path

import pytest

from leadway_desktop.domain.settings import SETTING_NAMES
from leadway_desktop.practice.account import Account
from leadway_desktop.practice.server import PracticeServer
from tests.cli.conftest import Command
from tests.network.peer import Line, Peer
from tests.storage.secret_service import SecretService

SECTIONS = {
    "versions",
    "folders",
    "settings",
    "certificates",
    "proxy",
    "keyring",
    "token",
    "server",
    "problems",
    "ok",
}


def test_all_is_well(
    command: Command, secret_service: SecretService, account: Account, isolated_home: Path
) -> None:
    done = command("doctor", "--json")
    assert (done.status, done.err) == (0, "")
    found = done.object
    assert set(found) == SECTIONS
    assert (found["ok"], found["problems"]) == (True, [])
    assert found["versions"]["Python"] == platform.python_version()
    assert found["versions"]["httpx"].startswith("0.28")
    assert found["versions"]["Qt"].startswith("6.")
    assert found["folders"]["config"] == str(isolated_home / "config")
    assert set(found["settings"]["values"]) == set(SETTING_NAMES)
    assert found["settings"]["values"]["base_url"] == {
        "value": account.base_url,
        "origin": "environment",
    }
    assert found["settings"]["values"]["theme"] == {"value": "system", "origin": "default"}
    assert found["keyring"] == {
        "backend": "keyring.backends.SecretService.Keyring",
        "keeps_secrets": True,
        "error": None,
        "detail": None,
    }
    assert found["token"] == {"source": "environment", "error": None}
    assert found["server"]["reached"]
    assert found["server"]["accepts_token"]
    assert 0 < found["server"]["seconds"] < 10
    assert account.token not in done.out


def test_for_a_person(command: Command, account: Account) -> None:
    done = command("doctor")
    assert (done.status, done.err) == (0, "")
    for said in (
        "Versions",
        "(from the environment)",
        "Trusted certificates",
        "This computer has no keyring",
        "There is one, from LEADWAY_DESKTOP_TOKEN.",
        "It answers, after",
        "It accepts the token and the location id.",
    ):
        assert said in done.out
    assert account.token not in done.out


def test_typos_are_named_with_what_was_meant(
    command: Command, account: Account, isolated_home: Path
) -> None:
    settings = isolated_home / "config" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('locationid = "x"\ntheme = "purple"\nreply_timeout = 20\n')
    command.environment["LEADWAY_DESKTOP_BASEURL"] = "https://example.com"
    found = command("doctor", "--json").object
    assert found["settings"]["unknown"] == {
        "locationid": "location_id",
        "LEADWAY_DESKTOP_BASEURL": "LEADWAY_DESKTOP_BASE_URL",
    }
    assert found["settings"]["wrong"] == ["theme"]
    assert found["settings"]["values"]["reply_timeout"] == {"value": "20.0", "origin": "file"}
    assert not found["ok"]
    said = command("doctor").out
    assert "No setting is called locationid. Is location_id meant?" in said


def test_a_broken_settings_file_is_named(
    command: Command, account: Account, isolated_home: Path
) -> None:
    settings = isolated_home / "config" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("broken = = ")
    found = command("doctor", "--json").object
    assert Path(found["settings"]["set_aside"]).read_text() == "broken = = "
    assert "line 1, column 10" in found["settings"]["why_set_aside"]
    settings.write_text("broken = = ")
    assert "line 1, column 10" in command("conversations", "--limit", "1").err


def test_no_server_is_a_problem(command: Command, server: PracticeServer, account: Account) -> None:
    server.go_offline()
    done = command("doctor", "--json")
    assert (done.status, done.object["ok"]) == (1, False)
    assert done.object["server"]["reached"] is False
    assert done.object["server"]["error"]["kind"] == "NoConnection"


def test_a_refused_certificate_is_named_with_its_reason_and_issuer(
    command: Command, account: Account, tmp_path: Path
) -> None:
    pytest.importorskip("cryptography", reason="cryptography makes the certificates")
    from tests.network.certificates import Authority

    authority = Authority(tmp_path)
    command.environment["SSL_CERT_FILE"] = str(authority.file)
    expired = authority.server("127.0.0.1", valid_days=-1)
    with Peer(Line.until_hung_up, tls=expired) as peer:
        command.environment["LEADWAY_DESKTOP_BASE_URL"] = f"{peer.url}/secret"
        done, told = command("doctor", "--json"), command("doctor").out
    server = done.object["server"]
    assert (done.status, server["reached"], server["error"]["kind"]) == (
        1,
        False,
        "CertificateRefused",
    )
    assert server["error"]["detail"].endswith("127.0.0.1")
    assert server["certificate"]["issuer"] == "A test's authority"
    assert sum(line.received for line in peer.lines) == 0
    assert "Its certificate is for 127.0.0.1, by A test's authority, from " in told
    assert "Technical detail: " in told
    assert "secret" not in server["error"]["detail"]


def test_a_refused_token_is_a_problem(command: Command, account: Account) -> None:
    command.environment["LEADWAY_DESKTOP_TOKEN"] = account.token_revoked
    done = command("doctor", "--json")
    assert done.status == 1
    assert (done.object["server"]["reached"], done.object["server"]["accepts_token"]) == (
        True,
        False,
    )
    assert account.token_revoked not in done.out


def test_nobody_signed_in_is_no_problem(command: Command, account: Account) -> None:
    command.environment["LEADWAY_DESKTOP_TOKEN"] = ""
    command.environment["LEADWAY_DESKTOP_LOCATION_ID"] = ""
    done = command("doctor", "--json")
    assert done.status == 0
    assert done.object["server"]["reached"]
    assert done.object["server"]["accepts_token"] is None
    assert done.object["token"] == {"source": None, "error": "KeyringUnavailable"}


def test_a_proxys_password_is_not_told(command: Command, account: Account) -> None:
    command.environment["LEADWAY_DESKTOP_PROXY"] = "http://ana:hunter22@proxy.invalid:3128"
    for arguments in (["doctor"], ["doctor", "--json"]):
        said = command(*arguments).out
        assert "hunter22" not in said
        assert "proxy.invalid:3128" in said


@pytest.mark.parametrize("backend", ["null", "fail"])
def test_a_keyring_that_keeps_nothing_is_found_out(
    command: Command, account: Account, backend: str
) -> None:
    command.environment["PYTHON_KEYRING_BACKEND"] = f"keyring.backends.{backend}.Keyring"
    found = command("doctor", "--json").object["keyring"]
    assert (found["backend"], found["keeps_secrets"]) == (None, False)
    assert backend in found["detail"]


def test_a_token_that_can_be_none_is_not_blamed_on_the_keyring(command: Command) -> None:
    command.environment["LEADWAY_DESKTOP_TOKEN"] = "two words"
    done = command("doctor")
    assert "This is no token" in done.out
    assert "Not known" not in done.out
    assert "two words" not in done.out + done.err
