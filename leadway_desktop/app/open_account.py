"""One account, real or practice, with its window: what it is made of, and how that is wired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from leadway_desktop.app.draft_keeper import DraftKeeper
from leadway_desktop.app.hand_overs import HandOvers
from leadway_desktop.app.journal_keeper import JournalKeeper
from leadway_desktop.app.practice_account import PracticeAccount
from leadway_desktop.app.signing_in import SigningIn
from leadway_desktop.app.support_report import make_support_desk
from leadway_desktop.app.unplaced_files import UnplacedFiles
from leadway_desktop.app.update_check import UpdateCheck
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import LoadedSettings, Settings
from leadway_desktop.domain.upload import Upload
from leadway_desktop.logs import forget_in_logs
from leadway_desktop.storage.paths import Folders
from leadway_desktop.storage.window_state import save_window_state
from leadway_desktop.ui.error_texts import error_text
from leadway_desktop.workers.single_instance import SingleInstance
from leadway_desktop.workers.task_thread import TaskThread
from leadway_desktop.workers.update_desk import UpdateDesk

if TYPE_CHECKING:
    from leadway_desktop.app.frame import Frame
    from leadway_desktop.app.work import Kept, Work
    from leadway_desktop.ui.theme import Theme


class OpenAccount(QObject):
    """Everything between the claim of an account's folder and the end of its last thread."""

    practice_wanted = Signal(bool)
    """Go to the practice account, or leave it."""
    closing = Signal()
    """The window closes."""
    left = Signal(object)
    """OpenAccount, after `tell_when_left`."""

    def __init__(
        self,
        folders: Folders,
        instance: SingleInstance,
        environment: Mapping[str, str],
        theme: Theme,
        frame: Frame,
        parent: QObject | None,
    ) -> None:
        """Take the account's folders, the claim on them, and its window, which is on the screen."""
        super().__init__(parent)
        self._folders = folders
        self._instance = instance
        self._theme = theme
        self.window, self._desk = frame.window, frame.desk
        self._desk.setParent(self)
        # The journal, the keyring and the practice server may take their time.
        self._errands = TaskThread("errands", self)
        self._journal = JournalKeeper(
            folders, self._errands, self._history_days, self._confirmed_now, self
        )
        self._drafts = DraftKeeper(folders, self._errands, self)
        self._practice = PracticeAccount(self._desk, self._errands, self)
        self._signing_in = SigningIn(
            folders, environment, self._desk, self._errands, self.window, self
        )
        self._work: Work | None = None
        self._unplaced = UnplacedFiles()
        self._handed = HandOvers()
        self._support = make_support_desk(
            folders, environment, self._desk, lambda: self._work, self
        )
        self._updates = UpdateDesk(UpdateCheck(folders), lambda: self._desk.loaded.settings, self)
        self._wire()

    def begin(self, trouble: str = "") -> None:
        """Open the account; `trouble` is told first."""
        for story in filter(None, [trouble, *self._stories(self._desk.loaded)]):
            self.window.show_notice(story)
        self._journal.open()
        if self._folders.is_practice:
            self._practice.start()
        else:
            self._signing_in.look_for_token()
            self._updates.start()
        self._errands.submit(_load_network)

    @property
    def offered(self) -> Sequence[Path]:
        """Files of which the agent has not said yet for whom they are."""
        return self._unplaced.offered

    def offer_files(self, files: Sequence[Path]) -> None:
        """Ask which conversation files are for, as soon as there are conversations."""
        self._unplaced.offer(files, self.window.work_page)

    def leave(self) -> None:
        """Stop everything; the uploads are in the journal."""
        self.window.closing.disconnect(self.closing)
        self._desk.changed.disconnect(self._take_settings)
        self._instance.stop_answering()
        save_window_state(self._folders, self.window.layout_state)
        self._signing_in.shut_down()
        self._end_work()
        for part in (self._support, self._updates, self._desk):
            part.end()
            self._errands.submit(part.join)
        self._practice.stop()
        self._journal.close()

    def tell_when_left(self) -> None:
        """Have `left` emitted as soon as what `leave` stops has ended."""
        self._errands.submit(partial(self.left.emit, self))

    def finish_leaving(self) -> None:
        """Join what `leave` stops, and give up the claim; after `left`, that takes no time."""
        self._errands.finish()
        self._instance.release()

    def dispose(self) -> None:
        """Remove the window, after `finish_leaving`."""
        self.window.hide()
        self.window.deleteLater()
        self._instance.deleteLater()
        self.deleteLater()

    # -- wiring -----------------------------------------------------------------------------------

    def _wire(self) -> None:
        self._desk.changed.connect(self._take_settings)
        self._instance.show_wanted.connect(self.window.bring_to_front)
        # Queued: the one who asks has to be answered before the ear is taken down.
        self._instance.leave_wanted.connect(self.closing, Qt.ConnectionType.QueuedConnection)
        self._instance.files_offered.connect(self.offer_files)
        self._instance.files_handed.connect(self._handed.take)
        self._updates.found.connect(self.window.show_update)
        self._journal.failed.connect(self.window.show_journal_trouble)
        self._journal.loaded.connect(self._take_uploads)
        self._journal.expired.connect(self._forget)
        self._practice.ready.connect(self._begin_practice)
        self._signing_in.signed_in.connect(self._begin_work)
        self._signing_in.token_replaced.connect(self._replace_token)
        self._signing_in.asked.connect(self._handed.refuse)
        self._practice.told.connect(lambda _: self._handed.refuse())
        for part in (self._journal, self._drafts, self._practice, self._signing_in):
            part.told.connect(self.window.show_notice)
        self._signing_in.no_longer_so.connect(self.window.take_back_notice)
        window = self.window
        window.practice_wanted.connect(lambda: self.practice_wanted.emit(True))
        window.sign_out_wanted.connect(self._sign_out)
        window.sign_in_again_wanted.connect(self._ask_for_token)
        window.dialogs.sign_in_again_ended.connect(self._signing_in.end_asking)
        window.support_wanted.connect(lambda: window.dialogs.show_support(self._support))
        window.closing.connect(self.closing)

    def _stories(self, loaded: LoadedSettings) -> list[str]:
        """Return what the agent should know of the settings file."""
        stories = [error_text(problem).text for problem in loaded.problems]
        if loaded.set_aside is not None:
            text = self.tr("The settings file could not be read. It is now {file}.")
            why = f" ({loaded.why_set_aside})" if loaded.why_set_aside else ""
            stories.insert(0, text.format(file=loaded.set_aside) + why)
        return stories

    # -- at work ----------------------------------------------------------------------------------

    def _begin_practice(self, settings: Settings, token: Secret) -> None:
        self._show_work(settings, token, self.tr("Practice account"))

    def _begin_work(self, settings: Settings, token: Secret) -> None:
        self._end_work()
        self._show_work(settings, token, settings.location_id)

    def _show_work(self, settings: Settings, token: Secret, label: str) -> None:
        forget_in_logs(token.reveal())
        from leadway_desktop.app.work import Work  # as late as it is needed

        self._work = work = Work.begin(
            settings, token, self._folders, self._journal.journal, self._journal.flush, self
        )
        is_practice = self._folders.is_practice
        self.window.show_work(
            work.feed, work.uploads, work.history, label, is_practice, work.engine.now
        )
        if (page := self.window.work_page) is not None:
            self._unplaced.give_to(page, settings.location_id)
        work.feed.page_arrived.connect(self._journal.hear_from_server)
        self._drafts.load()
        self._journal.load()
        self._handed.give_to(work.handed.take)

    def _end_work(self) -> None:
        self._handed.wait()
        self._drafts.end()
        if (page := self.window.work_page) is not None:
            self._unplaced.take_from(page)
        if self._work is not None:
            self._work.end()
            # Whatever comes next, as reading the journal again, comes behind that.
            self._errands.submit(self._work.join)
            self._work = None

    def _take_uploads(self, kept: Kept) -> None:
        if self._work is not None:
            from leadway_desktop.app.work import to_show

            shown = to_show(kept, self._work.settings.location_id)
            self._work.uploads.restore(shown)
            waiting = self._drafts.waiting_files
            if self._journal.is_whole and waiting is not None:
                self._work.uploads.discard_orphans([upload for upload, _ in kept], waiting)
            self._restore_begun([upload for upload, _ in shown])

    def _restore_begun(self, uploads: list[Upload]) -> None:
        """Take up what was begun; only from now on may what is on the disk be written anew.

        While the list cannot be read, its uploads are perhaps not gone: nothing is taken up then.
        """
        page = self.window.work_page
        if page is None or self._work is None:
            return
        location_id = self._work.settings.location_id
        before = self._drafts.of(location_id)
        taken, carried = (before, []) if self._journal.is_read else ([], before)
        page.restore_begun(taken, uploads)
        page.begun_changed.connect(self._drafts.save_soon)
        self._drafts.kept.connect(page.hear_kept)
        page.keeps_begun = self._keeps_begun
        self._drafts.follow(location_id, page.begun, carried)
        self._drafts.save_soon()  # words may have come into them from the journal

    def _keeps_begun(self) -> bool:
        return self._drafts.is_keeping and not self.window.has_lost_journal

    def _forget(self, upload_ids: list[str]) -> None:
        """Forget receipts whose time is over, and the rows that are still in the list."""
        if self._work is None:
            self._journal.forget(upload_ids)
            return
        for upload_id in upload_ids:
            self._work.uploads.forget(upload_id)

    def _history_days(self) -> int:
        return self._desk.loaded.settings.history_days

    def _confirmed_now(self) -> datetime | None:
        """Return the time if a server has told it; any thread may ask."""
        work = self._work
        return None if work is None else work.engine.confirmed_now()

    def _take_settings(self, settings: Settings) -> None:
        self._theme.set_preference(settings.theme)
        self._journal.look_for_expired()
        if not self._folders.is_practice:
            self._updates.look()
        if self._work is None:
            return
        self._work.uploads.set_parallel(settings.parallel_uploads)
        self._work.engine.limit_bandwidth(settings.bandwidth_limit)
        if not self._folders.is_practice and not self._work.is_built_from(settings):
            # What is under way goes on by itself, with the new connection.
            self._signing_in.end_asking()
            page = self.window.work_page
            unfinished = None if page is None else page.unfinished
            self._end_work()
            if unfinished is not None:
                self.window.retire_page(unfinished)  # what it was given would reach nobody
            self._signing_in.look_for_token()

    # -- another token, or none -------------------------------------------------------------------

    def _ask_for_token(self) -> None:
        """Ask for another token of the same location; uploads keep their places meanwhile."""
        if self._work is not None:
            self._signing_in.ask_again(self._work.settings.location_id)

    def _replace_token(self, token: Secret) -> None:
        if self._work is not None:
            forget_in_logs(token.reveal())
            self._work.engine.token.replace(token)
            self._work.uploads.signed_in()
            self._work.feed.refresh()

    def _sign_out(self) -> None:
        if self._folders.is_practice:
            self.practice_wanted.emit(False)
            return
        # It does not wait for the end: it would remove the token that is given next.
        self._signing_in.forget_token()
        self._end_work()
        self._unplaced.forget_held()
        self._signing_in.ask()


def _load_network() -> None:
    """Import, while the window paints for the first time, what it works with next."""
    import_module("leadway_desktop.assembly")
