"""What the tests of imports share: a file, a connector over it, and everything that it brings."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from connectors.table.connector import TableConnector, build
from vigie.clock import Clock, HeldClock
from vigie.context import Context
from vigie.contracts import Connector
from vigie.dead_letter import DeadLetter
from vigie.outbound import Fetched
from vigie.page import Page
from vigie.post import Deleted, Event, Post, Published
from vigie.privacy import Pseudonymiser
from vigie.town import Town

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


class Offline:
    """No way out: a file is read without the network."""

    async def get(self, *_: Any, **__: Any) -> Fetched:
        raise AssertionError("an import asked for the network")

    async def post(self, *_: Any, **__: Any) -> Fetched:
        raise AssertionError("an import asked for the network")


def house(
    home: Path, *, language: str = "fr", clock: Clock | None = None, towns: tuple[Town, ...] = ()
) -> Context:
    return Context(
        outbound=Offline(),
        clock=clock or HeldClock(NOW),
        pseudonyms=Pseudonymiser(b"cle fictive pour les essais, 32+"),
        home=home,
        towns=towns,
        contacts=("311@ville.example", "819-555-0311"),
        language=language,
    )


@dataclass
class Heard:
    """Everything that a connector brought in one go."""

    pages: list[Page]

    @property
    def events(self) -> list[Event]:
        return [event for page in self.pages for event in page.events]

    @property
    def posts(self) -> list[Post]:
        return [event.post for event in self.events if isinstance(event, Published)]

    @property
    def deleted(self) -> list[Deleted]:
        return [event for event in self.events if isinstance(event, Deleted)]

    @property
    def letters(self) -> list[DeadLetter]:
        return [letter for page in self.pages for letter in page.rejected]

    @property
    def texts(self) -> list[str]:
        return [post.text for post in self.posts]

    @property
    def cursor(self) -> bytes:
        return self.pages[-1].cursor


async def listen(connector: Connector, cursor: bytes | None = None, stop: int = -1) -> Heard:
    """Read pages to the end, or drop the iterator after `stop` pages as a kill would."""
    heard: list[Page] = []
    pages: AsyncIterator[Page] = connector.pages(cursor)
    async with aclosing(cast("AsyncGenerator[Page, None]", pages)) as each:
        async for page in each:
            heard.append(page)
            if len(heard) == stop:
                break
    return Heard(heard)


def hear(connector: Connector, cursor: bytes | None = None, stop: int = -1) -> Heard:
    return asyncio.run(listen(connector, cursor, stop))


def table(
    home: Path, data: bytes | str, file: str = "fichier.jsonl", **settings: Any
) -> TableConnector:
    """Write a file and make the connector that reads it."""
    (home / file).write_bytes(data.encode() if isinstance(data, str) else data)
    context = house(home, language=settings.pop("language", "fr"))
    return build({"name": "Import d’essai", "file": file, **settings}, context)


def read(home: Path, data: bytes | str, file: str = "fichier.jsonl", **settings: Any) -> Heard:
    """Write a file and read all of it."""
    return hear(table(home, data, file, **settings))


def jsonl(*objects: Mapping[str, object]) -> str:
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects)


def one(home: Path, **fields: object) -> Post:
    """Return the post that one line of JSONL becomes."""
    heard = read(home, jsonl({"text": "Un texte.", **fields}))
    assert heard.letters == []
    (post,) = heard.posts
    return post


def refusal(home: Path, **fields: object) -> str:
    """Return why one line of JSONL is refused."""
    heard = read(home, jsonl({"text": "Un texte.", **fields}))
    assert heard.events == []
    (letter,) = heard.letters
    return letter.why.replace("\u00a0", " ")
