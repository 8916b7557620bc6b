"""JSON Lines: what a line may be, and what is said of one that cannot be read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.connectors.tables import NOW, jsonl, one, read, refusal
from vigie.post import Author, Engagement, Point, Source


def why(home: Path, line: str) -> str:
    """Return what is said of a line between two good ones, which must both be read."""
    heard = read(home, jsonl({"text": "Avant."}) + line + "\n" + jsonl({"text": "Ensuite."}))
    assert heard.texts == ["Avant.", "Ensuite."]
    (letter,) = heard.letters
    assert letter.where == "fichier.jsonl:ligne 2"
    return letter.why.replace("\u00a0", " ")


def test_a_post_keeps_everything_that_its_line_says(tmp_path: Path) -> None:
    post = one(
        tmp_path,
        id="abc-1",
        text="La rue des Forges est glacée.",
        title="Glace",
        url="https://forum.example/sujet/12?utm_source=x",
        published_at="2026-11-20T08:30:00-05:00",
        edited_at="2026-11-20T09:00:00-05:00",
        declared_language="fr-CA",
        in_reply_to="Comment sont les rues?",
        source={"kind": "Forum", "name": "Le forum du coin", "own": True},
        author={"handle": "@jo", "role": "citizen"},
        engagement={"likes": 3, "replies": 0},
        views="1 204",
        geo={"lat": 46.35, "lon": -72.55},
    )
    assert post.source == Source(kind="forum", name="Import d’essai", own=True)
    assert (post.native_id, post.title) == ("abc-1", "Glace")
    assert post.text == "La rue des Forges est glacée."
    assert post.url == "https://forum.example/sujet/12"
    assert post.published_at == datetime(2026, 11, 20, 13, 30, tzinfo=UTC)
    assert post.published_is_known
    assert post.edited_at == datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
    assert post.revision == int(post.edited_at.timestamp())
    assert (post.declared_language, post.reply_to_text) == ("fr", "Comment sont les rues?")
    assert post.author.role == "citizen"
    assert post.author.pseudonym is not None
    assert "jo" not in post.author.pseudonym
    assert post.engagement == Engagement(replies=0, likes=3, views=1204)
    assert post.geo == Point(lat=46.35, lon=-72.55)
    assert post.fetched_at == NOW


def test_a_line_with_text_alone_is_enough(tmp_path: Path) -> None:
    post = one(tmp_path)
    assert post.source == Source(kind="import", name="Import d’essai", own=False)
    assert post.author == Author()
    assert (post.published_at, post.published_is_known, post.revision) == (NOW, False, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n  \n", "\r"])
def test_any_encoding_and_any_line_end_read_the_same(
    tmp_path: Path, encoding: str, end: str
) -> None:
    lines = ['{"text": "Été à la rivière."}', '{"text": "Où est la collecte?"}']
    data = (end.join(lines) + end).encode(encoding)
    assert read(tmp_path, data).texts == ["Été à la rivière.", "Où est la collecte?"]


def test_line_numbers_count_blank_lines(tmp_path: Path) -> None:
    heard = read(tmp_path, "\n\r\n\n[1]\n")
    assert [letter.where for letter in heard.letters] == ["fichier.jsonl:ligne 4"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "pas du JSON (caractère 2"),
        ('{"text": "a"} {"text": "b"}', "pas du JSON (caractère 15"),
        ('["text"]', "pas un objet"),
        ('"texte"', "pas un objet"),
        ("12", "pas un objet"),
        ('{"text": "a", "text": "b"}', "« text » est donnée deux fois"),
        ('{"text": "a", "source": {"kind": "x", "kind": "y"}}', "« kind » est donnée deux fois"),
        ('{"text": "a", "lat": NaN, "lon": 1}', "NaN"),
        ('{"text": "a", "lat": -Infinity, "lon": 1}', "-Infinity"),
        ('{"text": "a", "likes": ' + "9" * 5000 + "}", "trop de chiffres"),
        ('{"text": ' + "[" * 100_000 + "]" * 100_000 + "}", "trop profondément"),
        ('{"text": "a", "source": "Facebook"}', "« source » doit être un objet"),
        ('{"text": "a", "author": ["x"]}', "« author » doit être un objet"),
        ('{"id": "1"}', "« text » est vide ou manque"),
        ('{"text": " \\u202e "}', "« text » est vide ou manque"),
        ('{"text": 3}', "« text » doit être du texte"),
        ('{"text": {"fr": "a"}}', "« text » doit être du texte"),
        ('{"text": "a", "author": {"handle": {}}}', "« author.handle » doit être du texte"),
    ],
)
def test_a_line_that_cannot_be_read_says_why_and_its_neighbours_are_read(
    tmp_path: Path, line: str, said: str
) -> None:
    assert said in why(tmp_path, line)


def test_bytes_that_are_no_characters_are_told_with_the_encoding(tmp_path: Path) -> None:
    data = jsonl({"text": "Été, forêt, août."}).encode() * 9 + b'{"text": "caf\xe9"}\n'
    heard = read(tmp_path, data)
    assert len(heard.posts) == 9
    assert "utf-8" in heard.letters[0].why


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"published_at": "hier"}, "le champ « published_at » n’est pas une date lisible ;"),
        ({"published_at": "2026-13-45"}, "n’est pas une date lisible (« 2026-13-45 »)"),
        ({"edited_at": True}, "le champ « edited_at » doit être du texte"),
        ({"url": "javascript:alert(1)"}, "le champ « url » n’est pas une adresse web"),
        ({"lat": 91, "lon": 0}, "le champ « lat » doit être un nombre de degrés entre -90 et 90"),
        ({"lat": 46.3}, "le champ « lon » manque"),
        ({"lat": 46.3, "lon": 1e400}, "Infinity"),
        ({"likes": -1}, "le champ « likes » n’est pas un nombre entier"),
        ({"engagement": {"shares": 1.5}}, "le champ « engagement.shares » n’est pas un nombre"),
        ({"source": {"own": "peut-être"}}, "le champ « source.own » doit être oui ou non"),
        ({"id": "x" * 513}, "le champ « id » dépasse 512 caractères"),
        ({"deleted": True}, "le champ « id » manque"),
    ],
)
def test_a_field_that_cannot_be_read_is_named(
    tmp_path: Path, fields: dict[str, object], said: str
) -> None:
    assert said in refusal(tmp_path, **fields)


def test_an_unreadable_date_that_is_somebodys_words_is_not_repeated(tmp_path: Path) -> None:
    assert "chemin" not in refusal(
        tmp_path, published_at="au coin du chemin, vers 8 heures du soir"
    )
    assert "Marie" not in refusal(tmp_path, published_at="Marie")


def test_unknown_keys_are_ignored(tmp_path: Path) -> None:
    assert one(tmp_path, gold={"topic": "snow"}, couleur=[1, {"a": None}]).text == "Un texte."


def test_columns_read_the_keys_of_another_export(tmp_path: Path) -> None:
    line = jsonl({"full_text": "Bonjour.", "user": {"screen_name": "jo"}, "a.b": "x1"})
    columns = {"text": "full_text", "author": "user.screen_name", "id": "a.b"}
    (post,) = read(tmp_path, line, columns=columns).posts
    assert (post.text, post.native_id) == ("Bonjour.", "x1")
    assert post.author.pseudonym


def test_a_wrong_field_is_called_what_the_file_calls_it(tmp_path: Path) -> None:
    line = jsonl({"text": "a", "when": {"at": "hier"}})
    (letter,) = read(tmp_path, line, columns={"published_at": "when.at"}).letters
    assert "when.at" in letter.why


def test_the_house_language_chooses_the_sentence(tmp_path: Path) -> None:
    (letter,) = read(tmp_path, "{\n", language="en").letters
    assert letter.why == "this is not JSON (character 2 of the line)."
