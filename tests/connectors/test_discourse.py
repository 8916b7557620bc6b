"""A Discourse forum, over its double: polled and searched."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.discourse.connector import DiscourseConnector, build, names
from connectors.discourse.latest import LatestCursor, onward
from connectors.discourse.posts import ForumPost
from connectors.discourse.settings import DiscourseSettings
from connectors.source_settings import checked
from tests.connectors.api_context import api_context
from tests.connectors.contract import ConnectorContract, gone, hang, heard, ids, texts
from tests.doubles.discourse import WINDOW, DiscourseForum
from tests.servers import Exchange, LocalServer
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.errors import ConfigurationError
from vigie.page import Page
from vigie.post import Post, Published

NAMED = "Trois-Rivières : un trou sur la rue des Forges."


async def at_once(_: float) -> None:
    """Wait for nothing between two searches."""


@dataclass
class Forum:
    """A forum and its connector."""

    server: LocalServer
    context: Context
    settings: dict[str, Any] = field(default_factory=dict)
    secret: str | None = None

    def __post_init__(self) -> None:
        self.double = DiscourseForum(self.server)

    def build(self) -> DiscourseConnector:
        settings = {"name": "Forum", "url": self.server.url, **self.settings}
        return DiscourseConnector(checked(DiscourseSettings, settings), self.context, at_once)

    def publish(self, texts: Sequence[str]) -> list[str]:
        return [str(self.double.publish(text)) for text in texts]

    def spoil(self) -> None:
        self.double.publish(NAMED)
        self.double.posts[-1]["cooked"] = 4

    def refuse(self) -> None:
        self.double.key = "une autre cle"

    def vanish(self) -> None:
        hang(self.server)


@pytest.fixture
async def context(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Context]:
    async with api_context(tmp_path, clock) as given:
        yield given


@pytest.fixture
def forum(server: LocalServer, context: Context) -> Forum:
    return Forum(server, context)


def with_key(forum: Forum) -> Forum:
    forum.secret = "cle-fictive-d-essai"
    file = forum.context.home / "forum.cle"
    file.write_text(forum.secret)
    file.chmod(0o600)
    forum.settings |= {"key_file": "forum.cle", "user": "vigie"}
    forum.double.key = forum.secret
    return forum


class TestDiscourse(ConnectorContract):
    @pytest.fixture
    def world(self, forum: Forum) -> Forum:
        return forum


class TestPrivateForum(ConnectorContract):
    @pytest.fixture
    def world(self, forum: Forum) -> Forum:
        return with_key(forum)


class TestSearchedForum(ConnectorContract):
    @pytest.fixture
    def world(self, forum: Forum) -> Forum:
        forum.settings |= {"search": True, "words": ["Trois-Rivières"]}
        return forum


async def brought(forum: Forum, cursor: bytes | None = None) -> list[Page]:
    return await heard(forum.build(), cursor, 10_000)


def posts(pages: Sequence[Page]) -> list[Post]:
    return [e.post for page in pages for e in page.events if isinstance(e, Published)]


# Polling


async def test_a_post_has_its_address_its_thread_and_a_stable_pseudonym(forum: Forum) -> None:
    forum.double.publish("Un trou &amp; un autre.")
    forum.double.publish("Le même compte, renommé.", user_id=101, username="residente_renommee")
    second, first = posts(await brought(forum))
    assert first.url == f"{forum.server.url}/t/rue-des-forges/7/1"
    assert (first.title, first.text) == ("Rue des Forges", "Un trou & un autre.")
    assert first.conversation == "7"
    assert first.author.pseudonym == second.author.pseudonym
    assert (first.revision, first.edited_at) == (1, None)


async def test_an_edited_post_is_a_higher_revision(forum: Forum) -> None:
    id_ = forum.double.publish("Un trou.")
    forum.double.edit(id_, "Un trou bouché.")
    (post,) = posts(await brought(forum))
    assert post.text == "Un trou bouché."
    assert post.edited_at is not None
    assert post.revision == int(post.edited_at.timestamp())


@pytest.mark.parametrize(
    "fields",
    [{"deleted_at": "2026-11-23T13:00:00Z"}, {"user_deleted": True}, {"hidden": True}],
)
async def test_a_post_deleted_or_hidden_is_gone(forum: Forum, fields: dict[str, Any]) -> None:
    id_ = forum.double.publish("Un trou.", **fields)
    pages = await brought(forum)
    assert (ids(pages), gone(pages)) == ([], [str(id_)])


@pytest.mark.parametrize(
    "fields", [{"post_type": 4}, {"post_type": 3}, {"topic_archetype": "private_message"}]
)
async def test_what_is_not_public_is_never_brought(forum: Forum, fields: dict[str, Any]) -> None:
    forum.double.publish("Entre nous.", **fields)
    assert [page.events for page in await brought(forum)] == [()]


async def test_an_old_server_lacks_keys_and_is_read(forum: Forum) -> None:
    forum.double.publish("Un trou.")
    for name in ("topic_slug", "topic_title", "updated_at", "version", "user_id", "post_type"):
        del forum.double.posts[0][name]
    (post,) = posts(await brought(forum))
    assert (post.title, post.url) == ("", f"{forum.server.url}/t/-/7/1")
    assert post.author.pseudonym == forum.context.pseudonyms.of("127.0.0.1", "residente_fictive_1")


@pytest.mark.parametrize(
    ("post_url", "kept"),
    [("/t/un/7/1", "/t/un/7/1"), ("@evil.example/a", "/t/rue-des-forges/7/1"), (None, None)],
)
async def test_the_address_stays_on_the_forum(
    forum: Forum, post_url: str | None, kept: str | None
) -> None:
    forum.double.publish("Un trou.", post_url=post_url)
    (post,) = posts(await brought(forum))
    assert post.url == forum.server.url + (kept or "/t/rue-des-forges/7/1")


async def test_an_answer_names_what_it_answers_when_both_are_there(forum: Forum) -> None:
    first = forum.double.publish("Un trou.")
    forum.double.publish("Bouché hier.", reply_to_post_number=first)
    forum.double.publish("D’une autre page.", reply_to_post_number=900)
    told = {post.native_id: post.in_reply_to for post in posts(await brought(forum))}
    assert told == {"1": None, "2": "1", "3": None}


async def test_an_answer_names_what_was_already_known_too(forum: Forum) -> None:
    first = forum.double.publish("Un trou.")
    pages = await brought(forum)
    forum.double.publish("Bouché hier.", reply_to_post_number=first)
    (answer,) = posts(await brought(forum, pages[-1].cursor))
    assert answer.in_reply_to == str(first)


async def test_a_forum_whose_clock_is_ahead_is_heard_all_the_same(forum: Forum) -> None:
    forum.double.publish("Demain, un trou.", created_at="2026-11-24T12:00:00Z")
    (post,) = posts(await brought(forum))
    assert (post.published_at, post.published_is_known) == (forum.context.clock.now(), False)


async def test_a_key_taken_back_in_the_middle_of_a_walk_loses_nothing(forum: Forum) -> None:
    published = with_key(forum).publish(texts(45))
    pages: list[Page] = []
    async with aclosing(forum.build().pages(None)) as coming:
        async for page in coming:
            pages.append(page)
            forum.double.key = "une autre cle"
    assert [page.state for page in pages] == ["working", "needs_credentials"]
    forum.double.key = forum.secret
    pages += await brought(forum, pages[-1].cursor)
    assert sorted(set(ids(pages))) == sorted(published)


async def test_a_line_that_is_cut_is_a_failing_page_and_the_next_poll_reads_all(
    forum: Forum,
) -> None:
    published = forum.publish(texts(2))
    whole = forum.server.routes["/posts.json"]

    def cut(exchange: Exchange) -> None:
        exchange.send_response(200)
        exchange.send_header("Content-Length", "100000")
        exchange.end_headers()
        exchange.wfile.write(b'{"latest_posts": [')
        exchange.close_connection = True

    forum.server.routes["/posts.json"] = cut
    (page,) = await brought(forum)
    assert (page.state, page.events) == ("failing", ())
    forum.server.routes["/posts.json"] = whole
    assert sorted(ids(await brought(forum, page.cursor))) == published


async def test_what_a_post_quotes_is_not_its_own(forum: Forum) -> None:
    quote = (
        '<aside class="quote no-group" data-username="residente_fictive_9"><div class="title">'
        "residente_fictive_9 :</div><blockquote><p>Bande d’incapables !</p></blockquote></aside>"
    )
    forum.double.publish("", cooked=f"{quote}<p>Restons polis.</p>")
    forum.double.publish("", cooked=quote)
    alone, answer = posts(await brought(forum))
    assert answer.text == "Restons polis."
    assert "incapables" in alone.text


async def test_a_walk_that_is_cut_goes_on_where_it_was(
    forum: Forum, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await brought(forum)
    published = set(forum.publish(texts(90)))
    monkeypatch.setattr("connectors.discourse.latest._PAGES", 2)
    pages, cursor = [], first[-1].cursor
    for _ in range(4):
        pages += await brought(forum, cursor)
        cursor = pages[-1].cursor
        published |= set(forum.publish(texts(1)))  # the forum does not stop meanwhile
    monkeypatch.undo()
    pages += await brought(forum, cursor)
    assert set(ids(pages)) == published


async def test_a_forum_never_heard_is_read_back_ten_pages(forum: Forum) -> None:
    forum.publish(texts(250))
    pages = await brought(forum)
    assert len(ids(pages)) == 200
    assert len(pages) == 10


async def test_an_old_server_s_windows_without_a_post_do_not_end_the_walk(forum: Forum) -> None:
    forum.double.is_old = True
    forum.double.publish("Au début.")
    first = await brought(forum)
    published = set(forum.publish(texts(3 * WINDOW)))
    forum.double.unseen = set(range(20, 20 + 2 * WINDOW))  # private messages
    seen = published - {str(id_) for id_ in forum.double.unseen}
    assert set(ids(await brought(forum, first[-1].cursor))) == seen


@pytest.mark.parametrize(
    ("met", "before"), [([499, 460], 460), ([500], 450), ([], 450), ([10_000], 450), ([-4], 450)]
)
def test_a_walk_never_goes_up_again(met: list[int], before: int) -> None:
    state = LatestCursor(seen=10, reaching=900, before=500, walked=3)
    page = [
        ForumPost(id=id_, topic_id=7, post_number=1, created_at=datetime.now(UTC)) for id_ in met
    ]
    after, more = onward(state, page)
    assert (after.before, after.seen, more) == (before, 10, True)
    near = LatestCursor(seen=460, reaching=900, before=500)
    assert onward(near, []) == (LatestCursor(seen=900), False)


async def test_a_429_waits_as_long_as_its_body_says(forum: Forum) -> None:
    forum.double.busy = 7_200
    (page,) = await brought(forum)
    assert page.state == "failing"
    assert page.next_at == forum.context.clock.now() + timedelta(hours=2)


@pytest.mark.parametrize(
    "body", ["", "{", '{"extras": 3}', '{"extras": {"wait_seconds": "zut"}}', "[" * 100_000]
)
async def test_a_429_whose_body_says_nothing_waits_all_the_same(forum: Forum, body: str) -> None:
    forum.server.serve("/posts.json", body, 429, Retry_After="3600")
    (page,) = await brought(forum)
    assert page.next_at == forum.context.clock.now() + timedelta(hours=1)


async def test_a_private_forum_without_a_key_says_what_is_missing(forum: Forum) -> None:
    forum.double.private = True
    (page,) = await brought(forum)
    assert page.state == "needs_credentials"
    assert "key_file" in (page.note or "")


async def test_a_key_goes_in_a_header_and_is_read_at_each_use(forum: Forum) -> None:
    with_key(forum).publish(texts(1))
    first = await brought(forum)
    asked = forum.server.received[-1]
    assert (asked.headers["api-key"], asked.headers["api-username"]) == (forum.secret, "vigie")
    assert str(forum.secret) not in asked.path
    forum.double.key = "renouvelee"
    refused = await brought(forum, first[-1].cursor)
    assert refused[-1].state == "needs_credentials"
    (forum.context.home / "forum.cle").write_text("renouvelee")
    forum.publish(texts(1))
    assert len(ids(await brought(forum, refused[-1].cursor))) == 1


async def test_a_body_that_is_no_forum_s_is_one_failing_page(forum: Forum) -> None:
    forum.server.serve("/posts.json", "<html>Bienvenue</html>")
    (page,) = await brought(forum)
    assert (page.state, page.note) == ("failing", "La réponse du forum est illisible.")


@pytest.mark.parametrize("spoiled", [b"", b"{", b"\xff", b'{"seen": "zut"}', b"3"])
@pytest.mark.parametrize("search", [True, False])
async def test_a_cursor_that_cannot_be_read_starts_anew(
    forum: Forum, spoiled: bytes, search: bool
) -> None:
    forum.settings |= {"search": search}
    published = forum.publish([NAMED] * 3)
    assert sorted(set(ids(await brought(forum, spoiled)))) == published


# Searching


async def test_a_search_asks_for_each_of_the_town_s_names_since_last_week(forum: Forum) -> None:
    forum.settings |= {"search": True}
    await brought(forum)
    assert forum.double.searched[0] == '"Trois-Rivières" after:2026-11-16 order:latest'
    assert len(forum.double.searched) == len(names(forum.context.towns)) > 1


async def test_the_words_of_the_settings_take_their_place(forum: Forum) -> None:
    forum.settings |= {"search": True, "words": ['Le "Vieux" pont']}
    await brought(forum)
    assert forum.double.searched == ['"Le  Vieux  pont" after:2026-11-16 order:latest']


async def test_the_next_round_looks_a_day_back(forum: Forum, clock: HeldClock) -> None:
    forum.settings |= {"search": True, "words": ["Trois-Rivières"]}
    first = await brought(forum)
    clock.move(timedelta(days=2))
    await brought(forum, first[-1].cursor)
    assert forum.double.searched[-1] == '"Trois-Rivières" after:2026-11-22 order:latest'


async def test_all_that_is_new_in_a_thread_that_names_the_town_is_brought_with_its_title(
    forum: Forum,
) -> None:
    forum.settings |= {"search": True, "words": ["Trois-Rivières"]}
    forum.double.publish("Ailleurs.", topic_id=8)
    forum.double.publish(NAMED)
    forum.double.publish("Moi aussi.", reply_to_post_number=2)
    forum.double.publish("Vieux de dix ans.", created_at="2016-11-23T12:00:00Z")
    told = {post.native_id: post for post in posts(await brought(forum))}
    assert sorted(told) == ["2", "3"]
    assert (told["3"].title, told["3"].in_reply_to) == ("Rue des Forges", "2")


@pytest.mark.parametrize("tells", [True, False])
async def test_a_thread_is_read_again_only_when_something_was_written(
    forum: Forum, tells: bool
) -> None:
    forum.double.tells_highest = tells
    forum.settings |= {"search": True, "words": ["Trois-Rivières"]}
    forum.publish([NAMED] * 30)
    first = await brought(forum)
    forum.server.received.clear()
    second = await brought(forum, first[-1].cursor)
    assert ids(second) == []
    assert len(forum.server.received) == (1 if tells else 2)
    later = forum.publish(["Toujours pas bouché."])
    assert ids(await brought(forum, second[-1].cursor)) == later


async def test_a_search_of_several_pages_reads_each_thread_once(forum: Forum) -> None:
    forum.settings |= {"search": True, "words": ["Trois-Rivières", "trou"]}
    for topic in range(20, 25):
        forum.double.publish(NAMED, topic_id=topic)
    pages = await brought(forum)
    assert sorted(ids(pages)) == ["1", "2", "3", "4", "5"]
    assert len(pages) == 6
    asked = [one.path for one in forum.server.received if one.path.startswith("/t/")]
    assert len(asked) == 5


async def test_a_search_cut_by_a_429_keeps_what_it_had_read(forum: Forum) -> None:
    forum.settings |= {"search": True, "words": ["Trois-Rivières"]}
    forum.double.publish(NAMED, topic_id=20)
    forum.double.publish(NAMED, topic_id=21)
    route = forum.server.routes["/t/20.json"]
    forum.server.serve("/t/20.json", '{"extras": {"wait_seconds": 60}}', 429)
    pages = await brought(forum)
    assert [page.state for page in pages] == ["working", "failing"]
    assert ids(pages) == ["2"]
    forum.server.routes["/t/20.json"] = route
    assert ids(await brought(forum, pages[-1].cursor)) == ["1"]


@pytest.mark.parametrize("status", [403, 404, 410])
async def test_a_thread_that_is_gone_is_passed_over(forum: Forum, status: int) -> None:
    forum.settings |= {"search": True, "words": ["Trois-Rivières"]}
    forum.double.publish(NAMED, topic_id=20)
    forum.double.publish(NAMED, topic_id=21)
    forum.server.serve("/t/21.json", "{}", status)
    pages = await brought(forum)
    assert ids(pages) == ["1"]
    assert pages[-1].state == "working"


async def test_no_search_follows_another_at_once(forum: Forum) -> None:
    waits: list[float] = []

    async def waited(seconds: float) -> None:
        waits.append(seconds)

    settings = {"name": "F", "url": forum.server.url, "search": True, "words": ["abc", "def"]}
    connector = DiscourseConnector(checked(DiscourseSettings, settings), forum.context, waited)
    await heard(connector, None, 1)
    assert waits == [8.0]


# Settings


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "forum.example"},
        {"interval": 5},
        {"words": ["mot"]},
        {"search": True, "words": ["ab"]},
        {"search": True, "words": ["mot"] * 21},
        {"user": "vigie"},
        {"key_env": "CLE"},
        {"inbox": "Forum !"},
        {"couleur": "bleu"},
    ],
)
def test_wrong_settings_are_refused_in_both_languages(
    context: Context, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        build({"name": "Forum", "url": "https://f.example", **wrong}, context)
    (problem,) = caught.value.problems
    assert problem.fr != problem.en


def test_a_search_without_a_town_needs_words(context: Context) -> None:
    nowhere = replace(context, towns=())
    settings = {"name": "Forum", "url": "https://f.example", "search": True}
    with pytest.raises(ConfigurationError, match="words"):
        build(settings, nowhere)
    assert build({**settings, "words": ["pont"]}, nowhere).name == "Forum"


def test_every_mistake_is_told_at_once(context: Context) -> None:
    with pytest.raises(ConfigurationError) as caught:
        build({"url": "zut", "interval": 0, "couleur": "bleu"}, context)
    assert len(caught.value.problems) == 4
