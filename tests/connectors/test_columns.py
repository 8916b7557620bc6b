"""The names of columns, as people write them."""

from __future__ import annotations

import pytest

from connectors.table.columns import NAMES, PATHS, match, recognised
from vigie.errors import InvalidInput


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("id", "ID"),
        ("id", "Identifiant"),
        ("text", "Texte"),
        ("text", "MESSAGE"),
        ("text", " contenu : "),
        ("title", "Titre"),
        ("url", "Lien"),
        ("url", "Adresse"),
        ("published_at", "Publié le"),
        ("published_at", "PUBLIE LE"),
        ("published_at", "published_at"),
        ("published_at", "Date"),
        ("edited_at", "Modifié le"),
        ("author", "Nom d’utilisateur"),
        ("author", "auteur"),
        ("author_role", "Rôle de l'auteur"),
        ("source_kind", "Réseau"),
        ("declared_language", "Langue"),
        ("in_reply_to", "En réponse à"),
        ("likes", "J’aime"),
        ("lat", "Latitude"),
        ("deleted", "Supprimé"),
    ],
)
def test_a_column_is_known_in_french_or_english_whatever_its_accents(field: str, name: str) -> None:
    columns = match(["#", "title" if field != "title" else "text", name], {})
    assert columns[field] == 2


def test_no_name_means_two_fields() -> None:
    names = [name for each in NAMES.values() for name in each]
    assert sorted(names) == sorted(set(names))


def test_every_field_has_a_place_in_json() -> None:
    assert set(PATHS) == set(NAMES)


def test_the_surest_name_wins_over_a_vaguer_one() -> None:
    assert match(["message", "commentaire", "texte"], {})["text"] == 2


def test_the_settings_win_over_known_names() -> None:
    columns = match(["texte", "Remarque", "id"], {"text": "remarque"})
    assert columns == {"text": 1, "id": 2}


def test_a_column_given_to_one_field_is_not_read_for_another() -> None:
    assert match(["date", "message"], {"edited_at": "Date"}) == {"edited_at": 0, "text": 1}


def test_a_table_without_text_names_what_it_has_and_what_was_expected() -> None:
    with pytest.raises(InvalidInput) as caught:
        match(["Nom", "Ville"], {})
    said = caught.value.say.fr.replace("\u00a0", " ")
    assert "« Nom », « Ville »" in said
    assert "texte" in said
    assert "columns" in said
    assert "“Nom”, “Ville”" in caught.value.say.en


def test_a_wanted_column_that_is_missing_is_named() -> None:
    with pytest.raises(InvalidInput) as caught:
        match(["id", "texte"], {"text": "Corps", "url": "Permalien"})
    assert "“Corps”, “Permalien”" in caught.value.say.en
    assert "“id”, “texte”" in caught.value.say.en


def test_a_column_that_stands_twice_is_named_when_it_is_read() -> None:
    with pytest.raises(InvalidInput) as caught:
        match(["texte", "Date", "date"], {})
    assert "“Date”" in caught.value.say.en
    assert match(["texte", "vide", "vide", ""], {}) == {"text": 0}


def test_a_header_that_is_really_a_post_is_not_repeated_at_length() -> None:
    with pytest.raises(InvalidInput) as caught:
        match(["Je reste au 12 de la rue des Essais et ma voisine aussi"] * 50, {})
    assert "voisine" not in caught.value.say.fr
    assert len(caught.value.say.fr) < 700


def test_recognised_names_count_with_the_settings_own() -> None:
    assert recognised(["id", "Remarque", "?"], {"text": "remarque"}) == 2
