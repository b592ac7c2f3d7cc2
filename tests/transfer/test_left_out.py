"""Files that a command leaves out of messages which an earlier one has begun with them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from leadway_desktop.domain.delivery import Delivery, DeliveryStage
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer.left_out import held_up
from tests.transfer.conftest import NewUpload

FIRST, SECOND = "k.00000", "k.00001"


@pytest.fixture
def said(new_upload: NewUpload) -> Said:
    return Said(new_upload)


class Said:
    """Makes uploads with a message."""

    def __init__(self, new_upload: NewUpload) -> None:
        self._new = new_upload

    def __call__(self, key: str, text: str = "", stage: UploadStage = UploadStage.QUEUED) -> Upload:
        return replace(self._new(), stage=stage, delivery=Delivery(key, text, ""))


@pytest.mark.parametrize("stage", UploadStage)
def test_nothing_waits_for_a_file_that_is_left_out(said: Said, stage: UploadStage) -> None:
    """One that is over and has not arrived is no matter: it stays out of the message anyhow."""
    given, left = said(FIRST, "Hola"), said(FIRST, "Hola", stage)
    behind, apart = said(SECOND), said("other.00000", "Hola")
    is_held = stage not in {UploadStage.FAILED, UploadStage.CANCELLED}
    known = [given, left, behind, apart]
    assert held_up([given, behind, apart], known) == ({FIRST, SECOND} if is_held else set())


@pytest.mark.parametrize("stage", UploadStage)
def test_words_do_not_stay_with_a_file_that_is_left_out(said: Said, stage: UploadStage) -> None:
    left, given = said(FIRST, "Hola", stage), said(SECOND)
    assert held_up([given], [left, given]) == {SECOND}


def test_what_has_gone_or_is_given_whole_is_left_alone(said: Said, tmp_path: Path) -> None:
    given, new = said(FIRST, "Hola"), tmp_path / "new.jpg"
    assert not held_up([given, new], [given])
    sent = said(FIRST, "Hola", UploadStage.UPLOADED)
    assert sent.delivery is not None
    sent = replace(sent, delivery=replace(sent.delivery, stage=DeliveryStage.SENT))
    assert not held_up([said(SECOND)], [sent])
    assert not held_up([sent], [sent, said(SECOND)])
