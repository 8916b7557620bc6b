"""News sitemaps, over the double of a paper's site."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.excerpt import LIMIT
from connectors.sitemap import cursor as sitemap_cursor
from connectors.sitemap.connector import SitemapConnector, build
from connectors.sitemap.cursor import PARTS_LIMIT
from connectors.sitemap.parsing import NEWEST
from tests.connectors.api_context import api_context
from tests.connectors.contract import ConnectorContract, hang, heard, ids
from tests.connectors.pages import TOLD, long_page
from tests.doubles.news_site import NewsSite, index, news, urlset
from tests.servers import Exchange, LocalServer
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.errors import ConfigurationError
from vigie.page import Page
from vigie.post import Post, Published, Source

NOW = "2026-11-23T08:00:00-05:00"


@dataclass
class Paper:
    """A paper and its connector."""

    server: LocalServer
    context: Context
    settings: dict[str, Any] = field(default_factory=lambda: {"article": "none"})
    secret: str | None = None

    def __post_init__(self) -> None:
        self.double = NewsSite(self.server)
        self.url = self.double.address

    def build(self) -> SitemapConnector:
        return build({"name": "Courrier", "url": self.url, **self.settings}, self.context)

    def publish(self, texts: Sequence[str]) -> list[str]:
        return [self.double.publish(text) for text in texts]

    def spoil(self) -> None:
        self.double.spoil()

    def refuse(self) -> None:
        raise NotImplementedError

    def vanish(self) -> None:
        hang(self.server)

    def serve(self, body: str | bytes, path: str = "/news.xml", status: int = 200) -> None:
        """Make this the sitemap that is listened to."""
        self.url = self.server.serve(path, body, status)


@pytest.fixture
async def context(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Context]:
    async with api_context(tmp_path, clock) as given:
        yield given


@pytest.fixture
def paper(server: LocalServer, context: Context) -> Paper:
    return Paper(server, context)


class TestSitemap(ConnectorContract):
    @pytest.fixture
    def world(self, paper: Paper) -> Paper:
        return paper


async def poll(paper: Paper, cursor: bytes | None = None) -> list[Page]:
    return await heard(paper.build(), cursor, 10_000)


def posts(pages: Sequence[Page]) -> list[Post]:
    return [e.post for page in pages for e in page.events if isinstance(e, Published)]


def paths(server: LocalServer) -> list[str]:
    return [one.path for one in server.received if one.path != "/robots.txt"]


async def test_an_article_is_its_title_its_address_and_its_date(paper: Paper) -> None:
    paper.serve(urlset(news("https://j.example/a?utm_source=x", "Le pont &amp; la rue")))
    (page,) = await poll(paper)
    (post,) = posts([page])
    assert post.source == Source(kind="sitemap", name="Courrier")
    assert (post.native_id, post.url) == ("https://j.example/a", "https://j.example/a")
    assert (post.title, post.text, post.declared_language) == ("Le pont & la rue", "", "fr")
    assert (post.published_at.isoformat(), post.published_is_known) == (
        "2026-11-23T13:00:00+00:00",
        True,
    )
    assert (page.state, page.note) == ("working", None)
    assert page.next_at == paper.context.clock.now() + timedelta(seconds=1_800)


async def test_an_index_is_read_part_by_part_compressed_or_not(paper: Paper) -> None:
    paper.double.compressed = True
    published = paper.publish([f"Nouvelle {n}" for n in range(45)])
    pages = await poll(paper)
    assert [len(page.events) for page in pages] == [0, 20, 20, 5]
    assert sorted(ids(pages)) == sorted(published)
    assert [page.next_at == paper.context.clock.now() for page in pages] == [True] * 3 + [False]


async def test_a_second_poll_asks_again_and_brings_only_what_is_new(paper: Paper) -> None:
    paper.publish([f"Nouvelle {n}" for n in range(30)])
    first = await poll(paper)
    later = paper.publish(["La trente et unième"])
    assert ids(await poll(paper, first[-1].cursor)) == later


async def test_parts_that_say_they_have_not_changed_are_not_asked_again(paper: Paper) -> None:
    server = paper.server
    parts = [(f"{server.url}/p{n}.xml", f"2026-11-2{n}") for n in range(4)]
    for n in range(4):
        server.serve(f"/p{n}.xml", urlset(news(f"https://j.example/{n}", f"Titre {n}")))
    paper.serve(index(*parts))
    first = await poll(paper)
    assert paths(server) == ["/news.xml", "/p3.xml", "/p2.xml", "/p1.xml", "/p0.xml"]
    server.received.clear()
    server.serve("/p1.xml", urlset(news("https://j.example/neuf", "Neuf")))
    paper.serve(index(parts[0], (parts[1][0], NOW), parts[2], parts[3]))
    second = await poll(paper, first[-1].cursor)
    assert paths(server) == ["/news.xml", "/p1.xml"]
    assert ids(second) == ["https://j.example/neuf"]


async def test_a_part_that_could_not_be_had_is_asked_for_again(paper: Paper) -> None:
    server = paper.server
    parts = [(f"{server.url}/p{n}.xml", "2026-11-22") for n in range(2)]
    server.serve("/p0.xml", "", 500)
    server.serve("/p1.xml", urlset(news("https://j.example/1", "Un")))
    paper.serve(index(*parts))
    first = await poll(paper)
    assert ids(first) == ["https://j.example/1"]
    assert [page.state for page in first] == ["working"] * 3
    assert "n’a pas pu être lu" in (first[1].note or "")
    server.serve("/p0.xml", urlset(news("https://j.example/0", "Zéro")))
    assert ids(await poll(paper, first[-1].cursor)) == ["https://j.example/0"]


async def test_an_index_none_of_whose_parts_can_be_had_is_failing(paper: Paper) -> None:
    paper.serve(
        index((f"{paper.server.url}/perdu-1.xml", None), (f"{paper.server.url}/2.xml", None))
    )
    pages = await poll(paper)
    assert pages[-1].state == "failing"
    assert "404" in (pages[-1].note or "")


async def test_an_index_leads_to_its_own_site_and_no_deeper(paper: Paper) -> None:
    server = paper.server
    server.serve("/autre-index.xml", index((f"{server.url}/p.xml", None)))
    server.serve("/p.xml", urlset(news("https://j.example/1", "Un")))
    paper.serve(
        index(
            (server.url.replace("127.0.0.1", "localhost") + "/p.xml", None),
            ("file:///etc/passwd", None),
            (f"{server.url}/autre-index.xml", None),
        )
    )
    await poll(paper)
    assert paths(server) == ["/news.xml", "/autre-index.xml"]


@pytest.mark.parametrize("changed", [NOW, None])
async def test_a_long_index_is_read_over_several_polls(
    paper: Paper, clock: HeldClock, changed: str | None
) -> None:
    server = paper.server
    parts = [(f"{server.url}/p{n}.xml", changed) for n in range(PARTS_LIMIT + 5)]
    for n in range(len(parts)):
        server.serve(f"/p{n}.xml", urlset(news(f"https://j.example/{n}", f"Titre {n}")))
    paper.serve(index(*parts))
    first = await poll(paper)
    assert len(ids(first)) == PARTS_LIMIT
    clock.move(timedelta(hours=1))
    second = await poll(paper, first[-1].cursor)
    assert len({*ids(first), *ids(second)}) == len(parts)


async def test_a_sitemap_is_asked_for_on_conditions(paper: Paper) -> None:
    body = urlset(news("https://j.example/1", "Un"))
    paper.url = paper.server.serve("/news.xml", body, ETag='"1"')
    first = await poll(paper)
    paper.server.serve("/news.xml", b"", 304, ETag='"1"')
    second = await poll(paper, first[-1].cursor)
    assert paper.server.received[-1].headers["if-none-match"] == '"1"'
    assert (second[-1].state, second[-1].events) == ("working", ())


async def test_parts_are_asked_for_on_conditions_too(paper: Paper) -> None:
    server = paper.server
    server.serve("/p.xml", urlset(news("https://j.example/1", "Un")), ETag='"1"')
    paper.serve(index((f"{server.url}/p.xml", None)))
    first = await poll(paper)
    server.serve("/p.xml", b"", 304, ETag='"1"')
    second = await poll(paper, first[-1].cursor)
    assert server.received[-1].headers["if-none-match"] == '"1"'
    assert [page.state for page in second] == ["working", "working"]


async def test_old_articles_are_no_news_and_undated_ones_are_told(paper: Paper) -> None:
    old = news("https://j.example/vieux", "Vieux", "2026-11-10")
    paper.serve(urlset(old, news("https://j.example/neuf", "Neuf")))
    assert ids(await poll(paper)) == ["https://j.example/neuf"]
    paper.settings["days"] = 30
    assert len(ids(await poll(paper))) == 2
    paper.serve(urlset("<url><loc>https://j.example/x</loc></url>"))
    (page,) = await poll(paper)
    assert page.events == ()
    assert "1 adresse sans date" in (page.note or "")


async def test_a_plain_sitemap_names_its_articles_after_their_addresses(paper: Paper) -> None:
    paper.serve(
        urlset(
            "<url><loc>https://j.example/2026/11/le-pont-de-trois-rivieres-ferme.html</loc>"
            "<lastmod>2026-11-22</lastmod></url>"
        )
    )
    (post,) = posts(await poll(paper))
    assert post.title == "le pont de trois rivieres ferme"


async def test_a_site_whose_clock_is_ahead_is_heard_all_the_same(paper: Paper) -> None:
    paper.serve(urlset(news("https://j.example/1", "Un", "2026-11-23T14:05:00Z")))
    (post,) = posts(await poll(paper))
    assert (post.published_at, post.published_is_known) == (paper.context.clock.now(), False)


async def test_recent_articles_beyond_the_limit_are_told_and_old_ones_are_not(
    paper: Paper,
) -> None:
    recent = [news(f"https://j.example/{n}", f"Titre {n}") for n in range(NEWEST + 3)]
    paper.serve(urlset(*recent))
    (page,) = await poll(paper)
    assert (len(page.events), page.note) == (NEWEST, "3 adresses au-delà de la limite.")
    old = [news(f"https://j.example/v{n}", f"Titre {n}", "2019-01-01") for n in range(NEWEST + 3)]
    paper.serve(urlset(*recent[:2], *old))
    (page,) = await poll(paper)
    assert (len(page.events), page.note) == (2, None)


async def test_a_new_title_is_a_revision(paper: Paper) -> None:
    paper.serve(urlset(news("https://j.example/1", "Pont fermé")))
    first = await poll(paper)
    paper.serve(urlset(news("https://j.example/1", "Pont rouvert")))
    (post,) = posts(await poll(paper, first[-1].cursor))
    assert (post.title, post.revision) == ("Pont rouvert", 2)


async def test_an_excerpt_of_each_new_article_is_read_by_default(paper: Paper) -> None:
    del paper.settings["article"]
    server = paper.server
    link = server.serve("/a", long_page("Rue"), Content_Type="text/html")
    forbidden = server.serve("/prive/b", long_page("Privé"), Content_Type="text/html")
    paper.serve(urlset(news(link, "La rue"), news(forbidden, "Interdit")))
    told = {post.title: post.text for post in posts(await poll(paper))}
    assert told["La rue"].startswith(TOLD)
    assert len(told["La rue"]) <= LIMIT
    assert told["Interdit"] == ""
    assert "/prive/b" not in paths(server)


async def test_a_plain_sitemap_s_article_has_the_title_of_its_page(paper: Paper) -> None:
    paper.settings["article"] = "full"
    link = paper.server.serve("/x-y", long_page("Le vrai titre"), Content_Type="text/html")
    paper.serve(urlset(f"<url><loc>{link}</loc><lastmod>2026-11-22</lastmod></url>"))
    (post,) = posts(await poll(paper))
    assert post.title == "Le vrai titre"
    # The page says the 20th, two days before it was last touched.
    assert post.published_at.isoformat() == "2026-11-20T00:00:00+00:00"


async def test_a_forbidden_sitemap_is_blocked_with_a_sentence_and_never_asked(
    paper: Paper,
) -> None:
    paper.server.serve("/robots.txt", "User-agent: *\nDisallow: /news.xml\n")
    paper.serve(urlset(news("https://j.example/1", "Un")))
    (page,) = await poll(paper)
    assert (page.state, page.events) == ("blocked", ())
    assert "robots.txt" in (page.note or "")
    assert page.next_at == paper.context.clock.now() + timedelta(days=1)
    assert paths(paper.server) == []
    for _ in range(40):
        (page,) = await poll(paper, page.cursor)
    assert page.state == "blocked"


async def test_a_robots_txt_that_does_not_answer_puts_the_poll_off(paper: Paper) -> None:
    paper.server.serve("/robots.txt", "", 503)
    paper.serve(urlset(news("https://j.example/1", "Un")))
    (page,) = await poll(paper)
    assert (page.state, paths(paper.server)) == ("failing", [])


@pytest.mark.parametrize(
    ("body", "status", "state", "told"),
    [
        ("", 404, "failing", "introuvable (404)"),
        ("", 403, "blocked", "(403)"),
        ("", 410, "stopped", "410"),
        ("", 200, "failing", "vide"),
        ("<html><body>Bienvenue</body></html>", 200, "failing", "pas un plan de site"),
        ("<rss version='2.0'><channel/></rss>", 200, "failing", 'kind = "feed"'),
        ("<urlset><url><lo", 200, "failing", "trop abîmé"),
        (b"\x1f\x8b\x08zut", 200, "failing", "démesuré"),
    ],
)
async def test_what_is_no_sitemap_is_told_in_one_sentence(
    paper: Paper, body: str | bytes, status: int, state: str, told: str
) -> None:
    paper.serve(body, status=status)
    (page,) = await poll(paper)
    assert (page.state, page.events) == (state, ())
    assert told in (page.note or "")


async def test_a_compressed_bomb_is_not_inflated(paper: Paper) -> None:
    paper.serve(gzip.compress(b"<urlset>" + b" " * 60_000_000), "/bombe.xml.gz")
    (page,) = await poll(paper)
    assert page.state == "failing"
    assert "démesuré" in (page.note or "")


async def test_a_line_that_is_cut_is_a_failing_page_and_the_next_poll_reads_all(
    paper: Paper,
) -> None:
    whole = urlset(news("https://j.example/1", "Un"))
    paper.serve(whole)

    def cut(exchange: Exchange) -> None:
        exchange.send_response(200)
        exchange.send_header("Content-Length", "100000")
        exchange.end_headers()
        exchange.wfile.write(whole.encode())
        exchange.close_connection = True

    paper.server.routes["/news.xml"] = cut
    (page,) = await poll(paper)
    assert (page.state, page.events) == ("failing", ())
    paper.serve(whole)
    assert ids(await poll(paper, page.cursor)) == ["https://j.example/1"]


async def test_a_429_is_waited_for(paper: Paper) -> None:
    paper.url = paper.server.serve("/news.xml", b"", 429, Retry_After="7200")
    (page,) = await poll(paper)
    assert page.next_at is not None
    assert page.next_at >= paper.context.clock.now() + timedelta(hours=2)


async def test_another_address_in_the_settings_keeps_what_was_heard(paper: Paper) -> None:
    paper.serve(urlset(news("https://j.example/1", "Un")))
    (first,) = await poll(paper)
    paper.serve(
        urlset(news("https://j.example/1", "Un"), news("https://j.example/2", "Deux")), "/b.xml"
    )
    assert ids(await poll(paper, first.cursor)) == ["https://j.example/2"]


@pytest.mark.parametrize("spoiled", [None, b"", b"{", b'{"root": 3}', b"\xff"])
def test_a_cursor_that_cannot_be_read_starts_anew(spoiled: bytes | None) -> None:
    assert sitemap_cursor.read(spoiled, "https://j.example/s.xml").root.seen == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "j.example/s.xml"},
        {"article": "tout"},
        {"days": 0},
        {"days": 31},
        {"interval": 10},
        {"couleur": "bleu"},
    ],
)
def test_wrong_settings_are_refused(context: Context, wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        build({"name": "Courrier", "url": "https://j.example/s.xml", **wrong}, context)
    assert len(caught.value.problems) == 1
