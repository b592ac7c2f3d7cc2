"""Uploads to keep: one at a time, and every kind that hypothesis can think of."""

import inspect
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from leadway_desktop.domain.certificate_flaw import CertificateFlaw
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.domain.proof import Proof
from leadway_desktop.domain.upload import (
    LocalFile,
    Step,
    StoredBytes,
    Upload,
    UploadSlot,
    UploadTarget,
)
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from tests.domain.error_tree import KINDS

MOMENT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def make_upload(number: int = 1, **changes: Any) -> Upload:
    target = UploadTarget(
        "location", f"conversation-{number}", f"contact-{number}", "María", Channel.WHATSAPP
    )
    upload = Upload(
        id=f"upload-{number:06}",
        target=target,
        file=LocalFile(Path(f"/home/ana/factura-{number:06}.pdf"), 1000 + number, 10**18 + number),
        created_at=MOMENT,
    )
    return replace(upload, **changes)


def plain(upload: Upload) -> tuple[Upload, object]:
    """Return what two uploads are compared by: errors are equal to nothing but themselves."""
    delivery = upload.delivery
    bare = delivery and replace(delivery, error=None)
    found = (upload.error, delivery and delivery.error)
    errors = [error and (type(error), vars(error)) for error in found]
    return replace(upload, error=None, delivery=bare), (errors, upload.file.origin)


# Half a pair among them: a server's JSON may hold one.
texts = st.text(st.characters(exclude_categories=()), max_size=40)
integers = st.integers(-(2**62), 2**62)
checksums = st.integers(0, 2**32 - 1)
moments = st.datetimes(timezones=st.just(UTC))
paths = (
    st.binary(min_size=1, max_size=60)
    .map(lambda name: b"/" + name.replace(b"\0", b"x"))
    .map(lambda name: Path(os.fsdecode(name)))
)


def errors_of(kind: type[LeadwayError]) -> st.SearchStrategy[LeadwayError]:
    """Return errors of a class, with all the parameters that it takes."""
    return st.builds(kind, **{name: _facts(name) for name in inspect.signature(kind).parameters})


def _facts(name: str) -> st.SearchStrategy[Any]:
    return {
        "trace_id": st.none() | texts,
        "status": st.none() | st.integers(100, 599),
        "size": st.integers(0, 10**30),
        "limit": st.none() | integers,
        "channel": st.none() | st.sampled_from(Channel),
        "wait_seconds": st.none() | st.floats(allow_nan=False),
        "flaw": st.sampled_from(CertificateFlaw),
        "is_daily": st.booleans(),
        "is_sent": st.booleans(),
        "is_taken": st.booleans(),
        "is_from_api": st.booleans(),
        "folder": paths,
        "stored": st.integers(0, 10**30) | texts,
        "expected": st.integers(0, 10**30) | texts,
    }.get(name, texts)


any_errors = st.sampled_from(sorted(KINDS, key=lambda kind: kind.__name__)).flatmap(errors_of)
any_waits = st.builds(Wait, st.sampled_from(WaitReason), st.none() | moments)
any_deliveries = st.builds(
    Delivery,
    key=texts,
    text=texts,
    recipient=texts,
    stage=st.sampled_from(DeliveryStage),
    wait=st.none() | any_waits,
    error=st.none() | any_errors,
    failures=st.integers(0, 1000),
    vain_looks=st.integers(0, 10),
    began_at=st.none() | moments,
    may_have_said_else=st.booleans(),
    sent_at=st.none() | moments,
    message_id=st.none() | texts,
    trace_id=st.none() | texts,
)
any_uploads = st.builds(
    Upload,
    id=texts,
    target=st.builds(UploadTarget, texts, texts, texts, texts, st.sampled_from(Channel)),
    file=st.builds(LocalFile, paths, integers, integers, st.none() | paths),
    created_at=moments,
    stage=st.sampled_from(UploadStage),
    error=st.none() | any_errors,
    link=st.none() | texts,
    checksum=st.none() | checksums,
    finished_at=st.none() | moments,
    attempts=st.integers(0, 1000),
    failures=st.integers(0, 1000),
    renewals=st.integers(0, 1000),
    proof=st.none() | st.sampled_from(Proof),
    steps=st.lists(
        st.builds(Step, st.sampled_from(UploadStage), moments, st.none() | texts), max_size=4
    ).map(tuple),
    delivery=st.none() | any_deliveries,
    place=st.none() | st.floats(allow_nan=False),
    is_put_away=st.booleans(),
    is_drafted=st.booleans(),
    tried_at=st.none() | moments,
    is_untold=st.booleans(),
    told_at=st.none() | moments,
    unsaid=texts,
    unsaid_of=texts,
    stored=st.none()
    | st.builds(
        StoredBytes,
        st.builds(UploadSlot, texts, texts),
        texts,
        texts,
        checksums | st.none(),
        st.none() | st.sampled_from(Proof),
    ),
    wait=st.none() | any_waits,
)
