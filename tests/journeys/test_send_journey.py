"""Drop, write, send: what the customer gets, and what the agent is told of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from leadway_desktop.app import Desktop
from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.record import MessageSent
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.transfer.messages import retry as message_retry
from leadway_desktop.ui.uploads.upload_actions import UploadAction
from leadway_desktop.ui.uploads.upload_view import UploadView
from tests.journeys.conftest import started
from tests.journeys.files import Files
from tests.journeys.person import Person

WROTE_THREE_DAYS_AGO = "דנה שפירא"
LATE = Fault("messages", "hidden_attachments", times=None)
ARRIVED = UploadStage.UPLOADED
NUMBER = "+34\u00a0612\u00a0345\u00a0678"  # not to be broken between two lines
GREETING = "Hola, María: aquí tiene las fotos."


def write(agent: Person, words: str) -> QPlainTextEdit:
    agent.wait_until(lambda: agent.sees("message_composer"))
    field = agent.find(QPlainTextEdit, "caption_field")
    field.setFocus()
    field.selectAll()
    for letter in words:  # QTest knows no letter beyond ASCII
        for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
            QApplication.sendEvent(
                field, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
            )
    return field


def delivery_of(agent: Person, path: Path) -> Delivery | None:
    upload = agent.upload_of(path)
    return upload.delivery if upload is not None else None


def wait_for(agent: Person, path: Path, stage: DeliveryStage) -> Delivery:
    def is_there() -> bool:
        delivery = delivery_of(agent, path)
        return delivery is not None and delivery.stage is stage

    agent.wait_until(is_there)
    delivery = delivery_of(agent, path)
    assert delivery is not None
    return delivery


def act(agent: Person, which: Path | str, action: UploadAction) -> None:
    """Choose the row of a file, or one that says something, and do an action of its menu."""
    words = which.name if isinstance(which, Path) else which
    view = agent.find(UploadView, "conversation_upload_list")
    rows = agent.rows("conversation_upload_list")
    agent.choose_row(
        "conversation_upload_list", next(i for i, row in enumerate(rows) if words in row)
    )
    agent.wait_until(view.action(action).isEnabled)
    view.action(action).trigger()


def send_photo(agent: Person, files: Files) -> Path:
    """Drop a photo, write, and press the button."""
    path = files.photo()
    agent.drop([path])
    write(agent, GREETING)
    agent.press("send_button")
    return path


def links_of(agent: Person, *paths: Path) -> list[str | None]:
    return [upload.link if (upload := agent.upload_of(path)) else None for path in paths]


def sent(server: PracticeServer) -> tuple[MessageSent, ...]:
    return tuple(server.record.messages)


@pytest.fixture
def one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for a message once, instead of for a minute."""
    monkeypatch.setattr(message_retry, "LOOK_AFTER", ())


def test_a_dropped_photo_is_sent_once_with_its_words(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    path = files.photo()
    agent.drop([path])
    field = write(agent, GREETING)
    agent.wait_until(lambda: NUMBER in agent.words_of("message_composer"))
    agent.wait_for_stage(path, UploadStage.UPLOADED)
    assert sent(server) == (), "nothing goes before the agent says so"

    agent.key(field, Qt.Key.Key_Return)
    wait_for(agent, path, DeliveryStage.SENT)

    (message,) = sent(server)
    assert message.body == GREETING
    assert list(message.attachments) == links_of(agent, path)
    assert message.conversation_id == server.account.conversation_id
    assert not agent.sees("message_composer")
    row = next(row for row in agent.rows("conversation_list") if "María Fernández" in row)
    assert f"You: {GREETING}" in row
    assert any("Sent at" in row for row in agent.rows("conversation_upload_list"))


def test_send_does_not_wait_for_the_agent_to_wait(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    path = files.video(size=8_000_000)
    server.faults.add(Fault("put", "bandwidth", bytes_per_s=8_000_000))
    agent.drop([path])
    write(agent, GREETING)
    button = agent.find(QPushButton, "send_button")
    assert button.text() == "Send when uploaded"
    agent.press("send_button")
    agent.wait_until(
        lambda: any("will be sent" in row for row in agent.rows("conversation_upload_list"))
    )
    wait_for(agent, path, DeliveryStage.SENT)
    assert len(sent(server)) == 1


def test_whatsapp_gets_a_message_for_each_file_and_the_words_once(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    paths = [files.photo("1.jpg"), files.photo("2.jpg"), files.photo("3.jpg")]
    agent.drop(paths[:2])
    agent.drop(paths[2:])
    write(agent, GREETING)
    agent.wait_until(lambda: "3 messages" in agent.words_of("message_composer"))
    agent.press("send_button")
    for path in paths:
        wait_for(agent, path, DeliveryStage.SENT)

    assert [message.body for message in sent(server)] == [GREETING, "", ""]
    assert [list(m.attachments) for m in sent(server)] == [
        [link] for link in links_of(agent, *paths)
    ]


def test_an_email_carries_several_files_at_once(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    agent.choose_conversation("Alice Whitfield")
    paths = [files.photo("1.jpg"), files.document("2.pdf"), files.photo("3.jpg")]
    agent.drop(paths)
    write(agent, "Dear Alice, <the photos> & the claim.")
    agent.wait_until(lambda: "alice.whitfield@example.net" in agent.words_of("message_composer"))
    agent.press("send_button")
    for path in paths:
        wait_for(agent, path, DeliveryStage.SENT)

    (message,) = sent(server)
    assert list(message.attachments) == links_of(agent, *paths)
    assert message.type == "TYPE_EMAIL"


def test_only_upload_sends_nothing(agent: Person, server: PracticeServer, files: Files) -> None:
    path = files.photo()
    agent.drop([path])
    agent.wait_until(lambda: agent.sees("message_composer"))
    agent.press("only_upload_button")
    agent.wait_for_stage(path, UploadStage.UPLOADED)
    assert not agent.sees("message_composer")
    assert delivery_of(agent, path) is None
    assert sent(server) == ()


def test_what_was_only_uploaded_is_sent_by_hand_later(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    path = files.photo()
    agent.drop([path])
    agent.wait_until(lambda: agent.sees("message_composer"))
    agent.press("only_upload_button")
    agent.wait_for_stage(path, UploadStage.UPLOADED)
    agent.choose_conversation("Javier Rodríguez")
    agent.choose_conversation("María Fernández")

    act(agent, path, UploadAction.SEND)
    field = write(agent, GREETING)
    assert field.hasFocus() or not QApplication.activeWindow()
    agent.press("send_button")
    wait_for(agent, path, DeliveryStage.SENT)
    assert [message.body for message in sent(server)] == [GREETING]


def test_a_closed_window_warns_before_it_is_broken(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    agent.choose_conversation(WROTE_THREE_DAYS_AGO)
    path = files.photo()
    agent.drop([path])
    field = write(agent, GREETING)
    agent.wait_for_stage(path, UploadStage.UPLOADED)
    agent.wait_until(lambda: "WhatsApp's window closed" in agent.words_of("message_composer"))
    agent.key(field, Qt.Key.Key_Return)
    assert not agent.find(QPushButton, "send_button").isEnabled()
    assert delivery_of(agent, path) is None, "Enter alone does not break it"

    agent.find(QCheckBox, "send_anyway_box").click()
    agent.press("send_button")
    refused = wait_for(agent, path, DeliveryStage.REFUSED)
    assert refused.error is not None
    assert "window" in refused.error.detail
    assert sent(server) == ()


def test_whatsapps_window_is_judged_by_the_servers_clock(
    qapp: QApplication, qtbot: QtBot, preset: dict[str, str], server: PracticeServer, files: Files
) -> None:
    """This computer's clock is three days behind; by it, the customer wrote a moment ago."""
    server.faults.add(Fault("*", "clock_skew", times=None, seconds=3 * 24 * 3600.0))
    with started(qapp, preset, qtbot) as (_, person):
        person.choose_conversation("María Fernández")
        person.wait_until(lambda: person.sees("whatsapp_window"))
        assert person.find(QLabel, "whatsapp_window").text() == "WhatsApp window closed"
        person.drop([files.photo()])
        person.wait_until(lambda: "WhatsApp's window closed" in person.words_of("message_composer"))
        assert not person.find(QPushButton, "send_button").isEnabled()


def test_each_conversation_keeps_its_own_draft(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    agent.drop([files.photo("para-maria.jpg")])
    write(agent, "para María")
    agent.choose_conversation("Javier Rodríguez")
    assert not agent.sees("message_composer")
    agent.drop([files.photo("para-javier.jpg")])
    write(agent, "para Javier")
    rows = agent.rows("conversation_list")
    assert any("María" in row and "Draft: para María" in row for row in rows)

    agent.choose_conversation("María Fernández")
    assert agent.find(QPlainTextEdit, "caption_field").toPlainText() == "para María"
    agent.press("send_button")
    agent.wait_until(lambda: sent(server))
    assert [message.body for message in sent(server)] == ["para María"]
    agent.press("drafts_button")
    assert agent.find(QPlainTextEdit, "caption_field").toPlainText() == "para Javier"


def test_a_refusal_says_what_the_api_said_and_can_be_retried(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    server.faults.add(Fault("send", "status", status=400, times=1))
    path = files.photo()
    agent.drop([path])
    write(agent, GREETING)
    agent.press("send_button")
    refused = wait_for(agent, path, DeliveryStage.REFUSED)
    assert refused.error is not None
    assert refused.error.trace_id
    (row,) = agent.rows("conversation_upload_list")
    assert "Not sent: " in row
    assert refused.error.trace_id in row
    assert sent(server) == ()

    act(agent, path, UploadAction.SEND_AGAIN)
    wait_for(agent, path, DeliveryStage.SENT)
    assert [message.body for message in sent(server)] == [GREETING]


def test_a_message_that_is_sent_late_is_the_last_of_its_conversation(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    server.faults.add(Fault("send", "status", status=400, times=1))
    path = send_photo(agent, files)
    wait_for(agent, path, DeliveryStage.REFUSED)
    other = files.document()
    agent.drop([other])
    write(agent, "Otra cosa")
    agent.press("send_button")
    wait_for(agent, other, DeliveryStage.SENT)
    act(agent, path, UploadAction.SEND_AGAIN)
    wait_for(agent, path, DeliveryStage.SENT)
    agent.wait_until(
        lambda: any(f"You: {GREETING}" in row for row in agent.rows("conversation_list"))
    )


def test_a_refused_message_is_written_anew(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    server.faults.add(Fault("send", "status", status=400, times=1))
    path = send_photo(agent, files)
    wait_for(agent, path, DeliveryStage.REFUSED)
    act(agent, path, UploadAction.EDIT)
    agent.wait_until(lambda: agent.sees("message_composer"))
    assert agent.find(QPlainTextEdit, "caption_field").toPlainText() == GREETING
    write(agent, "Otra vez")
    agent.wait_until(lambda: delivery_of(agent, path) is None)
    agent.press("send_button")
    wait_for(agent, path, DeliveryStage.SENT)
    assert [message.body for message in sent(server)] == ["Otra vez"]


def have_changed(agent: Person, files: Files) -> Path:
    """Have a photo that waits to be uploaded, and sent, be saved anew."""
    path = send_photo(agent, files)
    agent.wait_for_stage(path, UploadStage.WAITING)
    path.write_bytes(path.read_bytes() + b"saved anew")
    return path


def fail_by_its_file(agent: Person, server: PracticeServer, files: Files) -> Path:
    """Have a photo that is to be sent be saved anew before it is read."""
    server.faults.add(Fault("initiate", "status", None, status=503))
    path = have_changed(agent, files)
    server.faults.clear()
    act(agent, path, UploadAction.RETRY)
    agent.wait_for_stage(path, UploadStage.FAILED)
    rows = agent.rows("conversation_upload_list")
    assert any("Retry to upload it as it is now" in row for row in rows)
    return path


def have_changed_under_way(agent: Person, server: PracticeServer, files: Files) -> Path:
    """Have a photo that is being uploaded, and to be sent, be saved anew."""
    server.faults.add(Fault("initiate", "latency", None, seconds=3))
    path = send_photo(agent, files)
    agent.wait_for_stage(path, UploadStage.INITIATING)
    path.write_bytes(path.read_bytes() + b"saved anew")
    return path


@pytest.mark.parametrize("was", ["failed", "waiting", "being read"])
def test_a_file_that_changed_and_is_attached_again_is_sent_once_with_its_words(
    agent: Person, server: PracticeServer, files: Files, was: str
) -> None:
    if was == "failed":
        path = fail_by_its_file(agent, server, files)
    elif was == "waiting":
        server.faults.add(Fault("initiate", "status", None, status=503))
        path = have_changed(agent, files)
    else:
        path = have_changed_under_way(agent, server, files)
    (old,) = agent.uploads()
    agent.drop([path])
    server.faults.clear()
    agent.wait_until(lambda: agent.sees("message_composer"))
    field = agent.find(QPlainTextEdit, "caption_field")
    agent.wait_until(lambda: field.toPlainText() == GREETING)
    agent.wait_until(lambda: [one for one in agent.uploads() if one.is_superseded])
    (gone,) = (one for one in agent.uploads() if one.is_superseded)
    agent.wait_until(lambda: not agent.sees("attention_button"))
    rows = agent.rows("conversation_upload_list")
    assert any("Cancelled" in row and "was added again since." in row for row in rows)
    assert (gone.id, gone.is_drafted) == (old.id, False)
    row = next(row for row in agent.rows("conversation_list") if "María Fernández" in row)
    assert "2 files" not in row

    agent.press("send_button")
    agent.wait_until(lambda: len(sent(server)) == 1)
    (message,) = sent(server)
    assert (message.body, len(message.attachments)) == (GREETING, 1)
    (upload,) = server.record.uploads
    assert upload.size == path.stat().st_size


def test_words_come_back_with_the_file_though_another_message_follows(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    """Of two by WhatsApp the first has the words, and is attached again."""
    server.faults.add(Fault("initiate", "status", None, status=503))
    path, other = files.photo(), files.photo("otra.jpg")
    agent.drop([path, other])
    write(agent, GREETING)
    agent.press("send_button")
    for one in (path, other):
        agent.wait_for_stage(one, UploadStage.WAITING)
    path.write_bytes(path.read_bytes() + b"saved anew")
    agent.drop([path])
    field = agent.find(QPlainTextEdit, "caption_field")
    agent.wait_until(lambda: field.toPlainText() == GREETING)
    server.faults.clear()
    agent.press("send_button")
    agent.wait_until(lambda: len(sent(server)) == 2)
    assert sorted(message.body for message in sent(server)) == ["", GREETING]


def test_what_is_attached_again_and_only_uploaded_leaves_the_message_to_go(
    qapp: QApplication, qtbot: QtBot, preset: dict[str, str], server: PracticeServer, files: Files
) -> None:
    with started(qapp, preset, qtbot) as (_, person):
        person.choose_conversation("María Fernández")
        path = fail_by_its_file(person, server, files)
    with started(qapp, preset | {"LEADWAY_DESKTOP_SENDING": "never"}, qtbot) as (_, person):
        person.choose_conversation("María Fernández")
        person.drop([path])
        person.wait_until(lambda: len(server.record.uploads) == 1)
        assert person.sees("attention_button")
        act(person, "has changed since", UploadAction.RETRY)
        person.wait_until(lambda: len(sent(server)) == 1)
    assert [message.body for message in sent(server)] == [GREETING]


def test_a_lost_reply_is_looked_up_and_never_sent_twice(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    server.faults.add(Fault("send", "lost_reply", times=1))
    path = send_photo(agent, files)
    wait_for(agent, path, DeliveryStage.SENT)
    assert len(sent(server)) == 1


def test_unknown_until_the_agent_has_it_looked_for_again(
    agent: Person, one_look: None, server: PracticeServer, files: Files
) -> None:
    server.faults.add(Fault("send", "lost_reply", times=1), LATE)
    path = send_photo(agent, files)
    wait_for(agent, path, DeliveryStage.UNKNOWN)
    agent.wait_until(lambda: agent.sees("attention_button"))
    (row,) = agent.rows("conversation_upload_list")
    assert "Look in the conversation" in row

    server.faults.clear()
    act(agent, path, UploadAction.LOOK_AGAIN)
    wait_for(agent, path, DeliveryStage.SENT)
    assert len(sent(server)) == 1


def test_unknown_until_the_agent_says_that_it_was_sent(
    agent: Person, one_look: None, server: PracticeServer, files: Files
) -> None:
    server.faults.add(Fault("send", "lost_reply", times=1), LATE)
    path = send_photo(agent, files)
    wait_for(agent, path, DeliveryStage.UNKNOWN)
    act(agent, path, UploadAction.MARK_SENT)
    wait_for(agent, path, DeliveryStage.SENT)
    assert len(sent(server)) == 1


def test_what_may_have_been_sent_is_sent_again_only_by_one_who_confirms_it(
    agent: Person, one_look: None, server: PracticeServer, files: Files
) -> None:
    server.faults.add(Fault("send", "reset", times=1, at_byte=10), LATE)
    path = send_photo(agent, files)
    wait_for(agent, path, DeliveryStage.UNKNOWN)
    server.faults.clear()
    for answer, messages in (("do_not_send_again_button", 0), ("send_again_button", 1)):
        act(agent, path, UploadAction.SEND_AGAIN)
        agent.wait_until(lambda: agent.sees("send_again_question"))
        assert "María Fernández" in agent.words_of("send_again_question")
        agent.press(answer)
        agent.wait_until(lambda: not agent.sees("send_again_question"))
        agent.wait_until(lambda wanted=messages: len(sent(server)) == wanted)  # type: ignore[misc]
    wait_for(agent, path, DeliveryStage.SENT)
    assert [message.body for message in sent(server)] == [GREETING]


def test_a_planned_message_can_be_withdrawn(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    server.faults.add(Fault("put", "stall", at_byte=1000))
    path = send_photo(agent, files)
    wait_for(agent, path, DeliveryStage.PLANNED)
    act(agent, path, UploadAction.WITHDRAW)
    agent.wait_until(lambda: delivery_of(agent, path) is None)
    act(agent, path, UploadAction.PAUSE)
    server.faults.clear()
    act(agent, path, UploadAction.RESUME)
    agent.wait_for_stage(path, UploadStage.UPLOADED)
    assert sent(server) == ()


# -- by the setting, and over a restart -----------------------------------------------------------


def test_never_uploads_and_asks_nothing(
    qapp: QApplication, qtbot: QtBot, preset: dict[str, str], server: PracticeServer, files: Files
) -> None:
    path = files.photo()
    with started(qapp, preset | {"LEADWAY_DESKTOP_SENDING": "never"}, qtbot) as (_, person):
        person.choose_conversation("María Fernández")
        person.drop([path])
        person.wait_for_stage(path, UploadStage.UPLOADED)
        assert not person.sees("message_composer")
    assert sent(server) == ()


def test_always_sends_without_asking_but_for_a_closed_window(
    qapp: QApplication, qtbot: QtBot, preset: dict[str, str], server: PracticeServer, files: Files
) -> None:
    path, late = files.photo("1.jpg"), files.photo("2.jpg")
    with started(qapp, preset | {"LEADWAY_DESKTOP_SENDING": "always"}, qtbot) as (_, person):
        person.choose_conversation("María Fernández")
        person.drop([path])
        wait_for(person, path, DeliveryStage.SENT)
        assert not person.sees("message_composer")
        person.choose_conversation(WROTE_THREE_DAYS_AGO)
        person.drop([late])
        person.wait_until(lambda: person.sees("message_composer"))
        person.wait_for_stage(late, UploadStage.UPLOADED)
    assert [list(message.attachments) for message in sent(server)] == [
        [server.record.uploads[0].public_url]
    ]


def test_a_file_that_the_customer_has_is_asked_about_even_where_nobody_is_asked(
    qapp: QApplication, qtbot: QtBot, preset: dict[str, str], server: PracticeServer, files: Files
) -> None:
    path = files.photo()
    with started(qapp, preset | {"LEADWAY_DESKTOP_SENDING": "always"}, qtbot) as (_, person):
        person.choose_conversation("María Fernández")
        person.drop([path])
        wait_for(person, path, DeliveryStage.SENT)
        server.faults.add(Fault("initiate", "latency", seconds=2.0, times=1))
        person.drop([path])
        person.wait_until(lambda: person.sees("message_composer"))
        person.wait_until(lambda: [one.stage for one in person.uploads()] == [ARRIVED] * 2)
        assert len(sent(server)) == 1
        person.press("send_button")
        person.wait_until(lambda: len(sent(server)) == 2)


def test_a_draft_is_there_again_after_a_restart(
    qapp: QApplication, qtbot: QtBot, preset: dict[str, str], server: PracticeServer, files: Files
) -> None:
    path = files.photo()
    with started(qapp, preset, qtbot) as (_, person):
        person.choose_conversation("María Fernández")
        person.drop([path])
        write(person, GREETING)
        person.wait_for_stage(path, UploadStage.UPLOADED)

    with started(qapp, preset, qtbot) as (_, person):
        person.wait_until(lambda: person.sees("drafts_button"))
        person.press("drafts_button")
        person.wait_until(lambda: person.sees("message_composer"))
        assert person.find(QPlainTextEdit, "caption_field").toPlainText() == GREETING
        person.choose_conversation("María Fernández")
        person.wait_until(lambda: NUMBER in person.words_of("message_composer"))
        person.press("send_button")
        wait_for(person, path, DeliveryStage.SENT)
    assert [message.body for message in sent(server)] == [GREETING]


def test_a_planned_message_is_sent_after_a_restart_and_once(
    qapp: QApplication, qtbot: QtBot, preset: dict[str, str], server: PracticeServer, files: Files
) -> None:
    server.faults.add(Fault("put", "stall", at_byte=1000))
    with started(qapp, preset, qtbot) as (_, person):
        person.choose_conversation("María Fernández")
        path = send_photo(person, files)
        wait_for(person, path, DeliveryStage.PLANNED)

    server.faults.clear()
    with started(qapp, preset, qtbot) as (_, person):
        person.wait_until(lambda: person.sees("work_page"))
        wait_for(person, path, DeliveryStage.SENT)
    assert [message.body for message in sent(server)] == [GREETING]


def test_closing_with_a_planned_message_asks_first(
    agent: Person, server: PracticeServer, desktop: Desktop, files: Files
) -> None:
    server.faults.add(Fault("send", "rate_limit", seconds=60, times=None))
    path = send_photo(agent, files)
    agent.wait_until(lambda: (one := delivery_of(agent, path)) is not None and one.wait is not None)
    desktop.window.close()
    agent.wait_until(lambda: agent.sees("leave_question"))
    assert "1 message" in agent.words_of("leave_question")
    agent.press("stay_button")
    assert desktop.window.isVisible()
