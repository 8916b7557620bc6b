"""Two thousand feeds on one core: what a poll costs, and what share of the core they take.

Each feed has a host of its own (an address of the loopback), as two thousand newspapers would, so
that nothing waits for its turn. The server is a process of its own. The peer is feedparser alone,
fetching and parsing in a pool of threads: it keeps no cursor, refuses no private address, and
parses what nothing says has changed.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import feedparser

from connectors.feed.connector import build
from connectors.parsing.pool import shared
from pipeline.outbound.client import HttpOutbound
from vigie.clock import SystemClock
from vigie.context import Context
from vigie.contracts import Connector
from vigie.privacy import Pseudonymiser

_FEEDS: Final = 2_000
_ITEMS: Final = 20
_AT_ONCE: Final = 64
_TEN_MINUTES: Final = 600


def document(number: int) -> bytes:
    """Return a feed of twenty items of the length of a newspaper's."""
    items = "".join(
        f"<item><guid>{number}-{one}</guid><title>Nouvelle {one} du journal {number}</title>"
        f"<link>https://journal{number}.example/{one}</link>"
        f"<pubDate>Mon, 23 Nov 2026 0{one % 10}:00:00 GMT</pubDate>"
        f"<description>&lt;p&gt;{'Le conseil a voté le budget des parcs. ' * 8}&lt;/p&gt;"
        "</description></item>"
        for one in range(_ITEMS)
    )
    return f'<rss version="2.0"><channel><title>{number}</title>{items}</channel></rss>'.encode()


class _Newspapers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with the feed, or that it has not changed."""
        tag = f'"{self.path}"'
        if self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.end_headers()
            return
        body = document(int(self.path.rpartition("/")[2]))
        self.send_response(200)
        for name, value in (("ETag", tag), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.send_header("Content-Type", "application/rss+xml")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 512
    daemon_threads = True


def _serve(told: Connection) -> None:
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    server = _Server(("0.0.0.0", 0), _Newspapers)
    told.send(server.server_address[1])
    server.serve_forever()


@contextmanager
def newspapers() -> Iterator[list[str]]:
    """Yield the addresses of the feeds, each on a host of its own."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,))
    process.start()
    try:
        port = ours.recv()
        yield [f"http://127.{1 + n // 250}.1.{1 + n % 250}:{port}/{n}" for n in range(_FEEDS)]
    finally:
        process.terminate()
        process.join()


class Spent(NamedTuple):
    """CPU seconds of this process and of its parsing children, and wall seconds."""

    cpu: float
    wall: float

    def per_poll(self) -> float:
        """Milliseconds of CPU for one feed."""
        return 1e3 * self.cpu / _FEEDS

    def share(self) -> float:
        """Percent of one core when each feed is asked every ten minutes, the shortest interval."""
        return 100 * self.cpu / _TEN_MINUTES


def _cpu() -> float:
    whom = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(who)[:2]) for who in whom)


async def polled(connectors: list[Connector], cursors: dict[str, bytes]) -> None:
    """Poll each once, sixty-four at a time, and keep its cursor."""
    turns = asyncio.Semaphore(_AT_ONCE)

    async def poll(connector: Connector) -> None:
        async with turns:
            async for page in connector.pages(cursors.get(connector.name)):
                assert page.state == "working", page.note
                cursors[connector.name] = page.cursor

    await asyncio.gather(*map(poll, connectors))


async def ours(urls: list[str], home: Path) -> list[Spent]:
    """Return what a first poll and a second one, unchanged, cost."""
    hosts = [url.split("/")[2] for url in urls]
    async with HttpOutbound(allowed_hosts=hosts, spacing=5.0) as outbound:
        context = Context(
            outbound=outbound, clock=SystemClock(), pseudonyms=Pseudonymiser(b"k" * 32), home=home
        )
        feeds: list[Connector] = [build({"name": url, "url": url}, context) for url in urls]
        cursors: dict[str, bytes] = {}
        spent = []
        for _ in range(2):
            cpu, wall = _cpu(), time.perf_counter()
            await polled(feeds, cursors)
            shared.close()  # its children are counted once they have ended
            spent.append(Spent(_cpu() - cpu, time.perf_counter() - wall))
    return spent


def theirs(urls: list[str]) -> Spent:
    """Return what feedparser alone costs in a pool of threads."""
    cpu, wall = _cpu(), time.perf_counter()
    with ThreadPoolExecutor(16) as pool:
        assert all(len(found.entries) == _ITEMS for found in pool.map(feedparser.parse, urls))
    return Spent(_cpu() - cpu, time.perf_counter() - wall)


def rows() -> list[str]:
    """Return the table."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with newspapers() as urls, TemporaryDirectory() as home:
        first, second = asyncio.run(ours(urls, Path(home)))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        alone = theirs(urls)
    told = (
        ("Vigie, everything new", first),
        ("Vigie, nothing new", second),
        ("feedparser alone", alone),
    )
    return [
        f"| {_FEEDS} feeds | CPU a poll, ms | core at one poll each 10 min | times feedparser |",
        "|---|---|---|---|",
        *(
            f"| {name} | {s.per_poll():.1f} | {s.share():.1f} % | {s.cpu / alone.cpu:.2f} |"
            for name, s in told
        ),
        f"Memory of the process once all are read: {memory} MB.",
    ]


if __name__ == "__main__":
    print("\n".join(rows()))
