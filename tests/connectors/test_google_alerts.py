"""Google Alerts: a feed whose address bears a person's number, and whose links are wrapped."""

from __future__ import annotations

import logging
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest

from connectors.feed.parsing import read_feed
from tests.connectors.conftest import Make, poll, posts
from tests.connectors.pages import TOLD, long_page
from tests.servers import LocalServer

PERSON = "04175468913983673025"
PATH = f"/alerts/feeds/{PERSON}/4428013283581841004"


def alert(*links: str, title: str = "Pont de <b>Trois</b>-<b>Rivières</b> &amp; rue") -> str:
    """An alert's feed, as Google writes it."""
    entries = "".join(
        f"<entry><id>tag:google.com,2013:googlealerts/feed:{number}</id>"
        f'<title type="html">{escape(title)}</title>'
        f'<link href="https://www.google.com/url?rct=j&amp;sa=t&amp;url={escape(link)}'
        '&amp;ct=ga&amp;cd=CAIyHGU4ZTJkZjQ3&amp;usg=AFQjCNHUcRGt"/>'
        "<published>2026-11-23T11:00:00Z</published><updated>2026-11-23T11:00:00Z</updated>"
        '<content type="html">Le &lt;b&gt;pont&lt;/b&gt; est ferm&#233;&amp;nbsp;...</content>'
        "<author><name></name></author></entry>"
        for number, link in enumerate(links)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>tag:google.com,2005:reader/user/{PERSON}/state/com.google/alerts/44</id>"
        f'<title>Alerte Google</title><link href="https://www.google.com{PATH}" rel="self"/>'
        f"<updated>2026-11-23T11:00:00Z</updated>{entries}</feed>"
    )


def test_the_recorded_alert_leads_to_the_papers_and_names_nobody(payloads: Path) -> None:
    body = (payloads / "rss" / "feedjira-google_alerts_atom.xml").read_bytes()
    entries = read_feed(body, {}, f"https://www.google.com{PATH}").entries
    first = entries[0]
    assert first.url == (
        "https://www.aglobalmarketresearch.com/report-offers-prediction-of-automotive-slack-"
        "market-by-top-key-players-like-haldex-meritor-bendix-mei-wabco-accuride-stemco-tbk-"
        "febi-aydinsan/"
    )
    assert first.title.startswith("Report offers Prediction of Automotive Slack Market")
    assert first.text.endswith("senior ...")
    assert len(entries) == 20
    assert not any(entry.author for entry in entries)
    assert not any("<" in entry.title + entry.text for entry in entries)
    assert not any("usg=" in str(entry.url) or "ct=ga" in str(entry.url) for entry in entries)


@pytest.mark.parametrize(
    ("wrapped", "article"),
    [
        ("https://j.example/a", "https://j.example/a"),
        ("https://j.example/a%3Fid%3D4%26p%3D2", "https://j.example/a?id=4&p=2"),
        (quote("https://j.example/été", safe=""), "https://j.example/%C3%A9t%C3%A9"),
        ("https://j.example/a%3Futm_source%3Dx", "https://j.example/a"),
    ],
)
async def test_a_link_is_unwrapped_and_highlights_are_no_part_of_a_word(
    server: LocalServer, feed: Make, wrapped: str, article: str
) -> None:
    (post,) = posts(await poll(feed(server.serve(PATH, alert(wrapped)))))
    assert post.url == article
    assert post.title == "Pont de Trois-Rivières & rue"
    assert post.text == "Le pont est fermé ..."
    assert post.native_id == "tag:google.com,2013:googlealerts/feed:0"
    assert post.author.pseudonym is None


async def test_the_article_read_is_the_paper_s_not_google_s(
    server: LocalServer, feed: Make
) -> None:
    link = server.serve("/nouvelles/pont", long_page("Pont"), Content_Type="text/html")
    (post,) = posts(await poll(feed(server.serve(PATH, alert(link)), article="excerpt")))
    assert post.text.startswith(TOLD)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, alert("https://j.example/a")),
        (200, alert("https://j.example/a").replace("</feed>", "<entry/></feed>")),
        (200, "<html>Connexion</html>"),
        (200, "<!DOCTYPE feed [" + "<!ENTITY a 'b'>" * 400 + "]><feed/>"),
        (401, ""),
        (403, ""),
        (404, ""),
        (410, ""),
        (429, ""),
        (500, ""),
    ],
)
async def test_the_person_s_number_is_in_no_note_no_post_and_no_log(
    server: LocalServer, feed: Make, caplog: pytest.LogCaptureFixture, status: int, body: str
) -> None:
    caplog.set_level(logging.INFO)
    for client in ("httpx", "httpcore"):  # as `pipeline.outbound.client` does
        caplog.set_level(logging.WARNING, logger=client)
    page = await poll(feed(server.serve(PATH, body, status)))
    assert PERSON not in f"{page.events} {page.rejected} {page.note} {page.state} {caplog.text}"


async def test_nobody_answering_names_nobody(feed: Make) -> None:
    page = await poll(feed(f"http://127.0.0.1:9{PATH}"))
    assert page.note
    assert PERSON not in page.note
