"""Reddit over its double: an application's key, RSS without one, and what comes after."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from connectors.reddit.connector import RedditConnector, build
from tests.connectors.api_context import api_context
from tests.connectors.contract import ConnectorContract, gone, hang, heard, ids, texts
from tests.connectors.documented import documented
from tests.doubles.reddit import COMMUNITY, START, RedditDouble
from tests.servers import LocalServer
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.errors import ConfigurationError
from vigie.page import Page
from vigie.post import Post, Published
from vigie.source_contracts import Rechecker

NOTHING_LEFT = 10_000  # more posts than any test publishes: hear the round to its end


@dataclass
class Communities:
    """A double and its connector, with or without a key."""

    server: LocalServer
    context: Context
    keyed: bool = True

    def __post_init__(self) -> None:
        self.double = RedditDouble(self.server)
        self.secret = self.double.secret if self.keyed else None
        self.settings: dict[str, Any] = {
            "name": "Reddit",
            "subreddits": [COMMUNITY],
            "site_url": self.server.url,
            "api_url": self.server.url,
        }
        if self.keyed:
            for key, value in (("client_id", "id-fictif"), ("client_secret", self.double.secret)):
                path = self.context.home / key
                path.write_text(f"{value}\n")
                path.chmod(0o600)
                self.settings[f"{key}_file"] = key

    def build(self, **settings: Any) -> RedditConnector:
        return build({**self.settings, **settings}, self.context)

    def publish(self, texts: Sequence[str]) -> list[str]:
        return [self.double.post(text) for text in texts]

    def spoil(self) -> None:
        self.double.spoil()

    def refuse(self) -> None:
        self.double.valid, self.double.accepting = set(), False

    def vanish(self) -> None:
        hang(self.server)


@pytest.fixture
async def context(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Context]:
    async with api_context(tmp_path, clock) as given:
        yield given


@pytest.fixture
def world(server: LocalServer, context: Context) -> Communities:
    return Communities(server, context)


@pytest.fixture
def keyless(server: LocalServer, context: Context) -> Communities:
    return Communities(server, context, keyed=False)


class TestRedditWithAKey(ConnectorContract):
    many = 150

    @pytest.fixture
    def world(self, world: Communities) -> Communities:
        return world


class TestRedditWithoutAKey(ConnectorContract):
    @pytest.fixture
    def world(self, keyless: Communities) -> Communities:
        return keyless


def posts(pages: Sequence[Page]) -> list[Post]:
    return [e.post for page in pages for e in page.events if isinstance(e, Published)]


async def whole(connector: RedditConnector, cursor: bytes | None = None) -> list[Page]:
    return await heard(connector, cursor, NOTHING_LEFT)


async def test_a_post_is_read_whole(world: Communities) -> None:
    name = world.double.post(
        "Le trottoir est glacé.\n\nÉcrivez à residente@exemple.test & <b>merci</b>.",
        title="Trottoirs de Trois-Rivières",
        post_hint="image",
        url="https://i.redd.it/fictif.jpg",
    )
    (post,) = posts(await whole(world.build(comments=False, search=False)))
    assert post.native_id == name == post.conversation
    assert post.title == "Trottoirs de Trois-Rivières"
    assert post.text == "Le trottoir est glacé. Écrivez à [courriel masqué] & <b>merci</b>."
    assert post.url == f"https://www.reddit.com/r/{COMMUNITY}/comments/f001/sujet_fictif/"
    assert post.published_at == datetime.fromtimestamp(START - 400_000 + 60, UTC)
    assert (post.engagement.replies, post.engagement.likes) == (2, 3)
    assert [media.url for media in post.media] == ["https://i.redd.it/fictif.jpg"]
    assert post.revision == 1


async def test_a_comment_says_what_it_answers(world: Communities) -> None:
    top = world.double.post("Le pont est fermé.", title="Le pont")
    first = world.double.comment("Encore?", top)
    second = world.double.comment("Oui.", top, parent=first)
    heard_ = {p.native_id: p for p in posts(await whole(world.build(search=False)))}
    assert heard_[first].in_reply_to == heard_[first].conversation == top
    assert (heard_[second].in_reply_to, heard_[second].conversation) == (first, top)
    assert heard_[second].title == "Le pont"


async def test_all_of_reddit_is_searched_for_the_towns_names(world: Communities) -> None:
    world.double.host("quebec")
    named = world.double.post("Je visite Trois-Rivières demain.", community="quebec")
    world.double.post("Je visite Sherbrooke demain.", community="quebec")
    pages = await whole(world.build(subreddits=[]))
    assert ids(pages) == [named]


async def test_an_adult_post_is_kept_and_a_private_one_is_not(world: Communities) -> None:
    adult = world.double.post("Trois-Rivières, la nuit.", over_18=True)
    world.double.post("Entre nous.", subreddit_type="private")
    assert ids(await whole(world.build(search=False))) == [adult]


async def test_the_same_post_is_the_same_with_a_key_and_without(
    server: LocalServer, context: Context
) -> None:
    keyed = Communities(server, context)
    top = keyed.double.post("Le trottoir est glacé.", title="Trottoirs")
    keyed.double.comment("Ici aussi, rue des Forges.", top)
    keyed.double.edit(top, "Le trottoir est dégagé.", START - 60)
    by_key = posts(await whole(keyed.build(search=False)))
    without = {k: v for k, v in keyed.settings.items() if not k.startswith("client_")}
    by_rss = posts(await whole(build({**without, "search": False}, context)))
    told = [
        [
            (p.native_id, p.title, p.text, p.url, p.author, p.published_at, p.revision)
            for p in sorted(read, key=lambda post: post.native_id)
        ]
        for read in (by_key, by_rss)
    ]
    assert told[0] == told[1]
    assert len(told[0]) == 2


async def test_the_handle_of_a_submitter_is_in_no_text_of_its_feed(keyless: Communities) -> None:
    top = keyless.double.post("Le trottoir est glacé.")
    keyless.double.comment("Ici aussi.", top)
    pages = await whole(keyless.build())
    assert len(posts(pages)) >= 2
    assert "fictive" not in str(posts(pages))


async def test_without_a_key_the_status_line_says_what_cannot_be_told(
    keyless: Communities,
) -> None:
    keyless.publish(texts(1))
    last = (await whole(keyless.build()))[-1]
    assert last.state == "working"
    assert "efface" in (last.note or "")
    assert await keyless.build().recheck(["t3_f001"]) is None


async def test_a_feed_refused_without_a_key_says_where_to_ask_for_one(
    keyless: Communities,
) -> None:
    keyless.double.private = set(keyless.server.routes)
    (page,) = await whole(keyless.build())
    assert page.state == "blocked"
    assert "Responsible Builder Policy" in (page.note or "")


async def test_a_feed_that_turned_over_since_the_last_look_tells_its_gap(
    keyless: Communities, clock: HeldClock
) -> None:
    keyless.publish(texts(2))
    connector = keyless.build(search=False, comments=False)
    first = await whole(connector)
    keyless.publish(texts(120))
    second = await whole(connector, first[-1].cursor)
    gap = second[0].gap
    assert gap is not None
    assert gap.since == datetime.fromtimestamp(START - 400_000 + 120, UTC)
    assert gap.until == datetime.fromtimestamp(START - 400_000 + 60 * 23, UTC)


async def test_a_token_is_asked_for_once_and_renewed_when_it_expires(
    world: Communities, clock: HeldClock
) -> None:
    world.publish(texts(3))
    world.double.expires_in = 3_600
    connector = world.build()
    await whole(connector)
    await whole(connector)
    assert len(world.double.issued) == 1
    clock.move(timedelta(seconds=3_600))
    await whole(connector)
    assert len(world.double.issued) == 2


async def test_a_token_taken_back_in_mid_run_is_renewed_once(world: Communities) -> None:
    published = world.publish(texts(150))
    connector = world.build(search=False, comments=False)
    pages: list[Page] = []
    async for page in connector.pages(None):
        world.double.valid.clear()
        pages.append(page)
    assert set(ids(pages)) == set(published)
    assert len(world.double.issued) == 2
    assert pages[-1].state == "working"


async def test_a_key_taken_back_in_mid_run_is_told_and_what_was_read_stays(
    world: Communities,
) -> None:
    world.publish(texts(150))
    connector = world.build()
    pages: list[Page] = []
    async for page in connector.pages(None):
        world.refuse()
        pages.append(page)
    assert [page.state for page in pages] == ["working", "needs_credentials"]
    assert "clé" in (pages[-1].note or "")
    world.double.accepting = True
    rest = await whole(connector, pages[-1].cursor)
    assert len(set(ids([*pages, *rest]))) == 150


async def test_no_token_is_in_a_page_or_a_log(
    world: Communities, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    world.publish(texts(2))
    world.spoil()
    pages = await whole(world.build())
    assert world.double.issued
    assert "jeton-fictif" not in f"{pages} {caplog.text}"
    asked = [r for r in world.server.received if r.path.startswith("/r/")]
    assert all("jeton" not in request.path for request in asked)


async def test_a_missing_secret_is_one_sentence(world: Communities) -> None:
    (world.context.home / "client_secret").unlink()
    (page,) = await whole(world.build())
    assert page.state == "needs_credentials"
    assert "client_secret" in (page.note or "")


@pytest.mark.parametrize("answer", [b"", b"[]", b'{"access_token": "a\\nb"}', b'{"error": "x"}'])
async def test_a_strange_token_is_no_token(world: Communities, answer: bytes) -> None:
    world.server.serve("/api/v1/access_token", answer)
    (page,) = await whole(world.build())
    assert page.state in {"failing", "needs_credentials"}
    assert page.next_at is not None


async def test_an_allowance_used_up_waits_for_its_window_and_goes_on_elsewhere(
    world: Communities, clock: HeldClock
) -> None:
    published = world.publish(texts(150))
    connector = world.build()
    world.double.left, world.double.reset = 1, 120
    pages = await whole(connector)
    assert len(pages) == 1
    assert pages[0].next_at == clock.now() + timedelta(seconds=120)
    assert pages[0].state == "working"
    world.double.left = 599
    rest = await whole(connector, pages[0].cursor)
    assert set(ids([*pages, *rest])) == set(published)


async def test_an_allowance_of_one_request_still_reaches_every_listing(
    world: Communities,
) -> None:
    top = world.double.post("Le pont de Trois-Rivières.")
    comment = world.double.comment("Fermé.", top)
    connector, cursor, brought = world.build(), None, []
    for _ in range(3):
        world.double.left = 1
        pages = await whole(connector, cursor)
        cursor = pages[-1].cursor
        brought += ids(pages)
    assert brought == [top, comment, top]


async def test_a_429_waits_as_long_as_reddit_says(world: Communities, clock: HeldClock) -> None:
    world.publish(texts(2))
    world.double.moods, world.double.reset = [429], 1_200
    (page,) = await whole(world.build())
    assert page.state == "failing"
    assert page.next_at == clock.now() + timedelta(seconds=1_200)


@pytest.mark.parametrize("mood", [503, "cut"])
async def test_a_failure_in_mid_walk_loses_nothing(world: Communities, mood: Any) -> None:
    published = world.publish(texts(150))
    connector = world.build()
    pages: list[Page] = []
    async for page in connector.pages(None):
        pages.append(page)
        if len(pages) == 1:
            world.double.moods = [mood]
    assert [page.state for page in pages] == ["working", "failing"]
    rest = await whole(connector, pages[-1].cursor)
    assert set(ids([*pages, *rest])) == set(published)


async def test_a_search_that_is_down_does_not_silence_the_communities(world: Communities) -> None:
    first = world.publish(["Rue des Forges."])
    world.server.serve("/search", b"", 503)
    connector = world.build()
    pages = await whole(connector)
    later = world.publish(["Rue des Volontaires."])
    again = await whole(connector, pages[-1].cursor)
    assert pages[-1].state == again[-1].state == "failing"
    assert ids(pages) == first
    assert ids(again) == later


async def test_a_private_community_is_named_and_the_others_are_read(world: Communities) -> None:
    published = world.publish(texts(2))
    world.double.host("Secrete")
    world.double.private = {"/r/Secrete/new", "/r/Secrete/comments"}
    pages = await whole(world.build(subreddits=["Secrete", COMMUNITY, "inconnue"], search=False))
    assert ids(pages) == list(reversed(published))
    assert pages[-1].state == "working"
    assert "r/Secrete, r/inconnue" in (pages[-1].note or "")


async def test_a_walk_stops_at_what_is_known(world: Communities) -> None:
    world.publish(texts(150))
    connector = world.build(search=False, comments=False)
    first = await whole(connector)
    later = world.publish(["Le pont est fermé."])
    asked = len(world.server.received)
    second = await whole(connector, first[-1].cursor)
    assert ids(second) == later
    assert len(world.server.received) == asked + 1


async def test_what_came_during_a_walk_that_was_broken_off_is_heard_in_the_next_round(
    world: Communities,
) -> None:
    published = world.publish(texts(150))
    connector = world.build(search=False, comments=False)
    first = await heard(connector, None, 1)
    later = world.publish(["Le pont est fermé."])
    rest = await whole(connector, first[-1].cursor)
    assert set(ids([*first, *rest])) == {*published, *later}


async def test_a_walk_stops_though_all_that_was_known_is_deleted(world: Communities) -> None:
    known = world.publish(texts(3))
    connector = world.build(search=False, comments=False)
    first = await whole(connector)
    later = world.publish(texts(2))
    for name in known[1:]:
        world.double.vanish(name)
    second = await whole(connector, first[-1].cursor)
    assert ids(second) == list(reversed(later))
    assert second[0].gap is None


async def test_a_walk_stops_below_what_is_known_though_all_that_is_remembered_is_deleted(
    world: Communities,
) -> None:
    known = world.publish(texts(420))
    connector = world.build(search=False, comments=False)
    first = await whole(connector)
    later = world.publish(texts(2))
    for name in known[115:]:
        world.double.vanish(name)
    asked = len(world.server.received)
    second = await whole(connector, first[-1].cursor)
    assert set(ids(second)) >= set(later)
    assert len(world.server.received) == asked + 1


async def test_a_community_that_is_new_here_is_walked_back_a_month(world: Communities) -> None:
    month = 32 * 86_400
    old = [
        world.double.post(text, created_utc=START - month - n) for n, text in enumerate(texts(150))
    ]
    world.double.things.reverse()
    new = world.publish(texts(3))
    pages = await whole(world.build(search=False, comments=False))
    assert set(new) <= set(ids(pages))
    assert len(ids(pages)) == 100 < len(old)


async def test_a_walk_goes_on_though_its_anchor_was_deleted(world: Communities) -> None:
    published = world.publish(texts(230))
    connector = world.build(search=False, comments=False)
    pages: list[Page] = []
    async for page in connector.pages(None):
        if not pages:
            world.double.vanish(published[130])  # the last of the first page
        pages.append(page)
    assert set(ids(pages)) == set(published)


async def test_what_was_edited_or_deleted_near_the_top_is_told(world: Communities) -> None:
    edited, deleted, _ = world.publish(texts(3))
    connector = world.build(search=False, comments=False)
    first = await whole(connector)
    world.double.edit(edited, "Réparé.", START - 60)
    world.double.delete(deleted)
    second = await whole(connector, first[-1].cursor)
    (post,) = posts(second)
    assert (post.native_id, post.text, post.revision) == (edited, "Réparé.", START - 60)
    assert gone(second) == [deleted]
    third = await whole(connector, second[-1].cursor)
    assert [*ids(third), *gone(third)] == []


async def test_what_a_moderator_lets_through_later_is_heard(world: Communities) -> None:
    held = world.double.post("Trois-Rivières.", removed_by_category="automod_filtered")
    world.publish(texts(2))
    connector = world.build(search=False, comments=False)
    first = await whole(connector)
    assert held not in [*ids(first), *gone(first)]
    world.double.find(held)["removed_by_category"] = None
    assert ids(await whole(connector, first[-1].cursor)) == [held]


async def test_a_recheck_tells_what_is_deleted_removed_missing_and_edited(
    world: Communities,
) -> None:
    kept, deleted, removed, missing, edited, orphan = world.publish(texts(6))
    comment = world.double.comment("Ici aussi.", kept)
    world.double.delete(deleted)
    world.double.find(removed)["selftext"] = "[removed]"
    world.double.vanish(missing)
    world.double.edit(edited, "Réparé.", START - 60)
    world.double.find(orphan)["author"] = "[deleted]"
    world.double.delete(comment)
    connector = world.build()
    assert isinstance(connector, Rechecker)
    assert connector.recheck_days == 2
    asked = [kept, deleted, removed, missing, edited, orphan, comment, "https://ailleurs.example"]
    page = await connector.recheck(asked)
    assert page is not None
    assert page.cursor == b""
    assert sorted(gone([page])) == sorted([deleted, removed, missing, orphan, comment])
    assert [(p.native_id, p.revision) for p in posts([page])] == [(edited, START - 60)]


async def test_a_recheck_that_cannot_be_read_deletes_nothing(world: Communities) -> None:
    names = world.publish(texts(2))
    connector = world.build()
    world.server.serve("/api/info", b"<html>maintenance</html>")
    assert await connector.recheck(names) is None
    world.server.serve("/api/info", b"", 503)
    assert await connector.recheck(names) is None
    broken = {"kind": "Listing", "data": {"children": [{"kind": "t3", "data": 4}]}}
    world.server.serve("/api/info", msgspec.json.encode(broken))
    page = await connector.recheck(names)
    assert page is not None
    assert page.events == ()
    assert len(page.rejected) == 1


async def test_a_cursor_that_cannot_be_read_starts_anew(world: Communities) -> None:
    published = world.publish(texts(2))
    assert set(ids(await whole(world.build(), b"\xff{"))) == set(published)


async def test_a_post_of_the_future_is_of_now_and_does_not_end_later_walks(
    world: Communities, clock: HeldClock
) -> None:
    world.double.post("Demain.", created_utc=START + 90_000)
    connector = world.build(search=False, comments=False)
    first = await whole(connector)
    assert posts(first)[0].published_at == clock.now()
    clock.move(timedelta(hours=1))
    later = [world.double.post(t, created_utc=START + 60 + n) for n, t in enumerate(texts(150))]
    assert set(ids(await whole(connector, first[-1].cursor))) == set(later)


def test_every_wrong_setting_is_told_at_once(context: Context) -> None:
    wrong = {"name": "R", "subreddits": ["pas un nom"], "client_id_env": "X", "interval": 1}
    with pytest.raises(ConfigurationError) as caught:
        build(wrong, context)
    told = str(caught.value)
    assert all(key in told for key in ("subreddits", "client_secret_env", "interval"))
    assert len(caught.value.problems) == 3


def test_nothing_to_listen_to_is_refused(context: Context) -> None:
    with pytest.raises(ConfigurationError):
        build({"name": "R", "search": False}, context)
    with pytest.raises(ConfigurationError):
        build({"name": "R"}, replace(context, towns=()))


def test_the_example_of_the_documentation_is_taken(context: Context) -> None:
    settings = documented("reddit")
    assert build(settings, context).name == settings["name"]
