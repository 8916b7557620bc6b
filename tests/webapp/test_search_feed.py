"""The feed of a saved search: read by a feed reader, closed to whoever lacks its secret."""

from __future__ import annotations

from urllib.parse import urlsplit

import feedparser
import httpx
import pytest
from msgspec.structs import replace

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import TOWN
from tests.webapp.browsing import browsing
from tests.webapp.offices import send
from tests.webapp.records import read, record
from tests.webapp.test_saved_searches import AMELIE, kept, save
from tests.webapp.test_security import CORPUS
from vigie.batch import Batch
from vigie.clock import HeldClock
from vigie.post import Author

OTHER = replace(TOWN, slug="autre-ville", name="Autre-Ville")


async def opened(client: httpx.AsyncClient, store: SqliteStore) -> str:
    """Open the feed of the only search; return its address."""
    ((key, _),) = (await kept(store)).values()
    answer = await send(client, f"/recherche/{key}/fil", "/recherches")
    assert answer.status_code == 200
    (field,) = [i for i in read(answer.text).all("input") if i.attributes.get("id") == "fresh"]
    return field.attributes["value"]


def path(address: str) -> str:
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc) == ("http", "localhost")
    return f"{parts.path}?{parts.query}"


async def test_a_feed_reader_reads_what_the_search_finds_newest_first(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    author = Author(pseudonym="residente_fictive_7")
    post = {"url": "https://forum.example/1?a=1&b=2", "title": "Un titre", "author": author}
    await store.write(
        Batch(
            records=(
                record("neige <b>ici</b> & là", ago=1, post=post),
                record("neige ancienne", ago=24 * 90),
                record("pluie"),
            )
        )
    )
    await save(client, question="?q=neige")
    answer = await client.get(path(await opened(client, store)))
    assert answer.headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert feed.feed.title == "Vigie · Neige"
    first, second = feed.entries
    assert first.title == "Un titre"
    assert first.link.startswith("http://localhost/mention/")
    assert first.link == first.id
    assert "neige &lt;b&gt;ici&lt;/b&gt; &amp; là" in first.summary
    assert "https://forum.example/1?a=1&amp;b=2" in first.summary
    assert second.title == "neige ancienne"
    assert "residente_fictive" not in answer.text


async def test_a_feed_needs_its_secret_and_no_session(store: SqliteStore, clock: HeldClock) -> None:
    class Closed:
        async def actor(self, _request: object) -> None:
            return None

    async with browsing(store, clock, AMELIE) as hers:
        await save(hers)
        address = path(await opened(hers, store))
    async with browsing(store, clock, door=Closed()) as stranger:
        assert (await stranger.get(address)).status_code == 200
        for wrong in (address[:-1], f"{address}x", address.partition("?")[0], f"{address}&secret="):
            answer = await stranger.get(wrong)
            assert answer.status_code == 404
            assert "Neige" not in answer.text


async def test_a_revoked_secret_and_a_replaced_one_open_nothing(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await save(client)
    first = path(await opened(client, store))
    second = path(await opened(client, store))
    assert (await client.get(first)).status_code == 404
    assert (await client.get(second)).status_code == 200
    key, saved = (await kept(store))["Neige"]
    assert second.partition("secret=")[2] not in str(saved)
    assert second.partition("secret=")[2] not in (await client.get("/recherches")).text
    await send(client, f"/recherche/{key}/fil/fermer", "/recherches")
    assert (await client.get(second)).status_code == 404
    await opened(client, store)
    await send(client, f"/recherche/{key}/supprimer", "/recherches")
    assert (await client.get(second)).status_code == 404


async def test_a_search_without_a_feed_has_none_even_with_an_empty_secret(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    await save(client)
    key, _ = (await kept(store))["Neige"]
    for question in ("", "?secret=", "?secret=None"):
        assert (await client.get(f"/recherche/{key}.rss{question}")).status_code == 404


async def test_a_feed_holds_the_towns_of_its_search_only(
    store: SqliteStore, clock: HeldClock
) -> None:
    await store.write(Batch(records=(record("neige ici"), record("neige là", town=OTHER))))
    async with browsing(store, clock, AMELIE, (TOWN, OTHER)) as client:
        await save(client, question="?q=neige&town=ville-fictive")
        feed = feedparser.parse((await client.get(path(await opened(client, store)))).content)
    assert [entry.title for entry in feed.entries] == ["neige ici"]


@pytest.mark.parametrize("payload", [*CORPUS, "\ud800 seul", "]]>", "\x0b\ufffe"])
async def test_no_text_breaks_the_feed_or_becomes_markup(
    client: httpx.AsyncClient, store: SqliteStore, payload: str
) -> None:
    post = {"title": payload, "url": payload}
    await store.write(Batch(records=(record(payload, post=post),)))
    await save(
        client, f"N {payload[:78]}".encode("utf-8", "replace").decode(), question="?period=all"
    )
    answer = await client.get(path(await opened(client, store)))
    feed = feedparser.parse(answer.content, sanitize_html=False)
    assert not feed.bozo
    (entry,) = feed.entries
    (said, *_) = entry.summary.removeprefix("<p>").split("</p>")
    assert "<" not in said.replace("<br>", "").replace("<br />", "")
    assert "javascript:" not in entry.summary.partition("</p>")[2]
