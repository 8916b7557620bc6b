"""Other tools' exports: known by their header or by name, their columns put where they belong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.table.column_map import column_maps, recognised_export
from connectors.table.columns import NAMES, folded_name
from connectors.table.settings import TableOptions
from tests.connectors.tables import read, table
from vigie.errors import ConfigurationError
from vigie.post import Engagement, Post

ROOT = Path(__file__).parents[2]

MELTWATER = (
    "Date,Time,Document ID,URL,Input Name,Keywords,Information Type,Source Type,Source Name,"
    "Source Domain,Content Type,Author Name,Author Handle,Title,Opening Text,Hit Sentence,Image,"
    "Hashtags,Links,Country,Region,State,City,Language,Sentiment,Keyphrases,Reach,AVE,Social Echo,"
    "Engagement,Shares,Quotes,Likes,Replies,Reposts,Comments,Reactions,Views,Estimated Views,"
    "Document Tags"
).replace(",", "\t")
OLD_MELTWATER = (
    "Date,Headline,URL,Opening Text,Hit Sentence,Source,Influencer,Country,Subregion,Language,"
    "Reach,Desktop Reach,Mobile Reach,Twitter Social Echo,National Viewership,Engagement,AVE,"
    "Sentiment,Key Phrases,Input Name,Keywords,Tweet Id,Twitter Id,Twitter Screen Name,"
    "User Profile Url,Alternate Date Format,Time,State,City,Document Tags"
)
TALKWALKER = (
    "url;indexed;search_indexed;published;title_snippet;content_snippet;title;content;domain_url;"
    "lang;sentiment;source_type;article_extended_attributes.facebook_shares;"
    "article_extended_attributes.facebook_likes;article_extended_attributes.instagram_likes;"
    "article_extended_attributes.num_comments;article_extended_attributes.url_views;"
    "extra_author_attributes.name;extra_author_attributes.short_name;engagement;reach"
)
MENTION = (
    "id,title,description,original_url,source_name,source_type,tone,author,published_at,language"
)
FOURCAT = (
    "collected_at,id,thread_id,created_at,author,author_id,body,link,like_count,quote_count,"
    "reply_count,repost_count,languages,timestamp"
)


def rows(header: str, delimiter: str, *given: Mapping[str, str]) -> str:
    """Return a table with these rows; what a row does not say is empty."""
    names = header.split(delimiter)
    lines = [header]
    for row in given:
        assert set(row) <= set(names)
        cells = ('"' + row.get(name, "").replace('"', '""') + '"' for name in names)
        lines.append(delimiter.join(cells))
    return "\r\n".join(lines) + "\r\n"


def posts(home: Path, data: str | bytes, **settings: object) -> Sequence[Post]:
    heard = read(home, data, "export.csv", **settings)
    assert heard.letters == []
    return heard.posts


def one(home: Path, data: str | bytes, **settings: object) -> Post:
    (post,) = posts(home, data, **settings)
    return post


def test_meltwater_is_read_from_the_file_that_it_sends(tmp_path: Path) -> None:
    row = {
        "Date": "20-Nov-2026",
        "Time": "02:05 PM",
        "Document ID": "1795460700_fictif",
        "URL": "https://x.com/residente_fictive_1/status/123",
        "Source Type": "x",
        "Source Name": "X",
        "Author Name": "Résidente Fictive",
        "Author Handle": "@residente_fictive_1",
        "Title": "",
        "Opening Text": "La rue des Forges est glacée.",
        "Hit Sentence": "La rue des Forges est glacée.",
        "Language": "French",
        "Likes": "1,204",
        "Replies": "2",
        "Comments": "3",
        "Reposts": "4",
        "Quotes": "1",
        "Shares": "0",
        "Views": "900.0",
        "Reach": "12.5k",
    }
    post = one(tmp_path, rows(MELTWATER, "\t", row).encode("utf-16"), timezone="America/Toronto")
    assert post.native_id == "1795460700_fictif"
    assert post.text == "La rue des Forges est glacée."
    assert post.published_at == datetime(2026, 11, 20, 19, 5, tzinfo=UTC)
    assert post.published_is_known
    assert post.declared_language == "fr"
    assert post.engagement == Engagement(replies=5, shares=5, likes=1204, views=900)
    assert post.source.kind == "import"
    assert post.author.pseudonym
    assert "residente_fictive" not in repr(post.author)


def test_meltwater_of_earlier_years_is_read_too(tmp_path: Path) -> None:
    article = {
        "Date": "20-Nov-2026 02:05PM",
        "Headline": "Verglas à Trois-Rivières",
        "URL": "https://gazette.example/verglas",
        "Opening Text": "Les rues sont glacées depuis hier.",
        "Hit Sentence": "Trois-Rivières épand du sable.",
        "Source": "La Gazette fictive",
        "Influencer": "Journaliste Fictif",
        "Language": "French",
        "Tweet Id": "1.59E+18",
        "Alternate Date Format": "20-Nov-26",
        "Time": "2:05 PM",
    }
    tweet = {**article, "Headline": "", "Tweet Id": '"159"', "Twitter Screen Name": "@fictif_2"}
    first, second = posts(tmp_path, rows(OLD_MELTWATER, ",", article, tweet), timezone="UTC")
    assert first.title == "Verglas à Trois-Rivières"
    assert first.text == "Les rues sont glacées depuis hier.\nTrois-Rivières épand du sable."
    assert first.native_id == "https://gazette.example/verglas", "a rounded number names nothing"
    assert first.published_at == datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
    assert second.native_id == "159"
    assert second.author.pseudonym != first.author.pseudonym


def test_talkwalker_is_read(tmp_path: Path) -> None:
    row = {
        "url": "https://www.facebook.com/1/posts/2",
        "published": "20/11/2026 14:05",
        "title_snippet": "Verg…",
        "content_snippet": "…rue des Forges…",
        "title": "Verglas",
        "content": "Encore un nid-de-poule, rue des Forges.",
        "lang": "fr",
        "article_extended_attributes.facebook_shares": "3",
        "article_extended_attributes.facebook_likes": "0",
        "article_extended_attributes.instagram_likes": "7",
        "article_extended_attributes.num_comments": "2.0",
        "article_extended_attributes.url_views": "beaucoup",
        "extra_author_attributes.name": "Résident Fictif",
        "extra_author_attributes.short_name": "resident_fictif",
    }
    post = one(tmp_path, rows(TALKWALKER, ";", row), timezone="UTC")
    assert (post.title, post.text) == ("Verglas", "Encore un nid-de-poule, rue des Forges.")
    assert post.published_at == datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
    assert post.engagement == Engagement(replies=2, shares=3, likes=7)
    assert post.declared_language == "fr"
    snippet = {**row, "title": "", "content": "", "published": "1795183500000"}
    post = one(tmp_path, rows(TALKWALKER, ";", snippet))
    assert (post.title, post.text) == ("Verg…", "…rue des Forges…")


def test_mention_is_read(tmp_path: Path) -> None:
    row = {
        "id": "42",
        "title": "Travaux",
        "description": "Le pont ferme en soirée.",
        "original_url": "https://gazette.example/pont",
        "source_name": "La Gazette fictive",
        "source_type": "news",
        "tone": "negative",
        "author": "fictif",
        "published_at": "2026-11-20T14:05:00.000+00:00",
        "language": "fr",
    }
    post = one(tmp_path, rows(MENTION, ",", row))
    assert (post.native_id, post.title, post.text) == ("42", "Travaux", "Le pont ferme en soirée.")
    assert post.url == "https://gazette.example/pont"
    assert post.published_at == datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
    assert post.source.kind == "import"


@pytest.mark.parametrize(
    "written", ["1795183500.0", "1795183500", "2026-11-20 14:05:00", "2026-11-20T14:05:00+00:00"]
)
def test_4cat_is_read_in_utc_whatever_its_source(tmp_path: Path, written: str) -> None:
    row = {
        "id": "at://did:plc:fictif/app.bsky.feed.post/3k",
        "thread_id": "at://did:plc:fictif/app.bsky.feed.post/3k",
        "created_at": "2026-11-20T14:05:00",
        "author": "residente.fictive.example",
        "body": "Le déneigement tarde.",
        "link": "https://bsky.app/profile/residente.fictive.example/post/3k",
        "like_count": "3",
        "quote_count": "1",
        "repost_count": "2",
        "reply_count": "0",
        "languages": "fr",
        "timestamp": written,
    }
    post = one(tmp_path, rows(FOURCAT, ",", row), timezone="America/Toronto")
    assert post.native_id == "at://did:plc:fictif/app.bsky.feed.post/3k"
    assert post.published_at == datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
    assert post.engagement == Engagement(replies=0, shares=3, likes=3)
    assert "fictive" not in repr(post.author)


def test_visibrain_is_read_when_it_is_named(tmp_path: Path) -> None:
    data = rows(
        "Date;Heure;Tweet URL;Utilisateur;Texte;Retweets;J'aime",
        ";",
        {
            "Date": "20/11/2026",
            "Heure": "14:05",
            "Tweet URL": "https://x.com/fictif/status/1",
            "Utilisateur": "fictif",
            "Texte": "La piscine est fermée.",
            "Retweets": "2",
            "J'aime": "5",
        },
    )
    post = one(tmp_path, data, export="visibrain", timezone="UTC")
    assert post.published_at == datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
    assert post.engagement == Engagement(shares=2, likes=5)
    assert one(tmp_path, data, export="none", timezone="UTC").published_at.hour == 0


def test_an_export_whose_header_changed_is_read_as_any_table(tmp_path: Path) -> None:
    data = "Corps,Auteur,Date\nUn trou.,fictif,2026-11-20\n"
    assert one(tmp_path, data, export="visibrain").text == "Un trou."


def test_the_columns_of_the_settings_win_over_the_map(tmp_path: Path) -> None:
    data = rows(MENTION, ",", {"title": "Titre", "description": "Texte", "source_type": "autre"})
    post = one(tmp_path, data, columns={"text": "source_type"})
    assert (post.title, post.text) == ("Titre", "autre")
    with pytest.raises(ConfigurationError, match="colonne absente"):
        table(tmp_path, data, "export.csv", columns={"text": "inconnue"})


def test_a_table_that_is_nobody_s_is_read_as_before(tmp_path: Path) -> None:
    header = ["Date", "URL", "Texte", "Source", "Auteur", "id", "body", "published"]
    assert recognised_export(header) is None
    post = one(tmp_path, "Date,Texte,Source\n2026-11-20,Un trou.,Forum\n")
    assert post.source.kind == "forum"


def test_an_unreadable_date_sets_the_row_aside_and_names_its_column(tmp_path: Path) -> None:
    bad = {"description": "Un trou.", "published_at": "hier"}
    heard = read(tmp_path, rows(MENTION, ",", bad, {"description": "Deux."}), "export.csv")
    assert heard.texts == ["Deux."]
    assert "published_at" in heard.letters[0].why


def test_an_unknown_tool_is_told_with_those_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="auto, none, 4cat, meltwater, mention, talk"):
        table(tmp_path, "texte\nUn trou.\n", "export.csv", export="autre")


def test_files_half_read_before_exports_were_known_are_not_read_anew() -> None:
    assert TableOptions().digest() == "dbb8892b1a304c23"
    assert TableOptions(export="meltwater").digest() != TableOptions().digest()


@pytest.mark.parametrize("name", sorted(column_maps()))
def test_a_map_names_fields_that_exist_and_says_how_sure_it_is(name: str) -> None:
    chosen = column_maps()[name]
    assert set(chosen.fields) <= set(NAMES)
    assert {"text", "url", "published_at", "author"} <= set(chosen.fields)
    text = (ROOT / "connectors" / "table" / "column_maps" / f"{name}.toml").read_text("utf-8")
    assert ("CONFIRMED:" in text) is not chosen.confirmed
    shown = (ROOT / "docs" / "sources.md").read_text("utf-8")
    assert f"| `{name}` | {chosen.title} |" in shown


def test_no_map_takes_another_one_s_export() -> None:
    for header, delimiter, title in (
        (MELTWATER, "\t", "Meltwater"),
        (OLD_MELTWATER, ",", "Meltwater"),
        (TALKWALKER, ";", "Talkwalker"),
        (MENTION, ",", "Mention"),
        (FOURCAT, ",", "4CAT"),
    ):
        cells = header.split(delimiter)
        fit = [
            each.title
            for each in column_maps().values()
            if any(
                set(map(folded_name, n)) <= set(map(folded_name, cells)) for n in each.recognised_by
            )
        ]
        assert fit == [title]
