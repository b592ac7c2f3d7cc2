"""The client under test, and files for it to send."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.secret import CurrentToken, Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.upload import (
    BucketReceipt,
    LocalFile,
    UploadRequest,
    UploadSlot,
    UploadTarget,
    UploadTicket,
)
from leadway_desktop.network.crm_client import CrmClient
from leadway_desktop.network.http_client import make_client
from leadway_desktop.network.signed_put import SignedPut
from leadway_desktop.practice.server import PracticeServer

if TYPE_CHECKING:
    from tests.network.certificates import Authority

TOKEN = "pit-a-token-that-is-secret"
TIMES = {"connect_timeout": 5.0, "reply_timeout": 5.0, "stall_timeout": 5.0, "proxy": "none"}


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[PracticeServer]:
    with PracticeServer(rate_limit=False, storage=tmp_path) as server:
        yield server


MakeFile = Callable[..., LocalFile]


@pytest.fixture
def make_file(tmp_path: Path) -> MakeFile:
    def make(size: int = 1000, name: str = "foto.jpg") -> LocalFile:
        path = tmp_path / name
        block = bytes(range(256)) * 4096
        with path.open("wb") as file:
            for start in range(0, size, len(block)):
                file.write(block[: size - start])
        return look_at(path)

    return make


@dataclass
class Clients:
    """Makes clients and closes them all."""

    _opened: list[Any] = field(default_factory=list)

    def crm(self, base_url: str, token: str = TOKEN, **settings: Any) -> CrmClient:
        chosen = replace(Settings(location_id="loc"), **{"base_url": base_url, **TIMES, **settings})
        http = make_client(chosen)
        self._opened.append(http)
        return CrmClient(http, chosen, CurrentToken(Secret(token)))

    def with_once(self, crm: CrmClient) -> CrmClient:
        """Return the same with a client for calls that want a new connection."""
        http = make_client(crm.settings, keeps_connections=False)
        self._opened.append(http)
        return replace(crm, once_http=http)

    def bucket(self, **settings: Any) -> SignedPut:
        chosen = replace(Settings(), **{**TIMES, **settings})
        http = make_client(chosen)
        self._opened.append(http)
        return SignedPut(http, chosen)

    def of_practice(self, server: PracticeServer, **settings: Any) -> CrmClient:
        account = server.account
        return self.crm(
            account.base_url, account.token, location_id=account.location_id, **settings
        )

    def close(self) -> None:
        for http in self._opened:
            http.close()


@pytest.fixture
def clients() -> Iterator[Clients]:
    clients = Clients()
    yield clients
    clients.close()


def ticket(url: str) -> UploadTicket:
    return UploadTicket(Secret(url), UploadSlot("upload-1", "a/path.jpg"), None, None)


def put(
    bucket: SignedPut,
    url: str,
    file: LocalFile,
    *,
    cancel: CancelToken | None = None,
    on_acknowledged: Callable[[int], None] = lambda size: None,
    content_type: str = "image/jpeg",
    failures: int = 0,
) -> BucketReceipt:
    return bucket.put(
        ticket(url),
        file,
        content_type,
        cancel=cancel or CancelToken(),
        on_acknowledged=on_acknowledged,
        failures=failures,
    )


def request_for(
    server: PracticeServer, file: LocalFile, channel: Channel = Channel.WHATSAPP
) -> UploadRequest:
    account = server.account
    target = UploadTarget(account.location_id, account.conversation_id, "c", "Ana", channel)
    return UploadRequest(target, file.path.name, "image/jpeg", file.size)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Return an authority that the operating system trusts, as far as this test can tell."""
    pytest.importorskip("cryptography", reason="cryptography makes the certificates")
    from tests.network.certificates import Authority

    made = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
    return made
