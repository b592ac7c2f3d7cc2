"""What outlives the end of the program, wanted or not; and a token that stops working."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from tests.journeys.conftest import started
from tests.journeys.files import Files
from tests.journeys.person import Person


def test_an_upload_goes_on_after_a_restart_and_arrives_once(
    qapp: QApplication,
    qtbot: QtBot,
    preset: dict[str, str],
    server: PracticeServer,
    files: Files,
    no_leaked_thread: None,
) -> None:
    path, done = files.video(), files.photo()
    with started(qapp, preset, qtbot) as (_, person):
        person.choose_conversation("María Fernández")
        person.drop([done])
        person.wait_for_stage(done, UploadStage.UPLOADED)
        server.faults.add(Fault(step="put", kind="stall", at_byte=100_000))
        person.drop([path])
        person.wait_until(lambda: server.record.faults)

    with started(qapp, preset, qtbot) as (_, person):
        person.wait_until(lambda: person.sees("work_page"))
        person.wait_for_stage(path, UploadStage.UPLOADED)
        assert person.wait_for_stage(done, UploadStage.UPLOADED).link

    names = sorted(done.filename for done in server.record.uploads)
    assert names == ["fachada.jpg", "instalacion.mp4"]
    assert sorted(one.size for one in server.record.objects) == sorted(
        one.stat().st_size for one in (path, done)
    )


def test_bytes_that_have_arrived_are_not_sent_again_after_a_restart(
    qapp: QApplication,
    qtbot: QtBot,
    preset: dict[str, str],
    server: PracticeServer,
    files: Files,
    no_leaked_thread: None,
) -> None:
    path = files.video()
    server.faults.add(Fault(step="complete", kind="stall", at_byte=0, times=None))
    with started(qapp, preset, qtbot) as (_, person):
        person.choose_conversation("María Fernández")
        person.drop([path])
        person.wait_for_stage(path, UploadStage.COMPLETING)

    server.faults.clear()
    with started(qapp, preset, qtbot) as (_, person):
        person.wait_until(lambda: person.sees("work_page"))
        person.wait_for_stage(path, UploadStage.UPLOADED)
    assert [seen.step for seen in server.record.requests].count("put") == 1


def test_a_token_that_stops_working_is_asked_for_once_and_nothing_is_lost(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    refusal = Fault(step="initiate", kind="status", status=401, times=None)
    server.faults.add(refusal)
    dropped = [files.photo(f"foto-{number}.jpg") for number in range(6)]
    agent.drop(dropped)
    agent.wait_until(lambda: any(agent.waits_for(path, WaitReason.SIGN_IN) for path in dropped))
    agent.wait_until(lambda: agent.sees("hold_banner"))

    server.faults.clear()
    agent.press("hold_banner_button")
    agent.give_another_token(server.account.token)
    for path in dropped:
        agent.wait_for_stage(path, UploadStage.UPLOADED)
    agent.wait_until(lambda: not agent.sees("hold_banner"))
