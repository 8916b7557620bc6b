"""Doubles of Meta's API, each with its connector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from connectors.facebook import connector as facebook
from connectors.facebook.connector import FacebookConnector
from connectors.instagram import connector as instagram
from connectors.instagram.connector import InstagramConnector
from tests.doubles.meta import (
    ACCOUNT_ID,
    APP_SECRET,
    PAGE_ID,
    TOKEN,
    WORD,
    FacebookPage,
    InstagramAccount,
    MetaGraph,
)
from tests.servers import LocalServer
from vigie.context import Context
from vigie.page import Page
from vigie.post import Deleted, Event, Post, Published


def write_secrets(home: Path) -> dict[str, str]:
    """Write the three secrets in files; return the settings that name them."""
    settings: dict[str, str] = {}
    for key, secret in (("token", TOKEN), ("app_secret", APP_SECRET), ("verify_token", WORD)):
        path = home / f"meta_{key}"
        path.write_text(secret + "\n", encoding="utf-8")
        path.chmod(0o600)
        settings[f"{key}_file"] = path.name
    return settings


@dataclass
class PageWorld:
    """A Facebook page and its connector; every fifth text is a post, the others comment it."""

    server: LocalServer
    context: Context
    settings: dict[str, Any] = field(default_factory=dict)
    secret: str | None = TOKEN

    def __post_init__(self) -> None:
        self.double = FacebookPage(self.server, self.now)
        self.settings = {
            "name": "Page de la Ville",
            "page_id": PAGE_ID,
            "base_url": self.server.url,
            **write_secrets(self.context.home),
            **self.settings,
        }
        self._said = 0

    @property
    def now(self) -> datetime:
        return self.context.clock.now()

    def build(self) -> FacebookConnector:
        return facebook.build(self.settings, self.context)

    def publish(self, texts: Sequence[str]) -> list[str]:
        ids = []
        for text in texts:
            if self._said % 5 == 0:
                ids.append(self.double.post(text, author=f"residente_fictive_{self._said}"))
            else:
                post = self.double.feed[-1 if "id" in self.double.feed[-1] else -2]["id"]
                ids.append(self.double.comment(post, text))
            self._said += 1
        return ids

    def spoil(self) -> None:
        self.double.feed.append({"message": {"pas": "un texte"}, "from": {"name": "Nom Fictif"}})

    def refuse(self) -> None:
        self.double.token = "un-autre-jeton"

    def vanish(self) -> None:
        self.double.silent = True


@dataclass
class AccountWorld:
    """An Instagram account and its connector; every fifth text is a picture's."""

    server: LocalServer
    context: Context
    settings: dict[str, Any] = field(default_factory=dict)
    secret: str | None = TOKEN

    def __post_init__(self) -> None:
        self.double = InstagramAccount(self.server, self.now)
        self.settings = {
            "name": "Instagram de la Ville",
            "account_id": ACCOUNT_ID,
            "base_url": self.server.url,
            **write_secrets(self.context.home),
            **self.settings,
        }
        self._said = 0

    @property
    def now(self) -> datetime:
        return self.context.clock.now()

    def build(self) -> InstagramConnector:
        return instagram.build(self.settings, self.context)

    def publish(self, texts: Sequence[str]) -> list[str]:
        ids = []
        for text in texts:
            kind = self._said % 5
            if kind == 0:
                media = self.double.publish(text)
                ids.append(media)
            else:
                media = next(m["id"] for m in reversed(self.double.media) if "caption" in m)
                top = self.double.comments[media]
                reply = kind in {2, 3} and top
                ids.append(
                    self.double.reply(media, top[-1]["id"], text)
                    if reply
                    else self.double.comment(media, text)
                )
            self._said += 1
        return ids

    def spoil(self) -> None:
        self.double.media.append({"id": 4.5, "username": "residente_fictive_9"})

    def refuse(self) -> None:
        self.double.token = "un-autre-jeton"

    def vanish(self) -> None:
        self.double.silent = True


def events(pages: Sequence[Page]) -> list[Event]:
    return [event for page in pages for event in page.events]


def posts(pages: Sequence[Page]) -> dict[str, Post]:
    """Return the posts that pages bring, by native id, the last of each."""
    return {e.post.native_id: e.post for e in events(pages) if isinstance(e, Published)}


def deleted(pages: Sequence[Page]) -> list[str]:
    return [e.native_id for e in events(pages) if isinstance(e, Deleted)]


async def polled(connector: Any, cursor: bytes | None = None) -> list[Page]:
    """Return every page of one poll."""
    return [page async for page in connector.pages(cursor)]


def lapse(double: MetaGraph, edge: str) -> None:
    """Have the places kept of an edge refused until it is asked for from its beginning."""
    double.asked.clear()
    double.queries.clear()

    def refuse(path: str) -> None:
        asked = zip(double.asked, double.queries, strict=True)
        begun_again = any(p.endswith(edge) and "after" not in query for p, query in asked)
        if path.endswith(edge) and not begun_again:
            double.faults.append((100, "(#100) Invalid cursor", None))

    double.before = refuse
