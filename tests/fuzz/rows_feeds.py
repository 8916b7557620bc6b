"""Feeds, sitemaps, pages, addresses, markup: what anyone may publish on the Web."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

from connectors.addresses import canonical, host
from connectors.articles.article_text import read_article
from connectors.excerpt import excerpt
from connectors.feed.document import FeedDocument
from connectors.feed.encoding import decode
from connectors.feed.entry_mapping import to_post
from connectors.feed.parsing import read_feed
from connectors.feed.settings import FeedSettings
from connectors.markup import one_line, plain, to_text
from connectors.recognition.by_address import known_place
from connectors.recognition.by_page import read_answer, text_of
from connectors.recognition.discovery import discover
from connectors.robots.rules import judge
from connectors.sitemap.parsing import read_sitemap
from tests.connectors.documents import ARTICLES, atom, item, rss
from tests.fuzz.house import NOW, TEXTS, context, encoded, recorded, told
from tests.fuzz.target import JSON, TEXT, XML, Target
from vigie.outbound import Fetched
from vigie.post import Published

_URL = "https://courrier.example/fil"
_SETTINGS = FeedSettings(name="Fil", url=_URL)
_PAGE = b"""<!doctype html><html><head><meta charset="utf-8"><base href="/a/">
<meta name="generator" content="Discourse 3.4 - https://github.com"><title>Courrier</title>
<link rel="alternate" type="application/rss+xml" title="Nouvelles" href="fil.xml"></head>
<body><nav><a href="/">mastodon lemmy phpBB</a></nav><article><h1>La rue</h1>
<p>Le conseil fictif a longuement parl\xc3\xa9 de la rue ce lundi, sans rien d\xc3\xa9cider.</p>
<p>\xc0 suivre dans la prochaine \xc3\xa9dition.</p></article></body></html>"""
_SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://a.example/une-rue</loc>
<lastmod>2026-11-23</lastmod><news:news><news:publication><news:language>fr</news:language>
</news:publication><news:publication_date>2026-11-23T08:00:00-05:00</news:publication_date>
<news:title>Une rue</news:title></news:news></url></urlset>"""
_INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap>
<loc>https://courrier.example/s1.xml.gz</loc><lastmod>2026-11-23</lastmod></sitemap></sitemapindex>"""
_ROBOTS = b"""User-agent: *\nDisallow: /*?s=*$\nAllow: /fil\nCrawl-delay: 5\n
User-agent: Vigie\nDisallow: /prive*/a*b*c$\nSitemap: https://courrier.example/s.xml\n"""


def rows() -> Iterator[Target]:
    yield from _feeds()
    yield from _texts()
    yield _sitemaps()
    yield _robots()
    yield _articles()


def _feeds() -> Iterator[Target]:
    entry = (
        "<entry><id>tag:f,2026:1</id><title type='html'>&lt;b&gt;Rue</title><author><name>Fictive"
        "</name></author><updated>2026-11-23T12:00:00Z</updated><link href='a?b=1'/>"
        "<thr:in-reply-to ref='tag:f,2026:0'/><content type='xhtml'><div>x</div></content></entry>"
    )
    full = item(
        "Rue",
        guid="g",
        link="/a",
        pubDate="Mon, 23 Nov 2026 08:00:00 -0500",
        **{"description": "<p>Un trou</p>", "dc:creator": "residente_fictive_1"},
        **{"georss:point": "46.3 -72.5", "slash:comments": "3", "geo:lat": "46.3"},
    )
    declared = '<!DOCTYPE rss [<!ENTITY eacute "&#233;">]>' + rss(full)[38:]
    yield Target(
        name="feed_xml",
        run=lambda body: _feed(body, "application/rss+xml; charset=utf-8"),
        seeds=(
            *(rss(full, *ARTICLES[:2]).encode(), atom(entry, entry).encode(), declared.encode()),
            *recorded("rss/*.xml", 20_000),
            *recorded("rss/[efikn]*/*.xml", 20_000),
            *recorded("rss/*.[ar]*", 20_000),
        ),
        words=XML,
        most=10_000_000,
        apart=True,
    )
    article = {
        "id": 1,
        "url": "/a",
        "title": TEXTS[0],
        "content_html": "<p>Un trou</p>",
        "authors": [{"name": "residente_fictive_1"}],
        "date_published": "2026-11-23T08:00:00-05:00",
        "attachments": [{"url": "/a.mp3", "mime_type": "audio/mpeg"}],
    }
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [article]}
    yield Target(
        name="feed_json",
        run=lambda body: _feed(body, "application/feed+json"),
        seeds=(encoded(feed), *recorded("rss/*.json", 20_000)),
        most=10_000_000,
        apart=True,
    )


def _feed(body: bytes, content_type: str) -> None:
    _document(read_feed(body, {"content-type": content_type}, _URL))


def _document(document: FeedDocument) -> None:
    posts = (to_post(entry, _SETTINGS, context(), NOW, 1) for entry in document.entries)
    told(Published(post=post) for post in posts)


def _texts() -> Iterator[Target]:
    markup = (b"<p>Un trou<br>rue <b>des Forges</b> &amp; &#233;</p><ul><li>a</ul>", _PAGE)
    yield Target(name="markup", run=_markup, seeds=markup, words=XML, most=400_000)
    yield Target(
        name="encodings",
        run=_encodings,
        seeds=(TEXTS[0].encode(), TEXTS[0].encode("utf-16"), TEXTS[0].encode("cp1252")),
        words=TEXT,
    )
    yield Target(name="discovery", run=_discovery, seeds=(_PAGE, rss().encode()), words=XML)
    yield Target(
        name="addresses",
        run=_address,
        seeds=(
            b"https://www.google.com/url?q=https://a.example/b%20c&sa=D",
            b"http://user:p@A.example:80/a/../b;jsessionid=1?utm_source=x&id=1#!/x",
            b"https://a-example.cdn.ampproject.org/c/s/a.example/amp/",
            b"https://www.youtube.com/channel/UCaaaaaaaaaaaaaaaaaaaaaa?id=12345678",
        ),
        words=TEXT,
        most=8_192,
    )


def _markup(body: bytes) -> None:
    text = body.decode("utf-8", "surrogateescape")
    for made in (to_text(text), plain(text), one_line(text)):
        made.encode()
        assert len(made) <= 20_000


def _encodings(body: bytes) -> None:
    for claim in (
        "",
        "text/xml; charset=utf-16",
        "x; charset=iso-2022-jp",
        "charset=" + body.hex(),
    ):
        decode(body, claim).encode()


def _discovery(body: bytes) -> None:
    discover(body, _URL)
    for url in (_URL, "https://www.youtube.com/@ville", "https://a.example/c/ville"):
        answer = Fetched(status=200, headers={}, body=body, url=url)
        read_answer(answer, text_of(answer), url)


def _address(body: bytes) -> None:
    text = body.decode("utf-8", "surrogateescape")
    for base in ("", _URL):
        for anchor in (False, True):
            found = canonical(text, base, anchor=anchor)
            if found is not None:
                found.encode()
                # Three redirections are undone at once; more of them are undone by the next call.
                again = canonical(found, anchor=anchor) or ""
                assert again == found or len(again) < len(found), "a canonical form that is not"
    host(text)
    known_place(text)


def _sitemaps() -> Target:
    def run(body: bytes) -> None:
        _document(read_sitemap(body, {}, _URL))

    return Target(
        name="sitemap",
        run=run,
        seeds=(
            *(_SITEMAP, _INDEX, gzip.compress(_SITEMAP, mtime=0)),
            *recorded("rss/sitemaps/*", 20_000),
        ),
        words=(*XML, b"<url>", b"<loc>", b"<news:title>", b"\x1f\x8b"),
        most=10_000_000,
        apart=True,
    )


def _robots() -> Target:
    return Target(
        name="robots",
        run=lambda body: judge(body, "https://a.example/fil?s=aaaa/b/c"),
        seeds=(_ROBOTS,),
        words=(b"\n", b"User-agent: *", b"Disallow: ", b"*", b"$", b"%", b"/*a", *TEXT),
        most=512_000,
        apart=True,
    )


def _articles() -> Target:
    def run(body: bytes) -> None:
        article = read_article(body, {}, _URL)
        excerpt(article.text, context().names_a_town).encode()

    return Target(
        name="article",
        run=run,
        seeds=(_PAGE,),
        words=(*XML, *JSON[:4], b"<p>", b"<article>", b"<time datetime='"),
        most=2_000_000,
        apart=True,
    )
