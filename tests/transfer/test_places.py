"""A server that gives a place or a link twice: no file is put over another, or told as another."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.errors import ConnectionLost, LinkExpired, LinkShared, PlaceTaken
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.upload import (
    BucketReceipt,
    LocalFile,
    StoredFile,
    Upload,
    UploadRequest,
    UploadSlot,
    UploadTicket,
)
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer.ports import OnAcknowledged
from tests.transfer.fakes import TARGET, FakeWorld, HandClock
from tests.transfer.office import Gate, Office

ONE_PLACE = UploadSlot("up", "conversations/c1/foto.jpg", "object")


@dataclass
class Shelf(FakeWorld):
    """A world that keeps bytes by their path, and gives the places and links that a test wants."""

    slot_of: Callable[[int], UploadSlot] = lambda count: ONE_PLACE
    """Given how often it was asked before."""
    link_of: Callable[[UploadSlot], str] = lambda slot: f"https://cdn.example/{slot.file_path}"
    objects: dict[str, bytes] = field(default_factory=dict)

    def initiate(self, request: UploadRequest, cancel: CancelToken) -> UploadTicket:
        slot = self.slot_of(self.steps.count("initiate"))
        self._step("initiate", cancel)
        return UploadTicket(Secret("https://b.example/o?s=feed"), slot, None, None, "trace-1")

    def put(
        self,
        ticket: UploadTicket,
        file: LocalFile,
        content_type: str,
        *,
        cancel: CancelToken,
        on_acknowledged: OnAcknowledged,
        failures: int = 0,
    ) -> BucketReceipt:
        self._step("put", cancel)
        read = file.path.read_bytes()
        self.objects[ticket.slot.file_path] = read
        size, checksum = len(read), zlib.crc32(read)
        return BucketReceipt(size, checksum, checksum, size)

    def complete(
        self, request: UploadRequest, slot: UploadSlot, cancel: CancelToken, failures: int = 0
    ) -> StoredFile:
        self._step("complete", cancel)
        size = len(self.objects[slot.file_path])
        return StoredFile(self.link_of(slot), size, request.content_type, "trace-3")


def each_its_own(count: int) -> UploadSlot:
    return UploadSlot(f"up{count}", f"path{count}", f"object{count}")


MakeUpload = Callable[[str], Upload]


@pytest.fixture
def make(tmp_path: Path) -> MakeUpload:
    """Make uploads of files of one size in folders of their own, each with its own name in it."""

    def make(content: str) -> Upload:
        folder = tmp_path / content
        folder.mkdir()
        path = folder / "foto.jpg"
        path.write_bytes(b"\xff\xd8\xff\xe0" + content.partition(" ")[0].encode().ljust(100))
        return Upload(content, TARGET, look_at(path), HandClock().now())

    return make


def run(office: Office, *uploads: Upload) -> list[Upload]:
    """Run uploads one after the other, and return them as they are then."""
    with office.threads(1):
        for one in uploads:
            office.queue.add(one)
            assert office.queue.wait_until_over([one.id], 10)
    return [office.queue.upload(one.id) for one in uploads]


def test_nothing_is_put_over_what_is_uploaded(make: MakeUpload) -> None:
    world = Shelf()
    first, second = run(Office(world), make("a"), make("b"))
    assert first.stage is UploadStage.UPLOADED
    assert world.objects[ONE_PLACE.file_path] == first.file.path.read_bytes()
    assert (second.stage, type(second.error)) == (UploadStage.FAILED, PlaceTaken)
    assert second.error is not None
    assert second.error.trace_id == "trace-1"
    assert (world.steps.count("initiate"), world.steps.count("put")) == (5, 1)


def test_another_place_is_asked_for(make: MakeUpload) -> None:
    world = Shelf(slot_of=lambda count: ONE_PLACE if count < 3 else each_its_own(count))
    office = Office(world)
    first, second = run(office, make("a"), make("b"))
    assert [first.stage, second.stage] == [UploadStage.UPLOADED] * 2
    assert first.link != second.link
    assert office.diary.stages(second.id).count("waiting") == 2
    assert set(world.objects.values()) == {one.file.path.read_bytes() for one in (first, second)}


def test_nothing_is_put_over_what_is_on_its_way(make: MakeUpload) -> None:
    gate = Gate("put")
    office, first, second = Office(Shelf(gate)), make("a"), make("b")
    with office.threads(2):
        office.queue.add(first)
        assert gate.reached.acquire(timeout=5)
        office.queue.add(second)
        assert office.queue.wait_until_over([second.id], 5)
        gate.open()
        assert office.queue.wait_until_over([first.id], 5)
    assert office.stage(first) is UploadStage.UPLOADED
    assert isinstance(office.queue.upload(second.id).error, PlaceTaken)
    assert office.world.steps.count("put") == 1


@pytest.mark.parametrize("is_restarted", [False, True])
def test_what_is_stored_holds_its_place_until_it_goes_on_there(
    make: MakeUpload, is_restarted: bool
) -> None:
    """Whatever it waits for, and after a restart too."""
    gate = Gate("complete")
    office, first, second = Office(Shelf(gate)), make("a"), make("b")
    with office.threads(1):
        office.queue.add(first)
        assert gate.reached.acquire(timeout=5)
        office.queue.pause(first.id)
    office = office.restarted()
    office.world.hook = lambda step, cancel: None
    if is_restarted:
        office = office.restarted()
    with office.threads(1):
        office.queue.add(second)
        assert office.queue.wait_until_over([second.id], 5)
        assert isinstance(office.queue.upload(second.id).error, PlaceTaken)
        office.queue.resume(first.id)
        assert office.queue.wait_until_over([first.id], 5)
    assert office.stage(first) is UploadStage.UPLOADED
    assert office.world.steps.count("put") == 1


@pytest.mark.parametrize(("step", "error"), [("initiate", ConnectionLost), ("put", LinkExpired)])
def test_an_upload_may_be_given_its_own_place_again(
    make: MakeUpload, step: str, error: Callable[[], Exception]
) -> None:
    """As where initiate's answer was lost, or the link ran out."""
    world = Shelf()

    def fail_once(now: str, cancel: CancelToken) -> None:
        if now == step and world.steps.count(step) == 1:
            raise error()

    world.hook = fail_once
    (done,) = run(Office(world), make("a"))
    assert done.stage is UploadStage.UPLOADED
    assert world.steps.count("initiate") == 2


def test_a_place_whose_upload_was_stopped_or_removed_is_free(make: MakeUpload) -> None:
    gate = Gate("put")
    office, first, second, third = Office(Shelf(gate)), make("a"), make("b"), make("c")
    with office.threads(1):
        office.queue.add(first)
        assert gate.reached.acquire(timeout=5)
        office.queue.cancel(first.id)
        gate.open()
        office.queue.add(second)
        assert office.queue.wait_until_over([second.id], 5)
        assert office.stage(second) is UploadStage.UPLOADED
        office.queue.remove(second.id)
        office.queue.add(third)
        assert office.queue.wait_until_over([third.id], 5)
    assert office.stage(third) is UploadStage.UPLOADED


def test_the_same_file_twice_may_share_all(make: MakeUpload) -> None:
    once = make("a")
    again = Upload("again", TARGET, once.file, HandClock().now())
    first, second = run(Office(Shelf()), once, again)
    assert [first.stage, second.stage] == [UploadStage.UPLOADED] * 2
    assert first.link == second.link


@pytest.mark.parametrize(
    ("slot", "is_taken"),
    [
        (UploadSlot("other", ONE_PLACE.file_path, "object"), True),
        (UploadSlot("other", ONE_PLACE.file_path, "another object"), False),
        (UploadSlot("other", ONE_PLACE.file_path), False),
        (UploadSlot("up", "other/foto.jpg", "object"), False),
    ],
)
def test_a_place_is_one_by_path_and_id_or_by_path_and_object(
    make: MakeUpload, slot: UploadSlot, is_taken: bool
) -> None:
    world = Shelf(
        slot_of=lambda count: slot if count else ONE_PLACE,
        link_of=lambda slot: f"https://cdn.example/{slot.upload_id}/{slot.file_path}",
    )
    _, second = run(Office(world), make("a"), make("b"))
    assert isinstance(second.error, PlaceTaken) is is_taken
    assert (second.stage is UploadStage.UPLOADED) is not is_taken


# -- links ----------------------------------------------------------------------------------------


def one_link(slot: UploadSlot) -> str:
    return "https://cdn.example/foto.jpg"


def test_a_link_of_other_bytes_is_no_upload_that_is_done(make: MakeUpload) -> None:
    world = Shelf(slot_of=each_its_own, link_of=one_link)
    office = Office(world)
    first, second = run(office, make("a"), make("b"))
    assert (first.stage, first.link) == (UploadStage.UPLOADED, one_link(ONE_PLACE))
    assert (second.stage, second.link) == (UploadStage.FAILED, None)
    assert isinstance(second.error, LinkShared)
    assert (second.error.other, second.error.trace_id) == ("foto.jpg", "trace-3")
    assert "uploaded" not in office.diary.stages(second.id)
    assert "uploaded" not in office.journal.stages(second.id)
    assert second.stored is None, "what the agent retries begins anew"


def test_equal_bytes_may_share_a_link(make: MakeUpload) -> None:
    world = Shelf(slot_of=each_its_own, link_of=one_link)
    first, second = run(Office(world), make("a"), make("a copy"))
    assert [first.stage, second.stage] == [UploadStage.UPLOADED] * 2
    assert first.link == second.link


def test_a_link_is_known_after_a_restart(make: MakeUpload) -> None:
    office = Office(Shelf(slot_of=each_its_own, link_of=one_link))
    run(office, make("a"))
    (second,) = run(office.restarted(), make("b"))
    assert isinstance(second.error, LinkShared)


def test_a_link_is_taken_while_the_journal_still_writes_who_has_it(make: MakeUpload) -> None:
    office = Office(Shelf(slot_of=each_its_own, link_of=one_link))
    first, second = make("a"), make("b")
    is_writing = threading.Event()

    def hold(upload: Upload) -> None:
        if upload.id == first.id and upload.stage is UploadStage.UPLOADED:
            is_writing.set()
            assert office.wait_for(second, UploadStage.FAILED)

    office.journal.on_write = hold
    with office.threads(2):
        office.queue.add(first)
        assert is_writing.wait(5)
        office.queue.add(second)
        assert office.queue.wait_until_over([first.id, second.id], 10)
    assert office.stage(first) is UploadStage.UPLOADED
    assert isinstance(office.queue.upload(second.id).error, LinkShared)
