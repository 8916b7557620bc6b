"""The two profiles that come with Vigie: they load, they are whole, they speak well."""

from __future__ import annotations

import re

import pytest

from towns.checking import check
from towns.geometry import distance_km, distance_to_ring_km, inside
from towns.loading import bundled, load
from vigie.folding import fold
from vigie.town import Town

NBSP = "\u00a0"
PROFILES = bundled()


@pytest.fixture(params=sorted(PROFILES))
def town(request: pytest.FixtureRequest) -> Town:
    return load(PROFILES[request.param])


def texts(town: Town, language: str) -> list[tuple[str, str]]:
    """Every sentence of the templates and the nétiquette, with where it is."""
    found = [
        (t.id, part[language]) for t in town.templates for part in (t.text, t.temporary) if part
    ]
    return found + [(c.conduct, c.text[language]) for c in town.netiquette]


def test_two_profiles_come_with_vigie() -> None:
    assert sorted(PROFILES) == ["namur", "trois-rivieres"]


def test_a_shipped_profile_has_no_problem(town: Town) -> None:
    assert check(town, PROFILES[town.slug]) == []


def test_the_front_doors_are_the_towns_own() -> None:
    trois_rivieres, namur = load(PROFILES["trois-rivieres"]), load(PROFILES["namur"])
    assert trois_rivieres.front_door.phone == "311"
    assert trois_rivieres.front_door.app == "Trois-Rivières 311"
    assert trois_rivieres.emergency_number == "911"
    assert "311" not in str(namur.front_door)
    assert namur.front_door.phone.startswith("081")
    assert namur.emergency_number == "112"


def test_a_shipped_gazetteer_is_large_and_its_points_are_in_the_territory(town: Town) -> None:
    assert len(town.gazetteer) >= 250
    assert sum(spot.kind == "street" for spot in town.gazetteer) >= 150
    located = [spot for spot in town.gazetteer if spot.point]
    assert located
    for spot in located:
        assert spot.point is not None
        assert distance_to_ring_km((spot.point.lon, spot.point.lat), town.outline) == 0, spot.id


def test_every_kind_of_place_is_there(town: Town) -> None:
    kinds = {spot.kind for spot in town.gazetteer}
    assert kinds == {
        "street", "park", "neighbourhood", "building", "school", "bridge", "water", "place",
    }  # fmt: skip


def test_former_municipalities_are_places_too(town: Town) -> None:
    known = {fold(name) for spot in town.gazetteer for name in (spot.name, *spot.aliases)}
    assert {fold(name) for name in town.names.former} <= known


@pytest.mark.parametrize(
    ("slug", "within", "without"),
    [
        ("trois-rivieres", (-72.543, 46.343), (-72.43, 46.29)),  # Bécancour
        ("namur", (4.8625, 50.469), (4.912, 50.26)),  # Dinant
    ],
)
def test_the_outline_holds_the_centre_and_not_the_neighbour(
    slug: str, within: tuple[float, float], without: tuple[float, float]
) -> None:
    ring = load(PROFILES[slug]).outline
    assert 10 <= len(ring) <= 30
    assert inside(within, ring)
    assert not inside(without, ring)
    assert all(distance_km(corner, within) < 30 for corner in ring)


def test_no_reply_promises_to_handle_the_matter_here(town: Town) -> None:
    promise = re.compile(
        r"on s.en occupe|nous nous en occup|nous allons (regler|corriger|reparer|envoyer)"
        r"|we('ll| will) (handle|fix|take care|look after)|votre demande est enregistree"
    )
    for where, text in (*texts(town, "fr"), *texts(town, "en")):
        assert not promise.search(fold(text)), where


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_invitation_gives_the_front_door_by_site_or_phone(town: Town, language: str) -> None:
    for template in town.templates:
        if template.route == "invite_311":
            text = template.text[language]
            assert "{front_door_phone}" in text or "{front_door_site}" in text, template.id
            assert "{front_door}" in text or "{emergency_number}" in text, template.id


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_emergency_reply_gives_the_number_and_says_what_social_media_is_not(
    town: Town, language: str
) -> None:
    said = {"fr": "ne sont pas un service", "en": "not an emergency service"}[language]
    (text,) = (t.text[language] for t in town.templates if t.route == "emergency")
    assert "{emergency_number}" in text
    assert said in text


def test_the_french_uses_the_typographic_apostrophe_and_spaces(town: Town) -> None:
    for where, text in texts(town, "fr"):
        assert "'" not in text, where
        assert not re.search(r"«[^\u00a0]|[^\u00a0]»", text), where
        assert " :" not in text.replace(NBSP, "~"), where


def test_usage_is_the_towns_own() -> None:
    quebec = " ".join(text for _, text in texts(load(PROFILES["trois-rivieres"]), "fr"))
    belgium = " ".join(text for _, text in texts(load(PROFILES["namur"]), "fr"))
    assert "médias sociaux" in quebec
    assert "réseaux sociaux" not in quebec
    assert "réseaux sociaux" in belgium
    assert "fin de semaine" not in belgium
    for greeting in (quebec, belgium):
        assert greeting.count("Bonjour") >= 10


def test_snow_potholes_and_collections_have_their_own_reply(town: Town) -> None:
    covered = {word for template in town.templates for word in template.when}
    assert {"snow_removal", "ice", "pothole", "missed_collection", "water_leak"} <= covered
    assert {"praise", "idea", "question"} <= covered


def test_the_accounts_hold_no_persons_name(town: Town) -> None:
    assert all(not account.title or account.title[0].islower() for account in town.accounts)
