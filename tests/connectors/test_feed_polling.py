"""Polls of a feed over real HTTP: what is asked, what is remembered, when it is asked again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from connectors.feed import cursor as feed_cursor
from connectors.feed.connector import DOCUMENTS_LIMIT
from connectors.feed.fetch import WHOLE_EVERY
from connectors.feed.schedule import START
from tests.connectors.conftest import Make, poll, posts
from tests.connectors.documents import ARTICLES, item, rss
from tests.connectors.outbound import PlainOutbound
from tests.servers import Answer, Exchange, LocalServer
from vigie.clock import HeldClock
from vigie.errors import Refused
from vigie.page import Page
from vigie.say import Say


def wait(page: Page, clock: HeldClock) -> float:
    assert page.next_at is not None
    return (page.next_at - clock.now()).total_seconds()


def cached(body: str, etag: str | None, modified: str | None = None) -> Answer:
    """A server that honours its validators."""
    validators = {
        name: value for name, value in (("ETag", etag), ("Last-Modified", modified)) if value
    }

    def answer(exchange: Exchange) -> None:
        asked = exchange.headers
        if (etag and asked.get("If-None-Match") == etag) or (
            modified and asked.get("If-Modified-Since") == modified
        ):
            exchange.reply(b"", 304, validators)
        else:
            exchange.reply(body.encode(), 200, validators)

    return answer


async def test_a_first_poll_brings_everything(
    server: LocalServer, feed: Make, clock: HeldClock
) -> None:
    page = await poll(feed(server.serve("/fil", rss(*ARTICLES))))
    assert [post.title for post in posts(page)] == [f"Nouvelle nᵒ {n}" for n in range(1, 21)]
    assert (page.state, page.note, page.rejected) == ("working", None, ())
    assert wait(page, clock) == START
    assert "application/atom+xml" in server.received[0].headers["accept"]
    assert "if-none-match" not in server.received[0].headers


async def test_an_unchanged_feed_brings_nothing_and_still_a_cursor(
    server: LocalServer, feed: Make
) -> None:
    connector = feed(server.serve("/fil", rss(*ARTICLES)))
    first = await poll(connector)
    second = await poll(connector, first.cursor)
    assert second.events == ()
    assert feed_cursor.read(second.cursor, connector.settings.url).seen


async def test_an_etag_is_sent_back_verbatim_and_alone(server: LocalServer, feed: Make) -> None:
    date = "Mon, 23 Nov 2026 08:00:00 GMT"
    server.routes["/fil"] = cached(rss(*ARTICLES), 'W/"ete-1"', date)
    connector = feed(server.url + "/fil")
    first = await poll(connector)
    second = await poll(connector, first.cursor)
    asked = server.received[1].headers
    assert asked["if-none-match"] == 'W/"ete-1"'
    assert "if-modified-since" not in asked
    assert (second.state, second.events) == ("working", ())
    assert (await poll(connector, second.cursor)).events == ()


async def test_a_date_is_sent_back_unparsed_where_there_is_no_etag(
    server: LocalServer, feed: Make
) -> None:
    server.routes["/fil"] = cached(rss(*ARTICLES), None, "lundi passe, dit le serveur")
    connector = feed(server.url + "/fil")
    page = await poll(connector)
    for _ in range(2):
        page = await poll(connector, page.cursor)
    dates = [received.headers.get("if-modified-since") for received in server.received]
    assert dates == [None, "lundi passe, dit le serveur", "lundi passe, dit le serveur"]


async def test_an_etag_that_is_gone_is_forgotten(server: LocalServer, feed: Make) -> None:
    connector = feed(server.serve("/fil", rss(*ARTICLES), ETag='"1"'))
    page = await poll(connector)
    server.serve("/fil", rss(*ARTICLES[:1]))
    page = await poll(connector, page.cursor)
    await poll(connector, page.cursor)
    asked = [received.headers.get("if-none-match") for received in server.received]
    assert asked == [None, '"1"', None]


async def test_the_same_bytes_under_a_new_etag_are_not_news(
    server: LocalServer, feed: Make
) -> None:
    connector = feed(server.serve("/fil", rss(*ARTICLES), ETag='"1"'))
    page = await poll(connector)
    server.serve("/fil", rss(*ARTICLES), ETag='"2"')
    page = await poll(connector, page.cursor)
    assert page.events == ()
    assert feed_cursor.read(page.cursor, connector.settings.url).etag == '"2"'


async def test_an_etag_that_lies_is_found_out_and_never_believed_again(
    server: LocalServer, feed: Make
) -> None:
    server.routes["/fil"] = cached(rss(*ARTICLES[:5]), '"toujours le meme"')
    connector = feed(server.url + "/fil")
    page = await poll(connector)
    server.routes["/fil"] = cached(rss(*ARTICLES[:6]), '"toujours le meme"')
    heard = []
    for _ in range(WHOLE_EVERY + 1):
        page = await poll(connector, page.cursor)
        heard += posts(page)
    assert [post.title for post in heard] == ["Nouvelle nᵒ 6"]
    server.routes["/fil"] = cached(rss(*ARTICLES[:7]), '"toujours le meme"')
    page = await poll(connector, page.cursor)
    assert [post.title for post in posts(page)] == ["Nouvelle nᵒ 7"]
    assert "if-none-match" not in server.received[-1].headers


async def test_an_honest_etag_is_still_believed_after_the_whole_poll(
    server: LocalServer, feed: Make
) -> None:
    server.routes["/fil"] = cached(rss(*ARTICLES), '"1"')
    connector = feed(server.url + "/fil")
    page = await poll(connector)
    for _ in range(WHOLE_EVERY + 2):
        page = await poll(connector, page.cursor)
    asked = ["if-none-match" in received.headers for received in server.received]
    assert asked == [False] + [True] * WHOLE_EVERY + [False, True]


async def test_an_edited_article_is_a_revision_and_the_others_nothing(
    server: LocalServer, feed: Make, clock: HeldClock
) -> None:
    connector = feed(server.serve("/fil", rss(*ARTICLES[:3])))
    page = await poll(connector)
    edited = ARTICLES[1].replace("a parlé", "a longuement parlé")
    clock.move(timedelta(hours=1))
    for body, revision in ((edited, 2), (edited.replace("longuement ", "peu "), 3)):
        server.serve("/fil", rss(ARTICLES[0], body, ARTICLES[2]))
        page = await poll(connector, page.cursor)
        (post,) = posts(page)
        assert (post.native_id, post.revision) == ("nouvelle-2", revision)
        assert post.edited_at == clock.now()


async def test_a_new_article_is_the_only_event_of_its_poll(server: LocalServer, feed: Make) -> None:
    connector = feed(server.serve("/fil", rss(*ARTICLES[1:])))
    first = await poll(connector)
    server.serve("/fil", rss(*ARTICLES))
    second = await poll(connector, first.cursor)
    assert [post.native_id for post in posts(second)] == ["nouvelle-1"]


async def test_an_article_told_again_under_another_id_within_the_week_is_not_news(
    server: LocalServer, feed: Make, clock: HeldClock
) -> None:
    text = "Le conseil fictif adopte son budget, et voici comment, en détail. " * 2
    connector = feed(server.serve("/fil", rss(item("Budget", guid="a", description=text))))
    page = await poll(connector)
    clock.move(timedelta(days=3))
    again = rss(item("BUDGET", guid="b", description=text))
    server.serve("/fil", again)
    page = await poll(connector, page.cursor)
    assert page.events == ()
    # It is known from now on: edited, it is a post of its own.
    server.serve("/fil", again.replace("en détail", "en bref"))
    page = await poll(connector, page.cursor)
    assert [(post.native_id, post.revision) for post in posts(page)] == [("b", 1)]


async def test_the_same_notice_next_month_is_another(
    server: LocalServer, feed: Make, clock: HeldClock
) -> None:
    text = "Collecte des feuilles mortes dans tout le secteur fictif, dès lundi matin prochain. "
    connector = feed(server.serve("/fil", rss(item("Collecte", guid="1", description=text))))
    page = await poll(connector)
    clock.move(timedelta(days=8))
    server.serve("/fil", rss(item("Collecte", guid="2", description=text)))
    assert [post.native_id for post in posts(await poll(connector, page.cursor))] == ["2"]


async def test_a_resumed_poll_loses_nothing(server: LocalServer, feed: Make) -> None:
    heard: list[str] = []
    cursor = None
    for end in range(2, 21, 3):
        url = server.serve("/fil", rss(*reversed(ARTICLES[max(0, end - 6) : end])))
        page = await poll(feed(url), cursor)  # a new connector each time, as after a restart
        cursor = page.cursor
        heard += [post.native_id for post in posts(page)]
    assert sorted(heard) == sorted(f"nouvelle-{n}" for n in range(1, 21))
    assert len(heard) == len(set(heard))


async def test_a_lost_cursor_repeats_and_loses_nothing(server: LocalServer, feed: Make) -> None:
    connector = feed(server.serve("/fil", rss(*ARTICLES)))
    first = await poll(connector)
    for spoiled in (None, b"", b"{", b'{"seen": 3}', b"\xff"):
        assert posts(await poll(connector, spoiled)) == posts(first)


async def test_a_permanent_move_is_remembered(server: LocalServer, feed: Make) -> None:
    new = server.serve("/nouveau", rss(*ARTICLES))
    server.serve("/fil", b"", 301, Location=new)
    connector = feed(server.url + "/fil")
    first = await poll(connector)
    await poll(connector, first.cursor)
    assert [received.path for received in server.received] == ["/fil", "/nouveau", "/nouveau"]


async def test_a_temporary_move_is_not(server: LocalServer, feed: Make) -> None:
    server.serve("/fil", b"", 302, Location=server.serve("/ailleurs", rss(*ARTICLES)))
    connector = feed(server.url + "/fil")
    first = await poll(connector)
    await poll(connector, first.cursor)
    assert [received.path for received in server.received] == ["/fil", "/ailleurs"] * 2


async def test_a_move_that_led_nowhere_is_forgotten(server: LocalServer, feed: Make) -> None:
    server.serve("/fil", b"", 301, Location=server.serve("/nouveau", rss(*ARTICLES)))
    connector = feed(server.url + "/fil")
    page = await poll(connector)
    server.serve("/nouveau", "<html>Domaine à vendre</html>")
    page = await poll(connector, page.cursor)
    assert page.state == "failing"
    server.serve("/fil", rss(*ARTICLES))
    page = await poll(connector, page.cursor)
    assert (page.state, server.received[-1].path) == ("working", "/fil")


async def test_another_address_in_the_settings_starts_afresh(
    server: LocalServer, feed: Make
) -> None:
    old = feed(server.serve("/vieux", rss(*ARTICLES[:2]), ETag='"1"'))
    page = await poll(old)
    new = feed(server.serve("/neuf", rss(*ARTICLES[:3])))
    page = await poll(new, page.cursor)
    assert "if-none-match" not in server.received[-1].headers
    assert [post.native_id for post in posts(page)] == ["nouvelle-3"]


@pytest.mark.parametrize("form", ["seconds", "date"])
async def test_a_429_waits_as_long_as_it_says_and_a_little_more(
    server: LocalServer, feed: Make, clock: HeldClock, form: str
) -> None:
    later = {
        "seconds": "7200",
        "date": format_datetime(clock.now() + timedelta(hours=2), usegmt=True),
    }
    url = server.serve("/fil", "", 429, Retry_After=later[form])
    page = await poll(feed(url))
    assert page.state == "failing"
    assert page.note is not None
    assert "429" in page.note
    assert wait(page, clock) == 7_200
    assert wait(await poll(feed(url, chance=0.5)), clock) == 7_200 + 1_800


async def test_retry_after_is_honoured_for_a_day_at_most(
    server: LocalServer, feed: Make, clock: HeldClock
) -> None:
    page = await poll(feed(server.serve("/fil", "", 503, Retry_After="31536000")))
    assert wait(page, clock) == 86_400


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (401, ("needs_credentials", 1.0)),
        (403, ("blocked", 1.0)),
        (404, ("failing", 0.5)),
        (429, ("failing", 0.5)),
        (500, ("failing", 0.5)),
        (503, ("failing", 0.5)),
    ],
)
async def test_a_refusal_is_a_page_without_events_that_waits_longer_each_time(
    server: LocalServer, feed: Make, clock: HeldClock, status: int, told: tuple[str, float]
) -> None:
    state, weight = told
    connector = feed(server.serve("/fil", "", status))
    page = await poll(connector)
    assert (page.state, page.events) == (state, ())
    assert str(status) in (page.note or "")
    assert feed_cursor.read(page.cursor, connector.settings.url).failures == weight
    for _ in range(5):
        page = await poll(connector, page.cursor)
    assert wait(page, clock) == START * 6 * weight


async def test_a_failure_keeps_what_was_known(server: LocalServer, feed: Make) -> None:
    connector = feed(server.serve("/fil", rss(*ARTICLES), ETag='"1"'))
    page = await poll(connector)
    server.serve("/fil", "", 500)
    page = await poll(connector, page.cursor)
    server.serve("/fil", rss(*ARTICLES, item("Neuf", guid="neuf")))
    page = await poll(connector, page.cursor)
    assert [post.native_id for post in posts(page)] == ["neuf"]
    assert feed_cursor.read(page.cursor, connector.settings.url).failures == 0


async def test_a_feed_that_is_gone_is_stopped(server: LocalServer, feed: Make) -> None:
    page = await poll(feed(server.serve("/fil", "", 410)))
    assert (page.state, page.next_at) == ("stopped", None)
    assert "410" in (page.note or "")


async def test_a_feed_that_never_works_again_is_stopped_at_thirty(
    server: LocalServer, feed: Make
) -> None:
    connector = feed(server.serve("/fil", "", 403))
    page = await poll(connector)
    for _ in range(28):
        page = await poll(connector, page.cursor)
        assert page.state == "blocked"
    assert (await poll(connector, page.cursor)).state == "stopped"


async def test_an_address_that_may_not_be_reached_is_stopped(
    feed: Make, outbound: PlainOutbound
) -> None:
    outbound.refusal = Refused(Say("Adresse privée.", "Private address."), final=True)
    page = await poll(feed("http://169.254.169.254/latest/meta-data"))
    assert (page.state, page.next_at, page.note) == ("stopped", None, "Adresse privée.")
    outbound.refusal = Refused(Say("Pas maintenant.", "Not now."), retry_after=7_200)
    assert (await poll(feed("http://127.0.0.1:9/fil"))).state == "failing"


async def test_nobody_answering_is_a_failing_page(server: LocalServer, feed: Make) -> None:
    page = await poll(feed("http://127.0.0.1:9/fil"))
    assert (page.state, page.note) == ("failing", "Personne ne répond.")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<html><body>Bienvenue</body></html>", "page Web"),
        ("", "vide"),
        ("<urlset/>", "sitemap"),
        ("\x01\x02bruit", "pas un fil"),
        ("x" * 10_000_001, "trop grande"),
    ],
)
async def test_a_body_that_is_no_feed_is_a_failing_page(
    server: LocalServer, feed: Make, body: str, told: str
) -> None:
    connector = feed(server.serve("/fil", body, ETag='"1"'))
    page = await poll(connector)
    assert page.state == "failing"
    assert told in (page.note or "")
    await poll(connector, page.cursor)
    assert "if-none-match" not in server.received[1].headers


async def test_the_interval_adapts_over_polls(
    server: LocalServer, feed: Make, clock: HeldClock
) -> None:
    connector = feed(server.serve("/fil", rss(*ARTICLES)))
    page = await poll(connector)
    waits = []
    for _ in range(5):
        waits.append(wait(page, clock))
        clock.move(timedelta(seconds=waits[-1]))
        page = await poll(connector, page.cursor)
    assert waits == [START, START + 600, START + 600, START + 1_200, START + 1_200]


async def test_the_publisher_s_interval_is_a_floor_even_when_nothing_changes(
    server: LocalServer, feed: Make, clock: HeldClock
) -> None:
    head = "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>6</sy:updateFrequency>"
    server.routes["/fil"] = cached(rss(*ARTICLES, head=head), '"1"')
    connector = feed(server.url + "/fil", interval=60)
    page = await poll(connector)
    assert wait(page, clock) == 14_400
    assert wait(await poll(connector, page.cursor), clock) == 14_400


async def test_a_set_interval_is_the_first_one(
    server: LocalServer, feed: Make, clock: HeldClock
) -> None:
    page = await poll(feed(server.serve("/fil", rss(*ARTICLES)), interval=15))
    assert wait(page, clock) == 15


@pytest.mark.parametrize("jump", [timedelta(days=-20_000), timedelta(days=20_000)])
async def test_a_clock_that_jumps_neither_stops_nor_floods(
    server: LocalServer, feed: Make, clock: HeldClock, jump: timedelta
) -> None:
    connector = feed(server.serve("/fil", rss(*ARTICLES)))
    page = await poll(connector)
    clock.move(jump)
    server.serve("/fil", rss(*ARTICLES, item("Neuf", guid="neuf")))
    page = await poll(connector, page.cursor)
    assert [post.native_id for post in posts(page)] == ["neuf"]
    assert 600 <= wait(page, clock) <= 86_400
    clock.move(-jump)
    page = await poll(connector, page.cursor)
    assert page.events == ()
    assert 600 <= wait(page, clock) <= 86_400


def json_pages(server: LocalServer, count: int, last: str | None = None) -> str:
    for number in range(1, count + 1):
        following = f"/p{number + 1}" if number < count else last
        document = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Forum fictif",
            "items": [{"id": f"{number}-{n}", "content_text": f"Sujet {number} {n}"} for n in "ab"],
            **({"next_url": server.url + following} if following else {}),
        }
        server.routes[f"/p{number}"] = cached(json.dumps(document), f'"{number}"')
    return server.url + "/p1"


async def test_a_json_feed_is_read_to_its_end_one_page_a_document(
    server: LocalServer, feed: Make
) -> None:
    connector = feed(json_pages(server, 3))
    pages = [page async for page in connector.pages(None)]
    heard = [[post.native_id for post in posts(page)] for page in pages]
    assert heard == [["1-a", "1-b"], ["2-a", "2-b"], ["3-a", "3-b"]]
    again = [page async for page in connector.pages(pages[-1].cursor)]
    assert len(again) == 1
    assert again[0].events == ()
    assert server.received[-1].headers["if-none-match"] == '"1"'


async def test_a_stop_between_two_documents_loses_none_of_them(
    server: LocalServer, feed: Make
) -> None:
    connector = feed(json_pages(server, 4))
    cursor: bytes | None = None
    heard: list[str] = []
    pages = 0
    while len(heard) < 8:
        async for page in connector.pages(cursor):
            cursor = page.cursor
            heard += [post.native_id for post in posts(page)]
            pages += 1
            break  # the process dies after each page
        assert pages < 10
    assert sorted(heard) == [f"{page}-{n}" for page in range(1, 5) for n in "ab"]


async def test_the_past_is_not_read_again_for_an_edition(server: LocalServer, feed: Make) -> None:
    connector = feed(json_pages(server, 3))
    pages = [page async for page in connector.pages(None)]
    changed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": "1-a", "content_text": "Corrigé"}],
        "next_url": server.url + "/p2",
    }
    server.serve("/p1", json.dumps(changed))
    again = [page async for page in connector.pages(pages[-1].cursor)]
    assert [[post.native_id for post in posts(page)] for page in again] == [["1-a"]]


async def test_documents_that_lead_in_circles_are_read_once(
    server: LocalServer, feed: Make
) -> None:
    pages = [page async for page in feed(json_pages(server, 3, last="/p2")).pages(None)]
    assert len(pages) == 3
    assert pages[-1].state == "working"


async def test_an_endless_past_is_read_so_far_and_no_further(
    server: LocalServer, feed: Make
) -> None:
    pages = [page async for page in feed(json_pages(server, DOCUMENTS_LIMIT + 5)).pages(None)]
    assert len(pages) == DOCUMENTS_LIMIT


async def test_a_following_document_that_is_lost_does_not_stop_the_feed(
    server: LocalServer, feed: Make
) -> None:
    connector = feed(json_pages(server, 3))
    server.serve("/p2", "", 410)
    pages = [page async for page in connector.pages(None)]
    assert [page.state for page in pages] == ["working", "working"]
    assert "suite" in (pages[-1].note or "")
    assert len([page async for page in connector.pages(pages[-1].cursor)]) == 1
    assert server.received[-1].path == "/p1"


async def test_a_following_document_that_is_late_is_asked_again(
    server: LocalServer, feed: Make
) -> None:
    connector = feed(json_pages(server, 2))
    second = server.routes["/p2"]
    server.serve("/p2", "", 503)
    pages = [page async for page in connector.pages(None)]
    assert [page.state for page in pages] == ["working", "failing"]
    server.routes["/p2"] = second
    page = await poll(connector, pages[-1].cursor)
    assert [post.native_id for post in posts(page)] == ["2-a", "2-b"]


async def test_what_is_remembered_is_bounded(
    server: LocalServer, feed: Make, clock: HeldClock
) -> None:
    url, cursor = server.url + "/fil", None
    for start in range(0, 6_000, 1_500):
        numbers = range(start, start + 1_500)
        server.serve("/fil", rss(*(item(f"n{n}", guid=f"g{n}") for n in numbers)))
        page = await poll(feed(url), cursor)
        assert len(page.events) == 1_500
        cursor = page.cursor
        clock.move(timedelta(hours=1))
    assert len(feed_cursor.read(cursor, url).seen) == 3_500
    assert len(cursor or b"") < 400_000
    clock.move(timedelta(days=40))
    server.serve("/fil", rss(item("seul", guid="seul")))
    page = await poll(feed(url), cursor)
    assert len(feed_cursor.read(page.cursor, url).seen) == 1


async def test_the_time_of_a_poll_is_the_clock_s(
    server: LocalServer, feed: Make, outbound: PlainOutbound, clock: HeldClock
) -> None:
    page = await poll(feed(server.serve("/fil", rss(*ARTICLES[:1]))))
    assert posts(page)[0].fetched_at == datetime(2026, 11, 23, 14, tzinfo=UTC) == clock.now()
