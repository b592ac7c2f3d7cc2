"""Signing in: one call proves the token, the keyring keeps it, and each failure has its name."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from leadway_desktop.assembly import check_credentials
from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.errors import (
    KeyringLocked,
    KeyringUnavailable,
    LeadwayError,
    LocationDenied,
    NoConnection,
    ScopeMissing,
    SettingInvalid,
    TokenInvalid,
    UnexpectedFailure,
)
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.transfer.ports import TakeBack
from leadway_desktop.workers.sign_in import CredentialsCheck, SignIn
from leadway_desktop.workers.task_thread import TaskThread


class Keeper:
    """A keyring that may refuse."""

    def __init__(self, error: Exception | None = None) -> None:
        self.kept: list[tuple[str, str]] = []
        self.threads: set[str] = set()
        self._error = error

    def store(self, token: Secret, location_id: str) -> TakeBack:
        self.threads.add(threading.current_thread().name)
        if self._error:
            raise self._error
        self.kept.append((token.reveal(), location_id))
        return self._take_back

    def _take_back(self) -> None:
        self.threads.add(threading.current_thread().name)
        self.kept.pop()


class SlowKeeper(Keeper):
    """A keyring that asks its owner something before it has kept the token."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.go_on, self.done = (threading.Event() for _ in range(3))

    def store(self, token: Secret, location_id: str) -> TakeBack:
        self.asked.set()
        assert self.go_on.wait(10)
        take_back = super().store(token, location_id)
        self.done.set()
        return take_back


class ClosedKeeper(SlowKeeper):
    """It keeps what it was given, whatever happens."""

    def _take_back(self) -> None:
        raise KeyringLocked


class Told:
    """What the sign-in page heard."""

    def __init__(self, sign_in: SignIn) -> None:
        self.accepted = 0
        self.refused: list[LeadwayError] = []
        self.not_kept: list[LeadwayError] = []
        self.busy: list[bool] = []
        sign_in.accepted.connect(self._accept)
        sign_in.refused.connect(self.refused.append)
        sign_in.not_kept.connect(self.not_kept.append)
        sign_in.busy_changed.connect(self.busy.append)

    def _accept(self) -> None:
        self.accepted += 1

    @property
    def answers(self) -> int:
        return self.accepted + len(self.refused) + len(self.not_kept)


Page = Callable[[CredentialsCheck, Keeper], tuple[SignIn, Told]]


@pytest.fixture
def thread() -> Iterator[TaskThread]:
    thread = TaskThread("keeping tokens")
    yield thread
    thread.finish()


@pytest.fixture
def page(qtbot: QtBot, thread: TaskThread) -> Iterator[Page]:
    made: list[SignIn] = []

    def make(check: CredentialsCheck, keeper: Keeper) -> tuple[SignIn, Told]:
        sign_in = SignIn(check, keeper, thread)
        made.append(sign_in)
        return sign_in, Told(sign_in)

    yield make
    for sign_in in made:
        sign_in.cancel()


@pytest.fixture
def check(settings: Settings) -> CredentialsCheck:
    return partial(check_credentials, settings)


def test_a_good_token_is_proved_and_kept(
    qtbot: QtBot, practice: PracticeServer, check: CredentialsCheck, page: Page
) -> None:
    account, keeper = practice.account, Keeper()
    sign_in, told = page(check, keeper)
    sign_in.try_credentials(Secret(account.token), account.location_id)
    qtbot.waitUntil(lambda: told.accepted == 1)
    assert keeper.kept == [(account.token, account.location_id)]
    assert sign_in.is_kept
    assert keeper.threads.isdisjoint({threading.main_thread().name})
    assert sign_in.token.reveal() == account.token
    assert sign_in.location_id == account.location_id
    assert told.busy == [True, False]
    assert practice.record.steps() == ["search"]


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("token_revoked", TokenInvalid),
        ("token_wrong_scope", ScopeMissing),
        ("token_wrong_location", LocationDenied),
    ],
)
def test_the_three_failures(
    qtbot: QtBot,
    practice: PracticeServer,
    check: CredentialsCheck,
    page: Page,
    token: str,
    kind: type[LeadwayError],
) -> None:
    keeper = Keeper()
    sign_in, told = page(check, keeper)
    sign_in.try_credentials(Secret(getattr(practice.account, token)), practice.account.location_id)
    qtbot.waitUntil(lambda: told.answers == 1)
    assert isinstance(told.refused[0], kind)
    assert told.refused[0].trace_id
    assert keeper.kept == []


def test_what_cannot_be_a_location_is_refused_not_kept_back(
    qtbot: QtBot, practice: PracticeServer, check: CredentialsCheck, page: Page
) -> None:
    """A setting that is wrong is no word about the keyring."""
    sign_in, told = page(check, Keeper())
    sign_in.try_credentials(Secret(practice.account.token), "with spaces")
    qtbot.waitUntil(lambda: told.answers == 1)
    assert isinstance(told.refused[0], SettingInvalid)


def test_no_server(qtbot: QtBot, practice: PracticeServer, settings: Settings, page: Page) -> None:
    practice.go_offline()
    sign_in, told = page(partial(check_credentials, settings), Keeper())
    sign_in.try_credentials(Secret("x"), "loc")
    qtbot.waitUntil(lambda: told.answers == 1)
    assert isinstance(told.refused[0], NoConnection)


@pytest.mark.parametrize("error", [KeyringUnavailable(), KeyringLocked()])
def test_a_token_that_cannot_be_kept_may_serve_for_the_session(
    qtbot: QtBot,
    practice: PracticeServer,
    check: CredentialsCheck,
    page: Page,
    error: LeadwayError,
) -> None:
    sign_in, told = page(check, Keeper(error))
    sign_in.try_credentials(Secret(practice.account.token), practice.account.location_id)
    qtbot.waitUntil(lambda: told.answers == 1)
    assert told.not_kept == [error]
    sign_in.keep_for_session()
    assert told.accepted == 1
    assert not sign_in.is_kept
    assert sign_in.token.reveal() == practice.account.token


@pytest.mark.allow_logs("met something unforeseen")
@pytest.mark.parametrize("where", ["check", "keeper"])
def test_what_nobody_foresaw_is_told(qtbot: QtBot, page: Page, where: str) -> None:
    def fail(token: Secret, location_id: str, cancel: CancelToken) -> None:
        if where == "check":
            raise ZeroDivisionError

    sign_in, told = page(fail, Keeper(ZeroDivisionError()))
    sign_in.try_credentials(Secret("x"), "loc")
    qtbot.waitUntil(lambda: told.answers == 1)
    assert isinstance(told.refused[0], UnexpectedFailure)


def test_a_cancel_ends_a_hanging_call_and_nothing_is_kept(
    qtbot: QtBot, practice: PracticeServer, check: CredentialsCheck, page: Page, thread: TaskThread
) -> None:
    practice.faults.add(Fault("search", "latency", seconds=30))
    keeper = Keeper()
    sign_in, told = page(check, keeper)
    sign_in.try_credentials(Secret(practice.account.token), practice.account.location_id)
    qtbot.waitUntil(lambda: len(practice.record.faults) == 1)
    sign_in.cancel()
    assert told.busy == [True, False]
    thread.finish()
    assert told.answers == 0
    assert keeper.kept == []


def attempt_while_the_keyring_asks(page: Page, keeper: SlowKeeper) -> tuple[SignIn, Told]:
    sign_in, told = page(lambda token, location_id, cancel: None, keeper)
    sign_in.try_credentials(Secret("x"), "loc")
    assert keeper.asked.wait(10)
    return sign_in, told


def test_a_cancel_while_the_keyring_is_at_it_leaves_nothing_behind(
    page: Page, thread: TaskThread
) -> None:
    keeper = SlowKeeper()
    sign_in, told = attempt_while_the_keyring_asks(page, keeper)
    sign_in.cancel()
    keeper.go_on.set()
    thread.finish()
    assert keeper.kept == []
    assert keeper.threads.isdisjoint({threading.main_thread().name})
    assert told.answers == 0


def test_a_cancel_before_the_answer_is_heard_leaves_nothing_behind(
    qtbot: QtBot, page: Page, thread: TaskThread
) -> None:
    """The keyring is done and the window does not know it yet."""
    keeper = SlowKeeper()
    sign_in, told = attempt_while_the_keyring_asks(page, keeper)
    keeper.go_on.set()
    assert keeper.done.wait(10)
    sign_in.cancel()
    thread.finish()
    qtbot.wait(1)
    assert keeper.kept == []
    assert told.answers == 0


def test_the_next_attempt_is_not_taken_back_with_the_one_before(
    qtbot: QtBot, page: Page, thread: TaskThread
) -> None:
    keeper = SlowKeeper()
    sign_in, told = attempt_while_the_keyring_asks(page, keeper)
    sign_in.try_credentials(Secret("second"), "loc")
    keeper.go_on.set()
    qtbot.waitUntil(lambda: told.accepted == 1)
    thread.finish()
    assert keeper.kept == [("second", "loc")]


@pytest.mark.allow_logs("stays in the keyring: KeyringLocked")
def test_a_token_that_cannot_be_taken_back_is_logged(page: Page, thread: TaskThread) -> None:
    keeper = ClosedKeeper()
    sign_in, _ = attempt_while_the_keyring_asks(page, keeper)
    sign_in.cancel()
    keeper.go_on.set()
    thread.finish()
    assert keeper.kept == [("x", "loc")]


def test_the_last_attempt_counts(qtbot: QtBot, page: Page) -> None:
    go_on = threading.Event()

    def check(token: Secret, location_id: str, cancel: CancelToken) -> None:
        if token.reveal() == "first":
            go_on.wait(5)
            raise TokenInvalid

    keeper = Keeper()
    sign_in, told = page(check, keeper)
    sign_in.try_credentials(Secret("first"), "loc")
    sign_in.try_credentials(Secret("second"), "loc")
    go_on.set()
    qtbot.waitUntil(lambda: told.answers == 1)
    assert told.accepted == 1
    assert keeper.kept == [("second", "loc")]
    assert told.busy == [True, False, True, False]
