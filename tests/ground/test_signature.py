from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.clustering import choose_cluster
from vigie.decision import Decision
from vigie.judgement import Judgement
from vigie.mention import Mention
from vigie.post import Post, Source
from vigie.record import Record
from vigie.signature import SAME_STORY, bands, distance, same_story, signature

NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)

RELEASE = (
    "TROIS-RIVIÈRES — La rue Royale a été rouverte hier soir à Trois-Rivières après la réparation"
    " d’une conduite d’aqueduc qui avait cédé mardi. L’avis d’ébullition préventif est levé pour"
    " les quelque 400 résidences touchées. La Ville remercie la population de sa patience et"
    " rappelle que les travaux de réfection définitifs auront lieu au printemps."
)
RETOLD = [
    RELEASE.removeprefix("TROIS-RIVIÈRES — "),
    RELEASE + " Lire la suite sur notre site.",
    RELEASE.replace("hier soir", "lundi soir").replace("quelque 400", "environ 400"),
    "Rue Royale rouverte à Trois-Rivières. " + RELEASE,
    RELEASE + " (une agence de presse)",
    " ".join(RELEASE.split()[:48]),
    RELEASE.upper(),
    RELEASE + " https://journal.example/royale #TroisRivières @journal_fictif",
]
OTHER = [
    (
        "Encore un bris d’aqueduc rue Royale à Trois-Rivières! Ça fait trois fois cette année,"
        " la ville attend quoi pour changer les tuyaux au complet? Mon sous-sol a été inondé et"
        " personne ne répond au téléphone depuis mardi matin, c’est vraiment décourageant."
    ),
    (
        "La rue Royale sera fermée mardi prochain à Trois-Rivières pour la réfection d’une"
        " conduite d’aqueduc. Un avis d’ébullition préventif pourrait être émis pour certaines"
        " résidences du secteur. La Ville invite la population à la patience."
    ),
    (
        "À Trois-Rivières, le conseil municipal a adopté son budget hier soir. La hausse moyenne du"
        " compte de taxes sera de 2,9 % et la Ville promet des travaux de réfection au printemps."
    ),
    (
        "« La rue Royale a été rouverte hier soir » : enfin! Bravo aux gens qui ont travaillé de"
        " nuit au froid, on l’oublie trop souvent. Par contre il faudrait parler des commerces qui"
        " ont perdu trois jours de ventes, personne n’en dit un mot dans les journaux."
    ),
]


def signed(text: str) -> int:
    found = signature(text)
    assert found is not None
    return found


@pytest.mark.parametrize("text", RETOLD)
def test_a_release_retouched_by_a_site_is_the_same_story(text: str) -> None:
    assert same_story(signed(RELEASE), signed(text))


@pytest.mark.parametrize("text", OTHER)
def test_another_post_on_the_subject_is_another_story(text: str) -> None:
    assert not same_story(signed(RELEASE), signed(text))


@pytest.mark.parametrize("text", ["", "merci", "Bravo la ville!", "#TroisRivières " * 30])
def test_a_phrase_that_many_people_write_has_no_signature(text: str) -> None:
    assert signature(text) is None


@given(st.text())
def test_any_text_has_a_signature_of_64_bits_or_none(text: str) -> None:
    found = signature(text)
    assert found is None or -(2**63) <= found < 2**63


SIGNATURES = st.integers(min_value=-(2**63), max_value=2**63 - 1)


def flipped(value: int, places: set[int]) -> int:
    bits = value & (2**64 - 1)
    for place in places:
        bits ^= 1 << place
    return bits - 2**64 if bits >> 63 else bits


@given(SIGNATURES, st.sets(st.integers(0, 63), max_size=7))
def test_signatures_seven_bits_apart_always_share_a_band(value: int, places: set[int]) -> None:
    other = flipped(value, places)
    assert distance(value, other) == len(places)
    assert set(bands(value)) & set(bands(other))


def test_signatures_as_far_as_a_story_goes_nearly_always_share_a_band() -> None:
    chance = random.Random(311)
    found = 0
    for _ in range(2000):
        value = chance.getrandbits(64) - 2**63
        other = flipped(value, set(chance.sample(range(64), SAME_STORY)))
        found += bool(set(bands(value)) & set(bands(other)))
    assert found >= 0.9 * 2000


def record(native_id: str, text: str, minutes: int, cluster: str | None = None) -> Record:
    post = Post(
        source=Source(kind="feed", name=native_id),
        native_id=native_id,
        text=text,
        fetched_at=NOW,
        published_at=NOW,
    )
    return Record(
        mention=Mention.of(post, "namur"),
        judgement=Judgement(cluster=cluster),
        decision=Decision(route="monitor", article="listening"),
        first_seen=NOW + timedelta(minutes=minutes),
        signature=signature(text),
    )


def test_twelve_sites_are_one_story_whatever_the_order_of_the_candidates() -> None:
    first = record("a", RELEASE, 0, cluster="histoire")
    others = [record(str(n), text, n, cluster="histoire") for n, text in enumerate(RETOLD, 1)]
    mine = signed(RELEASE + " Notre photo.")
    for candidates in ([first, *others], [*reversed(others), first]):
        assert choose_cluster("moi", mine, candidates) == "histoire"


def test_a_mention_without_look_alike_is_its_own_story() -> None:
    candidates = [record(str(n), text, n) for n, text in enumerate(OTHER)]
    assert choose_cluster("moi", signed(RELEASE), candidates) == "moi"
    assert choose_cluster("moi", None, candidates) == "moi"
