"""A receiving door on a real port, and a source that is called, for tests."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx

from pipeline.inbound_app import DoorLimits
from pipeline.inbound_receivers import receivers_of
from pipeline.inbound_serving import Take, open_door
from pipeline.installation import Source
from pipeline.settings import SourceSettings
from pipeline.settings_inbound import InboundSettings
from vigie.inbound import Call, Reply
from vigie.page import Page
from vigie.post import Post, Published
from vigie.post import Source as Where

SECRET = "secret-fictif-qui-ne-doit-paraitre-nulle-part"


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


class Called:
    """A source that makes a post of each call's body, and remembers the calls."""

    def __init__(self, name: str = "Crochet", inbox: str = "crochet") -> None:
        self.name = name
        self.inbox = inbox
        self.calls: list[Call] = []
        self.arrived = asyncio.Event()
        self.then: Callable[[], Awaitable[None]] | None = None

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        del cursor
        for page in ():
            yield page

    async def receive(self, call: Call) -> tuple[Reply, Page | None]:
        self.calls.append(call)
        self.arrived.set()
        if call.method == "GET":
            return Reply(status=200, body=call.query.get("hub.challenge", "").encode()), None
        if self.then is not None:
            await self.then()
        return Reply(status=202, body=b"taken\n"), Page(
            source=self.name, cursor=b"", events=(Published(post=self.post(call.body.decode())),)
        )

    def post(self, text: str) -> Post:
        now = datetime.now(UTC)
        return Post(
            source=Where(kind="inbound", name=self.name),
            native_id=text,
            text=text,
            fetched_at=now,
            published_at=now,
        )


def source(connector: Any) -> Source:
    return Source(connector=connector, settings=SourceSettings(name=connector.name, kind="inbound"))


class Kept:
    """What was made durable; `wait` holds it back."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.open = asyncio.Event()
        self.open.set()
        self.error: Exception | None = None

    async def __call__(self, source: Source, page: Page) -> None:
        del source
        await self.open.wait()
        if self.error is not None:
            raise self.error
        self.pages.append(page)


@asynccontextmanager
async def door(
    *connectors: Any, take: Take, stop: asyncio.Event | None = None, **limits: float
) -> AsyncIterator[httpx.AsyncClient]:
    """Open a door on a free port; give a client of it."""
    told: list[str] = []
    async with (
        open_door(
            receivers_of(map(source, connectors)),
            InboundSettings(port=0),
            take,
            stop or asyncio.Event(),
            limits=DoorLimits(**limits),  # type: ignore[arg-type]
            on_ready=told.append,
        ),
        httpx.AsyncClient(base_url=told[0], trust_env=False, timeout=20) as client,
    ):
        yield client
