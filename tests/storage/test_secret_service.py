"""The vault over a real Secret Service, looked at from another program."""

import pytest

from leadway_desktop.domain.errors import KeyringLocked
from leadway_desktop.domain.secret import Secret
from leadway_desktop.storage.token_vault import TokenVault
from tests.storage.secret_service import SecretService

TOKEN = Secret("pit-real-0123456789")


def test_another_program_sees_what_is_kept_and_that_it_is_gone(
    secret_service: SecretService,
) -> None:
    vault = TokenVault("leadway-desktop-outside", "location")
    vault.store(TOKEN)
    assert secret_service.seen_from_outside("leadway-desktop-outside") == {
        "location": TOKEN.reveal()
    }
    assert TokenVault("leadway-desktop-outside", "location").load() == TOKEN
    vault.clear()
    assert secret_service.seen_from_outside("leadway-desktop-outside") == {}
    assert vault.load() is None


def test_a_new_token_takes_the_place_of_the_old(secret_service: SecretService) -> None:
    vault = TokenVault("leadway-desktop-anew")
    vault.store(TOKEN)
    vault.store(Secret("another-token"))
    assert secret_service.seen_from_outside("leadway-desktop-anew") == {"token": "another-token"}


def test_a_token_as_long_as_a_jwt_can_be(secret_service: SecretService) -> None:
    long = Secret("eyJ" + "x" * 8000)
    vault = TokenVault("leadway-desktop-long")
    vault.store(long)
    assert vault.load() == long


def test_the_probe_proves_it_and_leaves_nothing(secret_service: SecretService) -> None:
    vault = TokenVault("leadway-desktop-probed")
    vault.probe()
    assert vault.backend_name() == "keyring.backends.SecretService.Keyring"
    assert secret_service.seen_from_outside("leadway-desktop-probed") == {}


# keyring forgets its connection to the bus when it raises KeyringLocked.
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
@pytest.mark.usefixtures("locked_secret_service")
def test_a_keyring_that_nobody_unlocks_is_locked() -> None:
    vault = TokenVault("leadway-desktop-locked")
    for attempt in (vault.load, vault.clear, vault.probe, lambda: vault.store(TOKEN)):
        with pytest.raises(KeyringLocked):
            attempt()
