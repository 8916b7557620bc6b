"""Each panel, saved search and map layer gives the expected numbers on a real Elasticsearch."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from elasticsearch import Elasticsearch

from tests.deploy.kibana_mentions import documents, sources
from tests.deploy.kibana_town import NOW, Town


@pytest.fixture(scope="module")
def town(elasticsearch_url: str) -> Iterator[Town]:
    prefix = f"test-kibana-{uuid.uuid4().hex[:12]}"
    with Elasticsearch(elasticsearch_url) as client:
        town = Town(client, prefix)
        try:
            town.fill("mentions", documents(NOW))
            town.fill("sources", sources(NOW))
            yield town
        finally:
            client.indices.delete(
                index=[f"{prefix}-mentions", f"{prefix}-sources"], ignore_unavailable=True
            )


@pytest.mark.parametrize(
    ("panel", "number"),
    [
        ("mentions", 12),
        ("urgences", 1),
        ("demandes-de-medias", 1),
        ("a-repondre", 5),
        ("en-retard", 2),
        ("a-verifier", 2),
    ],
)
def test_a_figure_counts_what_its_title_says(town: Town, panel: str, number: int) -> None:
    assert town.panel(panel) == [{"nombre": number}]


def _stamp(hours: float) -> str:
    moment = NOW + timedelta(hours=hours)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def test_what_awaits_an_answer_is_sorted_by_deadline(town: Town) -> None:
    assert town.panel("attente-par-echeance") == [
        {
            "echeance": "En retard",
            "nombre": 2,
            "plus-ancienne": _stamp(-240),
            "prochaine": _stamp(-200),
        },
        {
            "echeance": "Aujourd’hui",
            "nombre": 2,
            "plus-ancienne": _stamp(-5),
            "prochaine": _stamp(2),
        },
        {
            "echeance": "Plus tard",
            "nombre": 1,
            "plus-ancienne": _stamp(-4),
            "prochaine": _stamp(48),
        },
    ]


def test_what_awaits_an_answer_is_counted_by_age(town: Town) -> None:
    assert [tuple(row.values()) for row in town.panel("attente-par-anciennete")] == [
        ("Moins d’un jour", 3),
        ("De 1 à 3 jours", 1),
        ("De 3 à 7 jours", 0),
        ("Plus de 7 jours", 1),
    ]


def test_the_volume_of_each_day_adds_up_by_tone(town: Town) -> None:
    found = town.panel("volume-par-ton")
    days = [row["axe"] for row in found]
    assert days == sorted(days)
    assert len(days) == 7, "the empty day is shown too"
    assert {name: sum(row[name] for row in found) for name in found[0] if name != "axe"} == {
        "ton-0": 4,
        "ton-1": 5,
        "ton-2": 2,
        "ton-3": 1,
    }


def test_two_weeks_are_compared_around_a_date(town: Town) -> None:
    assert [tuple(row.values()) for row in town.panel("avant-apres")] == [
        ("Les 7 jours d’avant", 2, 0, 0, 0),
        ("Les 7 jours d’après", 1, 4, 1, 0),
    ]


def test_topics_come_most_frequent_first_with_their_tones(town: Town) -> None:
    found = [tuple(row.values()) for row in town.panel("sujets")]
    assert found[:2] == [("roads", 1, 4, 1, 1), ("snow", 2, 0, 1, 0)]
    assert set(found[2:]) == {("safety", 1, 0, 0, 0), ("taxes_budget", 0, 1, 0, 0)}


def test_intentions_are_counted(town: Town) -> None:
    assert {row["axe"]: row["nombre"] for row in town.panel("intentions")} == {
        "information": 4,
        "complaint": 3,
        "praise": 1,
        "question": 1,
        "emergency": 1,
        "media_request": 1,
        "idea": 1,
    }


def test_cases_are_counted_by_category(town: Town) -> None:
    assert [tuple(row.values()) for row in town.panel("cas-311")] == [
        ("snow_removal", 2),
        ("pothole", 1),
    ]


def test_a_story_has_its_newest_headline_its_sources_and_its_days(town: Town) -> None:
    assert town.panel("histoires") == [
        {
            "histoire": "histoire-du-pont",
            "titre": "Le pont ferme",
            "nombre": 3,
            "sources": 2,
            "debut": _stamp(-50),
            "fin": _stamp(-24),
        }
    ]


def test_languages_are_counted(town: Town) -> None:
    assert {row["part"]: row["nombre"] for row in town.panel("langues")} == {
        "fr": 10,
        "en": 1,
        "es": 1,
    }


def test_the_most_silent_source_comes_first_and_before_it_those_never_heard(town: Town) -> None:
    assert [tuple(row.values()) for row in town.panel("sante-des-sources")] == [
        ("Forum jamais entendu", "failing", None, _stamp(-1), 7),
        ("Blogue muet", "late", _stamp(-240), _stamp(-200), 0),
        ("Gazette fictive", "working", _stamp(-1), _stamp(0), 0),
    ]


def test_sources_are_counted_in_the_period(town: Town) -> None:
    assert [tuple(row.values()) for row in town.panel("volume-par-source")] == [
        ("Gazette fictive", 9),
        ("Le Courrier fictif", 2),
        ("Radio fictive", 1),
    ]


@pytest.mark.parametrize(
    ("search", "headlines"),
    [
        (
            "a-repondre",
            ["Bac jamais vidé", "Trou béant", "Fil tombé", "Rue oubliée", "Trottoir oublié"],
        ),
        ("urgences", ["Fil tombé"]),
        ("medias", ["Pont : une question de la rédaction"]),
        ("311", ["Trottoir oublié", "Rue oubliée", "Trou béant"]),
    ],
)
def test_a_saved_search_lists_what_its_title_says(
    town: Town, search: str, headlines: list[str]
) -> None:
    assert [found["headline"][0] for found in town.search(search)] == headlines


def test_what_is_to_be_checked_says_which_labels(town: Town) -> None:
    found = [sorted(mention["uncertain"]) for mention in town.search("a-verifier")]
    assert found == [["intent"], ["language", "topic"]]


def test_the_map_groups_what_is_near_and_shows_each_case(town: Town) -> None:
    grid = town.layer("vigie-couche-grappes")["aggregations"]["grid"]["buckets"]
    assert sorted(bucket["doc_count"] for bucket in grid) == [1, 2]
    cases = town.layer("vigie-couche-311")["hits"]["hits"]
    assert [hit["fields"]["headline"][0] for hit in cases] == ["Rue oubliée", "Trou béant"]
    assert cases[1]["fields"]["place_text"] == ["rue des Érables"]
