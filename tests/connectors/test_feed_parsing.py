from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from connectors.feed.document import ENTRIES_LIMIT, Entry, FeedDocument
from connectors.feed.parsing import read_feed
from tests.connectors.documents import atom, item, rss
from vigie.errors import InvalidInput
from vigie.post import Media, Point

URL = "https://ville.example/fil.xml"


def read(body: str | bytes, content_type: str = "") -> FeedDocument:
    data = body.encode() if isinstance(body, str) else body
    return read_feed(data, {"content-type": content_type}, URL)


def only(body: str | bytes, content_type: str = "") -> Entry:
    (entry,) = read(body, content_type).entries
    return entry


def test_an_rss_item_gives_all_it_says() -> None:
    said = (
        "<item><title>Égout &amp;amp; trottoir</title><link>/avis/12?utm_source=rss</link>"
        '<guid isPermaLink="false">avis-12</guid>'
        "<description>&lt;p&gt;Court&lt;/p&gt;</description>"
        "<content:encoded><![CDATA[<p>Rue fictive fermée.</p><p>Détour.</p>]]></content:encoded>"
        "<dc:creator>Camille Fictive</dc:creator><dc:language>fr-CA</dc:language>"
        "<pubDate>Mon, 23 Nov 2026 08:00:00 -0500</pubDate>"
        "<slash:comments>4</slash:comments>"
        '<enclosure url="https://ville.example/plan.pdf" type="application/pdf" length="1"/>'
        '<media:content url="https://ville.example/photo.jpg" type="image/jpeg"/>'
        '<media:content url="javascript:alert(1)"/>'
        "<georss:point>46.34 -72.55</georss:point></item>"
    )
    entry = only(rss(said))
    assert entry.key == "avis-12"
    assert entry.title == "Égout & trottoir"
    assert entry.text == "Rue fictive fermée.\nDétour."
    assert entry.url == "https://ville.example/avis/12"
    assert entry.author == "Camille Fictive"
    assert entry.published == datetime(2026, 11, 23, 13, tzinfo=UTC)
    assert entry.language == "fr"
    assert entry.replies == 4
    assert entry.point == Point(lat=46.34, lon=-72.55)
    assert entry.media == (
        Media(url="https://ville.example/plan.pdf", mime="application/pdf"),
        Media(url="https://ville.example/photo.jpg", mime="image/jpeg"),
    )


def test_an_atom_comment_knows_what_it_answers() -> None:
    entry = only(
        atom(
            "<entry><id>tag:forum.example,2026:9</id><title>Re : la neige</title>"
            '<link href="https://forum.example/t/1#c9"/><published>2026-11-20T10:00:00Z</published>'
            "<updated>2026-11-21T10:00:00Z</updated><author><name>Dominique</name></author>"
            '<thr:in-reply-to ref="https://forum.example/t/1?utm_source=rss"/>'
            '<content type="html">&lt;p&gt;Même chose ici.&lt;/p&gt;</content></entry>'
        )
    )
    assert entry.in_reply_to == "https://forum.example/t/1"
    assert entry.published == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert entry.updated == datetime(2026, 11, 21, 10, tzinfo=UTC)
    assert entry.language == "fr"
    assert entry.author == "Dominique"


def test_rdf_items_are_read() -> None:
    body = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://ville.example/">'
        "<title>Ville</title></channel>"
        '<item rdf:about="https://ville.example/1"><title>Un</title>'
        "<link>https://ville.example/1</link></item></rdf:RDF>"
    )
    document = read(body)
    assert document.format == "rss10"
    assert [entry.key for entry in document.entries] == ["https://ville.example/1"]


def test_a_json_feed_of_either_version_is_read() -> None:
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Ville fictive",
        "language": "fr-BE",
        "next_url": "/fil.json?page=2",
        "items": [
            {
                "id": 12,
                "url": "https://ville.example/a?utm_source=json",
                "title": "Avis",
                "content_html": "<p>Coupure d’eau</p>",
                "date_published": "2026-11-23T08:00:00-05:00",
                "authors": [{"name": "Service fictif"}],
                "attachments": [{"url": "https://ville.example/a.pdf", "mime_type": "x"}],
            },
            {"id": "b", "content_text": "Deux", "author": {"name": "Ancien format"}},
            "pas un objet",
        ],
    }
    document = read(json.dumps(body))
    first, second = document.entries
    assert document.format == "json11"
    assert document.next_url == "https://ville.example/fil.json?page=2"
    assert (first.key, first.url) == ("12", "https://ville.example/a")
    assert first.published == datetime(2026, 11, 23, 13, tzinfo=UTC)
    assert first.media == (Media(url="https://ville.example/a.pdf"),)
    assert (first.text, first.language) == ("Coupure d’eau", "fr")
    assert (second.author, second.text) == ("Ancien format", "Deux")
    (unusable,) = document.unusable
    assert unusable.where == "entry 3"
    assert json.loads(unusable.raw) == "pas un objet"


def test_an_atom_text_that_forgot_its_type_is_still_markup() -> None:
    entry = only(atom("<entry><id>a</id><summary>&lt;p&gt;Oui&lt;/p&gt;</summary></entry>"))
    assert entry.text == "Oui"


@pytest.mark.parametrize(
    "place",
    [
        "<georss:point>nulle part</georss:point>",
        "<georss:point>91 0</georss:point>",
        "<georss:point>46</georss:point>",
        "<georss:point>nan nan</georss:point>",
        "<geo:lat>46.3</geo:lat>",
        "<geo:lat>0</geo:lat><geo:long>0</geo:long>",
    ],
)
def test_a_place_that_is_nowhere_is_dropped(place: str) -> None:
    assert only(rss(f"<item><title>Ici</title>{place}</item>")).point is None


def test_latitude_and_longitude_apart_are_a_place() -> None:
    said = "<item><title>Ici</title><geo:lat>50.46</geo:lat><geo:long>4.86</geo:long></item>"
    assert only(rss(said)).point == Point(lat=50.46, lon=4.86)


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", 3_600),
        (
            "<sy:updatePeriod> Daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            21_600,
        ),
        ("<sy:updatePeriod>always</sy:updatePeriod>", None),
        ("<sy:updatePeriod>dayly</sy:updatePeriod><ttl>90</ttl>", 5_400),
        (
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            86_400,
        ),
        ("<ttl>30</ttl>", 1_800),
        ("<ttl>souvent</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("", None),
    ],
)
def test_the_publisher_says_how_often(head: str, seconds: int | None) -> None:
    assert read(rss(item("Un"), head=head)).every == seconds


def test_five_tracking_addresses_are_one_article() -> None:
    tracked = [
        "https://journal.example/a?utm_source=rss",
        "https://journal.example/a?fbclid=1",
        "https://journal.example/a#xtor=RSS-1",
        "https://journal.example/a?amp=1",
        "https://www.google.com/url?sa=t&url=https://journal.example/a&ct=ga",
    ]
    document = read(rss(*(item("Le conseil vote", link=url) for url in tracked)))
    assert [entry.url for entry in document.entries] == ["https://journal.example/a"]
    assert document.repeated == 4


def test_five_tracking_addresses_under_five_ids_are_one_article_too() -> None:
    same = "Le conseil municipal fictif adopte son budget, " * 3
    items = [
        item("Budget", guid=f"g{n}", link=f"https://j.example/a?utm_term={n}", description=same)
        for n in range(5)
    ]
    assert [entry.key for entry in read(rss(*items)).entries] == ["g0"]


def test_notices_that_share_a_title_are_all_kept() -> None:
    page = "https://ville.example/avis"
    items = [
        item("Avis public", guid="1", link=page, description="Dérogation mineure, rue A."),
        item("Avis public", guid="2", link=page, description="Dérogation mineure, rue B."),
        item("Avis public", link=page + "#3"),
        item("Avis public", link=page + "#4"),
        item("Avis public", link="https://ville.example/avis/5"),
    ]
    assert len(read(rss(*items)).entries) == 5


def test_an_id_borne_by_every_entry_identifies_none() -> None:
    items = [
        item(f"Avis {n}", guid="https://ville.example/", link=f"https://ville.example/{n}")
        for n in range(3)
    ]
    assert [entry.key for entry in read(rss(*items)).entries] == [
        f"https://ville.example/{n}" for n in range(3)
    ]


def test_an_entry_without_id_or_address_keeps_one_id_from_one_reading_to_the_next() -> None:
    body = rss(item("Sans adresse", description="Seulement un texte."))
    assert only(body).key == only(body).key
    assert only(body).key != only(rss(item("Sans adresse", description="Un autre."))).key


def test_entries_beyond_the_limit_are_counted() -> None:
    document = read(rss(*(item(f"n{n}", guid=f"g{n}") for n in range(ENTRIES_LIMIT + 5))))
    assert len(document.entries) == ENTRIES_LIMIT
    assert document.beyond == 5


def test_an_empty_item_does_not_spoil_its_neighbours() -> None:
    document = read(rss(item("Un"), "<item/>", item("Trois")))
    assert [entry.title for entry in document.entries] == ["Un", "Trois"]
    assert [unusable.where for unusable in document.unusable] == ["entry 2"]


@pytest.mark.parametrize(
    "module",
    [
        '<gml:Point srsName="EPSG:zut"><gml:pos>1 2</gml:pos></gml:Point>',
        "<gml:LinearRing><gml:posList>a b</gml:posList></gml:LinearRing>",
        "</media:player>",
    ],
)
def test_a_module_that_breaks_the_parser_costs_no_entry(module: str) -> None:
    body = rss(f"<item><title>Un</title>{module}</item>", item("Deux"))
    body = body.replace("<rss ", '<rss xmlns:gml="http://www.opengis.net/gml" ')
    assert [entry.title for entry in read(body).entries] == ["Un", "Deux"]


@pytest.mark.parametrize(
    "body",
    [
        rss(item("Un"), item("Deux")).replace("</item></channel></rss>", ""),
        rss(item("Un"), item("Deux")).replace("</title><", "</title>&nbsp;&inconnu;<"),
        "\n\n  " + rss(item("Un"), item("Deux")),
        "<b>Warning</b>: mysql_connect() in /var/www on line 3\n" + rss(item("Un"), item("Deux")),
        rss(item("Un"), item("Deux")).replace("Deux", "Deux\x00\x08"),
        rss(item("Un"), item("Deux")).replace("Deux", "Deux&#x1F;"),
    ],
)
def test_an_ill_formed_feed_still_gives_its_entries(body: str) -> None:
    titles = [entry.title.rstrip("\ufffd") for entry in read(body).entries]
    assert titles == ["Un", "Deux"]


def test_emoji_written_as_two_halves_are_joined() -> None:
    entry = only(
        rss("<item><title>Neige &#55357;&#56832; &#xD83D;&#xDE00; &#xD83D;</title></item>")
    )
    assert entry.title == "Neige 😀 😀 \ufffd"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "vide"),
        (b" \n\x00", "vide"),
        (b"<!DOCTYPE html><html><head><title>Ville</title></head></html>", "page Web"),
        (b"<html><body><item>x</item></body></html>", "page Web"),
        (b'<?xml version="1.0"?><urlset xmlns="x"><url/></urlset>', "sitemap"),
        (b"<sitemapindex/>", "sitemap"),
        (b'{"items": []}', "JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1"', "JSON Feed"),
        (b"[" * 100_000, "JSON Feed"),
        (b"Bonjour", "pas un fil"),
        (b"\xff\xfe\x00\xd8", "pas un fil"),
        (b"<svg><title>x</title></svg>", "pas un fil"),
        (b"%PDF-1.7", "pas un fil"),
    ],
)
def test_what_is_no_feed_is_told_for_what_it_is(body: bytes, told: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(body)
    assert told in caught.value.say.fr
    assert caught.value.say.en != caught.value.say.fr


def test_a_feed_that_moves_keeps_the_ids_of_its_entries() -> None:
    body = rss(
        "<item><guid>12</guid><title>Un</title><link>/avis/12</link>"
        '<enclosure url="/plan.pdf" type="application/pdf"/></item>'
    ).encode()
    here = read_feed(body, {}, "https://ville.example/fil.xml").entries[0]
    there = read_feed(body, {}, "https://www.ville.example/rss/fil").entries[0]
    assert here.key == there.key == "12"
    assert here.url == "https://ville.example/avis/12"
    assert here.media[0].url == "https://ville.example/plan.pdf"


def test_an_id_that_is_no_address_is_not_shown_as_a_link() -> None:
    assert only(rss("<item><guid>12</guid><title>Un</title></item>")).url is None
    entry = only(rss("<item><guid>https://ville.example/1</guid><title>Un</title></item>"))
    assert entry.url == "https://ville.example/1"
