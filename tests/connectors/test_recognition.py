"""What is found at an address that has to be read, over real HTTP."""

from __future__ import annotations

import gzip
import json
import ssl
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.recognition.by_page import read_answer, text_of
from connectors.recognition.recognise import Looked, recognise
from connectors.recognition.recognised import Recognised
from pipeline.outbound.client import HttpOutbound
from tests.connectors.api_context import api_context
from tests.connectors.documents import ARTICLES, rss
from tests.doubles import web_pages as pages
from tests.doubles.lemmy import LemmyInstance
from tests.doubles.mastodon import MastodonInstance
from tests.servers import LocalServer
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.outbound import Fetched

Kinds = list[tuple[str, dict[str, Any]]]


@pytest.fixture
async def here(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Context]:
    async with api_context(tmp_path, clock) as context:
        yield context


async def looked(context: Context, address: str) -> Looked:
    return await recognise(address, context.outbound, context.clock.now())


def kinds(found: tuple[Recognised, ...]) -> Kinds:
    return [(each.kind, each.settings) for each in found]


def answered(body: str | bytes, url: str = "https://a.example/", **headers: str) -> Fetched:
    data = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fetched(status=200, headers=named, body=data, url=url)


def read(answer: Fetched) -> tuple[Recognised, ...]:
    return read_answer(answer, text_of(answer), answer.url)


# --- feeds and sitemaps


async def test_a_feed_is_itself(here: Context, server: LocalServer) -> None:
    url = server.serve("/fil", rss(*ARTICLES))
    assert kinds((await looked(here, url)).found) == [("feed", {"url": url})]
    assert len(server.received) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"<?xml version='1.0'?><!-- <html> --><feed xmlns='http://www.w3.org/2005/Atom'></feed>",
        b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>",
        b"\n\n<!DOCTYPE rss [<!ENTITY html '<html>'>]><rss version='0.91'></rss>",
        "<?xml version='1.0' encoding='utf-16'?><rss version='2.0'/>".encode("utf-16"),
        json.dumps({"items": [{"id": "1"}], "version": "https://jsonfeed.org/version/1.1"}),
    ],
    ids=["Atom", "RDF", "DOCTYPE", "UTF-16", "JSON Feed"],
)
def test_every_form_of_feed_is_known(body: str | bytes) -> None:
    url = "https://journal.example/fil"
    assert kinds(read(answered(body, url))) == [("feed", {"url": url})]


@pytest.mark.parametrize("path", ["/news-sitemap.xml", "/plan.xml.gz"])
async def test_a_sitemap_is_known_compressed_or_not(
    here: Context, server: LocalServer, path: str
) -> None:
    body = pages.SITEMAP.encode()
    url = server.serve(path, gzip.compress(body) if path.endswith("gz") else body)
    (one,) = (await looked(here, url)).found
    assert (one.kind, one.settings) == ("sitemap", {"url": url})


async def test_a_page_tells_its_feeds_with_their_titles(here: Context, server: LocalServer) -> None:
    found = (await looked(here, server.serve("/", pages.PAPER))).found
    assert kinds(found) == [
        ("feed", {"url": f"{server.url}/fil"}),
        ("feed", {"url": f"{server.url}/fil/avis"}),
    ]
    assert found[0].title == "Le Journal fictif » Flux"
    # The page speaks of a Mastodon: its site was asked, and is none.
    assert [r.path for r in server.received] == ["/", "/api/v2/instance"]


async def test_where_a_page_announces_nothing_its_robots_txt_may_name_a_sitemap(
    here: Context, server: LocalServer
) -> None:
    lines = "User-agent: *\nDisallow:\nSitemap: {0}/plan.xml\nsitemap: {0}/actualites.xml\n"
    server.serve("/robots.txt", lines.format(server.url))
    found = (await looked(here, server.serve("/", pages.BARE))).found
    assert kinds(found) == [
        ("sitemap", {"url": f"{server.url}/actualites.xml"}),
        ("sitemap", {"url": f"{server.url}/plan.xml"}),
    ]


async def test_nothing_is_found_where_there_is_nothing(here: Context, server: LocalServer) -> None:
    assert await looked(here, server.serve("/", pages.BARE)) == Looked()


# --- forums


@pytest.mark.parametrize("path", ["", "/forum"])
async def test_a_page_of_a_discourse_forum_tells_the_forum(
    here: Context, server: LocalServer, path: str
) -> None:
    page = server.serve(f"{path}/t/rue-des-forges/7", pages.discourse(server.url, path))
    found = (await looked(here, page)).found
    assert kinds(found)[0] == ("discourse", {"url": server.url + path})
    assert [each.kind for each in found] == ["discourse", "feed"]


ALL = ("/app.php/feed", "/app.php/feed/topics", "/app.php/feed/forum/2")


@pytest.mark.parametrize(
    ("path", "feeds", "expected"),
    [
        ("/index.php", (), {}),
        ("/", ALL, {}),
        ("/viewforum.php?f=2", ALL, {"forum": 2}),
        ("/viewforum.php?f=2", (), {"forum": 2}),
        ("/viewforum.php?f=2", ("/app.php/feed",), {}),
        ("/viewtopic.php?t=12", (*ALL, "/app.php/feed/topic/12"), {"topic": 12}),
        ("/viewtopic.php?t=12&p=3", ALL, {}),
        ("/", ("/app.php/feed/topics",), {"feed": "topics"}),
    ],
)
def test_a_page_of_a_phpbb_forum_tells_the_forum_that_it_may_be_heard_by(
    path: str, feeds: tuple[str, ...], expected: dict[str, Any]
) -> None:
    url = "https://forum.example/discussions"
    announced = [f"/discussions{feed}" for feed in feeds]
    first = read(answered(pages.phpbb(*announced), url + path))[0]
    assert (first.kind, first.settings) == ("phpbb", {"url": url, **expected})


def test_the_feed_of_a_phpbb_forum_is_read_as_one() -> None:
    url = "https://forum.example/app.php/feed"
    atom = "<feed xmlns='http://www.w3.org/2005/Atom'></feed>"
    assert kinds(read(answered(atom, url))) == [("phpbb", {"url": url}), ("feed", {"url": url})]


# --- networks


@pytest.mark.parametrize(
    ("path", "more"),
    [("/explore", {}), ("/@ville", {}), ("/tags/troisrivieres", {"tags": ["troisrivieres"]})],
)
async def test_a_page_of_a_mastodon_instance_tells_the_instance(
    here: Context, server: LocalServer, path: str, more: dict[str, Any]
) -> None:
    MastodonInstance(server, ["troisrivieres"])
    feed = '<link rel="alternate" type="application/rss+xml" href="/@ville.rss">'
    found = (await looked(here, server.serve(path, pages.mastodon(feed)))).found
    assert kinds(found) == [
        ("mastodon", {"url": server.url, **more}),
        ("feed", {"url": f"{server.url}/@ville.rss"}),
    ]


@pytest.mark.parametrize(
    ("path", "more"),
    [("/", {}), ("/c/quebec@autre.example", {"communities": ["quebec@autre.example"]})],
)
async def test_a_page_of_a_lemmy_instance_tells_the_instance(
    here: Context, server: LocalServer, path: str, more: dict[str, Any]
) -> None:
    LemmyInstance(server)
    found = (await looked(here, server.serve(path, pages.LEMMY))).found
    assert kinds(found) == [("lemmy", {"url": server.url, **more})]


def test_a_channel_s_page_tells_the_channel_and_the_feed_of_its_videos() -> None:
    found = read(answered(pages.YOUTUBE, "https://www.youtube.com/@ville-fictive"))
    assert kinds(found) == [
        ("youtube", {"channels": [pages.CHANNEL]}),
        ("feed", {"url": f"https://www.youtube.com/feeds/videos.xml?channel_id={pages.CHANNEL}"}),
    ]


async def test_a_channel_s_page_is_read_over_http(
    tmp_path: Path, clock: HeldClock, server: LocalServer
) -> None:
    server.serve("/@ville-fictive", pages.YOUTUBE)
    port = server.url.rpartition(":")[2]

    async def resolve(host: str, port: int) -> list[str]:
        assert host == "www.youtube.com"
        return ["127.0.0.1"]

    async with HttpOutbound(
        allowed_hosts=("www.youtube.com",), spacing=0, resolve=resolve
    ) as outbound:
        address = f"http://www.youtube.com:{port}/@ville-fictive"
        found = (await recognise(address, outbound, clock.now())).found
    assert found[0].settings == {"channels": [pages.CHANNEL]}


def test_a_page_that_hides_its_channel_says_how_to_find_it() -> None:
    (one,) = read(answered(pages.CONSENT, "https://consent.youtube.com/m?x"))
    assert one.kind == ""
    assert "/channel/UC" in str(one.note)


# --- bad days


async def test_the_address_that_answers_in_the_end_is_the_one_kept(
    here: Context, server: LocalServer
) -> None:
    url = server.serve("/fil", rss(*ARTICLES))
    for status, kept in ((301, url), (302, f"{server.url}/va302")):
        server.routes[f"/va{status}"] = lambda e, s=status: e.reply(b"", s, {"Location": "/fil"})
        (one,) = (await looked(here, f"{server.url}/va{status}")).found
        assert one.settings == {"url": kept}
    server.serve("/blogue/", pages.phpbb())
    server.routes["/va"] = lambda exchange: exchange.reply(b"", 302, {"Location": "/blogue/"})
    (forum,) = (await looked(here, f"{server.url}/va")).found
    assert forum.settings == {"url": f"{server.url}/blogue"}


@pytest.mark.parametrize(
    ("status", "words", "away"),
    [(404, "pas de page", False), (403, "refuse", False), (401, "compte", False), (503, "", True)],
)
async def test_a_page_that_refuses_is_told_as_a_page(
    here: Context, server: LocalServer, status: int, words: str, *, away: bool
) -> None:
    found = await looked(here, server.serve("/", "non", status))
    assert found.found == ()
    assert found.refusal is not None
    assert words in found.refusal.fr
    assert str(status) in found.refusal.en
    assert "clé" not in found.refusal.fr
    assert found.away is away


async def test_nobody_there_is_told_and_is_perhaps_of_the_moment(here: Context) -> None:
    found = await looked(here, "http://127.0.0.1:9/")
    assert (found.found, found.away) == ((), True)
    assert "127.0.0.1" in str(found.refusal)


async def test_a_redirect_that_turns_in_circles_is_no_page(
    here: Context, server: LocalServer
) -> None:
    server.routes["/"] = lambda exchange: exchange.reply(b"", 302, {"Location": "/"})
    assert (await looked(here, server.url + "/")).refusal is not None


async def test_a_page_without_end_is_not_read(here: Context, server: LocalServer) -> None:
    url = server.serve("/", b" " * 10_000_001)
    assert (await looked(here, url)).refusal is not None


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.7 <rss version='2.0'>", "application/octet-stream"),
        (b"<rss version='2.0'></rss>", "image/svg+xml"),
        (b"\x1f\x8bpas du gzip", "application/gzip"),
        (b"", "text/html"),
        (b"\xff\xfe\x00\xd8" * 50, "text/html"),
        (b'{"version": "https://jsonfeed.org/version/1"}', "application/json"),
        (b'{"version": ' * 50_000, "application/json"),
        (b"<!DOCTYPE " + b"[" * 100_000, "text/html"),
        (b"<!--" * 100_000, "text/html"),
        (b"<a" * 400_000, "text/html"),
        (b"<meta name='generator' " * 40_000, "text/html"),
        (b'<link a="' * 100_000, "text/html"),
        (b"<body id=" + b"'" * 300_000 + b">", "text/html"),
    ],
    ids=lambda value: str(value[:20]),
)
def test_what_is_no_page_gives_nothing_and_takes_no_time(body: bytes, kind: str) -> None:
    began = time.process_time()
    assert read(answered(body, content_type=kind)) == ()
    assert time.process_time() - began < 2


HEADS = st.sampled_from([b"", b"<rss>", b"<html><body id=phpbb>", b"{", b"\x1f\x8b\x08", b"<!--"])


@given(HEADS, st.binary(max_size=300), st.sampled_from(["", "text/html; charset=utf-7", "\x00"]))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_looked_at_without_complaint(head: bytes, body: bytes, kind: str) -> None:
    for url in ("https://a.example/x?t=1", "https://www.youtube.com/@x", "https://[bad/"):
        for one in read(answered(head + body, url, content_type=kind)):
            assert one.kind or one.note


async def nowhere(host: str, port: int) -> list[str]:
    raise OSError("nowhere")


@given(st.text(max_size=100) | st.from_regex(r"[a-z]{1,6}://[^ ]{0,60}", fullmatch=True))
@settings(max_examples=60, deadline=None)
async def test_any_address_is_answered(address: str) -> None:
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    async with HttpOutbound(spacing=0, resolve=nowhere, trust=trust) as outbound:
        found = await recognise(address, outbound, datetime.now(UTC))
    assert found.found or found.refusal is not None
