from __future__ import annotations

from pathlib import Path

import pytest

from connectors.feed.parsing import read_feed
from vigie.errors import InvalidInput

URL = "https://fil.example/flux"

# Every recorded feed → (format, entries read, entries set aside because they hold neither
# id, address, title nor text), or what its one error says in English.
Expected = tuple[str, int, int] | str
FEEDS: dict[str, Expected] = {
    "encodings/big5.xml": ("rss", 0, 0),
    "encodings/bozo_bogus_encoding.xml": ("rss", 0, 0),
    "encodings/bozo_http_text_plain.xml": ("rss20", 0, 0),
    "encodings/bozo_invalid-bytes-with-bom.xml": ("rss20", 0, 0),
    "encodings/bozo_linenoise.xml": ("rss20", 1, 0),
    "encodings/demoronize-1.xml": ("rss20", 1, 0),
    "encodings/double-encoded-html.xml": ("rss20", 1, 0),
    "encodings/http_text_xml_charset_overrides_encoding.xml": ("rss20", 0, 0),
    "encodings/http_text_xml_default.xml": ("rss20", 0, 0),
    "encodings/no_content_type_default.xml": ("atom03", 0, 0),
    "encodings/utf-16be-autodetect.xml": ("rss", 0, 0),
    "encodings/utf-16le-bom.xml": ("rss", 0, 0),
    "encodings/utf-32le-bom.xml": ("rss", 0, 0),
    "encodings/utf-8-bom.xml": ("rss", 0, 0),
    "feedjira-google_alerts_atom.xml": ("atom10", 20, 0),
    "feedparser-atom10.xml": ("atom10", 1, 0),
    "feedparser-rss10.rdf": ("rss10", 1, 0),
    "feedparser-rss20.xml": ("rss20", 1, 0),
    "feedparser-rss20dc.xml": ("rss20", 1, 0),
    "illformed/aaa_illformed.xml": ("rss20", 0, 0),
    "illformed/chardet_koi8r.xml": ("rss", 1, 0),
    "illformed/georss_point_no_coords.xml": ("atom10", 0, 1),
    "illformed/http_high_bit_date.xml": ("rss20", 0, 0),
    "illformed/rss_empty_document.xml": "not an RSS",
    "illformed/rss_incomplete_cdata.xml": ("rss20", 0, 1),
    "illformed/rss_item_link_corrupted_ampersands.xml": ("rss20", 1, 0),
    "illformed/undeclared_namespace.xml": ("rss20", 0, 0),
    "jsonfeed-example.json": ("json1", 2, 0),
    "jsonfeed11_spec_example_0.json": ("json11", 2, 0),
    "jsonfeed11_spec_example_1.json": ("json11", 1, 0),
    "jsonfeed11_spec_example_2.json": ("json11", 1, 0),
    "namespaces/atom10__entry_content_type_text.xml": ("atom10", 1, 0),
    "namespaces/atom10__entry_link_multiple.xml": ("atom10", 1, 0),
    "namespaces/geo__georss_box.xml": ("atom10", 0, 1),
    "namespaces/geo__georss_line.xml": ("atom10", 0, 1),
    "namespaces/geo__georss_point.xml": ("atom10", 0, 1),
    "namespaces/geo__georss_polygon.xml": ("atom10", 0, 1),
    "namespaces/geo__gml_linestring.xml": ("atom10", 0, 1),
    "namespaces/geo__gml_linestring_utm.xml": ("atom10", 0, 1),
    "namespaces/geo__gml_point.xml": ("atom10", 0, 1),
    "namespaces/geo__gml_point_3d.xml": ("atom10", 0, 1),
    "namespaces/geo__gml_point_utm.xml": ("atom10", 0, 1),
    "namespaces/geo__gml_polygon.xml": ("atom10", 0, 1),
    "namespaces/media-rss__item_media_category_label.xml": ("rss20", 0, 1),
    "namespaces/media-rss__item_media_category_multiple.xml": ("rss20", 0, 1),
    "namespaces/media-rss__item_media_category_scheme1.xml": ("rss20", 0, 1),
    "namespaces/media-rss__item_media_category_scheme2.xml": ("rss20", 0, 1),
    "namespaces/media-rss__item_media_category_term.xml": ("rss20", 0, 1),
    "namespaces/media-rss__item_media_title1.xml": ("rss", 1, 0),
    "namespaces/media-rss__item_media_title2.xml": ("rss", 1, 0),
    "namespaces/media-rss__item_media_title3.xml": ("rss", 1, 0),
    "namespaces/media-rss__item_media_title_type_plain.xml": ("rss", 1, 0),
    "namespaces/media-rss__media_group.xml": ("atom03", 1, 0),
    "namespaces/media-rss__media_player1.xml": ("atom03", 1, 0),
    "namespaces/media-rss__media_thumbnail.xml": ("atom03", 1, 0),
    "namespaces/namespace__atommathml.xml": ("atom10", 0, 1),
    "namespaces/namespace__atomsvg.xml": ("atom10", 0, 1),
    "namespaces/namespace__atomsvgdctitle.xml": ("atom10", 1, 0),
    "namespaces/namespace__atomsvgdesc.xml": ("atom10", 0, 1),
    "namespaces/namespace__atomsvgtitle.xml": ("atom10", 0, 1),
    "namespaces/namespace__atomthreading.xml": ("atom10", 0, 0),
    "namespaces/namespace__atomthreadingwithentry.xml": ("atom10", 1, 0),
    "namespaces/namespace__atomxlink.xml": ("atom10", 0, 1),
    "namespaces/rss__item_comments.xml": ("rss20", 0, 1),
    "namespaces/rss__item_content_encoded.xml": ("rss20", 1, 0),
    "namespaces/rss__item_content_encoded_mode.xml": ("rss20", 1, 0),
    "namespaces/rss__item_content_encoded_type.xml": ("rss20", 1, 0),
    "namespaces/rss__item_dc_author.xml": ("rss20", 0, 1),
    "namespaces/rss__item_dc_author_map_author_detail_email.xml": ("rss20", 0, 1),
    "namespaces/rss__item_dc_author_map_author_detail_name.xml": ("rss20", 0, 1),
    "namespaces/rss__item_dc_contributor.xml": ("rss20", 0, 1),
    "namespaces/rss__item_dc_creator.xml": ("rss20", 0, 1),
    "namespaces/rss__item_dc_creator_map_author_detail_email.xml": ("rss20", 0, 1),
    "namespaces/rss__item_dc_creator_map_author_detail_name.xml": ("rss20", 0, 1),
    "namespaces/rss__item_dc_date.xml": ("rss20", 0, 1),
    "namespaces/rss__item_dc_date_parsed.xml": ("rss20", 0, 1),
    "namespaces/rss__item_dc_description.xml": ("rss20", 1, 0),
    "namespaces/rss__item_dc_publisher.xml": ("rss20", 0, 1),
    "namespaces/rss__item_dc_publisher_email.xml": ("rss20", 0, 1),
    "namespaces/rss__item_dc_publisher_name.xml": ("rss20", 0, 1),
    "namespaces/rss__item_dc_rights.xml": ("rss20", 0, 1),
    "namespaces/rss__item_dc_subject.xml": ("rss20", 0, 1),
    "namespaces/rss__item_dc_subject_2.xml": ("rss20", 0, 1),
    "reader-10.json": ("json1", 0, 0),
    "reader-full.atom": ("atom10", 5, 0),
    "reader-full.json": ("json11", 2, 0),
    "reader-full.rss": ("rss20", 5, 0),
    "reader-invalid.json": ("json11", 8, 0),
    "reader-relative.atom": ("atom10", 1, 0),
    "real-cnn.rss": ("rss20", 69, 0),
    "real-korean-times.rss": ("rss20", 195, 0),
    "sitemaps/trafilatura-feed.json": ("json1", 25, 0),
    "sitemaps/trafilatura-feed1.atom": ("atom10", 2, 0),
    "sitemaps/trafilatura-feed2.rss": ("rss20", 1, 0),
    "sitemaps/trafilatura-sitemap-hreflang.xml": "sitemap",
    "sitemaps/trafilatura-sitemap.xml": "sitemap",
    "sitemaps/trafilatura-sitemap2.xml": "sitemap",
}


@pytest.mark.parametrize("name", FEEDS)
def test_every_recorded_feed_gives_its_entries_or_its_one_error(payloads: Path, name: str) -> None:
    body = (payloads / "rss" / name).read_bytes()
    expected = FEEDS[name]
    if isinstance(expected, str):
        with pytest.raises(InvalidInput, match="fil") as caught:
            read_feed(body, {}, URL)
        assert expected in caught.value.say.en
    else:
        document = read_feed(body, {}, URL)
        read = (document.format, len(document.entries), len(document.unusable))
        assert read == expected
        assert document.repeated == document.beyond == 0


def test_the_table_names_every_recorded_feed(payloads: Path) -> None:
    folder = payloads / "rss"
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert there - {"SOURCES.tsv"} == set(FEEDS)


def test_alerts_lead_to_the_articles_themselves(payloads: Path) -> None:
    body = (payloads / "rss" / "feedjira-google_alerts_atom.xml").read_bytes()
    entries = read_feed(body, {}, URL).entries
    assert all(entry.url and "google." not in entry.url for entry in entries)
    assert all("<b>" not in entry.title + entry.text for entry in entries)
    assert all(entry.key.startswith("tag:google.com,2013:googlealerts/feed:") for entry in entries)
    assert all(entry.published for entry in entries)


@pytest.mark.parametrize(
    ("name", "title", "text"),
    [
        ("encodings/demoronize-1.xml", "", "don’t"),
        ("encodings/double-encoded-html.xml", "", "…"),
        ("illformed/chardet_koi8r.xml", "Как пережить новогоднюю ночь", "Наверное"),
        ("feedparser-rss20.xml", "First item title", "Watch out for nasty tricks"),
    ],
)
def test_recorded_encodings_read_as_they_were_meant(
    payloads: Path, name: str, title: str, text: str
) -> None:
    entry = read_feed((payloads / "rss" / name).read_bytes(), {}, URL).entries[0]
    assert entry.title == title
    assert entry.text.startswith(text)
