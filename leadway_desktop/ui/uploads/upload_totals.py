"""All uploads in a few numbers, kept up to date without ever counting them anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set

from leadway_desktop.domain.call_limit import LimitedWait, limited_waits_of
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.ui.sending.message_totals import MessageTotals
from leadway_desktop.ui.uploads.arrival_pace import ArrivalPace
from leadway_desktop.ui.uploads.upload_actions import retry_of
from leadway_desktop.ui.uploads.upload_kind import UploadKind, kind_of
from leadway_desktop.ui.uploads.upload_state import waits_of

_ALMOST = 0.99
"""What the bar shows at most while anything is unfinished: full means done."""
_STOPPED = {UploadStage.PAUSED, UploadStage.FAILED, UploadStage.CANCELLED}
_LET_IN = {UploadStage.UPLOADING, UploadStage.COMPLETING}
_ARRIVED = {UploadStage.COMPLETING, UploadStage.UPLOADED}


class UploadTotals:
    """Counts by stage, and how far the present batch is, in bytes.

    A batch is what was queued since nothing was running or waiting; failed, cancelled and paused
    uploads leave it, so that the bar tells of the work that still goes on.
    """

    def __init__(self) -> None:
        self._by_stage: Counter[UploadStage] = Counter()
        self._by_kind: Counter[UploadKind | None] = Counter()
        self._to_retry = 0
        self._let_in: set[str] = set()
        self._by_wait: Counter[WaitReason] = Counter()
        self._by_limit: Counter[LimitedWait] = Counter()
        self.messages = MessageTotals()
        self._sizes: dict[str, int] = {}  # the batch
        self._done: dict[str, int] = {}
        self._sending: dict[str, Progress] = {}
        self._pace = ArrivalPace()
        self._total_bytes = 0
        self._done_bytes = 0

    @property
    def count(self) -> int:
        """Every upload in the list."""
        return self._by_stage.total()

    @property
    def waiting(self) -> int:
        """Uploads that are queued, or wait for a time, the network or a sign-in."""
        return self._by_stage[UploadStage.QUEUED] + self._by_stage[UploadStage.WAITING]

    @property
    def paused(self) -> int:
        """Uploads that the agent paused."""
        return self._by_stage[UploadStage.PAUSED]

    @property
    def running(self) -> int:
        """Uploads that a thread works on."""
        return sum(n for stage, n in self._by_stage.items() if stage.is_running)

    @property
    def sending(self) -> Set[str]:
        """The ids of uploads whose bytes are on their way, or have arrived: they were let in."""
        return self._let_in

    @property
    def ongoing(self) -> int:
        """Uploads that end by themselves: waiting or running."""
        return self.waiting + self.running

    @property
    def unfinished(self) -> int:
        """Uploads that are not over: waiting, running or paused."""
        return self.ongoing + self.paused

    @property
    def to_retry(self) -> int:
        """Uploads that failed for certain, or whose message did, and are still in the list."""
        return self._to_retry

    @property
    def attention(self) -> int:
        """Uploads that failed, or whose message did or may have, and are still in the list."""
        return self._by_kind[UploadKind.ATTENTION]

    @property
    def done(self) -> int:
        """Uploads whose link is there."""
        return self._by_stage[UploadStage.UPLOADED]

    @property
    def cancelled(self) -> int:
        """Uploads that the agent cancelled."""
        return self._by_stage[UploadStage.CANCELLED]

    @property
    def fraction(self) -> float:
        """How far the batch is, 0 to 1; 1 only when nothing of it is unfinished."""
        if not self.unfinished:
            return 1.0
        if not self._total_bytes:
            return 0.0
        return min(_ALMOST, self._done_bytes / self._total_bytes)

    @property
    def seconds_left(self) -> float | None:
        """Time to the batch's end, or None.

        At the present speed of all uploads together; but it is not over before its slowest one,
        nor before all have arrived at the pace of the last ones.
        """
        sending = self._sending.values()
        known = [left for one in sending if (left := one.seconds_left)]
        if speed := sum(one.speed for one in sending if one.speed):
            known.append((self._total_bytes - self._done_bytes) / speed)
        if self.running and (paced := self._pace.seconds_for(self._in_line)) is not None:
            known.append(paced)
        return max(known, default=None)

    @property
    def _in_line(self) -> int:
        """Uploads that have a thread or come next; others wait for what no pace tells."""
        return self._by_stage[UploadStage.QUEUED] + self.running

    @property
    def still(self) -> float | None:
        """Seconds in which none of the uploads that are sending has moved; None if one has."""
        times = [one.still for one in self._sending.values()]
        known = [time for time in times if time is not None]
        return min(known) if known and len(known) == len(times) else None

    def of_kind(self, kind: UploadKind) -> int:
        """Uploads that the list shows when it is narrowed to a kind."""
        return self.count if kind is UploadKind.ALL else self._by_kind[kind]

    def waiting_for(self, reason: WaitReason) -> int:
        """Uploads that wait for that, themselves or their messages."""
        return self._by_wait[reason]

    @property
    def limits(self) -> Set[LimitedWait]:
        """The waits for the API's limits."""
        return self._by_limit.keys()

    @property
    def limit(self) -> LimitedWait | None:
        """What nothing begins before, as the API wants no calls; None: it takes them."""
        return max(self._by_limit, default=None)

    def add(self, uploads: Iterable[Upload]) -> None:
        """Count uploads that were not in the list."""
        for upload in uploads:
            self._count(upload, 1)
            self._follow(upload)
            self.messages.replace(None, upload)
        if not self.ongoing:
            self._end_batch()

    def replace(self, old: Upload | None, new: Upload | None) -> None:
        """Count `new` where `old` was counted; None for an upload that is not in the list."""
        if old is not None:
            self._count(old, -1)
        if new is not None:
            self._count(new, 1)
            self._follow(new)
            self._note_arrival(old, new)
        elif old is not None:
            self._leave_batch(old.id)
        self.messages.replace(old, new)
        if not self.ongoing:
            self._end_batch()

    def advance(self, progress: Progress) -> None:
        """Take a running upload's bytes into account."""
        if progress.upload_id in self._sizes:
            self._set_done(progress.upload_id, min(progress.acknowledged, progress.total))
            self._note_sending(progress)

    def _count(self, upload: Upload, step: int) -> None:
        self._by_stage[upload.stage] += step
        self._by_kind[kind_of(upload)] += step
        self._to_retry += step * (retry_of(upload) is not None)
        if upload.stage in _LET_IN:
            (self._let_in.add if step > 0 else self._let_in.discard)(upload.id)
        for wait in waits_of(upload):
            self._by_wait[wait.reason] += step
        for limited in limited_waits_of(upload):
            self._by_limit[limited] += step
            if not self._by_limit[limited]:
                del self._by_limit[limited]

    def _follow(self, upload: Upload) -> None:
        if upload.stage is not UploadStage.UPLOADING:
            self._sending.pop(upload.id, None)
        if upload.stage in _STOPPED:
            self._leave_batch(upload.id)
            return
        if upload.id not in self._sizes and not upload.stage.is_over:
            self._sizes[upload.id] = upload.file.size
            self._total_bytes += upload.file.size
        has_arrived = upload.stage in _ARRIVED or upload.stored is not None
        if has_arrived:
            self._set_done(upload.id, self._sizes.get(upload.id, 0))
        elif upload.stage is not UploadStage.UPLOADING:
            self._set_done(upload.id, 0)

    def _note_arrival(self, old: Upload | None, new: Upload) -> None:
        was_on_its_way = old is not None and not old.stage.is_over
        if was_on_its_way and new.stage is UploadStage.UPLOADED and new.finished_at is not None:
            self._pace.note(new.finished_at)

    def _note_sending(self, progress: Progress) -> None:
        if progress.has_arrived:
            self._sending.pop(progress.upload_id, None)
        else:
            self._sending[progress.upload_id] = progress

    def _set_done(self, upload_id: str, done: int) -> None:
        self._done_bytes += done - self._done.get(upload_id, 0)
        self._done[upload_id] = done

    def _leave_batch(self, upload_id: str) -> None:
        self._total_bytes -= self._sizes.pop(upload_id, 0)
        self._done_bytes -= self._done.pop(upload_id, 0)
        self._sending.pop(upload_id, None)

    def _end_batch(self) -> None:
        self._sizes.clear()
        self._done.clear()
        self._sending.clear()
        self._pace.clear()
        self._total_bytes = self._done_bytes = 0
