"""A Lemmy instance, over its double."""

from __future__ import annotations

import json
import tomllib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.api.posts import Posts
from connectors.lemmy.connector import LemmyConnector, build
from connectors.lemmy.feeds import Place, onward
from connectors.lemmy.posts import items, to_events, views
from connectors.lemmy.settings import LemmySettings
from tests.connectors.api_context import api_context
from tests.connectors.contract import ConnectorContract, gone, hang, heard, ids, texts
from tests.doubles.lemmy import LemmyInstance
from tests.servers import LocalServer
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.errors import ConfigurationError, InvalidInput
from vigie.page import Page
from vigie.post import AuthorPurged, Post, Published
from vigie.source_contracts import Rechecker


@dataclass
class World:
    """An instance and its connector."""

    server: LocalServer
    context: Context
    secret: str | None = None

    def __post_init__(self) -> None:
        self.double = LemmyInstance(self.server)

    def build(self, **more: Any) -> LemmyConnector:
        named = {"name": "Lemmy", "url": self.server.url, "words": []}
        return build({**named, "communities": ["trois_rivieres"], **more}, self.context)

    def publish(self, texts: Sequence[str]) -> list[str]:
        return [self.double.publish(text) for text in texts]

    def spoil(self) -> None:
        self.double.posts[len(self.double.posts) + 1] = {"post": {"id": "x"}}

    def refuse(self) -> None:
        raise NotImplementedError

    def vanish(self) -> None:
        hang(self.server)


@pytest.fixture
async def context(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Context]:
    async with api_context(tmp_path, clock) as given:
        yield given


@pytest.fixture
def world(server: LocalServer, context: Context) -> World:
    return World(server, context)


class TestLemmy(ConnectorContract):
    many = 120


async def poll(connector: LemmyConnector, cursor: bytes | None = None) -> list[Page]:
    return await heard(connector, cursor, 10_000)


def posts(pages: Sequence[Page]) -> dict[str, Post]:
    told = (e.post for page in pages for e in page.events if isinstance(e, Published))
    return {post.native_id: post for post in told}


async def test_a_post_and_its_comments_are_one_thread(world: World) -> None:
    world.double.publish("Le trottoir est **glacé**.\nQui le déglace ?")
    world.double.comment("Moi aussi.", 1)
    world.double.comment("Et hier encore.", 1, above="0.1")
    told = posts(await poll(world.build()))
    assert set(told) == {"post/1", "comment/1", "comment/2"}
    first = told["post/1"]
    assert (first.title, first.text) == (
        "Rue des Forges",
        "Le trottoir est **glacé**.\nQui le déglace ?",
    )
    assert first.url == "https://lemmy.example/post/1"
    assert first.published_at == datetime(2026, 11, 23, 12, 0, 1, 123456, tzinfo=UTC)
    assert (first.engagement.replies, first.engagement.likes) == (2, 5)
    assert [told[key].in_reply_to for key in sorted(told)] == ["post/1", "comment/1", None]
    assert {post.conversation for post in told.values()} == {"post/1"}
    assert told["comment/1"].published_at == datetime(2026, 11, 23, 13, 0, 1, tzinfo=UTC)


async def test_an_edition_is_a_higher_revision(world: World) -> None:
    world.publish(texts(3))
    first = await poll(world.build())
    world.double.posts[2]["post"] |= {"body": "Corrigé.", "updated": "2026-11-23T13:30:00Z"}
    second = await poll(world.build(), first[-1].cursor)
    assert ids(second) == ["post/2"]
    assert posts(second)["post/2"].revision > 1
    assert ids(await poll(world.build(), second[-1].cursor)) == []


async def test_a_comment_deleted_or_removed_is_gone(world: World) -> None:
    world.publish(texts(1))
    world.double.comment("Bonjour.", 1, deleted=True)
    world.double.comment("Bonjour.", 1, removed=True)
    pages = await poll(world.build())
    assert ids(pages) == ["post/1"]
    assert sorted(gone(pages)) == ["comment/1", "comment/2"]


async def test_an_account_that_is_gone_is_purged(world: World) -> None:
    world.publish(texts(2))
    before = posts(await poll(world.build()))["post/1"].author.pseudonym
    world.double.posts[1]["creator"] = world.double.person(1, deleted=True)
    pages = await poll(world.build())
    purged = [e for page in pages for e in page.events if isinstance(e, AuthorPurged)]
    assert [event.pseudonym for event in purged] == [before]
    assert ids(pages) == ["post/2"]


async def test_what_is_pinned_does_not_end_a_walk(world: World) -> None:
    world.double.publish("Règles de la communauté.", featured_community=True)
    first = await poll(world.build())
    later = world.publish(texts(60))
    assert set(ids(await poll(world.build(), first[-1].cursor))) == set(later)


async def test_a_walk_stops_at_what_is_known(world: World) -> None:
    world.publish(texts(120))
    first = await poll(world.build())
    world.server.received.clear()
    world.publish(texts(1))
    assert len(ids(await poll(world.build(), first[-1].cursor))) == 1
    pages = [r.path for r in world.server.received if "/post/list" in r.path]
    assert [path.rpartition("page=")[2] for path in pages] == ["1", "2"]


async def test_a_walk_that_was_cut_is_followed_by_another_from_the_top(world: World) -> None:
    published = world.publish(texts(120))
    first = await heard(world.build(), None, 1)
    later = world.publish(texts(1))
    rest = await poll(world.build(), first[-1].cursor)
    assert {*ids(first), *ids(rest)} == {*published, *later}


async def test_words_are_searched_in_posts_and_comments(world: World) -> None:
    world.double.publish("Le pont de Trois-Rivières.")
    world.double.publish("Rien à voir.")
    world.double.comment("Vive Trois-Rivières !", 2)
    connector = build({"name": "Lemmy", "url": world.server.url}, world.context)
    assert set(ids(await poll(connector))) == {"post/1", "comment/1"}


async def test_a_community_that_is_not_there_does_not_stop_the_others(
    world: World, clock: HeldClock
) -> None:
    published = world.publish(texts(2))
    connector = world.build(communities=["inconnue", "trois_rivieres"], interval=600)
    pages = await poll(connector)
    pages += await poll(connector, pages[-1].cursor)
    assert set(ids(pages)) == set(published)
    assert pages[-1].state == "failing"
    assert pages[-1].note == "inconnue : Introuvable (404)."
    assert pages[-1].next_at == clock.now() + timedelta(seconds=600)


@pytest.mark.parametrize(
    ("status", "note"),
    [
        (429, "Le serveur demande de ralentir (429)."),
        (500, "Le serveur est en difficulté (500)."),
        (200, "La réponse de l’instance est illisible."),
    ],
)
async def test_an_instance_that_refuses_is_told_once(
    world: World, status: int, note: str, clock: HeldClock
) -> None:
    world.double.refusal = (status, b"")
    connector = world.build(interval=600)
    first = await poll(connector)
    second = await poll(connector, first[-1].cursor)
    assert [page.note for page in (*first, *second)] == [note, note]
    assert second[-1].next_at == clock.now() + timedelta(seconds=1_200)


async def test_posts_are_asked_about_again(world: World) -> None:
    world.publish(texts(4))
    world.double.comment("Bonjour.", 1)
    world.double.comment("Encore.", 1, deleted=True)
    world.double.posts[2]["post"]["deleted"] = True
    world.double.posts[3]["post"] |= {"body": "Corrigé.", "updated": "2026-11-23T13:30:00Z"}
    connector = world.build()
    assert isinstance(connector, Rechecker)
    asked = [*(f"post/{n}" for n in range(1, 6)), *(f"comment/{n}" for n in (1, 2, 9)), "autre"]
    page = await connector.recheck(asked)
    assert page is not None
    assert page.cursor == b""
    assert ids([page]) == ["post/3"]
    assert gone([page]) == ["post/2", "post/5", "comment/2", "comment/9"]


@pytest.mark.parametrize(
    "refusal",
    [
        (404, b"not found"),
        (404, b'{"error":"unknown"}'),
        (400, b'{"error":"rate_limit_error"}'),
        (400, b'{"error":"instance_is_private"}'),
        (429, b""),
        (500, b'{"error":"not_found"}'),
    ],
)
async def test_no_refusal_but_lemmys_own_deletes_anything(
    world: World, refusal: tuple[int, bytes]
) -> None:
    world.publish(texts(1))
    world.double.refusal = refusal
    assert await world.build().recheck(["post/1"]) is None


async def test_an_answer_that_cannot_be_read_deletes_nothing(world: World) -> None:
    world.publish(texts(1))
    world.double.refusal = (200, b'{"post_view":{"post":4}}')
    page = await world.build().recheck(["post/1"])
    assert page is not None
    assert page.events == ()


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"url": "lemmy.example"}, ["url"]),
        ({"url": "https://lemmy.example/c/ville"}, ["url"]),
        ({"url": "https://lemmy.example", "communities": ["a b"]}, ["communities"]),
        ({"url": "https://lemmy.example", "words": ["a"], "interval": 1}, ["words", "interval"]),
        ({"url": "https://lemmy.example", "words": []}, ["rien à écouter"]),
    ],
)
def test_wrong_settings_are_told_all_at_once(
    context: Context, given: dict[str, Any], problems: list[str]
) -> None:
    with pytest.raises(ConfigurationError) as raised:
        build({"name": "L", **given}, context)
    told = [problem.fr for problem in raised.value.problems]
    assert len(told) == len(problems)
    assert all(any(key in line for line in told) for key in problems)


def test_the_documented_example_is_right(context: Context) -> None:
    page = (Path(__file__).parents[2] / "docs" / "sources.md").read_text("utf-8")
    example = page.partition("## `lemmy`")[2].partition("```toml")[2].partition("```")[0]
    (source,) = tomllib.loads(example)["source"]
    assert source.pop("kind") == "lemmy"
    assert len(build(source, context).feeds) == 6


def test_a_community_may_be_written_as_lemmy_does() -> None:
    found = LemmySettings(name="L", url="https://l.example", communities=("!ville@x.example",))
    assert found.communities == ("ville@x.example",)


def test_a_walk_has_an_end_whatever_the_instance_says() -> None:
    place, pages = Place(), 0
    while pages < 100:
        pages += 1
        place, more = onward(place, [], 50)
        if not more:
            break
    assert pages == 4


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
KEYS = ["id", "name", "body", "published", "updated", "deleted", "removed", "ap_id", "path"]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    changes=st.dictionaries(st.sampled_from(KEYS), JSON, max_size=3),
    person=st.dictionaries(st.sampled_from(["name", "actor_id", "deleted"]), JSON, max_size=2),
    body=st.none() | st.binary(max_size=100),
)
def test_any_answer_is_a_page_or_a_refusal(
    changes: dict[str, Any], person: dict[str, Any], body: bytes | None, context: Context
) -> None:
    chosen = LemmySettings(name="Lemmy", url="https://lemmy.example")
    maker = Posts("lemmy", "lemmy", chosen, context)
    now = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    post = {"id": 1, "name": "Titre", "published": "2026-11-23T12:00:00Z", **changes}
    view = {"post": post, "creator": {"name": "residente_fictive_1", **person}}
    listed = {"posts": [view], "comments": [{**view, "comment": post}]}
    try:
        raws = items(json.dumps(listed).encode() if body is None else body)
    except InvalidInput:
        return
    good, bad = views(raws, maker, now)
    assert len(good) + len(bad) == len(raws)
    for each in good:
        to_events(each, maker, chosen, now)
