from __future__ import annotations

import pytest

from tests.enrichers.judging_for_tests import judge


def clause(text: str) -> str:
    conduct = judge(text).conduct
    assert conduct is not None
    return conduct.value


#: Known faults of the trained model, kept in sight: mending one makes its test fail here.
_TAKEN_FOR_A_BREACH = pytest.mark.xfail(reason="the model takes it for a breach", strict=True)


@pytest.mark.parametrize(
    ("text", "breach"),
    [
        ("Le gars du ticket, je vais te retrouver pis te péter les dents", "threat"),
        ("On sait où tu restes, fais attention à toi", "threat"),
        ("Someone should put a bullet in that councillor's head", "threat"),
        ("Retournez dans votre pays bande d'immigrants", "hate"),
        ("Go back where you came from, we don't want your kind here", "hate"),
        (
            "Tout le monde allez écrire sur sa page, lâchez-la pas tant qu'elle démissionne pas",
            "harassment",
        ),
        ("Le maire est un osti d'épais", "insult"),
        ("Espèce d'incompétent", "insult"),
        ("bande de crottés", "insult"),
        ("You people are useless idiots", "insult"),
        ("Pour ceux qui veulent savoir, il habite au 345 rue du Moulin", "privacy"),
        ("Gagnez 5000$ par semaine depuis chez vous, cliquez ici https://exemple.test", "spam"),
        ("Crypto investment made easy, DM me", "spam"),
        ("Sucez ma bite la ville", "obscenity"),
        # Of several breaches, the most serious is the label.
        ("Espèce de cave, je vais te casser la gueule", "threat"),
    ],
)
def test_a_breach_is_named(text: str, breach: str) -> None:
    assert clause(text) == breach


ANGRY_BUT_CIVIL = [
    "Administration incompétente, gestion pourrie, résultats nuls.",
    "Honte à ce conseil. Honte.",
    "Osti de câlisse de taxes!",
    "Criss que chu fier de ma ville!",
    "Esti que c'est d'la marde vos rues",
    "C'est un scandale, je vais voter contre vous aux prochaines élections",
    "Enlevez cette contravention ou je vais appeler un avocat",
    "Le maire devrait démissionner, point final",
    "Ma cave est inondée pour la troisième fois, bravo",
    "Ils nous prennent pour des caves avec leurs consultations",
    "Maudite bureaucratie, on se fait niaiser à tour de bras",
    "La ville rit de nous, c'est honteux, ça fait 20 ans que ça dure tabarnak",
    "Quelle décision stupide, ce projet est ridicule et ruineux",
    "J'en peux plus du chien du voisin qui jappe",
    "Le coq du voisin va me rendre fou",
    "Des crottes de chien partout, bande de propriétaires négligents s'abstenir",
    "Vous avez pas honte? Une ville de même en 2026!",
    "Les arabes, les haïtiens, les wallons: tout le monde est bienvenu à la fête",
    "Stop au racisme dans nos parcs",
    pytest.param(
        "Je vais vous attendre au conseil lundi avec ma pétition", marks=_TAKEN_FOR_A_BREACH
    ),
    "On va vous le rappeler aux urnes, fiez-vous sur moi",
    "J'habite au 14 rue Gingras et mon bac n'a pas été vidé",
    "Notre numéro pour réserver au souper du club: [téléphone masqué]",
    "Vol de vélos à la gare, encore des voleurs cette nuit",
    "Le festival des clowns revient samedi!",
    "C'est trop con, j'ai manqué la navette de deux minutes",
    "Mon ostie de char est encore enterré par la charrue",
    "Va falloir que quelqu'un se casse une jambe avant que ça bouge",
    "Menteries et promesses, comme d'habitude",
    "Absolutely pathetic service. Shame on city hall.",
    "This council couldn't organize a bake sale",
    "I will not vote for this mayor again",
    "Is there a casino night for the fundraiser?",
    "Le loyer est rendu à 1450 $ pour un 3 et demi",
    "Logement à louer introuvable, merci aux promoteurs",
]


@pytest.mark.parametrize("text", ANGRY_BUT_CIVIL)
def test_an_angry_but_civil_post_is_never_marked(text: str) -> None:
    assert clause(text) == "ok"
