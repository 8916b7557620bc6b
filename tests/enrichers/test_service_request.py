from __future__ import annotations

import pytest

from tests.enrichers.judging_for_tests import judge
from tests.enrichers.town_for_tests import NAMUR


def case(text: str, **envelope: object) -> str | None:
    found = judge(text, **envelope).service_request
    assert found is not None
    return found.category if found.yes else None


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Gros nid-de-poule au coin de Royale et Bonaventure, merci de réparer", "pothole"),
        ("Le trottoir de ma rue n'a toujours pas été déneigé", "snow_removal"),
        ("Trottoir glacé devant l'école, aucun sable, une dame est tombée", "ice"),
        ("Mon bac bleu n'a pas été ramassé hier rue Ste-Julie", "missed_collection"),
        ("De l'eau sort de l'asphalte devant le 14 rue Hart, bris d'aqueduc?", "water_leak"),
        ("Le puisard déborde encore et la rue est inondée", "flooding_sewer"),
        ("Lampadaire éteint depuis une semaine devant le 88 rue Pie", "street_light"),
        ("Le panneau d'arrêt est tombé au coin de la rue Hart", "traffic_signal_sign"),
        ("Graffiti sur le mur du viaduc, à effacer svp", "graffiti"),
        ("Un vieux divan pis des pneus abandonnés au bout du rang", "illegal_dumping"),
        (
            "Le coq du voisin chante à 4h30 chaque matin, la commune peut faire quelque chose?",
            "noise",
        ),
        ("Une auto bloque la rampe pour handicapés depuis ce midi", "parking"),
        ("Un arbre est tombé en travers du sentier du parc", "tree"),
        ("La balançoire du parc des Pins est brisée", "park_facility"),
        ("Raton laveur mort sur le bord de la rue Hart", "dead_or_stray_animal"),
        ("Dalle de trottoir soulevée devant le 455 rue Hart", "sidewalk"),
        ("Plein de vitre cassée sur la piste cyclable sous le pont", "cleanliness"),
        ("Ça roule à 80 dans notre rue, on veut des dos d'âne", "speeding_traffic_calming"),
        ("L'eau du robinet est brune depuis hier soir chez nous", "other_request"),
        (
            "Des rats gros comme des chats derrière le marché, 3e fois que je le signale",
            "other_request",
        ),
        ("Huge pothole at the corner of Royale and Hart", "pothole"),
        ("Recycling wasn't picked up again on our street", "missed_collection"),
        ("c'est à qui qu'on dit ça quand la bouche d'égout refoule?", "flooding_sewer"),
    ],
)
def test_a_residents_own_problem_is_a_case(text: str, category: str) -> None:
    assert case(text) == category


@pytest.mark.parametrize(
    "text",
    [
        "À quelle heure passe la collecte du recyclage?",
        "Les pots de peinture, ça va dans quel bac?",
        "Bravo aux gars de la charrue, ma rue était propre à 6 h!",
        "8 % de hausse de taxes et les rues sont pleines de trous, ils rient de nous",
        "Nids-de-poule : la Ville a reçu 412 signalements en mars, selon le porte-parole",
        "J'ai reçu un ticket parce que la pancarte était cachée, je conteste",
        "Panne de courant depuis 14 h, Hydro-Québec répond pas",
        "L'autobus de la STTR est encore en retard",
        "L'autoroute 55 est une honte, que fait le MTQ?",
        "Le maire devrait démissionner",
        "Pourquoi pas un marché de nuit sur la rue des Forges?",
        "Y'a le feu dans le bloc, fumée noire, vite!",
        "Faut-il un permis pour un cabanon?",
        "What time does the garbage truck come on Mondays?",
        "",
    ],
)
def test_praise_opinion_news_and_others_problems_are_no_case(text: str) -> None:
    assert case(text) is None


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        (
            "Le nid-de-poule devant chez nous n'est toujours pas réparé",
            "Le nid-de-poule devant chez nous est enfin réparé, merci",
        ),
        (
            "Le trottoir de la rue Cloutier n'a pas été déneigé",
            "Le trottoir de la rue Cloutier a été déneigé super vite, bravo",
        ),
        (
            "La lumière de rue clignote face au 18 rue Toupin",
            "Lumière de rue changée en deux jours, impressionnée!",
        ),
        (
            "Le camion à ordures n'est pas passé dans notre rue ce matin",
            "Le camion à ordures passe-t-il lundi malgré le congé?",
        ),
        (
            "L'arbre mort de la rue Dumoulin va tomber, pouvez-vous l'abattre?",
            "Merci d'avoir enfin coupé l'arbre mort de la rue Dumoulin",
        ),
        (
            "The street light in front of my house is out",
            "Thanks for fixing the street light in front of my house!",
        ),
        (
            "Des trous partout sur ma rue, j'ai brisé ma suspension",
            "Y'a plus d'argent pour les festivals que pour les nids-de-poule",
        ),
    ],
)
def test_the_same_words_may_be_a_case_or_not(yes: str, no: str) -> None:
    assert case(yes) is not None
    assert case(no) is None


def test_an_article_of_a_feed_is_no_case() -> None:
    title = "Nids-de-poule : les citoyens exaspérés"
    text = "Des nids-de-poule minent la rue Royale depuis des semaines, selon des résidents."
    assert case(text, title=title, kind="feed") is None


def test_what_belongs_to_a_profiles_referral_is_no_case_there_only() -> None:
    text = "Panne de lampadaires ORES rue de Fer depuis lundi, compteur à vérifier"
    assert case(text, town=NAMUR) is None


def test_a_case_tells_what_where_and_why_with_passages() -> None:
    text = "Le lampadaire est éteint depuis 3 semaines devant chez nous, rue Hart"
    why = [r for r in judge(text).why if r.label == "service_request"]
    shown = " ".join(text[r.start : r.end] for r in why if r.start is not None)
    assert "lampadaire" in shown
    assert "depuis 3 semaines" in shown
