from __future__ import annotations

import msgspec
import pytest

from enrichers.owner import owner_of
from tests.enrichers.judging_for_tests import judge
from tests.enrichers.town_for_tests import NAMUR, TROIS_RIVIERES


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("Panne de courant depuis 14 h, personne répond", "hydro-quebec"),
        ("La STTR est encore en retard ce matin", "sttr"),
        ("L'autobus est jamais passé ce matin, en retard au travail", "sttr"),
        ("L'autoroute 55 est pleine de trous, c'est au MTQ de réparer", "mtq"),
        ("Vidéotron me charge deux fois, deux heures d'attente", "other"),
        ("Ma rue est pleine de trous", None),
        ("Nid-de-poule devant le Walmart, sur la rue Hart", None),
        ("L'arrêt d'autobus est enneigé jusqu'aux genoux, trottoir pas déneigé", None),
        ("Quel beau match au Colisée!", None),
        ("L'autobus du dimanche, j'aime ça", None),
    ],
)
def test_the_owner_of_a_problem_is_named_only_when_there_is_a_problem(
    text: str, owner: str | None
) -> None:
    assert owner_of(text, TROIS_RIVIERES) == owner


def test_a_profiles_own_names_come_before_the_houses() -> None:
    assert owner_of("Coupure ORES depuis une heure, rien ne fonctionne", NAMUR) == "ores"
    assert owner_of("Coupure ORES depuis une heure, rien ne fonctionne", TROIS_RIVIERES) == "other"


def test_brackets_and_stars_in_a_profiles_words_are_only_text() -> None:
    odd = msgspec.structs.replace(
        NAMUR,
        slug="etrange",
        referrals=(
            msgspec.structs.replace(NAMUR.referrals[0], owns=("Régie (eau) [sud]*", "##", "")),
        ),
    )
    assert owner_of("La Régie eau sud laisse une fuite depuis lundi, en panne", odd) == "ores"


def test_the_judgement_keeps_the_owner_and_why() -> None:
    judgement = judge("Panne de courant depuis 14 h, Hydro-Québec répond pas")
    assert judgement.owner == "hydro-quebec"
    assert any(r.label == "owner" and "Hydro-Québec" in r.reason for r in judgement.why)
