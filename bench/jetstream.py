"""Bluesky's firehose on one core: unpacked, parsed, looked at, beside a loop that only parses.

`VIGIE_PAYLOADS=… python -m bench.jetstream` prints the table of docs/performance.md. The other
loop decompresses with the same dictionary and parses whole frames with the fastest JSON reader
at hand (orjson when it is installed, else msgspec).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import aclosing
from datetime import UTC, datetime
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

import msgspec
from websockets.asyncio.server import ServerConnection, serve

from bench.jetstream_frames import dictionary, dictionary_bytes, frames
from bench.measure import Compared, compare, one_core
from connectors.bluesky.connector import BlueskyConnector
from connectors.bluesky.gathering import Gathering
from connectors.bluesky.jetstream_events import read_v1
from connectors.bluesky.posts import BlueskyPosts
from connectors.bluesky.settings import BlueskySettings
from enrichers.relevance import Screen
from pipeline.assembly import load_town
from pipeline.outbound.client import HttpOutbound
from vigie.clock import SystemClock
from vigie.context import Context
from vigie.privacy import Pseudonymiser

#: Measured on 2026-07-04, all collections (manifest.json of the recorded frames).
NETWORK: Final = 478
_LOT: Final = 100


def context(outbound: HttpOutbound, home: Path) -> Context:
    """Return the services of an installation that listens for two towns."""
    towns = (load_town("trois-rivieres", None), load_town("namur", None))
    return Context(
        outbound=outbound,
        clock=SystemClock(),
        pseudonyms=Pseudonymiser(b"cle fictive pour les mesures, 32+"),
        home=home,
        towns=towns,
        names_a_town=Screen(towns).names_a_town,
    )


def reader() -> tuple[str, Callable[[bytes], Any]]:
    """Return the fastest JSON reader at hand, and its name."""
    try:
        return "orjson", import_module("orjson").loads
    except ImportError:
        return "msgspec", msgspec.json.Decoder().decode


def compared(told: list[bytes], given: Context) -> Compared:
    """Compare frames a CPU second, ours and the bare loop's."""
    posts = BlueskyPosts(BlueskySettings(name="banc"), given)
    unpack = dictionary().unpack
    _, parse = reader()
    now = datetime.now(UTC)

    def ours() -> int:
        gathering = Gathering(posts, read_v1, unpack)
        for start in range(0, len(told), _LOT):
            gathering.take(told[start : start + _LOT], now)
            if gathering.full:
                gathering.start()
        return len(told)

    def theirs() -> int:
        for frame in told:
            parse(unpack(frame))
        return len(told)

    return compare(ours, theirs)


def _serve(told: list[bytes], line: Connection) -> None:
    """Tell every subscriber everything, as fast as it reads."""

    async def subscribed(connection: ServerConnection) -> None:
        for frame in told:
            await connection.send(frame)
        await connection.wait_closed()

    async def main() -> None:
        async with serve(subscribed, "127.0.0.1", 0, compression=None) as server:
            line.send(next(iter(server.sockets)).getsockname()[1])
            await asyncio.get_running_loop().run_in_executor(None, line.recv)

    asyncio.run(main())


async def by_line(told: list[bytes], home: Path) -> float:
    """Return frames a CPU second of the whole connector, over a WebSocket of this machine."""
    here, there = get_context("spawn").Pipe()
    server = get_context("spawn").Process(target=_serve, args=(told, there))
    server.start()
    port = here.recv()
    (home / "v1.zdict").write_bytes(dictionary_bytes())
    settings = BlueskySettings(
        name="banc", hosts=(f"ws://127.0.0.1:{port}",), dictionary="v1.zdict"
    )
    async with HttpOutbound(allowed_hosts=("127.0.0.1",), spacing=0) as outbound:
        connector = BlueskyConnector(settings, context(outbound, home))
        started, heard = time.process_time(), 0
        async with aclosing(connector.pages(None)) as pages:
            async for page in pages:
                heard += page.unheard + len(page.events)
                if heard >= 0.85 * len(told):  # accounts and identities are not counted
                    break
        spent = time.process_time() - started
    here.send("done")
    server.join()
    return heard / spent


def table() -> list[str]:
    """Return the rows; takes a minute or two."""
    from tempfile import TemporaryDirectory

    rows = []
    posts = frames(100_000, everything=False)
    with TemporaryDirectory() as folder:
        home = Path(folder)
        line = asyncio.run(by_line(posts, home))
        one_core()
        given = context(HttpOutbound(), home)
        for what, told in (
            ("posts and accounts, as asked for", posts),
            ("all collections, as recorded", frames(100_000, everything=True)),
        ):
            found = compared(told, given)
            rows.append(
                f"| {what} | {found.ours:,.0f} events/s | {found.theirs:,.0f} events/s |"
                f" {found.ratio:.2f} ({found.lowest:.2f}–{found.highest:.2f}) |"
                f" {found.ours / NETWORK:,.0f} |"
            )
    whole = "the same posts by the whole connector, over a WebSocket"
    return [
        f"| frames | Vigie | decompress and {reader()[0]} | ratio | times the network |",
        "|---|---|---|---|---|",
        *rows,
        f"| {whole} | {line:,.0f} events/s | | | {line / NETWORK:,.0f} |",
    ]


if __name__ == "__main__":
    print("\n".join(table()))
