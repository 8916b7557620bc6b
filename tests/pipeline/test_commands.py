"""The command line, used as the veille officer and her scripts use it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.pipeline.installations import make_installation, vigie

POSTS = [
    {
        "id": "1",
        "text": "Il y a un nid-de-poule coin Forges et Royale à Trois-Rivières depuis un mois!",
        "url": "https://forum.example/sujet/1",
        "author": {"handle": "residente_fictive", "role": "citizen"},
    },
    {"id": "2", "text": "Merci aux déneigeurs de Trois-Rivières, beau travail!"},
    {"id": "3", "text": "Belle journée pour la pêche au lac."},
    {"id": "4", "text": '=HYPERLINK("http://mal.example") à Trois-Rivières'},
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make_installation(tmp_path / "chez-nous")


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    path = tmp_path / "publications.jsonl"
    path.write_text("\n".join(json.dumps(p, ensure_ascii=False) for p in POSTS), "utf-8")
    return path


@pytest.fixture
def filled(home: Path, posts: Path) -> Path:
    ran = vigie("--home", home, "import", posts)
    assert ran.code == 0, ran.err
    return home


def test_init_makes_an_installation_that_the_doctor_finds_nearly_well(tmp_path: Path) -> None:
    home = tmp_path / "ville"
    made = vigie("init", home, "--town", "namur", "--contact", "com@ville.example")
    assert made.code == 0, made.err
    assert "vigie --home" in made.out
    seen = vigie("--home", home, "doctor", "--json", VIGIE_WEB__PORT="0")
    assert seen.code == 0, seen.out
    assert all(row["well"] for row in seen.rows)


def test_a_wrong_setting_is_told_in_both_languages_with_code_4(home: Path) -> None:
    with (home / "vigie.toml").open("a") as file:
        file.write("\nsource = 3\n")
    assert "source" in vigie("--home", home, "sources").err
    english = vigie("--home", home, "sources", VIGIE_LANG="en")
    assert english.code == 4
    assert "vigie.toml" in english.err
    assert "Traceback" not in english.err


def test_an_import_tells_what_became_of_each_row(home: Path, posts: Path) -> None:
    ran = vigie("--home", home, "import", posts)
    assert "3 nouvelles mentions" in ran.out
    assert "1 hors sujet" in ran.out
    again = vigie("--home", home, "import", posts)
    assert "0 nouvelles mentions" in again.out


def test_a_bad_line_is_named_and_the_rest_is_read(home: Path, posts: Path) -> None:
    with posts.open("a", encoding="utf-8") as file:
        file.write('\n{"id": "5"\n{"id": "6", "text": "Encore Trois-Rivières."}\n')
    ran = vigie("--home", home, "import", posts)
    assert ran.code == 3
    assert "4 nouvelles mentions" in ran.out
    assert "5" in ran.err
    letters = vigie("--home", home, "dead-letters", "list", "--json").rows
    assert len(letters) == 1
    shown = vigie("--home", home, "dead-letters", "show", letters[0]["id"])
    assert '{"id": "5"' in shown.out
    assert vigie("--home", home, "dead-letters", "discard", letters[0]["id"]).code == 0
    assert vigie("--home", home, "dead-letters", "list", "--json").rows == []


def test_a_search_finds_by_word_and_by_label(filled: Path) -> None:
    by_word = vigie("--home", filled, "search", "nids-de-poule", "--json").rows
    assert [row["service_category"] for row in by_word] == ["pothole"]
    by_label = vigie("--home", filled, "search", "route:invite_311", "--json").rows
    assert by_label == by_word


def test_a_search_that_is_badly_written_says_where(filled: Path) -> None:
    ran = vigie("--home", filled, "search", "(nid")
    assert ran.code == 3
    assert "Traceback" not in ran.err


def test_nobody_can_be_searched(filled: Path) -> None:
    assert vigie("--home", filled, "search", "residente_fictive", "--json").rows == []
    assert vigie("--home", filled, "search", "author:residente_fictive").code == 3


def test_an_export_is_safe_for_a_spreadsheet_and_names_nobody(filled: Path, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    assert vigie("--home", filled, "export", "--format", "csv", "-o", path).code == 0
    text = path.read_text("utf-8-sig")
    assert "residente_fictive" not in text
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    assert len(rows) == 3
    assert any(row["text"].startswith("'=HYPERLINK") for row in rows)


def test_an_erasure_by_address_leaves_nothing_and_the_import_does_not_bring_it_back(
    filled: Path, posts: Path
) -> None:
    address = "https://forum.example/sujet/1"
    assert vigie("--home", filled, "erase", address, "--yes").code == 0
    assert vigie("--home", filled, "search", "nid-de-poule", "--json").rows == []
    vigie("--home", filled, "import", posts, "--name", "encore")
    vigie("--home", filled, "import", posts)
    found = vigie("--home", filled, "search", "nid-de-poule", "--json").rows
    assert [row["source"] for row in found] == ["encore"]
    assert vigie("--home", filled, "erase", "https://forum.example/rien", "--yes").code == 6


def test_a_dry_run_of_retention_counts_and_keeps(filled: Path) -> None:
    assert vigie("--home", filled, "retention", "apply", "--dry-run").code == 0
    assert len(vigie("--home", filled, "search", "--json").rows) == 3


def test_the_towns_at_hand_are_listed_and_checked() -> None:
    assert "trois-rivieres" in vigie("town", "list").out
    assert "en ordre" in vigie("town", "check", "namur").out
    unknown = vigie("town", "check", "nulle-part")
    assert unknown.code == 4
    assert "namur" in unknown.err


def test_a_gazetteer_is_read_and_written_again(tmp_path: Path) -> None:
    source = tmp_path / "rues.csv"
    source.write_bytes(
        "nom;type;quartier\nRue de l’Église;rue;Centre\n".encode("cp1252", "replace")
    )
    ran = vigie("town", "gazetteer", source)
    assert ran.code == 0, ran.err
    assert "street" in ran.out


def test_a_webhook_secret_is_written_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "w.secret"
    ran = vigie("webhook", "secret", path)
    assert ran.code == 0
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text().strip() not in ran.out
    assert vigie("webhook", "secret", path).code == 4


def test_help_speaks_the_language_asked_for() -> None:
    french = vigie("--help").out
    assert "poste d’écoute" in french
    assert "Commandes" in french
    assert "Affiche cette aide" in french
    assert "listening post" in vigie("--help", VIGIE_LANG="en").out
