"""From how a run ended to the last words and the exit status."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.exit_status import ExitStatus
from leadway_desktop.cli.finished import is_finished
from leadway_desktop.cli.outcome import End, Outcome
from leadway_desktop.cli.output import tell, what_lost_results
from leadway_desktop.cli.upload_report import UploadReport
from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.remedy import Remedy
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage

translate = QCoreApplication.translate

_PASSING = {Remedy.RETRY, Remedy.RENEW, Remedy.WAIT, Remedy.NETWORK}
_STOPPED = {
    End.INTERRUPTED: ExitStatus.INTERRUPTED,
    End.WAITING: ExitStatus.FAILED,
    End.IN_VAIN: ExitStatus.FAILED,
}


def conclude(outcome: Outcome, report: UploadReport) -> ExitStatus:
    """Tell what is left and sum up; return the exit status."""
    left = [upload for upload in outcome.uploads if not is_finished(upload)]
    if outcome.end is End.IN_VAIN:
        tell(translate("CommandLine", "It was tried again for long, and nothing came of it."))
    for upload in left:
        if outcome.end is End.TAKEN_OVER:
            report.taken_over(upload)
        else:
            report.kept(upload, is_certain=outcome.is_written)
    report.sum_up(outcome.uploads)
    if outcome.end in _STOPPED:
        if outcome.is_written:
            tell_how_to_go_on()
        else:
            _tell_what_may_be_lost()
        return _STOPPED[outcome.end]
    if any(map(_may_be_tried_again, outcome.uploads)):
        _tell_how_to_try_again()
    is_done = all(map(_has_arrived, outcome.uploads))
    is_told = not is_unprinted(are_all=report.is_for_scripts)
    return ExitStatus.DONE if is_done and is_told else ExitStatus.FAILED


def is_unprinted(*, are_all: bool) -> bool:
    """Tell that results reached nobody, if so; see `what_lost_results`."""
    error = what_lost_results(are_all=are_all)
    if error is None:
        return False
    pattern = translate(
        "CommandLine",
        "What became of the files could not be written to the standard output: {reason}. Give the "
        "command again: it tells that, and sends nothing twice.",
    )
    tell(pattern.format(reason=error.strerror))
    return True


def _has_arrived(upload: Upload) -> bool:
    """Whether all that was wanted has happened, or somebody else goes on with it."""
    if not is_finished(upload):
        return True
    is_told = upload.delivery is None or upload.delivery.stage is DeliveryStage.SENT
    return upload.stage is UploadStage.UPLOADED and is_told


def _may_be_tried_again(upload: Upload) -> bool:
    """Whether it was given up after what may be otherwise another time."""
    error = upload.error
    return upload.stage is UploadStage.FAILED and error is not None and error.remedy in _PASSING


def _tell_how_to_try_again() -> None:
    tell(
        translate(
            "CommandLine", "`leadway-desktop resume --failed` tries again what was not uploaded."
        )
    )


def tell_how_to_go_on() -> None:
    """Say what becomes of what was kept."""
    tell(
        translate(
            "CommandLine",
            "`leadway-desktop resume` goes on with what is kept; `leadway-desktop uploads` lists "
            "it, and gives up one with `--remove`.",
        )
    )


def _tell_what_may_be_lost() -> None:
    tell(
        translate(
            "CommandLine",
            "The list could not be written all the time: look with `uploads` what it holds, and "
            "give the command again for what it lacks and did not arrive.",
        )
    )
