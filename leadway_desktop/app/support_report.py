"""The report for support of the account that is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.support_report import Report
from leadway_desktop.storage.paths import Folders
from leadway_desktop.surroundings import Surroundings
from leadway_desktop.workers.settings_desk import SettingsDesk
from leadway_desktop.workers.support_desk import SupportDesk

if TYPE_CHECKING:
    from leadway_desktop.app.work import Work

# What makes a report is imported when somebody wants one: a window starts without it.


def make_support_desk(
    folders: Folders,
    environment: Mapping[str, str],
    desk: SettingsDesk,
    work: Callable[[], Work | None],
    parent: QObject,
) -> SupportDesk:
    """Return a desk whose reports tell of the settings and the token that are at work then."""

    def collect(cancel: CancelToken) -> Report:
        from leadway_desktop.support.patience import PatientRunner
        from leadway_desktop.support.report import collect

        around = _at_work(Surroundings(environment, folders, desk.loaded), work())
        return collect(around, PatientRunner(cancel))

    return SupportDesk(collect, _write, parent)


def _at_work(surroundings: Surroundings, work: Work | None) -> Surroundings:
    if work is None:
        return surroundings
    loaded = replace(surroundings.loaded, settings=work.settings)
    return replace(surroundings, loaded=loaded, session_token=Secret(work.engine.token.reveal()))


def _write(file: Path, report: Report) -> None:
    from leadway_desktop.support.report import write_report

    write_report(file, report)
