"""What this computer says about an account."""

from pathlib import Path

from leadway_desktop.domain.secret import Secret
from leadway_desktop.surroundings import Surroundings, look_around

ENVIRONMENT = {
    "LEADWAY_DESKTOP_TOKEN": "an-opaque-token",
    "LEADWAY_DESKTOP_PROXY": "http://ana:hunter22@proxy.example:3128",
}


def around(home: Path) -> Surroundings:
    return look_around(ENVIRONMENT | {"LEADWAY_DESKTOP_HOME": str(home)}, is_practice=False)


def test_its_repr_tells_no_secret(isolated_home: Path) -> None:
    found = around(isolated_home)
    assert found.loaded.settings.proxy == ENVIRONMENT["LEADWAY_DESKTOP_PROXY"]
    for secret in ("an-opaque-token", "hunter22"):
        assert secret not in repr(found)


def test_the_token_in_use_comes_before_the_environments(isolated_home: Path) -> None:
    found = around(isolated_home)
    assert found.token() == Secret("an-opaque-token")
    in_use = Surroundings(found.environment, found.folders, found.loaded, Secret("in use"))
    assert in_use.token() == Secret("in use")
