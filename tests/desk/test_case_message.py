"""What leaves of a case: a place, a passage, links, counts; nobody's name."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from desk.case_gathering import gather
from desk.case_message import LIMIT, case_message
from desk.resolved_replies import resolved_draft
from desk.service_suggestions import Offered, suggest
from sinks.case_row import row
from sinks.open311_answers import Attribute
from sinks.open311_form import fields
from tests.desk.examples import TOWN, template
from tests.desk.requests import TOWNS, said
from vigie.case import Case

EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
HANDLE = re.compile(r"@\w")
PHONE = re.compile(r"\d(?:[ \u00a0().\-/]{0,2}\d){8,}")


def gathered(*records: Any) -> Case:
    (case,) = gather(records, TOWNS)
    return case


def test_a_case_tells_what_where_how_many_and_when() -> None:
    case = gathered(*(said(n, hours=12 * n, author=f"p{n % 2}") for n in range(3)))
    message = case_message(case, TOWN)
    assert message.title == "Nid-de-poule, rue des Forges"
    assert message.address == "rue des Forges, Ville-Fictive"
    assert message.text.splitlines() == [
        f"[{case.reference}] Nid-de-poule, rue des Forges",
        "« Un nid-de-poule sur la rue des Forges. »",
        "3 publications de 2 comptes, du 2026-11-23 au 2026-11-24.",
        "Publications :",
        "https://forum.example/0",
        "https://forum.example/1",
        "https://forum.example/2",
        "Transmis par Vigie, poste d’écoute de Ville-Fictive. Personne n’y est nommé.",
    ]


def test_a_case_speaks_the_language_of_the_town_s_team() -> None:
    english = case_message(gathered(said(1)), replace(TOWN, interface="en"))
    assert english.text.splitlines()[1:3] == [
        "“Un nid-de-poule sur la rue des Forges.”",
        "One post, on 2026-11-23.",
    ]


def test_a_thousand_links_are_cut_to_what_georeport_takes() -> None:
    case = gathered(*(said(n, url=f"https://forum.example/{'x' * 80}/{n}") for n in range(1000)))
    text = case_message(case, TOWN).text
    assert len(text) <= LIMIT
    assert "de plus." in text
    assert text.endswith("nommé.")


_CONTACTS = st.sampled_from(
    [
        "residente.fictive@courriel.example",
        "residente_fictive+a@b.co.example",
        "résidente@courriel.example",
        "@residente_fictive_1",
        "@residente@social.example",
        "＠residente",
        "819-555-0199",
        "(819) 555 0199",
        "819 555-01-99",
        "8 1 9 5 5 5 0 1 9 9",
        "+32 470 12 34 56",
        "0470/12.34.56",
        "+33 (0)6 12 34 56 78",
        "819.555.0199",
    ]
)
_WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_SAID = _WORDS | _CONTACTS


@settings(max_examples=150, deadline=None)
@given(
    st.lists(_WORDS | _CONTACTS, min_size=1, max_size=8), st.lists(_WORDS | _CONTACTS, max_size=3)
)
def test_no_address_phone_or_handle_ever_leaves(words: list[str], where: list[str]) -> None:
    place = {"id": None, "text": " ".join(where) or "ici"}
    text = " ".join(words)
    message = case_message(gathered(said(1, text, place=place, url=None)), TOWN)
    question = Attribute(code="DETAILS", datatype="text")
    sent = fields(message, "001", {"DETAILS": "{excerpt}"}, [question])
    table = [str(value) for name, value in row(message).items() if name not in ("lat", "lon")]
    for value in [value for name, value in sent if name not in ("lat", "long")] + table:
        bare = re.sub(r"\d{4}-\d\d-\d\d(?:T[\d:]+\+00:00)?", "", value)
        assert not EMAIL.search(bare)
        assert not HANDLE.search(bare)
        assert not PHONE.search(bare)
    allowed = {"service_code", "lat", "long", "address_string", "description"}
    assert {name for name, _ in sent} <= allowed | {"attribute[DETAILS]"}


# « Réglé »


def test_a_closed_case_has_a_reply_for_each_of_its_posts_in_words_of_the_house() -> None:
    draft = resolved_draft(said(1), TOWN)
    assert draft.language == "fr"
    assert draft.text == (
        "Bonjour, merci de votre signalement (nid-de-poule, rue des Forges). Le dossier est "
        "maintenant fermé, nous indique le 311 Ville-Fictive. Si le problème est toujours là, "
        "dites-le : https://ville-fictive.example/311"
    )
    bare = resolved_draft(said(1, place=None), TOWN).text
    assert bare.startswith("Bonjour, merci de votre signalement. Le dossier")


def test_the_town_s_own_template_comes_first() -> None:
    own = template("resolved", "C’est réglé : {place}.", "It is done: {place}.")
    town = replace(TOWN, templates=(*TOWN.templates, own))
    assert resolved_draft(said(1), town).text == "C’est réglé : rue des Forges."


# Services


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("Nids-de-poule", "pothole"),
        ("Road - Pot hole", "pothole"),
        ("Déneigement des rues", "snow_removal"),
        ("Street Light Out", "street_light"),
        ("Lampadaire défectueux", "street_light"),
        ("Graffiti sur un bâtiment", "graffiti"),
        ("Collecte des ordures manquée", "missed_collection"),
        ("Trottoir endommagé", "sidewalk"),
        ("Dépôts clandestins", "illegal_dumping"),
        ("Sidewalk and Curb Issues", "sidewalk"),
        ("Animal errant", "dead_or_stray_animal"),
    ],
)
def test_services_are_recognised_by_their_names(name: str, category: str) -> None:
    others = [Offered("900", "Permis de construction"), Offered("901", "Taxes")]
    assert suggest([others[0], Offered("1", name), others[1]])[category].code == "1"
    assert suggest(others).get(category) is None
    assert suggest([]) == {}
