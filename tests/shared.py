"""Fixtures of several folders."""

from collections.abc import Iterator

import pytest

from leadway_desktop.practice import signing
from tests.storage.secret_service import SecretService, running_secret_service


@pytest.fixture(scope="session")
def shared_secret_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecretService]:
    """Run a real keyring, unlocked, for all tests that want one."""
    with running_secret_service(tmp_path_factory.mktemp("keyring"), unlocked=True) as service:
        yield service


@pytest.fixture
def signatures(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Collect every signature that the practice server makes, whoever it was for."""
    made: set[str] = set()
    sign = signing.signature

    def collecting(*arguments: object) -> str:
        made.add(sign(*arguments))  # type: ignore[arg-type]
        return sign(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(signing, "signature", collecting)
    return made
