"""A phpBB forum, over its double."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.feed.connector import FeedConnector
from connectors.feed.parsing import read_feed
from connectors.phpbb.connector import build
from connectors.phpbb.entries import bare_content, bare_title, topic_of
from connectors.phpbb.settings import PhpbbSettings
from connectors.quotations import without_asides, without_blocks
from tests.connectors.api_context import api_context
from tests.connectors.contract import ConnectorContract, hang, heard
from tests.doubles.phpbb import Message, PhpbbForum
from tests.servers import LocalServer
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.errors import ConfigurationError, InvalidInput
from vigie.page import Page
from vigie.post import Post, Published, Source

DOCUMENT = (
    b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>https://f.example/viewtopic.php?t=1</id>"
    b"<link href='https://f.example/viewtopic.php?t=1'/><title type='html'>V &#8226; Re: a</title>"
    b"<category term='V' scheme='x'/><content type='html'><![CDATA[a<p>S : x \xe2\x80\x94 y</p>"
    b"<hr />]]></content></entry><entry><id>b</id><title>b</title></entry></feed>"
)
STATISTICS = "<p>Statistiques : Publié par <a href='/u'>residente_fictive_1</a> — hier</p>"


@dataclass
class Forum:
    """A forum and its connector."""

    server: LocalServer
    context: Context
    settings: dict[str, Any] = field(default_factory=dict)
    secret: str | None = None

    def __post_init__(self) -> None:
        self.double = PhpbbForum(self.server)

    def build(self) -> FeedConnector:
        return build({"name": "Forum", "url": self.server.url, **self.settings}, self.context)

    def publish(self, texts: Sequence[str]) -> list[str]:
        return [self.double.publish(text) for text in texts]

    def spoil(self) -> None:
        self.double.posts.append(Message(0, "", raw="<entry><updated/></entry>"))

    def refuse(self) -> None:
        self.double.account = ("vigie", "un autre mot de passe")

    def vanish(self) -> None:
        hang(self.server)


@pytest.fixture
async def context(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Context]:
    async with api_context(tmp_path, clock) as given:
        yield given


@pytest.fixture
def forum(server: LocalServer, context: Context) -> Forum:
    return Forum(server, context)


class TestPhpbb(ConnectorContract):
    @pytest.fixture
    def world(self, forum: Forum) -> Forum:
        return forum


class TestPhpbbWithAnAccount(ConnectorContract):
    @pytest.fixture
    def world(self, forum: Forum) -> Forum:
        forum.secret = "mot de passe fictif"
        secret = forum.context.home / "forum.secret"
        secret.write_text(forum.secret)
        secret.chmod(0o600)
        forum.settings = {"user": "vigie", "password_file": "forum.secret"}
        forum.double.account = ("vigie", forum.secret)
        return forum


async def polled(forum: Forum, cursor: bytes | None = None) -> Page:
    (page,) = await heard(forum.build(), cursor, 1_000)
    return page


def posts(page: Page) -> list[Post]:
    return [event.post for event in page.events if isinstance(event, Published)]


async def test_a_post_is_its_own_words_and_nothing_around_them(forum: Forum) -> None:
    quoted = "<blockquote><div><cite>residente_fictive_9 a écrit :</cite>Autre</div></blockquote>"
    id_ = forum.double.publish(f"{quoted}Un trou béant.<br />Depuis un mois.")
    (post,) = posts(await polled(forum))
    assert post.source == Source(kind="phpbb", name="Forum")
    assert post.native_id == id_
    assert post.url == id_.partition("#")[0]
    assert (post.title, post.text) == ("Rue des Forges", "Un trou béant.\nDepuis un mois.")
    assert post.conversation == "12"
    assert post.author.pseudonym == forum.context.pseudonyms.of("127.0.0.1", "residente_fictive_1")


async def test_statistics_that_are_off_take_no_line_of_the_post(forum: Forum) -> None:
    forum.double.statistics = False
    forum.double.publish("Un trou béant.<br />Signé — une résidente", subject="Un • deux")
    (post,) = posts(await polled(forum))
    assert post.text == "Un trou béant.\nSigné — une résidente"
    assert post.title == "Un • deux"


async def test_counts_that_move_are_no_edition_and_an_edition_is(forum: Forum) -> None:
    forum.double.publish("Un trou béant.")
    first = await polled(forum)
    document = forum.double.document()
    for body, revisions in (
        (document.replace("08:00</p>", "08:00 — Réponses 3 — Vues 214</p>"), []),
        (
            document.replace("béant", "bouché").replace("T08:00:00-05:00</u", "T08:30:00-05:00</u"),
            [2],
        ),
    ):
        forum.server.serve("/app.php/feed", body)
        page = await polled(forum, first.cursor)
        assert [post.revision for post in posts(page)] == revisions


@pytest.mark.parametrize(
    ("chosen", "path", "title"),
    [
        ({}, "/app.php/feed", "Rue des Forges"),
        ({"forum": 2}, "/app.php/feed/forum/2", "Rue des Forges"),
        ({"topic": 12}, "/app.php/feed/topic/12", "Rue des Forges"),
        ({"feed": "topics"}, "/app.php/feed/topics", "Rue des Forges"),
    ],
)
async def test_the_feed_of_a_forum_or_of_a_topic_can_be_chosen(
    forum: Forum, chosen: dict[str, Any], path: str, title: str
) -> None:
    forum.settings = chosen
    forum.double.publish("Un trou béant.")
    (post,) = posts(await polled(forum))
    assert forum.server.received[-1].path == path
    assert post.title == title


async def test_a_forum_whose_feeds_are_off_says_so(forum: Forum) -> None:
    forum.double.disabled = True
    page = await polled(forum)
    assert page.state == "failing"
    assert "n’offre pas ce fil (404)" in (page.note or "")


async def test_a_forum_that_asks_for_an_account_says_so(forum: Forum) -> None:
    forum.double.account = ("vigie", "secret fictif")
    page = await polled(forum)
    assert page.state == "needs_credentials"
    assert "password_file" in (page.note or "")


async def test_a_password_that_is_not_there_is_told_without_asking(forum: Forum) -> None:
    forum.settings = {"user": "vigie", "password_env": "VIGIE_ESSAI_ABSENT"}
    page = await polled(forum)
    assert page.state == "needs_credentials"
    assert "VIGIE_ESSAI_ABSENT" in (page.note or "")
    assert page.next_at is not None
    assert forum.server.received == []


@pytest.mark.parametrize(
    ("url", "others", "address"),
    [
        ("https://f.example", {}, "https://f.example/app.php/feed"),
        ("https://f.example/forum/", {}, "https://f.example/forum/app.php/feed"),
        ("https://f.example/index.php?sid=1", {}, "https://f.example/app.php/feed"),
        ("https://f.example/feed/topics", {}, "https://f.example/feed/topics"),
        ("https://f.example/feed.php", {}, "https://f.example/feed.php"),
        ("https://f.example", {"forum": 3}, "https://f.example/app.php/feed/forum/3"),
        ("https://f.example", {"feed": "news"}, "https://f.example/app.php/feed/news"),
    ],
)
def test_the_feed_s_address_is_made_of_the_forum_s(
    url: str, others: dict[str, Any], address: str
) -> None:
    assert PhpbbSettings(name="Forum", url=url, **others).address == address


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "forum.example"},
        {"forum": 0},
        {"forum": 2, "topic": 3},
        {"forum": 2, "feed": "news"},
        {"feed": "tout"},
        {"user": "vigie"},
        {"password_env": "SECRET"},
        {"user": "a:b", "password_env": "SECRET"},
        {"interval": 5},
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


@pytest.mark.parametrize(
    ("markup", "kept"),
    [
        (f"Bonjour{STATISTICS}<hr />", "Bonjour"),
        (f"Bonjour{STATISTICS}\n<hr>\n", "Bonjour"),
        ("Bonjour<hr />", "Bonjour"),
        ("Bonjour", "Bonjour"),
        ("<p>Bonjour</p><hr />", "<p>Bonjour</p>"),
        (f"Bonjour{STATISTICS}", f"Bonjour{STATISTICS}"),
        (f"<blockquote>cité</blockquote>{STATISTICS}<hr />", "<blockquote>cité</blockquote>"),
        ("", ""),
    ],
)
def test_what_phpbb_adds_is_taken_off_and_nothing_else(markup: str, kept: str) -> None:
    assert bare_content(markup).strip() == kept


@pytest.mark.parametrize(
    ("title", "forum", "one_topic", "kept"),
    [
        ("Vie • Re: Rue", "Vie", False, "Rue"),
        ("Vie • Re : re: Rue", "Vie", False, "Rue"),
        ("Vie • Rue • suite", "Vie", False, "Rue • suite"),
        ("A • B • Rue", "A • B", False, "Rue"),
        ("Vie • Rue", "", False, "Rue"),
        ("Rue", "", False, "Rue"),
        ("Rue • suite", "", True, "Rue • suite"),
        ("Réfection", "", False, "Réfection"),
    ],
)
def test_a_title_is_the_subject_alone(title: str, forum: str, one_topic: bool, kept: str) -> None:
    assert bare_title(title, forum, one_topic=one_topic) == kept


@pytest.mark.parametrize(
    ("link", "topic"),
    [
        ("https://f.example/viewtopic.php?f=2&t=12&p=3#p3", "12"),
        ("https://f.example/viewtopic.php?t=12&amp;p=3", "12"),
        ("https://f.example/viewtopic.php?p=3", None),
        ("https://f.example/viewtopic.php?t=1;drop", None),
        ("http://[", None),
    ],
)
def test_the_topic_is_read_in_the_address(link: str, topic: str | None) -> None:
    assert topic_of(link) == topic


def test_quotations_are_left_out_with_all_that_they_hold() -> None:
    nested = "a<blockquote>b<blockquote>c</blockquote>d</blockquote>e"
    assert without_blocks(nested) == "a e"
    aside = '<aside class="quote no-group" data-username="x"><blockquote>b</blockquote></aside>'
    assert without_asides(f"a{aside}e") == "a e"
    assert without_asides('<aside class="onebox">b</aside>') == '<aside class="onebox">b</aside>'
    assert without_blocks("a<blockquote>b") == "a<blockquote>b"


PIECES = ["<blockquote>", "</blockquote>", "<aside class=quote>", "</aside>", STATISTICS]
PIECES += ["<hr />", "<p>", "</p>", " — ", "mot", "<", ">", "é\n"]


@settings(max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_no_markup_makes_the_mending_raise_or_grow(markup: str) -> None:
    assert len(bare_content(markup)) <= len(markup) + markup.count("<blockquote>")
    without_asides(markup)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1_500), st.binary(max_size=12), st.integers(0, 40))
def test_no_bytes_in_the_feed_make_its_reading_raise(at: int, put: bytes, cut: int) -> None:
    body = DOCUMENT[:at] + put + DOCUMENT[at + cut :]
    with suppress(InvalidInput):
        document = read_feed(body, {}, "https://f.example/app.php/feed", "phpbb")
        assert len(document.entries) <= 2


def test_megabytes_of_tags_are_mended_in_no_time() -> None:
    began = time.monotonic()
    for tag in ("<blockquote>", "<p>", "<aside class=quote", "<hr", "</p>"):
        bare_content(tag * 200_000)
        without_asides(tag * 200_000)
    assert time.monotonic() - began < 5
