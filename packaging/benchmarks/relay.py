"""A relay in front of a server that is near, which makes it far: every byte takes its time."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

BLOCK = 64 * 1024


class Relay:
    """Passes connections on to `target`, a URL set later, `round_trip` seconds away.

    A new connection costs a round trip before its first byte, as TCP's handshake does.
    """

    def __init__(self, round_trip: float) -> None:
        self.target = ""
        self.url = ""
        self._round_trip = round_trip
        self._lines: set[asyncio.StreamWriter] = set()
        self._is_over = False

    async def open(self) -> asyncio.Server:
        """Listen on any free port of this computer, which `url` tells from then on."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return server

    async def hang_up(self) -> None:
        """End every connection, one that is only just being made too."""
        self._is_over = True
        for line in self._lines:
            line.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target = urlsplit(self.target)
        shaken = asyncio.get_running_loop().time() + self._round_trip
        try:
            far_reader, far_writer = await asyncio.open_connection(target.hostname, target.port)
        except OSError:
            writer.close()
            return
        both = {writer, far_writer}
        self._lines |= both
        if self._is_over:
            await self.hang_up()
        await asyncio.gather(
            self._pass(reader, far_writer, shaken), self._pass(far_reader, writer, 0.0)
        )
        self._lines -= both
        for line in both:
            line.close()

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, not_before: float
    ) -> None:
        """Read at once and write later, so that the delay takes nothing from the speed."""
        late: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        writing = asyncio.create_task(_write_late(late, writer))
        loop = asyncio.get_running_loop()
        data = b"-"
        while data:
            try:
                data = await reader.read(BLOCK)
            except OSError:
                data = b""
            late.put_nowait((max(loop.time(), not_before) + self._round_trip / 2, data))
        await writing


async def _write_late(
    late: "asyncio.Queue[tuple[float, bytes]]", writer: asyncio.StreamWriter
) -> None:
    """Write what is due until the end, which is passed on as well; nobody may be there any more."""
    loop = asyncio.get_running_loop()
    while True:
        due, data = await late.get()
        await asyncio.sleep(max(0.0, due - loop.time()))
        with suppress(OSError):
            writer.write(data) if data else writer.write_eof()
            await writer.drain()
        if not data:
            return


@contextmanager
def relays(count: int, round_trip: float) -> Iterator[list[Relay]]:
    """Run relays in a thread of their own for the block."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="relay", daemon=True)
    thread.start()

    def run(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    made = [Relay(round_trip) for _ in range(count)]
    servers = [run(relay.open()) for relay in made]
    try:
        yield made
    finally:
        for server, relay in zip(servers, made, strict=True):
            loop.call_soon_threadsafe(server.close)
            run(relay.hang_up())
        run(_others_end())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _others_end() -> None:
    await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))
