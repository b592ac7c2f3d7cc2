"""A network that opens the connections, end to end: the real engine, TLS, and the real probe."""

from __future__ import annotations

import logging
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from leadway_desktop.assembly import build_engine
from leadway_desktop.domain.errors import CertificateRefused
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.transfer import network_watch
from leadway_desktop.transfer.network_watch import NetworkWatch
from tests.network.peer import Line, Peer
from tests.transfer.fakes import at_once
from tests.transfer.office import Office

INTERCEPTED = WaitReason.INTERCEPTED


def pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


@contextmanager
def relay(address: str, tls: ssl.SSLContext) -> Iterator[str]:
    """Put TLS before a server that has none; returns the new address."""
    parts = urlsplit(address)

    def script(line: Line) -> None:
        with closing(socket.create_connection((parts.hostname or "", parts.port or 0))) as server:
            back = threading.Thread(target=pump, args=(server, line.sock))
            back.start()
            pump(line.sock, server)
            back.join(10)

    with Peer(script, tls=tls) as peer:
        yield peer.url


def test_the_queue_waits_while_the_certificate_is_refused_and_goes_on_by_itself(
    practice: PracticeServer,
    settings: Settings,
    upload: Upload,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(network_watch, "_DELAYS", (0.02,))
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    pytest.importorskip("cryptography", reason="cryptography makes the certificates")
    from tests.network.certificates import Authority

    authority = Authority(tmp_path)
    uploads = [replace(upload, id=f"u{number}") for number in range(6)]
    with relay(practice.account.base_url, authority.server("127.0.0.1")) as base_url:
        engine = build_engine(replace(settings, base_url=base_url), Secret(practice.account.token))
        office = Office(clock=engine.uploads.clock)
        watch = NetworkWatch(office.queue, office.outbox, engine.uploads.probe, office.clock)
        thread = threading.Thread(target=watch.run)
        thread.start()
        with (
            closing(engine),
            office.threads(3, replace(engine.uploads.job, jitter=at_once)),
        ):
            for one in uploads:
                office.queue.add(one)
            assert office.queue.wait_for_hold(INTERCEPTED, timeout=10)
            assert office.diary.wait_for(
                lambda: any(
                    isinstance(one.error, CertificateRefused) for one in office.diary.changes
                )
            )
            assert practice.record.requests == ()
            monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
            assert office.queue.wait_until_over([one.id for one in uploads], 20)
            office.queue.close()
        watch.stop()
        thread.join(10)
    assert re.search(r"stopped: CertificateRefused \(.+, code .+, 127\.0\.0\.1\)", caplog.text)
    assert {one.stage for one in office.queue.uploads()} == {UploadStage.UPLOADED}
    assert {one.failures for one in office.queue.uploads()} == {0}
    assert len(practice.record.uploads) == 6
