"""One upload, start to end: prepare, initiate, put, complete."""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.checks import (
    check_not_saved_anew,
    check_size,
    check_type,
    check_unchanged,
)
from leadway_desktop.domain.errors import (
    ConnectionLost,
    LeadwayError,
    LinkExpired,
    LinkLost,
    ReplyLost,
    RequestRefused,
    Stalled,
    StoredFileMissing,
    UnexpectedFailure,
)
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.proof import Proof
from leadway_desktop.domain.upload import (
    BucketReceipt,
    StoredBytes,
    StoredFile,
    Upload,
    UploadRequest,
    UploadTicket,
)
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.transfer.ports import Bucket, Clock, FileTypes, UploadRoute
from leadway_desktop.transfer.progress_meter import ProgressMeter
from leadway_desktop.transfer.proving import check_stored, proof_of, with_size
from leadway_desktop.transfer.retry import Jitter, after_failure
from leadway_desktop.transfer.sleep_time import NAP
from leadway_desktop.transfer.ticket_life import LineSpeed, TicketLife

logger = logging.getLogger(__name__)

OnStage = Callable[[Upload], None]
"""Told of every change before the step is taken; raises Cancelled to stop the job there, and an
IntegrityError where the place or the link that it was given is another upload's."""
OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class UploadJob:
    """Takes uploads through their stages; holds no upload's state, so threads share one."""

    route: UploadRoute
    bucket: Bucket
    file_types: FileTypes
    clock: Clock
    jitter: Jitter = random.uniform
    speed: LineSpeed = field(default_factory=LineSpeed, compare=False, kw_only=True)

    def run(
        self, upload: Upload, cancel: CancelToken, on_stage: OnStage, on_progress: OnProgress
    ) -> None:
        """Take a queued upload to its end; every outcome is told through `on_stage`.

        Never raises: what nobody foresaw becomes UnexpectedFailure, with the traceback logged.
        """
        attempt = _Attempt(self, upload, cancel, on_stage, on_progress)
        try:
            attempt.run()
        except Cancelled:
            attempt.cancel()
        except LeadwayError as error:
            logger.info("Upload %s stopped: %s", upload.id, error)
            attempt.fail(error.without_frames())
        except Exception as error:
            logger.exception("Upload %s met something unforeseen", upload.id)
            attempt.fail(UnexpectedFailure(detail=type(error).__name__))


_CUT_OFF = (ConnectionLost, Stalled, ReplyLost)


class _Attempt:
    """One run of one upload."""

    def __init__(
        self,
        job: UploadJob,
        upload: Upload,
        cancel: CancelToken,
        on_stage: OnStage,
        on_progress: OnProgress,
    ) -> None:
        self._job = job
        self._upload = upload
        self._cancel = cancel
        self._on_stage = on_stage
        self._on_progress = on_progress
        self._slept = job.clock.slept()
        # Of what the bucket has confirmed, complete is all that was left to ask.
        self._may_be_completed = upload.stored is not None and upload.stored.proof is not None

    def run(self) -> None:
        self._enter(UploadStage.PREPARING)
        stored = self._upload.stored
        failures = self._upload.failures
        if stored is None:
            stored, failures = self._transfer(), 0
        request = UploadRequest(
            self._upload.target, stored.file_name, stored.content_type, self._upload.file.size
        )
        self._enter(UploadStage.COMPLETING, stored=stored, failures=failures)
        answer = self._complete(request, stored)
        self._tell(
            self._upload.moved_to(
                UploadStage.UPLOADED,
                at=self._job.clock.now(),
                link=answer.link,
                checksum=stored.crc32c if stored.proof is Proof.CRC32C else None,
                proof=with_size(stored.proof, answer),
                failures=0,
            )
        )

    def fail(self, error: LeadwayError) -> None:
        """Go on as the error asks: wait for something, or give up."""
        job, now = self._job, self._job.clock.now()
        if isinstance(error, _CUT_OFF) and job.clock.slept() - self._slept > NAP:
            # The sleep has done that, and the line is not to blame: at once, and as no failure.
            wait = Wait(WaitReason.TIME, now)
            self._end(self._upload.moved_to(UploadStage.WAITING, error=error, wait=wait))
        else:
            self._end(after_failure(self._upload, error, now, job.jitter))

    def cancel(self) -> None:
        self._end(self._upload.moved_to(UploadStage.CANCELLED, at=self._job.clock.now()))

    def _end(self, upload: Upload) -> None:
        """Announce it; if the job was stopped meanwhile, whoever did that has said so."""
        try:
            self._tell(upload)
        except Cancelled:
            logger.debug("Upload %s was stopped before its end", upload.id)

    def _transfer(self) -> StoredBytes:
        """Bring the bytes into the bucket; they are there when this returns."""
        request = self._prepare()
        self._enter(UploadStage.INITIATING)
        ticket = self._initiate(request)
        life = TicketLife.of(ticket, self._job.clock.now())
        self._trace(ticket.trace_id)
        self._enter(UploadStage.UPLOADING, slot=ticket.slot)
        stored = StoredBytes(ticket.slot, request.file_name, request.content_type, None, None)
        try:
            receipt = self._put(request, ticket, life)
        except ReplyLost:
            check_not_saved_anew(self._upload.file)
            self._upload = replace(self._upload, stored=stored)
            raise
        # It was, when its last byte was read: but on a slow line that may be a minute ago.
        check_not_saved_anew(self._upload.file)
        self._trace(receipt.trace_id)
        proof = proof_of(receipt, request.size)
        return replace(stored, crc32c=receipt.read_crc32c, proof=proof)

    def _enter(self, stage: UploadStage, **changes: Any) -> None:
        self._cancel.raise_if_cancelled()
        self._tell(self._upload.moved_to(stage, at=self._job.clock.now(), **changes))

    def _tell(self, upload: Upload) -> None:
        self._on_stage(upload)
        self._upload = upload

    def _trace(self, trace_id: str | None) -> None:
        """Note the name of the reply that ends this step; told with the next one."""
        self._upload = self._upload.traced(trace_id)

    def _prepare(self) -> UploadRequest:
        file, target = self._upload.file, self._upload.target
        check_unchanged(file)
        check_size(file.size, target.channel)
        file_type = self._job.file_types.type_of(file.path)
        check_type(file_type)
        return UploadRequest(target, file_type.file_name, file_type.content_type, file.size)

    def _initiate(self, request: UploadRequest) -> UploadTicket:
        ticket = self._job.route.initiate(request, self._cancel)
        if ticket.max_size is not None:
            check_size(request.size, request.target.channel, ticket.max_size)
        return ticket

    def _put(self, request: UploadRequest, ticket: UploadTicket, life: TicketLife) -> BucketReceipt:
        job, size = self._job, request.size
        if not life.is_worth_trying(job.clock.now(), job.speed.seconds_for(size)):
            raise LinkExpired  # this thread, or the computer, was asleep
        meter = ProgressMeter(self._upload.id, size, job.clock, self._on_progress)
        began = job.clock.monotonic()
        try:
            receipt = job.bucket.put(
                ticket,
                self._upload.file,
                request.content_type,
                cancel=self._cancel,
                on_acknowledged=meter.acknowledged,
                failures=self._upload.failures,
            )
        except LeadwayError as error:
            if life.explains(error, job.clock.now()):
                raise LinkExpired(detail=error.detail, status=error.status) from None
            raise
        job.speed.note(size, job.clock.monotonic() - began)
        return receipt

    def _complete(self, request: UploadRequest, stored: StoredBytes) -> StoredFile:
        """Ask for the link; raises ConnectionLost where the bytes were lost with the PUT's reply.

        What no bucket has confirmed is there if complete names the right size, and not otherwise.
        Raises LinkLost where a call before this one has done it, and its answer was lost.
        """
        answer, trace_id = None, None
        try:
            failures = self._upload.failures
            answer = self._job.route.complete(request, stored.slot, self._cancel, failures)
            trace_id = answer.trace_id
            self._trace(trace_id)
            check_stored(answer, request)
        except StoredFileMissing as error:
            if stored.proof is not None:
                raise
            trace_id = error.trace_id
        except ConnectionLost as error:
            error.is_sent = True
            raise
        except RequestRefused as error:
            if self._may_be_completed and _says_it_is_done(error):
                raise LinkLost(
                    detail=error.detail, trace_id=error.trace_id, status=error.status
                ) from None
            raise
        if answer is not None and (stored.proof is not None or answer.size is not None):
            return answer
        self._upload = replace(self._upload, stored=None)
        raise ConnectionLost(trace_id=trace_id)


def _says_it_is_done(error: RequestRefused) -> bool:
    """Whether complete is refused because it was done before; nobody has documented how."""
    is_said = re.search(r"\balready\b", error.detail, re.IGNORECASE) is not None
    return error.status == 409 or (error.status in {400, 422} and is_said)
