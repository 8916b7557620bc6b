"""A sitemap's bytes, alone: recorded, hostile, odd."""

from __future__ import annotations

import gzip
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.sitemap.entries import ADDRESSES_LIMIT, read_addresses
from connectors.sitemap.parsing import NEWEST, inflate, read_sitemap, slug_title
from tests.doubles.news_site import index, news, urlset
from vigie.errors import InvalidInput

URL = "http://www.example.com/sitemap.xml"

# Every recorded sitemap → (format, entries, parts, dated).
RECORDED = {
    "trafilatura-sitemap.xml": ("sitemap", 84, 0, 84),
    "trafilatura-sitemap-hreflang.xml": ("sitemap", 4, 0, 0),
    "trafilatura-sitemap2.xml": ("sitemapindex", 0, 2, 0),
}


@pytest.mark.parametrize("name", RECORDED)
def test_every_recorded_sitemap_is_read(payloads: Path, name: str) -> None:
    body = (payloads / "rss" / "sitemaps" / name).read_bytes()
    document = read_sitemap(body, {}, URL)
    dated = sum(1 for entry in document.entries if entry.updated)
    counted = (document.format, len(document.entries), len(document.parts), dated)
    assert counted == RECORDED[name]
    assert document.unusable == ()


def test_recorded_fields_are_those_written(payloads: Path) -> None:
    folder = payloads / "rss" / "sitemaps"
    first = read_sitemap((folder / "trafilatura-sitemap.xml").read_bytes(), {}, URL).entries[0]
    assert first.url == "https://www.sitemaps.org/"
    assert first.updated is not None
    assert first.updated.isoformat() == "2016-11-21T00:00:00+00:00"
    parts = read_sitemap((folder / "trafilatura-sitemap2.xml").read_bytes(), {}, URL).parts
    assert [part.address for part in parts] == [
        "http://www.example.com/sitemap2.xml.gz",
        "http://www.example.com/sitemap1.xml.gz",
    ]
    assert parts[1].changed is not None
    assert parts[1].changed.isoformat() == "2004-10-01T18:23:17+00:00"


def test_the_newest_are_kept_of_a_sitemap_without_end() -> None:
    days = [f"2026-{month:02d}-{day:02d}" for month in range(1, 12) for day in range(1, 29)]
    urls = [
        f"<url><loc>https://j.example/{n}</loc><lastmod>{days[n % len(days)]}</lastmod></url>"
        for n in range(NEWEST + 500)
    ]
    document = read_sitemap(urlset(*urls).encode(), {}, URL)
    assert (len(document.entries), document.beyond) == (NEWEST, 500)
    dates = [entry.updated for entry in document.entries if entry.updated]
    assert dates == sorted(dates, reverse=True)
    assert dates[0].isoformat().startswith("2026-11-28")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("2026-11-23", "2026-11-23T00:00:00+00:00"),
        ("2026-11-23T08:00-05:00", "2026-11-23T13:00:00+00:00"),
        ("2026-11-23T08:00:00Z", "2026-11-23T08:00:00+00:00"),
        ("2026-11-23T08:00:00.123+0100", "2026-11-23T07:00:00.123000+00:00"),
        ("2026-11-23 08:00:00", "2026-11-23T08:00:00+00:00"),
        ("2026-11", None),
        ("2026-13-45", None),
        ("hier", None),
        ("", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9" * 8_000, None),
    ],
)
def test_dates_are_read_as_the_w3c_writes_them(said: str, read: str | None) -> None:
    (entry,) = read_sitemap(
        urlset(news("https://j.example/a", "A", said)).encode(), {}, URL
    ).entries
    assert (entry.published.isoformat() if entry.published else None) == read


def test_titles_of_pictures_are_not_the_article_s() -> None:
    (entry,) = read_sitemap(
        urlset(news("https://j.example/a", "Le pont")).encode(), {}, URL
    ).entries
    assert (entry.title, entry.url, entry.language) == ("Le pont", "https://j.example/a", "fr")


def test_an_address_that_is_none_spoils_only_itself() -> None:
    bad = ["<url/>", "<url><loc>javascript:alert(1)</loc></url>", "<url><loc>/rel</loc></url>"]
    body = urlset(bad[0], news("https://j.example/a", "A"), *bad[1:]).encode()
    document = read_sitemap(body, {}, URL)
    assert [entry.url for entry in document.entries] == ["https://j.example/a"]
    assert [one.where for one in document.unusable] == ["url 1", "url 3", "url 4"]


def test_what_stands_before_a_break_is_read() -> None:
    body = urlset(news("https://j.example/a", "A"), news("https://j.example/b", "B"))
    document = read_sitemap(body[: body.index("https://j.example/b")].encode(), {}, URL)
    assert [entry.url for entry in document.entries] == ["https://j.example/a"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_entity_bomb_never_goes_off(encoding: str) -> None:
    levels = "".join(f'<!ENTITY n{n} "{f"&n{n - 1};" * 10}">' for n in range(1, 10))
    bomb = (
        f'<!DOCTYPE urlset [<!ENTITY n0 "boum">{levels}]>'
        + urlset("<url><loc>https://j.example/&n9;</loc></url>").partition("\n")[2]
    )
    with pytest.raises(InvalidInput, match="entités"):
        read_sitemap(bomb.encode(encoding), {}, URL)


def test_nothing_outside_the_document_is_read() -> None:
    evil = '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    body = evil + urlset(news("https://j.example/a", "A")).replace(
        "<news:title>A", "<news:title>&x;"
    )
    with suppress(InvalidInput):
        document = read_sitemap(body.encode(), {}, URL)
        assert "root" not in str(document)


def test_a_document_too_deep_or_too_long_stops_there() -> None:
    assert not read_addresses("<urlset>" + "<a>" * 100).whole
    many = "<urlset>" + "<url/>" * (ADDRESSES_LIMIT + 7) + "</urlset>"
    found = read_addresses(many)
    assert (len(found.located), found.beyond) == (ADDRESSES_LIMIT, 7)
    (one,) = read_addresses(f"<urlset><url><loc>{'x' * 100_000}</loc></url></urlset>").located
    assert len(one.loc) == 8_192


def test_fifty_thousand_addresses_take_seconds_not_minutes() -> None:
    began = time.monotonic()
    urls = "".join(
        f"<url><loc>https://j.example/{n}</loc><lastmod>2026-11-22</lastmod></url>"
        for n in range(ADDRESSES_LIMIT)
    )
    assert len(read_sitemap(urlset(urls).encode(), {}, URL).entries) == NEWEST
    read_sitemap(index(*((f"{URL}/{n}", "2026-11-22") for n in range(50_000))).encode(), {}, URL)
    assert time.monotonic() - began < 20


def test_a_gzip_file_is_inflated_within_its_limit() -> None:
    assert inflate(gzip.compress(b"bonjour"), 7) == b"bonjour"
    for body, limit in (
        (gzip.compress(b"bonjour"), 6),
        (gzip.compress(b"x" * 10_000_000), 1_000),
        (gzip.compress(b"bonjour")[:-6], 100),
        (b"\x1f\x8b\x08\x00zut", 100),
    ):
        with pytest.raises(InvalidInput, match="compressé"):
            inflate(body, limit)


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://j.example/2026/11/23/pont-ferme-1234", "pont ferme"),
        ("https://j.example/pont_ferme.html?x=1", "pont ferme"),
        ("https://j.example/", ""),
        ("https://j.example", ""),
        ("", ""),
    ],
)
def test_an_address_s_last_words_make_a_title(url: str, title: str) -> None:
    assert slug_title(url) == title


PIECES = ["<urlset>", "<url>", "<loc>", "https://j.example/a", "</loc>", "</url>", "</urlset>"]
PIECES += [
    "<sitemapindex>",
    "<sitemap>",
    "<lastmod>",
    "2026-11-23",
    "<news:news>",
    "&x;",
    "<![CDATA[",
]


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(st.sampled_from(PIECES), max_size=30).map("".join).map(str.encode),
    )
)
def test_any_bytes_are_a_sitemap_or_a_refusal(body: bytes) -> None:
    with suppress(InvalidInput):
        assert read_sitemap(body, {}, URL).format in {"sitemap", "sitemapindex"}
