"""A town's channel on the double of YouTube, and its connector."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from connectors.youtube.connector import YouTubeConnector, build
from tests.connectors.contract import hang
from tests.doubles.youtube import YouTube
from tests.servers import LocalServer
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.page import Page
from vigie.post import Post, Published
from vigie.privacy import Pseudonymiser

SECRET = "cle-d-api-fictive-123"


class YouTubeWorld:
    """The town has one channel, with one video; a newspaper has another."""

    secret: str | None = SECRET

    def __init__(self, server: LocalServer, context: Context, clock: HeldClock) -> None:
        self.server, self.context, self.clock = server, context, clock
        self.double = YouTube(server, clock, SECRET)
        self.town = self.double.channel("Ville d’essai")
        self.press = self.double.channel("Journal d’essai")
        self.seance = self.double.video(self.town, "Séance du conseil", days=3)
        key = context.home / "youtube.key"
        key.write_text(f"{SECRET}\n", "utf-8")
        key.chmod(0o600)

    def settings(self, **more: Any) -> dict[str, Any]:
        return {
            "name": "YouTube",
            "key_file": "youtube.key",
            "base_url": self.double.url,
            "own_channels": [self.town],
            "words": [],
            **more,
        }

    def build(self, **more: Any) -> YouTubeConnector:
        return build(self.settings(**more), self.context)

    def publish(self, texts: Sequence[str]) -> list[str]:
        return [self.double.comment(self.seance, text) for text in texts]

    def spoil(self) -> None:
        spoilt = self.double.comment(self.seance, "abîmé")
        self.double.comments[spoilt]["textDisplay"] = {"pas": ["un", "texte"]}

    def refuse(self) -> None:
        self.double.key = "une autre"

    def vanish(self) -> None:
        hang(self.server)


def bare_context(**given: Any) -> Context:
    """Give a context without a client, for what touches no network."""
    return Context(
        outbound=None,  # type: ignore[arg-type]
        clock=HeldClock(datetime(2026, 11, 23, 14, 0, tzinfo=UTC)),
        pseudonyms=Pseudonymiser(b"cle fictive pour les essais, 32+"),
        home=Path(),
        **given,
    )


async def polled(connector: YouTubeConnector, cursor: bytes | None = None) -> list[Page]:
    """Return every page of one poll."""
    async with aclosing(connector.pages(cursor)) as pages:
        return [page async for page in pages]


def posts(pages: Sequence[Page]) -> dict[str, Post]:
    """Return the posts brought, by id; the last edition of each."""
    events = [event for page in pages for event in page.events]
    return {e.post.native_id: e.post for e in events if isinstance(e, Published)}
