"""A row becomes a post or a deletion: dates, ids, masks and pseudonyms."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.connectors.tables import NOW, jsonl, one, read


def test_the_id_is_the_native_id_then_the_address_then_the_content(tmp_path: Path) -> None:
    url = "https://journal.example/a"
    assert one(tmp_path, id="7", url=url).native_id == "7"
    assert one(tmp_path, id=7, url=url).native_id == "7"
    assert one(tmp_path, url=url + "?utm_medium=rss").native_id == url
    assert one(tmp_path).native_id == one(tmp_path).native_id


@pytest.mark.parametrize(
    "other",
    [
        {"text": "Un autre."},
        {"title": "Titre"},
        {"published_at": "2026-11-01"},
        {"author": {"handle": "jo"}},
    ],
)
def test_posts_without_id_differ_by_text_author_or_date(
    tmp_path: Path, other: dict[str, object]
) -> None:
    assert one(tmp_path).native_id != one(tmp_path, **other).native_id


def test_the_content_id_does_not_depend_on_when_the_file_is_read(tmp_path: Path) -> None:
    later = (NOW + timedelta(hours=5)).isoformat()
    assert (
        one(tmp_path, published_at=later).native_id == one(tmp_path, published_at=later).native_id
    )
    first, unlike = one(tmp_path, published_at=later), one(tmp_path, published_at="1970-01-01")
    assert first.native_id != unlike.native_id


@pytest.mark.parametrize(
    ("written", "published", "known"),
    [
        ("2026-11-20T12:00:00Z", datetime(2026, 11, 20, 12, tzinfo=UTC), True),
        ("2026-11-23T18:00:00Z", NOW, True),  # a clock some hours ahead
        ("2090-01-01", NOW, False),
        ("1970-01-01T00:00:00Z", NOW, False),
        ("1994-12-31", NOW, False),
        ("1995-01-01T00:00:00Z", datetime(1995, 1, 1, tzinfo=UTC), True),
        ("", NOW, False),
        ("N/A", NOW, False),
        (None, NOW, False),
        (1795438800, datetime(2026, 11, 23, 13, tzinfo=UTC), True),
        (1795438800000, datetime(2026, 11, 23, 13, tzinfo=UTC), True),
    ],
)
def test_a_date_is_never_in_the_future_nor_before_1995(
    tmp_path: Path, written: object, published: datetime, known: bool
) -> None:
    post = one(tmp_path, published_at=written)
    assert (post.published_at, post.published_is_known) == (published, known)


def test_an_edition_has_a_higher_revision(tmp_path: Path) -> None:
    older = one(tmp_path, id="1", edited_at="2026-11-20 10:00")
    newer = one(tmp_path, id="1", edited_at="2026-11-20 10:01")
    assert 1 < older.revision < newer.revision
    assert newer.revision - older.revision == 60


@pytest.mark.parametrize("edited", ["2090-01-01", "1970-01-02", ""])
def test_an_edition_date_beyond_belief_does_not_freeze_the_post(
    tmp_path: Path, edited: str
) -> None:
    post = one(tmp_path, edited_at=edited)
    assert (post.revision, post.edited_at) == (1, None)


def test_contacts_are_masked_everywhere_except_the_towns_own(tmp_path: Path) -> None:
    post = one(
        tmp_path,
        text="Écrivez à jo@maison.example ou 311@ville.example, 819-555-0142 ou 819 555-0311.",
        title="Appelez le 819-555-0142",
        in_reply_to="jo@maison.example?",
    )
    kept = f"{post.text} {post.title} {post.reply_to_text}"
    assert "jo@maison" not in kept
    assert "0142" not in kept
    assert "311@ville.example" in kept
    assert "819 555-0311" in kept


def test_marks_that_deceive_the_eye_are_gone_and_the_text_is_cut(tmp_path: Path) -> None:
    text = "a\u202eb\x00c\ud800d\r\n\r\ne" + "é" * 30_000
    (post,) = read(tmp_path, json.dumps({"text": text, "title": "t\u2066x\ny"})).posts
    assert post.text.startswith("abcd\ne")
    assert len(post.text) == 20_000
    assert post.title == "tx y"


def test_text_is_data_never_markup(tmp_path: Path) -> None:
    text = "<b>si a < b</b> &amp; =SOMME(A1) '@x"
    assert one(tmp_path, text=text).text == text
    assert one(tmp_path, text="=1+1").text == "=1+1"


def test_one_person_has_one_pseudonym_on_one_platform(tmp_path: Path) -> None:
    def who(**fields: object) -> str | None:
        return one(tmp_path, author={"handle": "Jo"}, **fields).author.pseudonym

    facebook = who(source={"kind": "facebook"})
    assert facebook == who(source={"kind": "Facebook"})
    assert facebook != who(source={"kind": "forum"})
    assert who(url="https://forum.example/1") == who(url="https://forum.example/2")
    assert who(url="https://forum.example/1") != who()


@pytest.mark.parametrize(
    ("role", "kept"), [("press", "press"), ("Official", "official"), ("roi", None)]
)
def test_a_role_is_kept_when_it_is_one(tmp_path: Path, role: str, kept: str | None) -> None:
    assert one(tmp_path, author={"role": role}).author.role == kept


def test_the_file_says_whose_page_it_is_and_the_settings_when_it_does_not(tmp_path: Path) -> None:
    lines = jsonl({"text": "a"}, {"text": "b", "source": {"own": False}})
    assert [post.source.own for post in read(tmp_path, lines, own=True).posts] == [True, False]


@pytest.mark.parametrize("deleted", [True, 1, "oui", "vrai"])
def test_a_deleted_row_is_a_deletion_of_the_same_id(tmp_path: Path, deleted: object) -> None:
    url = "https://forum.example/1?fbclid=x"
    heard = read(
        tmp_path,
        jsonl(
            {"id": "1", "deleted": deleted},
            {"url": url, "deleted": deleted, "edited_at": "2026-11-20T00:00:00Z"},
        ),
    )
    first, second = heard.deleted
    assert (first.native_id, first.at, first.source) == ("1", NOW, "Import d’essai")
    assert second.native_id == one(tmp_path, url=url).native_id
    assert second.at == datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize("deleted", [False, None, "non", ""])
def test_a_row_not_deleted_is_a_post(tmp_path: Path, deleted: object) -> None:
    assert one(tmp_path, deleted=deleted).text == "Un texte."


def test_a_post_may_have_a_title_alone(tmp_path: Path) -> None:
    post = one(tmp_path, text=None, title="Neige attendue")
    assert (post.text, post.title) == ("", "Neige attendue")


@pytest.mark.parametrize(
    ("written", "code"),
    [("fr", "fr"), ("fr_CA", "fr"), ("EN-us", "en"), ("Français", "fr"), ("fra", None), ("", None)],
)
def test_a_declared_language_becomes_its_code(
    tmp_path: Path, written: str, code: str | None
) -> None:
    assert one(tmp_path, declared_language=written).declared_language == code


def test_a_site_written_without_its_scheme_is_understood(tmp_path: Path) -> None:
    assert (
        one(tmp_path, url="www.forum.example/sujet?id=3").url
        == "https://www.forum.example/sujet?id=3"
    )


def test_longitudes_and_latitudes_accept_a_decimal_comma(tmp_path: Path) -> None:
    geo = one(tmp_path, lat="46,3456", lon="−72,5").geo
    assert geo is not None
    assert (geo.lat, geo.lon) == (46.3456, -72.5)
