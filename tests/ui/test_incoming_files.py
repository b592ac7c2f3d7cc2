import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QSysInfo, Qt, QUrl
from PySide6.QtGui import QDropEvent

from leadway_desktop.ui.incoming_files import files_of, files_of_drag, take_as_copy
from tests.ui.stand_ins import addresses, files

MOVE, COPY = Qt.DropAction.MoveAction, Qt.DropAction.CopyAction
# A drop looks for the pointer that makes it: without an application there is none to look in.
pytestmark = pytest.mark.usefixtures("qapp")


def drop_event(data: QMimeData, possible: Qt.DropAction) -> QDropEvent:
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    return QDropEvent(QPoint(1, 1), possible, data, buttons, keys)


def test_local_files_come_in_their_order_and_once() -> None:
    found = files_of(files("/a/á b.jpg", "/a/100%.pdf", "/a/á b.jpg"))
    assert found.paths == (Path("/a/á b.jpg"), Path("/a/100%.pdf"))
    assert found.left_out == 0


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are Unicode")
def test_a_name_that_is_no_text_stays_that_name() -> None:
    """Out of an old archive: its bytes are no UTF-8."""
    found = files_of(addresses(QUrl.fromEncoded(b"file:///a/fac%E9tura.pdf")))
    assert [bytes(path) for path in found.paths] == [b"/a/fac\xe9tura.pdf"]


def test_web_addresses_and_folders_are_counted_and_left_out() -> None:
    data = addresses(
        QUrl.fromLocalFile("/a/b.jpg"), QUrl("https://example.com/c.jpg"), QUrl("file:///a/folder/")
    )
    found = files_of(data)
    assert found.paths == (Path("/a/b.jpg"),)
    assert found.left_out == 2


@pytest.mark.parametrize("host", ["localhost", QSysInfo.machineHostName()])
def test_file_address_that_names_this_computer_is_local(host: str) -> None:
    assert files_of(addresses(QUrl(f"file://{host}/a/b.jpg"))).paths == (Path("/a/b.jpg"),)


def test_file_address_of_another_computer_is_not() -> None:
    assert not files_of(addresses(QUrl("file://elsewhere.example/a/b.jpg")))


def test_gnomes_own_format_is_read() -> None:
    data = QMimeData()
    copied = b"copy\nfile:///a/%C3%A1.jpg\nfile:///a/b.jpg"
    data.setData("x-special/gnome-copied-files", QByteArray(copied))
    assert files_of(data).paths == (Path("/a/á.jpg"), Path("/a/b.jpg"))


def test_nautilus_puts_its_format_into_plain_text() -> None:
    data = QMimeData()
    data.setText("x-special/nautilus-clipboard\ncopy\nfile:///a/b.jpg\n")
    assert files_of(data).paths == (Path("/a/b.jpg"),)


def test_text_that_names_a_file_is_no_file() -> None:
    data = QMimeData()
    data.setText("/etc/passwd")
    assert not files_of(data)


def test_nothing_on_the_disk_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("the window's thread asked the disk")

    for name in ("stat", "exists", "is_file", "is_dir", "resolve", "open"):
        monkeypatch.setattr(Path, name, forbidden)
    assert files_of(files("/nowhere/a.jpg")).paths == (Path("/nowhere/a.jpg"),)


def test_drag_that_can_only_move_is_refused() -> None:
    assert not files_of_drag(drop_event(files("/a/b.jpg"), MOVE))
    assert files_of_drag(drop_event(files("/a/b.jpg"), COPY | MOVE))


def test_proposed_move_is_taken_as_a_copy() -> None:
    data = files("/a/b.jpg")
    event = drop_event(data, COPY | MOVE)
    event.setDropAction(MOVE)
    take_as_copy(event)
    assert event.isAccepted()
    assert event.dropAction() is COPY
