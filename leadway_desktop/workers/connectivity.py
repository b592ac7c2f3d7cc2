"""What the system says of the network: a hint to look again, never a verdict."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation


class Connectivity(QObject):
    """Tells when the system believes that the network has changed for the better."""

    maybe_back = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        QNetworkInformation.loadDefaultBackend()
        information = QNetworkInformation.instance()
        if information is not None:
            information.reachabilityChanged.connect(self._take_reachability)
            information.isBehindCaptivePortalChanged.connect(self._take_portal)

    def _take_reachability(self, reachability: QNetworkInformation.Reachability) -> None:
        if reachability is not QNetworkInformation.Reachability.Disconnected:
            self.maybe_back.emit()

    def _take_portal(self, is_behind: bool) -> None:
        if not is_behind:
            self.maybe_back.emit()
