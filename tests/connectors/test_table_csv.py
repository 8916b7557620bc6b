"""CSV in the dialects that people export, and what is said of rows that cannot be read."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.markup import plain
from connectors.table.connector import build
from connectors.table.cursor import read_cursor
from tests.connectors.tables import Heard, house, read
from vigie.errors import ConfigurationError
from vigie.post import Point


def csv_(home: Path, data: bytes | str, **settings: object) -> Heard:
    return read(home, data, "fichier.csv", **settings)


def refused(home: Path, data: str, **settings: object) -> str:
    (home / "fichier.csv").write_text(data, newline="")
    with pytest.raises(ConfigurationError) as caught:
        build({"name": "Import", "file": "fichier.csv", **settings}, house(home))
    return str(caught.value).replace("\u00a0", " ")


def whys(heard: Heard) -> list[str]:
    return [
        f"{letter.where.partition(':')[2]} {letter.why}".replace("\u00a0", " ")
        for letter in heard.letters
    ]


def test_an_export_of_french_excel_is_read_whole(tmp_path: Path) -> None:
    data = (
        "Identifiant;Publié le;Auteur;Texte;Lien;Latitude;Longitude;J’aime;Langue\r\n"
        '12;23/11/2026 08:05;jo;"Un nid-de-poule; énorme,\ndit ""Jo"".";'
        "forum.example/1;46,35;-72,55;1 024;français\r\n"
    ).encode("cp1252")
    heard = csv_(tmp_path, data, timezone="America/Toronto")
    (post,) = heard.posts
    assert post.native_id == "12"
    assert post.text == 'Un nid-de-poule; énorme,\ndit "Jo".'
    assert post.published_at.isoformat() == "2026-11-23T13:05:00+00:00"
    assert post.url == "https://forum.example/1"
    assert post.geo == Point(lat=46.35, lon=-72.55)
    assert post.engagement.likes == 1024
    assert post.declared_language == "fr"
    assert heard.letters == []


TEXTS = st.text(
    st.characters(codec="cp1252", exclude_categories=("Cc", "Cf")) | st.sampled_from("\n;,\t|\"'"),
    max_size=40,
)


HEADERS = st.sampled_from([("id", "texte"), ("ID", "Message"), ("Identifiant", "Contenu")])
DIALECTS = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from(";,\t|"),
        "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
        "lineterminator": st.sampled_from(["\n", "\r\n"]),
    }
)


@settings(max_examples=120, deadline=None)
@given(
    rows=st.lists(st.tuples(st.integers(0, 10**6), TEXTS), min_size=1, max_size=8),
    header=HEADERS,
    turned=st.booleans(),
    dialect=DIALECTS,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_rows_written_in_any_dialect_are_read_back(
    *,
    rows: list[tuple[int, str]],
    header: tuple[str, str],
    turned: bool,
    dialect: dict[str, Any],
    encoding: str,
) -> None:
    out = io.StringIO()
    step = -1 if turned else 1
    csv.writer(out, **dialect).writerows(row[::step] for row in [header, *rows])
    wanted = encoding if encoding == "cp1252" else "auto"  # a single accent leaves room for doubt
    with tempfile.TemporaryDirectory() as folder:
        heard = read(
            Path(folder), out.getvalue().encode(encoding), "f.csv", page_size=3, encoding=wanted
        )
    said = [(n, plain(text)) for n, text in rows]
    assert [(int(post.native_id), post.text) for post in heard.posts] == [
        (n, text) for n, text in said if text
    ]
    assert len(heard.letters) == sum(not text for _, text in said)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_header_tells_the_delimiter_whatever_the_rows_hold(
    tmp_path: Path, delimiter: str
) -> None:
    row = delimiter.join(['"a;b,c|d\te"', "2026-11-20", '";;;;;;"'])
    heard = csv_(tmp_path, delimiter.join(["texte", "date", "id"]) + f"\n{row}\n")
    assert heard.texts == ["a;b,c|d e"]


def test_commas_in_the_names_of_columns_do_not_mislead(tmp_path: Path) -> None:
    heard = csv_(tmp_path, "texte;Nom, prénom, titre, etc.;date\nBonjour, vous;x;2026-11-20\n")
    assert heard.texts == ["Bonjour, vous"]


def test_a_table_of_one_column_splits_nothing(tmp_path: Path) -> None:
    heard = csv_(tmp_path, 'texte\nUn; deux, trois | quatre\n"Cinq\nsix"\n')
    assert heard.texts == ["Un; deux, trois | quatre", "Cinq\nsix"]


def test_excels_own_line_about_the_delimiter_is_obeyed(tmp_path: Path) -> None:
    heard = csv_(tmp_path, "sep=|\r\ntexte|id;x\r\nBonjour|2\r\n")
    assert heard.texts == ["Bonjour"]
    assert csv_(tmp_path, "sep=;\ntexte;id\n\nA;1;9\n").letters[0].where == "fichier.csv:ligne 4"


def test_a_delimiter_given_is_the_one_used(tmp_path: Path) -> None:
    assert csv_(tmp_path, "texte~id\nBonjour;,~3\n", delimiter="~").texts == ["Bonjour;,"]


def test_blank_lines_and_rows_are_passed_over_before_and_after_the_header(tmp_path: Path) -> None:
    heard = csv_(tmp_path, "\n\r\n id ; texte \n\n;\n;;;;\n1;Bonjour\n\n")
    assert heard.texts == ["Bonjour"]
    assert heard.letters == []


def test_empty_cells_beyond_the_header_are_nothing(tmp_path: Path) -> None:
    assert csv_(tmp_path, "id;texte\n1;Bonjour;;;\n").texts == ["Bonjour"]


def test_lines_are_numbered_as_in_an_editor_even_after_newlines_in_cells(tmp_path: Path) -> None:
    data = 'id;texte\n1;"a\nb\nc"\n\n2\n3;"d\r\ne"\n4;f;g\n'
    heard = csv_(tmp_path, data)
    assert heard.texts == ["a\nb\nc", "d\ne"]
    assert whys(heard) == [
        "ligne 6 la ligne a 1 cellules, l’en-tête en a 2.",
        "ligne 9 la ligne a 3 cellules, l’en-tête en a 2.",
    ]


def test_a_quotation_mark_never_closed_costs_its_own_line_only(tmp_path: Path) -> None:
    data = 'id;texte\n1;avant\n2;"ouvert\n3;après\n4;fin\n'
    heard = csv_(tmp_path, data)
    assert heard.texts == ["avant", "après", "fin"]
    assert whys(heard) == ["ligne 3 un guillemet ouvert sur cette ligne n’est jamais fermé."]


def test_a_quotation_mark_never_closed_in_a_large_file_costs_its_own_line_only(
    tmp_path: Path,
) -> None:
    rows = "".join(f"{n};Message {n}\n" for n in range(9_000))
    heard = csv_(tmp_path, f'id;texte\nx;"ouvert\n{rows}')
    assert len(heard.posts) == 9_000
    assert len(heard.letters) == 1


def test_a_misplaced_quotation_mark_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    heard = csv_(tmp_path, 'id;texte\n1;"dit "bonjour" hier"\n2;5" de neige\n')
    assert heard.texts == ['5" de neige']
    assert "s’écrit deux fois" in whys(heard)[0]


def test_a_file_of_broken_quotation_marks_is_told_line_by_line(tmp_path: Path) -> None:
    # Each row ends inside quotation marks, whether or not the row before it did.
    heard = csv_(tmp_path, "id;texte\n" + 'a";"x\n' * 5_000)
    assert len(heard.letters) == 5_000
    assert len({letter.where for letter in heard.letters}) == 5_000
    assert all("jamais fermé" in letter.why for letter in heard.letters)
    cursor = read_cursor(heard.cursor)
    assert cursor is not None
    assert (cursor.unclosed, cursor.rejected, cursor.records) == (5_000, 5_000, 0)


def test_a_mark_reaches_less_far_in_a_file_where_many_were_never_closed(tmp_path: Path) -> None:
    long = 'z;"' + "ligne\n" * 200 + '"\n'
    assert len(csv_(tmp_path, "id;texte\n" + long).posts) == 1
    broken = 'a";"x\n' * 20
    heard = csv_(tmp_path, "id;texte\n" + broken + "b;bon\n" * 5_000 + long)
    assert [letter.where for letter in heard.letters[20:21]] == ["fichier.csv:ligne 5022"]


def test_a_cell_longer_than_the_standard_librarys_limit_is_read_and_cut(tmp_path: Path) -> None:
    (post,) = csv_(tmp_path, 'id;texte\n1;"' + "a" * 300_000 + '"\n').posts
    assert len(post.text) == 20_000


def test_a_field_that_cannot_be_read_is_called_by_its_column(tmp_path: Path) -> None:
    heard = csv_(tmp_path, "Publié le,Texte\nhier,Bonjour\n2026-11-20,Bonsoir\n")
    assert heard.texts == ["Bonsoir"]
    assert whys(heard)[0].startswith("ligne 2 le champ « Publié le » n’est pas une date")


def test_a_broken_byte_costs_its_own_row_only(tmp_path: Path) -> None:
    good = "1;Été, forêt, août, neige déjà tombée\n".encode()
    heard = csv_(tmp_path, b"id;texte\n" + good * 5 + b"2;caf\xe9\n" + good)
    assert len(heard.posts) == 6
    assert "utf-8" in whys(heard)[0]


@pytest.mark.parametrize("text", ["=SOMME(A1:A9)", "'=1+1", "+1", "-1", "@jo", "<b>x</b>"])
def test_what_a_spreadsheet_would_run_is_only_text(tmp_path: Path, text: str) -> None:
    assert csv_(tmp_path, f'id;texte\n1;"{text}"\n').texts == [text]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("Nom;Ville\nx;y\n", "Colonnes trouvées : « Nom », « Ville ». Attendu : text, texte"),
        ("Bonjour tout le monde\n", "Colonnes trouvées : « Bonjour tout le monde »"),
        ("texte;Texte\na;b\n", "deux fois la même colonne : « texte »"),
        ('"texte;id\n', "jamais fermé"),
        ("\n\n  \n", "le fichier est vide"),
        ("sep=;\n", "le fichier est vide"),
    ],
)
def test_a_header_that_is_not_usable_refuses_the_file(tmp_path: Path, data: str, said: str) -> None:
    assert said in refused(tmp_path, data)


def test_a_wanted_column_that_is_absent_refuses_the_file(tmp_path: Path) -> None:
    said = refused(tmp_path, "id;texte\n1;a\n", columns={"text": "Corps"})
    assert "colonne absente : « Corps ». Colonnes trouvées : « id », « texte »." in said


def test_a_header_alone_is_an_empty_table(tmp_path: Path) -> None:
    heard = csv_(tmp_path, "id;texte")
    assert (heard.events, heard.letters, len(heard.pages)) == ([], [], 1)
