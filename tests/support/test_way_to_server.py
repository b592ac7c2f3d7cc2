"""What the examination of the way to the server says of a certificate."""

import time
from datetime import UTC, datetime

import pytest

from leadway_desktop.network.shown_certificate import ShownCertificate
from leadway_desktop.support.way_to_server import certificate_line

BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
FOR_EVER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the system keeps its time zone")
@pytest.mark.parametrize("zone", ["Europe/Madrid", "America/Mexico_City", "UTC"])
def test_one_that_never_ends_is_told_in_every_zone(
    qapp: object, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    with monkeypatch.context() as block:
        block.setenv("TZ", zone)
        time.tzset()
        line = certificate_line(ShownCertificate("crm.example", "A proxy", BEGIN, FOR_EVER))
    time.tzset()
    assert "9999-12-31" in line


def test_its_words_steer_no_terminal(qapp: object) -> None:
    said = "a\nServer: all right\x1b[31m\u202e"
    line = certificate_line(ShownCertificate(said, said, BEGIN, BEGIN))
    assert line.splitlines() == [line]
    assert not {"\x1b", "\u202e"} & set(line)
