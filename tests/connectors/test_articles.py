"""Articles behind a feed: which pages are asked, what is kept of them, what stays as it was."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import replace

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.articles import article_text
from connectors.articles.article import Article
from connectors.articles.article_text import read_article
from connectors.articles.articles import MOST, PATIENCE, Articles
from connectors.excerpt import LIMIT, excerpt
from connectors.feed.connector import FeedConnector
from connectors.feed.document import Entry
from connectors.feed.settings import check
from connectors.parsing.pool import ParsingPool
from connectors.parsing.process import Question
from connectors.robots.robots import Robots
from tests.connectors.conftest import Make, poll, posts
from tests.connectors.documents import item, rss
from tests.connectors.pages import TOLD, long_page, page
from tests.servers import LocalServer
from vigie.context import Context
from vigie.errors import ConfigurationError, InvalidInput
from vigie.privacy import EMAIL_MASK

HTML = "text/html; charset=utf-8"
TOWN = "Trois-Rivières"


def named(text: str) -> bool:
    return TOWN in text


def entries(server: LocalServer, count: int, **others: str) -> list[Entry]:
    return [
        Entry(key=str(n), digest="", title=f"Nouvelle {n}", url=f"{server.url}/a/{n}", **others)
        for n in range(count)
    ]


def serve(server: LocalServer, path: str, body: str | bytes, status: int = 200) -> str:
    return server.serve(path, body, status, Content_Type=HTML)


def asked(server: LocalServer) -> list[str]:
    return [one.path for one in server.received if one.path != "/robots.txt"]


@pytest.fixture
def near(context: Context) -> Context:
    return replace(context, names_a_town=named)


# What a page says


def test_an_article_is_its_text_without_menu_comments_and_footer() -> None:
    found = read_article(
        long_page("Nid-de-poule").encode(), {"content-type": HTML}, "https://j.example/a"
    )
    assert found.title == "Nid-de-poule"
    assert found.text.startswith(TOLD)
    assert found.text.count(TOLD) == 20
    for other in ("Accueil", "bravo", "droits", "<"):
        assert other not in found.text
    assert found.published is not None
    assert found.published.isoformat() == "2026-11-20T00:00:00+00:00"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("header", [True, False])
def test_accents_survive_whatever_the_header_says(encoding: str, header: bool) -> None:
    kind = f"text/html; charset={encoding}" if header else "text/html"
    body = long_page("Été à l’hôtel de ville").encode(encoding)
    assert TOLD in read_article(body, {"content-type": kind}, "https://j.example/a").text


@pytest.mark.parametrize(
    "body", [b"", b"<html></html>", b"\x00\xff", b"%PDF-1.7", b"<p>", b"{}", b"<div>" * 20_000]
)
def test_a_page_without_an_article_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidInput, match="texte d’article"):
        read_article(body, {}, "https://j.example/a")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=300).map(lambda t: page(t, [t] * 3).encode())
    )
)
def test_any_bytes_are_an_article_or_a_refusal(body: bytes) -> None:
    with suppress(InvalidInput):
        assert read_article(body, {}, "https://j.example/a").text


def test_trafilatura_s_caches_are_emptied_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    emptied: list[int] = []
    monkeypatch.setattr(article_text, "reset_caches", lambda: emptied.append(1))
    body = long_page("Avis").encode()
    for _ in range(article_text._RESET_EVERY * 2):
        read_article(body, {}, "https://j.example/a")
    assert len(emptied) == 2


async def test_a_page_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    pool = ParsingPool()
    # Two minutes of trafilatura, which looks at each paragraph beside all the others.
    heavy = ("<html><body><article>" + "<p>a b c d e f g h</p>" * 100_000).encode()
    try:
        with pytest.raises(InvalidInput, match="abandonné"):
            await pool.ask(
                Question(body=heavy, url="https://a.example/", seconds=0.5, job="article"), Article
            )
        question = Question(
            body=long_page("Avis").encode(), url="https://a.example/", seconds=20, job="article"
        )
        assert (await pool.ask(question, Article)).title == "Avis"
    finally:
        pool.close()


# What is kept


def test_an_excerpt_is_the_beginning_cut_at_a_word() -> None:
    text = "déneigement " * 200
    kept = excerpt(text, lambda _: True)
    assert LIMIT - 20 < len(kept) <= LIMIT
    assert kept.endswith("déneigement…")
    assert excerpt("Court.", lambda _: True) == "Court."


@pytest.mark.parametrize("at", [3, 10, 19])
def test_an_excerpt_holds_the_passage_that_names_the_town(at: int) -> None:
    lines = [f"{TOLD} {n}" for n in range(20)]
    lines[at] = f"À {TOWN}, le pont est fermé."
    kept = excerpt("\n".join(lines), named)
    assert kept.startswith(TOLD)
    assert f"À {TOWN}, le pont est fermé." in kept
    assert len(kept) <= LIMIT


def test_a_town_in_the_middle_of_one_endless_paragraph_is_in_the_excerpt() -> None:
    text = "mot " * 2_000 + f"le pont de {TOWN} est fermé " + "mot " * 2_000
    kept = excerpt(text, named)
    assert TOWN in kept
    assert len(kept) <= LIMIT


def test_an_article_that_names_no_town_keeps_its_beginning() -> None:
    text = "\n".join(f"{TOLD} {n}" for n in range(20))
    assert excerpt(text, named) == excerpt(text, lambda _: True)


@settings(max_examples=100)
@given(st.text(max_size=3_000), st.integers(300, 700))
def test_no_excerpt_is_longer_than_its_limit(text: str, limit: int) -> None:
    assert len(excerpt(text, lambda said: "é" in said, limit)) <= limit


# Which pages are asked


async def test_a_feed_without_the_setting_asks_for_no_page(server: LocalServer, feed: Make) -> None:
    url = server.serve("/fil", rss(item("Avis", link=serve(server, "/a", long_page("Avis")))))
    await poll(feed(url))
    assert asked(server) == ["/fil"]


async def test_an_excerpt_of_the_article_takes_the_place_of_a_shorter_summary(
    server: LocalServer, near: Context
) -> None:
    link = serve(server, "/a", long_page("Avis", about=f"À {TOWN}, écrire à moi@courriel.example."))
    url = server.serve("/fil", rss(item("Avis du jour", link=link, description="En bref.")))
    settings = check({"name": "Fil", "url": url, "article": "excerpt"})
    (post,) = posts(await poll(FeedConnector(settings, near)))
    assert post.title == "Avis du jour"
    assert f"À {TOWN}, écrire à {EMAIL_MASK}" in post.text
    assert len(post.text) <= LIMIT


async def test_the_whole_article_is_kept_only_when_asked(server: LocalServer, feed: Make) -> None:
    link = serve(server, "/a", long_page("Avis"))
    url = server.serve("/fil", rss(item("Avis", link=link, description="En bref.")))
    (post,) = posts(await poll(feed(url, article="full")))
    assert post.text.count(TOLD) == 20


async def test_an_edited_entry_is_read_again_and_a_known_one_is_not(
    server: LocalServer, feed: Make
) -> None:
    link = serve(server, "/a", long_page("Avis"))
    url = server.serve("/fil", rss(item("Avis", guid="a", link=link)))
    connector = feed(url, article="excerpt")
    first = await poll(connector)
    again = await poll(connector, first.cursor)
    assert posts(again) == []
    server.serve("/fil", rss(item("Avis modifié", guid="a", link=link)))
    serve(
        server, "/a", page("Avis", ["Le texte neuf de l’avis modifié par le conseil fictif. " * 8])
    )
    (post,) = posts(await poll(connector, again.cursor))
    assert (post.revision, post.text.partition(" de")[0]) == (2, "Le texte neuf")
    assert asked(server) == ["/fil", "/a", "/fil", "/fil", "/a"]


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (404, HTML, long_page("Introuvable")),
        (403, HTML, ""),
        (500, HTML, ""),
        (200, "application/pdf", "%PDF-1.7"),
        (200, HTML, "<html><body></body></html>"),
        (200, HTML, "x" * 5_000_001),
    ],
)
async def test_an_article_that_cannot_be_had_leaves_its_entry_as_it_was(
    server: LocalServer, feed: Make, status: int, kind: str, body: str
) -> None:
    link = server.serve("/a", body, status, Content_Type=kind)
    url = server.serve("/fil", rss(item("Avis", link=link, description="En bref.")))
    page_ = await poll(feed(url, article="excerpt"))
    (post,) = posts(page_)
    assert (page_.state, page_.note, post.text) == ("working", None, "En bref.")


async def test_a_forbidden_page_is_never_asked_for(server: LocalServer, near: Context) -> None:
    server.serve("/robots.txt", "User-agent: Vigie\nDisallow: /a/1\n")
    for entry in entries(server, 3):
        serve(server, str(entry.url).removeprefix(server.url), long_page("Avis"))
    done = await Articles("excerpt", near).complete(entries(server, 3))
    assert [bool(entry.text) for entry in done] == [True, False, True]
    assert sorted(asked(server)) == ["/a/0", "/a/2"]


async def test_a_redirect_to_a_site_that_forbids_it_is_not_kept(
    server: LocalServer, near: Context
) -> None:
    other = server.url.replace("127.0.0.1", "localhost")
    server.serve("/a/0", "", 302, Location=other + "/interdit/a")
    serve(server, "/interdit/a", long_page("Avis"))
    server.serve("/robots.txt", "User-agent: Vigie\nDisallow: /interdit/\n")
    (entry,) = await Articles("excerpt", near).complete(entries(server, 1))
    assert entry.text == ""


async def test_those_that_name_the_town_come_first_and_no_more_than_thirty_are_asked(
    server: LocalServer, near: Context
) -> None:
    for n in range(40):
        serve(server, f"/a/{n}", "")
    told = entries(server, 40)
    told[37] = msgspec.structs.replace(told[37], title=f"Le pont de {TOWN}")
    await Articles("excerpt", near).complete(told)
    assert asked(server)[0] == "/a/37"
    assert len(asked(server)) == MOST


async def test_a_host_that_refuses_is_left_in_peace_for_this_poll(
    server: LocalServer, near: Context
) -> None:
    for n in range(10):
        serve(server, f"/a/{n}", "", 429 if n == 0 else 200)
    await Articles("excerpt", near).complete(entries(server, 10))
    assert asked(server) == ["/a/0"]
    server.received.clear()
    for n in range(10):
        serve(server, f"/a/{n}", "", 503)
    await Articles("excerpt", near).complete(entries(server, 10))
    assert len(asked(server)) == 3


async def test_a_poll_gives_its_articles_so_much_time_and_no_more(
    server: LocalServer, near: Context
) -> None:
    moments = iter([0.0, 0.0, 1.0, PATIENCE, PATIENCE])
    for n in range(3):
        serve(server, f"/a/{n}", long_page("Avis"))
    articles = Articles("excerpt", near, now=lambda: next(moments))
    done = await articles.complete(entries(server, 3))
    assert [bool(entry.text) for entry in done] == [True, False, False]


async def test_the_site_s_own_pace_is_kept_between_two_articles(
    server: LocalServer, near: Context
) -> None:
    moment, slept = [0.0], []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        moment[0] += seconds

    server.serve("/robots.txt", "User-agent: *\nCrawl-delay: 60\n")
    for n in range(5):
        serve(server, f"/a/{n}", long_page("Avis"))
    robots = Robots(near.outbound, now=lambda: moment[0], sleep=sleep)
    articles = Articles("excerpt", near, robots=robots, now=lambda: moment[0])
    done = await articles.complete(entries(server, 5))
    assert slept == [60, 60, 60]
    assert sum(bool(entry.text) for entry in done) == 4


async def test_what_the_feed_says_whole_is_not_replaced_by_less(
    server: LocalServer, near: Context
) -> None:
    serve(server, "/a/0", long_page("Avis"))
    (long,) = await Articles("excerpt", near).complete(entries(server, 1, text="Dit tout. " * 100))
    assert long.text == "Dit tout. " * 100
    said = f"Le pont de {TOWN} est fermé."
    (naming,) = await Articles("excerpt", near).complete(entries(server, 1, text=said))
    assert naming.text == said


async def test_reading_articles_stops_at_once_when_asked_to(
    server: LocalServer, near: Context
) -> None:
    def hang(exchange: object) -> None:
        time.sleep(5)

    server.routes["/a/0"] = hang
    reading = asyncio.create_task(Articles("excerpt", near).complete(entries(server, 1)))
    await asyncio.sleep(0.3)
    began = time.monotonic()
    reading.cancel()
    await asyncio.wait({reading})
    assert reading.cancelled()
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("value", ["tout", True, 3, None])
def test_the_setting_is_checked(value: object) -> None:
    with pytest.raises(ConfigurationError, match="article"):
        check({"name": "Fil", "url": "https://j.example/fil", "article": value})
