"""What a feed's entry becomes: names, contacts, dates, languages, rejected entries."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.feed.document import ENTRIES_LIMIT
from tests.connectors.conftest import Make, poll, posts
from tests.connectors.documents import ARTICLES, atom, item, rss
from tests.servers import LocalServer
from vigie.clock import HeldClock
from vigie.codec import decode, encode
from vigie.context import Context
from vigie.post import Post, Source
from vigie.privacy import EMAIL_MASK, PHONE_MASK


async def only(server: LocalServer, feed: Make, body: str, **settings: object) -> Post:
    (post,) = posts(await poll(feed(server.serve("/fil", body), **settings)))
    return post


async def test_a_post_names_its_source_and_survives_the_wire(
    server: LocalServer, feed: Make
) -> None:
    post = await only(server, feed, rss(ARTICLES[0]), own=True)
    assert post.source == Source(kind="feed", name="Fil d’essai", own=True)
    assert post.native_id == "nouvelle-1"
    assert post.url == "https://courrier.example/nouvelles/1"
    assert decode(encode(post), Post) == post


async def test_an_author_is_a_pseudonym_and_stays_the_same(
    server: LocalServer, feed: Make, context: Context
) -> None:
    body = rss(
        item("a", **{"dc:creator": "Camille Fictive"}),
        item("b", **{"dc:creator": "CAMILLE fictive"}),
    )
    page = await poll(feed(server.serve("/fil", body)))
    first, second = posts(page)
    assert first.author == second.author
    assert first.author.pseudonym == context.pseudonyms.of("127.0.0.1", "Camille Fictive")
    assert b"amille" not in encode(first)
    assert first.author.role is None


async def test_contacts_are_masked_in_title_and_text_except_the_town_s(
    server: LocalServer, feed: Make
) -> None:
    said = "Écrivez à moi@courriel.example ou au 819-555-0134, sinon 311@ville.example."
    post = await only(server, feed, rss(item(said, description=f"<p>{said}</p>")))
    masked = f"Écrivez à {EMAIL_MASK} ou au {PHONE_MASK}, sinon 311@ville.example."
    assert post.title == post.text == masked


@pytest.mark.parametrize(
    ("date", "known"),
    [
        ("Mon, 23 Nov 2026 08:00:00 -0500", datetime(2026, 11, 23, 13, tzinfo=UTC)),
        ("2026-11-22T10:00:00Z", datetime(2026, 11, 22, 10, tzinfo=UTC)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Fri, 01 Jan 2090 00:00:00 GMT", None),
        ("Mon, 23 Nov 2026 14:00:01 GMT", None),
        ("31 Dec 1994 23:59:59 GMT", None),
        ("0000-00-00T00:00:00Z", None),
        ("avant-hier", None),
        ("99999999999", None),
        ("", None),
    ],
)
async def test_a_date_that_nobody_can_believe_is_that_of_the_fetch(
    server: LocalServer, feed: Make, clock: HeldClock, date: str, known: datetime | None
) -> None:
    post = await only(server, feed, rss(item("Avis", pubDate=date)))
    assert post.published_at == (known or clock.now())
    assert post.published_is_known is (known is not None)
    assert post.published_at <= post.fetched_at


async def test_an_entry_with_only_an_update_is_dated_by_it(server: LocalServer, feed: Make) -> None:
    post = await only(
        server,
        feed,
        atom("<entry><id>a</id><title>t</title><updated>2026-11-20T10:00:00Z</updated></entry>"),
    )
    assert post.published_at == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert post.edited_at is None


async def test_an_update_after_publication_is_an_edition_even_at_first_sight(
    server: LocalServer, feed: Make
) -> None:
    dates = "<published>2026-11-20T10:00:00Z</published><updated>2026-11-21T10:00:00Z</updated>"
    post = await only(server, feed, atom(f"<entry><id>a</id><title>t</title>{dates}</entry>"))
    assert post.edited_at == datetime(2026, 11, 21, 10, tzinfo=UTC)
    assert post.revision == 1


@pytest.mark.parametrize(
    ("head", "settings", "language"),
    [
        ("<language>fr-CA</language>", {}, "fr"),
        ("<language>fra</language>", {}, "fr"),
        ("<language>EN_us</language>", {}, "en"),
        ("<language>en-us</language>", {"article_language": "fr"}, "fr"),
        ("<language>français</language>", {}, None),
        ("", {}, None),
    ],
)
async def test_the_team_s_word_on_the_language_counts_before_the_feed_s(
    server: LocalServer, feed: Make, head: str, settings: dict[str, str], language: str | None
) -> None:
    post = await only(server, feed, rss(item("Avis", description="Texte"), head=head), **settings)
    assert post.declared_language == language


async def test_a_bad_entry_is_set_aside_and_the_others_pass(
    server: LocalServer, feed: Make, clock: HeldClock
) -> None:
    body = '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"a"},7,{"id":"b"}]}'
    connector = feed(server.serve("/fil", body))
    page = await poll(connector)
    assert [post.native_id for post in posts(page)] == ["a", "b"]
    (letter,) = page.rejected
    assert (letter.stage, letter.source, letter.where) == ("feed", "Fil d’essai", "entry 2")
    assert (letter.raw, letter.at) == (b"7", clock.now())
    assert "nᵒ 2" in letter.why
    assert page.note == "1 article inutilisable, mis de côté."
    assert (await poll(connector, page.cursor)).rejected == ()
    moved = body.replace('[{"id":"a"}', '[{"id":"c"},{"id":"a"}')
    server.serve("/fil", moved)
    again = await poll(connector, page.cursor)
    assert [one.id for one in again.rejected] == [letter.id]


async def test_entries_beyond_the_limit_are_told(server: LocalServer, feed: Make) -> None:
    body = rss(*(item(f"n{n}", guid=f"g{n}") for n in range(ENTRIES_LIMIT + 3)), "<item/>")
    page = await poll(feed(server.serve("/fil", body)))
    assert len(page.events) == ENTRIES_LIMIT
    assert page.note == "4 articles au-delà de la limite, non lus."
