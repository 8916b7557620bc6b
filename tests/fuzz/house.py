"""What every row of the table needs: services without a network, bodies, a look at what is told."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import urlsplit

import msgspec

from enrichers.relevance import Screen
from pipeline.assembly import load_town
from tests.servers import LocalServer
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.dead_letter import DeadLetter
from vigie.post import Deleted, Event, Published
from vigie.privacy import Pseudonymiser

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
TEXTS = ("Trois-Rivières : la rue des Forges est fermée.", "Écrire à a@b.example, 819-555-0134")


@cache
def context() -> Context:
    """Give the services of Trois-Rivières; asking for the network is a fault."""
    towns = (load_town("trois-rivieres", None),)
    return Context(
        outbound=None,  # type: ignore[arg-type]
        clock=HeldClock(NOW),
        pseudonyms=Pseudonymiser(b"cle fictive pour les essais, 32+"),
        home=Path("/nulle-part"),
        towns=towns,
        contacts=("311@ville.example",),
        names_a_town=Screen(towns).names_a_town,
    )


@cache
def scratch() -> Path:
    """Return a folder for parsers that read files."""
    return Path(mkdtemp(prefix="vigie-fuzz-"))


def told(events: Iterable[Event], rejected: Iterable[DeadLetter] = ()) -> None:
    """Look at what a parser tells: it must be believable, and fit for a store and a topic."""
    for event in events:
        msgspec.json.encode(event)  # refuses lone surrogates, which no store takes
        if isinstance(event, Published):
            post = event.post
            assert post.native_id, "a post without an id"
            assert post.published_at <= NOW, "a post of the future"
            assert post.revision >= 1, "a revision below the first"
            assert len(post.text) <= 25_000, "a text that was not cut"
        elif isinstance(event, Deleted):
            assert event.native_id, "a deletion of nothing"
    for letter in rejected:
        msgspec.json.encode(letter)
        assert len(letter.raw) <= DeadLetter.RAW_LIMIT


class _Captured:
    """Stands for `tests.servers.Exchange` where nobody is connected."""

    def __init__(self, path: str, headers: Mapping[str, str]) -> None:
        self.path, self.headers, self.body = path, headers, b""

    def reply(self, body: bytes = b"", status: int = 200, headers: Any = None) -> None:
        del status, headers
        self.body = body


def nowhere(url: str = "http://double.example") -> LocalServer:
    """Return a server that serves no one: a double writes its routes there."""
    return LocalServer(url=url)


def answered(server: LocalServer, path: str, **headers: str) -> bytes:
    """Return what a double answers to a GET."""
    captured = _Captured(path, headers)
    answer = server.routes.get(urlsplit(path).path)
    assert answer is not None, path
    answer(captured)  # type: ignore[arg-type]
    return captured.body


def encoded(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def recorded(pattern: str, longest: int = 60_000) -> Iterator[bytes]:
    """Yield the recorded bodies whose path in VIGIE_PAYLOADS matches, none where it is away."""
    folder = os.environ.get("VIGIE_PAYLOADS")
    for path in sorted(Path(folder).glob(pattern)) if folder else ():
        if path.is_file() and path.stat().st_size <= longest:
            yield path.read_bytes()
