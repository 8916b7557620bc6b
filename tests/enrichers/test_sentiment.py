from __future__ import annotations

import pytest

from tests.enrichers.judging_for_tests import judge, judge_by_rules


def stance(text: str, **envelope: object) -> str:
    sentiment = judge(text, **envelope).sentiment
    assert sentiment is not None
    return sentiment.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Merci beaucoup, ma rue est super belle ce matin!", "positive"),
        ("Criss que chu fier de ma ville!", "positive"),
        ("Esti que c'est d'la marde vos rues", "negative"),
        ("Bonjour, le lampadaire au coin de Hart et Royale ne fonctionne pas", "neutral"),
        ("Nid-de-poule au coin de Royale. Merci de faire le nécessaire.", "neutral"),
        ("À quelle heure ouvre la bibliothèque?", "neutral"),
        ("Service pas pire du tout, réglé en dix minutes", "positive"),
        ("Merci la ville, trois jours que ma rue est pas déneigée 🙄", "negative"),
        ("Merci la ville pour le magnifique parc, mes enfants adorent!", "positive"),
        ("Ça fait 4 fois que j'appelle, toujours pas de réponse", "negative"),
        ("C'est beau le nouveau parc, mais les toilettes sont dégueulasses et fermées", "negative"),
        ("😡😡😡", "negative"),
        ("❤️❤️❤️ ma ville", "positive"),
        ("I'm not happy with the snow removal", "negative"),
        ("Great job on the new park, our kids love it", "positive"),
        ("Le nid-de-poule est enfin réparé, merci", "positive"),
        ("Le chauffeur est un ange, respect", "positive"),
        ("", "neutral"),
    ],
)
def test_the_stance_is_the_authors(text: str, expected: str) -> None:
    assert stance(text) == expected


def test_a_headline_is_neutral_even_about_angry_people() -> None:
    text = "Les résidents exaspérés dénoncent l'état des rues, selon le porte-parole."
    assert stance(text, title="Déneigement : les citoyens exaspérés", kind="feed") == "neutral"


@pytest.mark.parametrize(
    "text",
    [
        "Merci aux cols bleus, ma rue est impeccable",
        "La piscine, c'est une autre affaire",
        "Les gens du quartier ont des idées là-dessus",
        "Trois semaines dans le noir. Belle job.",
    ],
)
def test_a_stance_that_is_no_better_than_a_guess_is_marked_as_uncertain(text: str) -> None:
    judgement = judge(text)
    assert judgement.sentiment
    assert ("sentiment" in judgement.uncertain) == (judgement.sentiment.confidence < 0.6)


@pytest.mark.parametrize(
    "text",
    [
        "Je ne suis vraiment pas content du service",
        "merci pour le beau mur de glace dans mon entrée",
    ],
)
def test_the_rules_hear_a_reproach_in_the_words_of_praise(text: str) -> None:
    said = judge_by_rules(text, language="fr").sentiment
    assert said is not None
    assert said.value == "negative"
