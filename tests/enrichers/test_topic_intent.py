from __future__ import annotations

import pytest

from tests.enrichers.judging_for_tests import judge


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Encore des graffitis sur le mur de l'école", "environment"),
        ("Ça roule à 90 dans notre rue, c'est dangereux", "safety"),
        ("Les nouveaux dos d'âne de la rue Hart sont trop hauts", "roads"),
        ("Le trottoir de la rue Hart est défoncé", "roads"),
        ("Les lampadaires du quartier sont éteints", "lighting"),
        ("Le maire devrait démissionner", "other"),
        ("8 % de hausse de taxes!", "taxes_budget"),
        ("Le bac brun n'a pas été vidé", "waste"),
        ("Faut-il un permis pour un cabanon?", "planning_permits"),
        ("Heure du conte samedi à la bibliothèque", "culture_leisure_events"),
        ("45 minutes d'attente au 311", "administration_service"),
        ("La STTR est encore en retard", "transit"),
        ("Le loyer a doublé, on trouve plus de logement", "housing"),
        ("Une vitrine sur trois est vide, les commerces ferment", "economy"),
        ("18 h d'attente à l'urgence de l'hôpital avec mon père", "health_social"),
        ("Combien coûte la licence pour un chat?", "animals"),
        ("Bonjour tout le monde", "other"),
    ],
)
def test_a_post_has_one_topic(text: str, topic: str) -> None:
    found = judge(text).topic
    assert found is not None
    assert found.value == topic


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        (
            "Bonjour, pourriez-vous réparer le nid-de-poule au coin de Hart et Royale? Merci",
            "request",
        ),
        ("Trois semaines que mon bac est pas ramassé, c'est inacceptable", "complaint"),
        ("À quelle heure ouvre l'hôtel de ville?", "question"),
        ("Ce serait le fun d'avoir un marché de nuit au centre-ville", "idea"),
        ("Bravo aux cols bleus, beau travail!", "praise"),
        ("Je trouve que le conseil gaspille notre argent", "opinion"),
        (
            "La Ville a annoncé hier un investissement de 3 millions, selon le porte-parole",
            "information",
        ),
        ("Gagnez 5000 $ par semaine, cliquez ici https://exemple.test", "other"),
        ("👍", "other"),
    ],
)
def test_a_post_has_one_intent(text: str, intent: str) -> None:
    found = judge(text).intent
    assert found is not None
    assert found.value == intent
