"""An agent at a computer whose settings somebody else administers."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.storage import policy as policies
from leadway_desktop.storage.policy import policy_in_toml
from tests.journeys.conftest import started


@pytest.fixture
def policy_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "policy.toml"
    monkeypatch.setattr(policies, "machine_policy", lambda: policy_in_toml(file))
    return file


@pytest.fixture
def environment(isolated_home: Path) -> dict[str, str]:
    """Return an environment that says nothing of the server: the policy does."""
    return {"LEADWAY_DESKTOP_HOME": str(isolated_home)}


def test_with_address_and_location_set_a_token_is_all_that_is_asked_for(
    qapp: QApplication,
    qtbot: QtBot,
    environment: dict[str, str],
    server: PracticeServer,
    policy_file: Path,
) -> None:
    account = server.account
    policy_file.write_text(
        f'[preset]\nbase_url = "{account.base_url}"\n'
        f'[locked]\nlocation_id = "{account.location_id}"\n'
    )
    with started(qapp, environment, qtbot) as (_, person):
        person.wait_until(lambda: person.sees("sign_in_page"))
        assert not person.find(QLineEdit, "location_field").isEnabled()
        person.type_into("token_field", account.token)
        person.press("connect_button")
        person.wait_until(lambda: person.sees("sign_in_error_action"))
        person.press("sign_in_error_action")
        person.wait_until(lambda: len(person.rows("conversation_list")) >= 20)


def test_a_policy_that_cannot_be_read_keeps_the_token_from_any_server(
    qapp: QApplication,
    qtbot: QtBot,
    environment: dict[str, str],
    server: PracticeServer,
    policy_file: Path,
) -> None:
    policy_file.write_text("[locked")
    asks = environment | {"LEADWAY_DESKTOP_BASE_URL": server.account.base_url}
    with started(qapp, asks, qtbot) as (_, person):
        person.wait_until(lambda: person.sees("sign_in_page"))
        assert str(policy_file) in person.words_of("notice")
        person.sign_in(server.account.token, server.account.location_id)
        person.wait_until(lambda: person.sees("sign_in_error"))
        assert str(policy_file) in person.words_of("sign_in_error")
