"""Words and stems, as texts and questions both see them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinks.searched_text.stems import STEMS
from sinks.searched_text.words import placed_words, runs, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’eau de l'égout", ["eau", "de", "egout"]),
        ("Qu’est-ce qu’il y a, jusqu’ici?", ["est", "ce", "il", "y", "a", "ici"]),
        ("aujourd’hui, don't", ["aujourd", "hui", "don", "t"]),
        ("Nids-de-poule", ["nids", "de", "poule"]),
        ("#TroisRivières_2026", ["troisrivieres", "2026"]),
        ("œuvre", ["oeuvre"]),
        ("cré\u00adation e\u0301te\u0301", ["creation", "ete"]),
        ("voir https://a.example/b?c=d et www.a.example.", ["voir", "et"]),
        ("merci @nom.compte@serveur.example et @autre !", ["merci", "et"]),
        ("citoyen@s", ["citoyen", "s"]),
        ("l’", ["l"]),
        ("' _ -- ¶ ¤ 🚧", []),
        ("x" * 200, ["x" * 64]),
    ],
)
def test_a_text_is_cut_into_folded_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text(max_size=60))
def test_words_stand_where_they_are_said_to(text: str) -> None:
    end_before = 0
    for start, end, word in placed_words(text):
        assert end_before <= start < end <= len(text)
        assert word
        end_before = end


@given(st.text(max_size=60))
def test_the_index_and_the_highlighting_see_the_same_words(text: str) -> None:
    stems = " ".join(STEMS["fr"][run] for run in runs(text)).split()
    assert stems == [STEMS["fr"][word] for word in words(text)]


@pytest.mark.parametrize(
    "family",
    [
        "déneigement déneiger déneigé déneigée déneigés déneigées deneigees",
        "nid nids",
        "trou trous",
        "feu feux",
        "eau eaux",
        "collecte collectes collecté collectée collecter",
        "ramasse ramasses ramassé ramassées ramasser ramassent",
        "cassé cassée cassées casser",
        "inondé inondée inonder inondation inondations",
        "rivière rivières riviere",
        "municipal municipale municipaux municipales",
        "dangereux dangereuse dangereuses",
        "stationnement stationner stationné",
        "élu élus",
        "réparation réparé réparées réparer",
    ],
)
def test_french_inflections_share_a_stem(family: str) -> None:
    assert len({STEMS["fr"][word] for word in family.split()}) == 1


@pytest.mark.parametrize("family", ["pothole potholes", "plow plows plowed plowing", "city cities"])
def test_english_inflections_share_a_stem(family: str) -> None:
    assert len({STEMS["en"][word] for word in family.split()}) == 1
