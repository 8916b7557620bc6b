"""A Discourse forum, over its double."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from connectors.api_posts import Posts
from connectors.discourse import DiscourseConnector, build
from connectors.discourse_posts import read_latest
from connectors.discourse_settings import DiscourseSettings
from tests.connectors.api_context import api_context
from tests.connectors.contract import ConnectorContract, hang
from tests.doubles.discourse import DiscourseForum
from tests.servers import LocalServer
from vigie.clock import HeldClock
from vigie.context import Context


@dataclass
class Forum:
    """A forum and its connector."""

    server: LocalServer
    context: Context
    secret: str | None = None

    def __post_init__(self) -> None:
        self.double = DiscourseForum(self.server)

    def build(self) -> DiscourseConnector:
        return build({"name": "Forum", "url": self.server.url}, self.context)

    def publish(self, texts: Sequence[str]) -> list[str]:
        return [str(self.double.publish(text)) for text in texts]

    def spoil(self) -> None:
        self.double.posts.append({"id": len(self.double.posts) + 1, "cooked": 4})

    def refuse(self) -> None:
        raise NotImplementedError

    def vanish(self) -> None:
        hang(self.server)


@pytest.fixture
async def context(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Context]:
    async with api_context(tmp_path, clock) as given:
        yield given


class TestDiscourse(ConnectorContract):
    @pytest.fixture
    def world(self, server: LocalServer, context: Context) -> Forum:
        return Forum(server, context)


def test_recorded_pages_are_read(payloads: Path, context: Context, clock: HeldClock) -> None:
    settings = DiscourseSettings(name="Forum", url="https://forum.example")
    posts = Posts("discourse", settings.host, settings, context)
    body = (payloads / "discourse" / "discourse_api-posts_latest.json").read_bytes()
    good, bad = read_latest(body, posts, clock.now())
    assert [post.id for post in good] == [15, 14, 10, 2]
    assert bad == []
