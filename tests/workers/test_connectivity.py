"""The system's word on the network is a hint that it may be back, and no more."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation
from pytestqt.qtbot import QtBot

from leadway_desktop.workers import connectivity
from leadway_desktop.workers.connectivity import Connectivity

Reachability = QNetworkInformation.Reachability


class System(QObject):
    """QNetworkInformation as a test moves it."""

    reachabilityChanged = Signal(Reachability)  # noqa: N815 - Qt's own name
    isBehindCaptivePortalChanged = Signal(bool)  # noqa: N815


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> System:
    made = System()

    class Information:
        Reachability = Reachability

        @staticmethod
        def loadDefaultBackend() -> bool:  # noqa: N802 - Qt's own name
            return True

        @staticmethod
        def instance() -> QObject:
            return made

    monkeypatch.setattr(connectivity, "QNetworkInformation", Information)
    return made


@pytest.mark.parametrize("reachability", Reachability)
def test_anything_but_disconnected_is_worth_a_look(
    qtbot: QtBot, system: System, reachability: QNetworkInformation.Reachability
) -> None:
    heard: list[bool] = []
    watching = Connectivity()
    watching.maybe_back.connect(lambda: heard.append(True))
    system.reachabilityChanged.emit(reachability)
    assert heard == ([] if reachability is Reachability.Disconnected else [True])


def test_leaving_a_login_page_behind_is_worth_a_look(qtbot: QtBot, system: System) -> None:
    heard: list[bool] = []
    watching = Connectivity()
    watching.maybe_back.connect(lambda: heard.append(True))
    system.isBehindCaptivePortalChanged.emit(True)
    assert heard == []
    system.isBehindCaptivePortalChanged.emit(False)
    assert heard == [True]


def test_the_system_outlives_who_listened(qtbot: QtBot, system: System) -> None:
    parent = QObject()
    Connectivity(parent)
    parent.deleteLater()
    with qtbot.waitSignal(parent.destroyed):
        pass
    system.reachabilityChanged.emit(Reachability.Online)
    system.isBehindCaptivePortalChanged.emit(False)


def test_a_system_that_says_nothing_is_no_error(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QNetworkInformation, "instance", lambda: None)
    Connectivity()
