"""That links are public is said once, and kept."""

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from leadway_desktop.ui.history.link_notice import LinkNotice


def test_it_is_said_until_it_is_understood_and_then_never_again(qtbot: QtBot) -> None:
    notice = LinkNotice()
    qtbot.addWidget(notice)
    assert notice.isHidden()
    notice.explain()
    assert not notice.isHidden()
    assert notice.state == {}, "closing the window is not understanding"
    understood = notice.findChild(QPushButton, "link_notice_button")
    assert understood is not None
    understood.click()
    assert notice.isHidden()
    notice.explain()
    assert notice.isHidden()

    next_session = LinkNotice()
    qtbot.addWidget(next_session)
    next_session.restore(notice.state)
    next_session.explain()
    assert next_session.isHidden()
