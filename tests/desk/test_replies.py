from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from desk.placeholders import GENERAL, fill, values
from desk.replies import draft
from desk.routing import decide
from tests.desk.examples import MONDAY, TOWN, case, judged, template
from towns.loading import load
from vigie.judgement import Judged, Label, Place
from vigie.profile_terms import PLACEHOLDERS
from vigie.town import Town


def at(text: str) -> Place:
    return Place(text=text, start=0, end=len(text), confidence=0.9)


def invitation(judged_mention: Judged, town: Town = TOWN) -> str:
    reply = draft(judged_mention, "invite_311", town)
    assert reply is not None
    return reply.text


def test_the_draft_gives_the_towns_own_coordinates() -> None:
    reply = draft(judged(service_request=case(), place=at("rue A")), "invite_311", TOWN)
    assert reply is not None
    assert reply.text == "Bonjour, écrivez à le 311 Ville-Fictive au 311. Lieu : rue A."
    assert (reply.template, reply.language, reply.temporary) == ("invite_311", "fr", "Bien reçu.")


def test_an_optional_passage_stays_only_when_it_has_its_values() -> None:
    with_app = replace(TOWN, front_door=replace(TOWN.front_door, app="Mon Guichet"))
    mention = judged(service_request=case())
    assert "application" not in invitation(mention)
    assert "au 311, ou par l’application Mon Guichet. Lieu" in invitation(mention, with_app)


@pytest.mark.parametrize(
    ("spoken", "language"), [("fr", "fr"), ("en", "en"), ("nl", "fr"), ("und", "fr")]
)
def test_the_draft_speaks_the_mentions_language_if_the_town_does(
    spoken: str, language: str
) -> None:
    reply = draft(judged(language=Label(spoken, 0.9)), "reply", TOWN)
    assert reply is not None
    assert reply.language == language


def test_the_most_specific_template_wins() -> None:
    assert invitation(judged(service_request=case("ice"))) == "La glace est signalée au 311."
    thanks = draft(judged(intent=Label("praise", 0.9)), "reply", TOWN)
    assert thanks is not None
    assert thanks.template == "thanks"


def test_the_category_is_more_specific_than_the_intent() -> None:
    both = (
        template("reply", "intention", "", id="a", when=("complaint",)),
        template("reply", "catégorie", "", id="b", when=("ice",)),
    )
    town = replace(TOWN, templates=both)
    reply = draft(judged(intent=Label("complaint", 1), service_request=case("ice")), "reply", town)
    assert reply is not None
    assert reply.text == "catégorie"


def test_a_template_for_another_case_is_never_used() -> None:
    only_ice = replace(TOWN, templates=(template("reply", "glace", "ice", when=("ice",)),))
    assert draft(judged(), "reply", only_ice) is None


def test_a_template_that_lacks_a_value_gives_way_to_the_next() -> None:
    needs_app = template("invite_311", "Par {front_door_app}.", "", id="app", when=("pothole",))
    town = replace(TOWN, templates=(needs_app, *TOWN.templates))
    assert invitation(judged(service_request=case()), town).startswith("Bonjour")


@pytest.mark.parametrize("route", ["monitor", "ignore"])
def test_what_is_followed_has_no_draft(route: str) -> None:
    assert draft(judged(), route, TOWN) is None


HOSTILE = [
    "{front_door_phone}",
    "{0.__class__}",
    "{place}",
    "[[{front_door_app}]]",
    "{{town}}",
    "a\nb\r\nc",
    "rue \u202eA",
    "x" * 5000,
]


@pytest.mark.parametrize("place", HOSTILE)
def test_a_posts_words_stay_words_in_the_draft(place: str) -> None:
    text = invitation(judged(service_request=case(), place=at(place)))
    line = text.partition("Lieu : ")[2]
    expected = " ".join(place.replace("\u202e", "").split())
    assert line == f"{expected}." or (line.endswith("….") and len(line) <= 81)
    assert "\n" not in text
    assert "\u202e" not in text


@settings(max_examples=100, deadline=None)
@given(place=st.text(max_size=60), template_text=st.text(alphabet="ab{}[] placetown_", max_size=60))
def test_any_template_and_any_place_can_be_filled(place: str, template_text: str) -> None:
    known = values(judged(place=at(place)), None, TOWN, "fr")
    assert fill(template_text, known, "fr") is not None or "{" in template_text


def test_every_placeholder_has_its_value_and_no_other() -> None:
    assert set(values(judged(), None, TOWN, "fr")) == set(PLACEHOLDERS)
    assert set(GENERAL) <= set(PLACEHOLDERS)


def test_doubled_braces_show_as_one() -> None:
    assert fill("a {{b}} {town}", {"town": "V"}, "fr") == "a {b} V"


BUNDLED = sorted((Path(__file__).parents[2] / "towns").glob("*.toml"))

# What a reply that only invites may not promise, folded by eye: nobody in the desk repairs.
PROMISES = (
    "nous allons réparer",
    "nous allons régler",
    "nous nous en occupons",
    "on s’en occupe",
    "on s'en occupe",
    "sera réparé",
    "sera réglé",
    "nous envoyons",
    "une équipe sera",
    "votre demande a été transmise",
    "we will fix",
    "we’ll fix",
    "we will handle",
    "we’ll handle",
    "we are handling",
    "will be repaired",
    "will be fixed",
    "has been forwarded",
)


@pytest.mark.parametrize("profile", BUNDLED, ids=lambda path: path.stem)
@pytest.mark.parametrize("spoken", ["fr", "en"])
@pytest.mark.parametrize("category", ["pothole", "ice", "missed_collection", "other_request"])
def test_no_bundled_invitation_lacks_the_front_door_or_promises_anything(
    profile: Path, spoken: str, category: str
) -> None:
    town = load(profile)
    for place in (None, at("rue du Test")):
        mention = judged(
            town=town, service_request=case(category), language=Label(spoken, 1.0), place=place
        )
        decision = decide(mention, town, MONDAY)
        assert decision.route == "invite_311"
        assert decision.draft is not None
        text = decision.draft.text
        assert town.front_door.phone in text
        for said in (text, decision.draft.temporary or ""):
            assert not [promise for promise in PROMISES if promise in said.lower()]
            assert not any(mark in said for mark in ("{", "}", "[[", "]]", "  "))


def test_there_are_bundled_profiles_to_check() -> None:
    assert {path.stem for path in BUNDLED} >= {"trois-rivieres", "namur"}


@pytest.mark.parametrize("profile", BUNDLED, ids=lambda path: path.stem)
def test_every_bundled_referral_has_a_draft_that_names_it(profile: Path) -> None:
    town = load(profile)
    assert town.referrals
    for referral in town.referrals:
        decision = decide(judged(town=town, owner=referral.id), town, MONDAY)
        assert decision.draft is not None, referral.id
        assert referral.name in decision.draft.text
