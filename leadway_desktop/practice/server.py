"""The practice server: two ports on loopback, the API and the bucket, and all that they share."""

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from leadway_desktop.practice.access import Gate
from leadway_desktop.practice.account import Account, make_account, tokens_of
from leadway_desktop.practice.api import Api
from leadway_desktop.practice.bucket import Bucket
from leadway_desktop.practice.control import PREFIX, Control
from leadway_desktop.practice.conversations import Conversation, make_conversations, make_id
from leadway_desktop.practice.faults import FaultBook
from leadway_desktop.practice.http_base import Application
from leadway_desktop.practice.inbox import Inbox
from leadway_desktop.practice.listener import Listener
from leadway_desktop.practice.messages import MessageDesk
from leadway_desktop.practice.object_store import ObjectStore
from leadway_desktop.practice.rate_limit import RateLimiter
from leadway_desktop.practice.record import Record
from leadway_desktop.practice.scenarios import Scenario, find
from leadway_desktop.practice.signing import HmacKey
from leadway_desktop.practice.uploads import UploadDesk


@dataclass
class _State:
    """What lives between start and stop."""

    account: Account
    inbox: Inbox
    store: ObjectStore
    bucket: Bucket
    api: Api
    ports: tuple[int, int]
    listeners: list[Listener] = field(default_factory=list)


class PracticeServer:
    """The practice account. Use as a context manager, or call ``start`` and ``stop``.

    ``port`` 0 takes any free one; ``seed`` decides people, tokens and the dice of the faults;
    ``scenario`` is a name of ``scenarios.SCENARIOS``; ``clock`` gives seconds since 1970;
    ``rate_limit`` False switches the limit off whatever the scenario says; objects are stored in
    a new folder inside ``storage`` (the system's temporary folder) that ``stop`` deletes. With a
    ``certificate`` (PEM, its key in the same file) both ports speak https; ``bucket_url`` is where
    clients reach the bucket if something stands before it. Raises ValueError for an unknown
    scenario, OSError (ssl.SSLError) for a certificate that cannot be used.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        bucket_port: int = 0,
        seed: int = 1,
        scenario: str | None = None,
        clock: Callable[[], float] = time.time,
        rate_limit: bool = True,
        storage: Path | None = None,
        certificate: Path | None = None,
        bucket_url: str = "",
    ) -> None:
        self.scenario: Scenario = find(scenario)
        self.faults = FaultBook(seed)
        self.faults.add(*self.scenario.faults)
        self.record = Record()
        self._seed = seed
        self._ports = (port, bucket_port)
        self._real_clock = clock
        self._rate_limit = rate_limit
        self._storage = storage
        self._tls = _tls(certificate) if certificate else None
        self._bucket_url = bucket_url
        self._started: _State | None = None

    @property
    def account(self) -> Account:
        """Addresses and tokens; raises RuntimeError unless the server has been started."""
        return self._state().account

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        """The conversations of the account's location as they are now."""
        state = self._state()
        return tuple(state.inbox.all(state.account.location_id))

    def start(self) -> Self:
        """Open both ports; raises OSError when one is taken."""
        if self._started is not None:
            raise RuntimeError("the practice server has been started")
        state = self._build()
        try:
            self._listen(state)
        except OSError:
            state.store.remove()
            raise
        self._started = state
        return self

    def stop(self) -> None:
        """Hang up on everybody, join every thread, delete every object. May be called twice."""
        if self._started is None:
            return
        self.go_offline()
        self._started.store.remove()
        self._started = None

    def go_offline(self) -> None:
        """Close both ports and hang up on everybody, as a dead network would; keep the state."""
        state = self._state()
        for listener in state.listeners:
            listener.close()
        state.listeners.clear()

    def go_online(self) -> None:
        """Open the same two ports again, with everything as it was."""
        state = self._state()
        if not state.listeners:
            self._listen(state)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    # -- building ---------------------------------------------------------------------------------

    def _state(self) -> _State:
        if self._started is None:
            raise RuntimeError("the practice server has not been started")
        return self._started

    def _now(self) -> float:
        return self._real_clock() + self.faults.skew_s()

    def _build(self) -> _State:
        account = make_account(self._seed)
        inbox = self._make_inbox(account)
        store = ObjectStore(self._storage)
        bucket = self._make_bucket(store)
        return _State(
            account=account,
            inbox=inbox,
            store=store,
            bucket=bucket,
            api=self._make_api(account, inbox, bucket),
            ports=self._ports,
        )

    def _make_inbox(self, account: Account) -> Inbox:
        now_ms = int(self._now() * 1000)
        ours = make_conversations(self._seed, account.location_id, now_ms)
        foreign = replace(
            ours[-1],
            id=account.foreign_conversation_id,
            contact_id=make_id(self._seed, "foreign contact"),
            location_id=account.other_location_id,
        )
        unknown_status = self.scenario.quirks.unknown_conversation
        return Inbox([*ours, foreign], unknown_status=unknown_status)

    def _make_bucket(self, store: ObjectStore) -> Bucket:
        secret = make_id(self._seed, "bucket secret") * 2
        return Bucket(
            key=HmacKey(f"GOOG1E{make_id(self._seed, 'access').upper()}", secret),
            store=store,
            record=self.record,
            clock=self._now,
            two_hash_lines=self.scenario.quirks.two_hash_lines,
        )

    def _make_api(self, account: Account, inbox: Inbox, bucket: Bucket) -> Api:
        limits = self.scenario.limits if self._rate_limit else None
        return Api(
            gate=Gate(tokens_of(account)),
            limiter=RateLimiter(limits, self._real_clock) if limits else None,
            inbox=inbox,
            uploads=UploadDesk(bucket=bucket, inbox=inbox, record=self.record, clock=self._now),
            messages=MessageDesk(seed=self._seed, inbox=inbox, record=self.record, clock=self._now),
            control=Control(key=account.control_key, faults=self.faults, record=self.record),
            quirks=self.scenario.quirks,
        )

    def _listen(self, state: _State) -> None:
        """Open both ports, or none."""
        applications: tuple[Application, ...] = (state.api, state.bucket)
        opened: list[Listener] = []
        try:
            for application, port in zip(applications, state.ports, strict=True):
                opened.append(self._listener(state, application, port))
        except OSError:
            for listener in opened:
                listener.close()
            raise
        api, bucket = opened
        state.ports = (api.port, bucket.port)
        state.bucket.origin = self._bucket_url or bucket.url
        state.account = replace(
            state.account,
            base_url=api.url,
            bucket_url=bucket.url,
            control_url=api.url + PREFIX,
        )
        state.listeners = opened
        for listener in opened:
            listener.start()

    def _listener(self, state: _State, application: Application, port: int) -> Listener:
        return Listener(
            application,
            port=port,
            faults=self.faults,
            record=self.record,
            clock=self._now,
            secrets=tuple(token.text for token in tokens_of(state.account)),
            tls=self._tls,
        )


def _tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
