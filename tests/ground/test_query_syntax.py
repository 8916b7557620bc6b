"""The search language, as docs/search.md describes it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vigie.errors import InvalidInput
from vigie.labels import VOCABULARIES
from vigie.query import FIELDS, And, Clause, Field, Not, Or, Phrase, Word
from vigie.query_syntax import parse

A, B, C = Word("a"), Word("b"), Word("c")


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("", None),
        ("  \u00a0\n", None),
        ("a", A),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a ET b c", And((A, B, C))),
        ("a OR b", Or((A, B))),
        ("a OU b c", Or((A, And((B, C))))),
        ("(a OU b) c", And((Or((A, B)), C))),
        ("a NOT b", And((A, Not(B)))),
        ("a SAUF b", And((A, Not(B)))),
        ("a ET NON b", And((A, Not(B)))),
        ("NON NON a", A),
        ("-a", Not(A)),
        ("a -b", And((A, Not(B)))),
        ("a -(b OU c)", And((A, Not(Or((B, C)))))),
        ("a - b", And((A, B))),
        ("et ou non", And((Word("et"), Word("ou"), Word("non")))),
        ('"a b"', Phrase(("a", "b"))),
        ("« nid de poule »", Phrase(("nid", "de", "poule"))),
        ("“a b”", Phrase(("a", "b"))),
        ('"OU"', Phrase(("OU",))),
        ('-"a b"', Not(Phrase(("a", "b")))),
        ("nid*", Word("nid", prefix=True)),
        ("nid-de-poule*,", Word("nid-de-poule", prefix=True)),
        ("¿a?!", A),
        ("a & b", And((A, B))),
        ("16:30", Word("16:30")),
        ("Attention: travaux", And((Word("Attention"), Word("travaux")))),
        ("topic:snow", Field("topic", ("snow",))),
        ("sujet:déneigement", Field("topic", ("snow",))),
        ("SUJET:Neige", Field("topic", ("snow",))),
        ("sujet:neige,bruit, water", Field("topic", ("snow", "noise", "water"))),
        ("sujet:neige,snow", Field("topic", ("snow",))),
        ('sujet:"eau et égouts"', Field("topic", ("water",))),
        ("sujet:rue", Field("topic", ("roads",))),
        ("thème : neige", And((Word("thème"), Word("neige")))),
        ("sujet: neige a", And((Field("topic", ("snow",)), A))),
        ("-route:reply,monitor", Not(Field("route", ("reply", "monitor")))),
        ("sujet:services", Field("topic", ("administration_service",))),
        ("suite:311", Field("route", ("invite_311",))),
        ("catégorie:nid-de-poule", Field("service_category", ("pothole",))),
        ("urgence:oui", Field("emergency", ("true",))),
        ("média:NON", Field("media_request", ("false",))),
        ("langue:français", Field("language", ("fr",))),
        ("language:und", Field("language", ("und",))),
        ("qui:citoyen", Field("author_role", ("citizen",))),
        ("statut:traiter", Field("status", ("new",))),
        ("incertain:sujet,ton", Field("uncertain", ("topic", "sentiment"))),
        ("ville:Trois-Rivières", Field("town", ("Trois-Rivières", "trois-rivieres"))),
        ("ville:trois-rivieres", Field("town", ("trois-rivieres",))),
        ("lieu:«rue des Forges»", Field("place", ("rue des Forges", "rue-des-forges"))),
        ('source:"Le Journal fictif"', Field("source", ("Le Journal fictif",))),
    ],
)
def test_what_people_type_is_understood(text: str, clause: Clause | None) -> None:
    assert parse(text) == clause


@pytest.mark.parametrize(
    ("text", "place", "fr", "en"),
    [
        ('a "b', 3, 'Ajoutez "', 'Add "'),
        ("a «b", 3, "Ajoutez »", "Add »"),
        ("(a OU b", 1, "Ajoutez « ) »", "Add “)”"),
        ("a b)", 4, "ouvrante", "opening"),
        ("()", 2, "attend un mot avant", "needs a word before"),
        ("a OU", 3, "attend un mot", "needs a word"),
        ("ET a", 1, "entre guillemets", "in quotes"),
        ("a OU ET b", 6, "entre guillemets", "in quotes"),
        ("a SAUF", 3, "attend un mot", "needs a word"),
        ("a ni*d", 3, "nid*", "nid*"),
        ("*", 1, "nid*", "nid*"),
        ("n*", 1, "nid*", "nid*"),
        ('"nid*"', 1, "nid*", "nid*"),
        ("a toppic:snow", 3, "Vouliez-vous « topic »", "Did you mean “topic”"),
        ("sujet:", 1, "attend une valeur", "needs a value"),
        ("a sujet:hockey", 3, "roads (rues et trottoirs)", "roads (roads and sidewalks)"),
        ('sujet:"neige', 7, "Ajoutez", "Add"),
        ("sujet:et", 1, "Valeurs possibles", "Possible values"),
        ("langue:klingon", 1, "deux lettres", "two-letter"),
        ("incertain:hockey", 1, "Champ « hockey » inconnu", "Unknown field “hockey”"),
        ("(" * 30 + "a" + ")" * 30, 21, "emboîte", "nests"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place_and_a_remedy(
    text: str, place: int, fr: str, en: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse(text)
    say = caught.value.say
    assert say.fr.startswith(f"Au caractère {place} :")
    assert say.en.startswith(f"At character {place}:")
    assert fr in say.fr
    assert en in say.en


@pytest.mark.parametrize("text", ["?!", '""', "- &", "🚧"])
def test_a_search_without_a_word_is_told_so(text: str) -> None:
    with pytest.raises(InvalidInput, match="au moins une lettre"):
        parse(text)


def test_a_word_that_may_mean_several_labels_is_given_its_choices() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse("sujet:par")
    assert caught.value.say.fr.endswith(
        "Choisissez : parking (stationnement), trees_parks (arbres et parcs)."
    )
    assert caught.value.say.en.endswith("Choose: parking (parking), trees_parks (trees and parks).")


@pytest.mark.parametrize(
    "text",
    [
        "author:jean",
        "auteur:«Jeanne Fictive»",
        "a pseudo:x",
        "url:https://a.example",
        "https://a.example/b",
        "www.a.example",
        "@jean_fictif",
        "compte: jean",
    ],
)
def test_nobody_is_looked_up(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse(text)
    assert "On ne cherche ni une personne ni un compte" in caught.value.say.fr
    assert "Nobody is looked up" in caught.value.say.en


def test_a_very_long_search_is_refused() -> None:
    with pytest.raises(InvalidInput, match="2000"):
        parse("a " * 1001)


LABELS = [
    (field, label, said)
    for field, vocabulary in VOCABULARIES.items()
    if field in FIELDS
    for label, name in vocabulary.items()
    for said in (label, *name)
]


@pytest.mark.parametrize(("field", "label", "said"), LABELS)
def test_every_label_goes_by_its_id_and_both_display_names(
    field: str, label: str, said: str
) -> None:
    assert parse(f'{field}:"{said}"') == Field(field, (label,))


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_goes_by_its_own_name(field: str) -> None:
    value = "topic" if field == "uncertain" else "fr" if field == "language" else "x"
    value = next(iter(VOCABULARIES[field])) if field in VOCABULARIES else value
    assert parse(f"{field}:{value}") == Field(field, (value,))


_PIECES = st.sampled_from(
    [
        "a",
        "nid*",
        " ",
        "(",
        ")",
        '"',
        "«",
        "»",
        "-",
        "OU",
        "ET",
        "SAUF",
        "sujet:",
        "neige",
        ",",
        "*",
    ]
)


@given(st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=25).map("".join)))
@example("\ud800")
@example("NON " * 499)
@example("-" * 500 + "a")
def test_any_string_is_read_or_refused_in_both_languages(text: str) -> None:
    say = None
    try:
        parse(text)
    except InvalidInput as error:
        say = error.say
    assert say is None or (say.fr and say.en)


PAGE = (Path(__file__).parents[2] / "docs" / "search.md").read_text("utf-8")
ROWS = re.findall(r"^\| `(.+?)` \|", PAGE, re.MULTILINE)
EXAMPLES = [text for text in ROWS if text not in FIELDS] + re.findall(
    r"^\| `\w+` \|.*\| `(.+)` \|$", PAGE, re.MULTILINE
)


@pytest.mark.parametrize("text", EXAMPLES)
def test_every_example_of_the_documentation_is_understood(text: str) -> None:
    assert parse(text)


def test_the_documentation_names_every_field_and_only_names_that_are_understood() -> None:
    fields = re.findall(r"^\| `(\w+)` \|(.*?)\| `(.*?)` \|$", PAGE, re.MULTILINE)
    assert [field for field, _, _ in fields] == list(FIELDS)
    for field, others, shown in fields:
        value = shown.split(":", 1)[1]
        for other in re.findall(r"`(.+?)`", others):
            assert parse(f"{other}:{value}") == parse(f"{field}:{value}")
