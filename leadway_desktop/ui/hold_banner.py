"""Tells, above the work page, what the whole queue waits for, and how to help it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from leadway_desktop.domain.errors import (
    CertificateRefused,
    LeadwayError,
    NoConnection,
    NoSecureConnection,
    ProxyFailed,
    TokenInvalid,
)
from leadway_desktop.domain.wait import ON_THE_ROAD, WaitReason
from leadway_desktop.ui import texts
from leadway_desktop.ui.error_texts import error_text
from leadway_desktop.ui.errors_in_short import in_short
from leadway_desktop.ui.notice_bar import NoticeBar
from leadway_desktop.ui.requested_pause import RequestedPause
from leadway_desktop.ui.uploads.upload_actions import waits_for
from leadway_desktop.ui.uploads.upload_list_model import UploadListModel
from leadway_desktop.ui.uploads.upload_totals import UploadTotals
from leadway_desktop.ui.wait_words import is_plain_refusal

Holds = frozenset[WaitReason]


class HoldBanner(NoticeBar):
    """Hidden while the queue runs. Without a network there is no signing in: it comes first.

    One that is intercepted is there, and asks for somebody: that comes before. A pause that the
    API asks for (WaitReason.TIME) asks for nobody, and comes last.
    """

    try_wanted = Signal()
    """Look whether the network is back."""
    insist_wanted = Signal()
    """Try what waits for the end of a pause; `expect_answer` then."""
    sign_in_wanted = Signal()
    changed = Signal()
    """What is waited for is over, though nothing else has changed: `follow` again."""

    def __init__(self, model: UploadListModel, parent: QWidget | None = None) -> None:
        super().__init__("hold_banner", "", "", parent)
        self._model = model
        self._shown: WaitReason | None = None
        self._refusal: LeadwayError = TokenInvalid()
        self._in_the_way: LeadwayError | None = None
        self._pause = RequestedPause(model, self)
        self._pause.ended.connect(self.changed)
        self.pressed.connect(self._help)
        self.hide()

    def follow(self, holds: Holds, list_refusal: LeadwayError | None = None) -> None:
        """Show what is waited for, and what those have met that wait for it.

        A list that is refused waits for a sign-in as uploads do.
        """
        totals = self._model.totals
        self._refusal = self._met_by(WaitReason.SIGN_IN) or list_refusal or self._refusal
        if list_refusal is not None:
            holds |= {WaitReason.SIGN_IN}
        self._in_the_way = self._met_by(WaitReason.INTERCEPTED)
        self._pause.follow()
        reason = self._reason(holds, totals)
        if reason is None:
            self._shown = None
            self.clear()
            return
        text = f"{self._what(reason)} {self._remedy(reason, totals)}"
        if reason is not self._shown:
            self._shown = reason
            self._offer_help(reason)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
        # Who listens would have to count along.
        self.show_text(text, spoken=self._what(reason) if reason is WaitReason.TIME else text)

    def expect_answer(self) -> None:
        """Take it that what a pause holds is being tried, and tell how that ends."""
        self._pause.expect_answer()

    def _met_by(self, reason: WaitReason) -> LeadwayError | None:
        """Return what an upload, or its message, has met that waits for that."""
        waiting = self._model.waiting_for(reason)
        if waiting is None:
            return None
        if waits_for(waiting, reason):
            return waiting.error
        return waiting.delivery.error if waiting.delivery else None

    def _reason(self, holds: Holds, totals: UploadTotals) -> WaitReason | None:
        messages = totals.messages.on_their_way
        waits = totals.waiting + messages > 0
        for reason in (WaitReason.INTERCEPTED, WaitReason.NETWORK):
            if reason in holds and waits:
                return reason
        if WaitReason.SIGN_IN in holds:
            return WaitReason.SIGN_IN
        goes_on = totals.ongoing + messages > 0  # what is tried already included
        return WaitReason.TIME if goes_on and self._pause.is_on else None

    def _what(self, reason: WaitReason) -> str:
        if reason is WaitReason.SIGN_IN:
            return in_short(self._refusal)
        if reason is WaitReason.NETWORK:
            return in_short(NoConnection())
        if reason is WaitReason.TIME:
            vain = self.tr("Tried again, in vain.") if self._pause.is_tried_in_vain else ""
            return f"{vain} {in_short(self._pause.reason)}".lstrip()
        met = self._in_the_way
        if isinstance(met, ProxyFailed | NoSecureConnection | CertificateRefused):
            told = error_text(met)
            return f"{told.what} {told.next_step}"
        return self.tr(
            "This network or a proxy intercepts the connection: it inspects it, or wants you to "
            "sign in to the network first."
        )

    def _remedy(self, reason: WaitReason, totals: UploadTotals) -> str:
        count, messages = totals.waiting, totals.messages.on_their_way
        if reason is WaitReason.TIME:
            return self._remedy_by_time()
        if messages and not count:
            return self._remedy_for_messages(reason, messages)
        if reason is WaitReason.SIGN_IN:
            waiting = self.tr("Sign in again: %n upload(s) wait.", "", count)
            return waiting if count else self.tr("Sign in again.")
        if reason is WaitReason.NETWORK:
            return self.tr("%n upload(s) go on by themselves when it is back.", "", count)
        if is_plain_refusal(self._in_the_way):
            return self.tr(
                "%n upload(s) go on by themselves when the certificate is valid.", "", count
            )
        return self.tr("%n upload(s) go on by themselves when it lets them through.", "", count)

    def _remedy_for_messages(self, reason: WaitReason, count: int) -> str:
        if reason is WaitReason.SIGN_IN:
            return self.tr("Sign in again: %n message(s) wait.", "", count)
        if reason is WaitReason.NETWORK:
            return self.tr("%n message(s) go on by themselves when it is back.", "", count)
        if is_plain_refusal(self._in_the_way):
            return self.tr(
                "%n message(s) go on by themselves when the certificate is valid.", "", count
            )
        return self.tr("%n message(s) go on by themselves when it lets them through.", "", count)

    def _remedy_by_time(self) -> str:
        left = self._pause.seconds_left
        if not left:
            return self.tr("Trying again…")
        pattern = self.tr("Uploads and messages go on by themselves in {time}.")
        return pattern.format(time=texts.countdown(left))

    def _offer_help(self, reason: WaitReason) -> None:
        if reason is WaitReason.SIGN_IN:
            self.offer(self.tr("Sign in…"), "warn")
        else:
            self.offer(self.tr("Try now"), "")

    def _help(self) -> None:
        if self._shown is WaitReason.SIGN_IN:
            self.sign_in_wanted.emit()
        elif self._shown in ON_THE_ROAD:
            self.try_wanted.emit()
        else:
            self.insist_wanted.emit()
