from __future__ import annotations

import pytest

from tests.enrichers.judging_for_tests import judge


@pytest.mark.parametrize(
    "text",
    [
        "Y'a le feu dans le bloc d'en face, de la fumée noire partout, vite!",
        "Ça sent le gaz très fort au coin de la rue, on fait quoi?",
        "un fil electrique est tombé sur le trottoir, ca fait des etincelles",
        "Petit garçon de 4 ans tout seul au bord de la rivière, je vois pas ses parents",
        "Ma mère de 80 ans atteinte d'alzheimer a disparu ce midi, aidez-nous à la retrouver",
        "je vais en finir ce soir, adieu tout le monde",
        "Un homme armé d'un couteau menace les gens au terminus",
        "Deux personnes coincées dans l'ascenseur, une dame fait un malaise",
        "Accident grave devant l'école, une femme au sol qui saigne, pas encore d'ambulance",
        "There's a house on fire on our street, people still inside",
        "Kid fell through the ice on the river, call 911",
        "Ça pue le gaz dans toute la cage d’escalier, y a du monde qui dort encore en haut",
        "Feu de cuisine au 2e, la fumée rentre chez nous, ma voisine ouvre pas",
        "Une dame de l’autre côté du garde-fou du pont, elle pleure, envoyez du monde",
        "Mon père est coincé au sous-sol, l’eau monte, aidez-nous",
        "Gars inanimé à l’arrêt d’autobus, il respire mal, j’ai plus de batterie",
        "Water is up to the door and grandma is stuck on the second floor, send a boat",
        "Live wire on the sidewalk by the school, blue sparks everywhere",
        "Someone is on the outside of the railing on the bridge, please someone call",
        "Hay humo negro en el segundo piso, ayuda, mi abuelo no puede bajar",
    ],
)
def test_danger_now_is_an_emergency(text: str) -> None:
    judgement = judge(text)
    assert judgement.emergency is not None
    assert judgement.emergency.yes
    assert judgement.intent is not None
    assert judgement.intent.value == "emergency"
    assert judgement.service_request is not None
    assert not judgement.service_request.yes
    assert any(r.label == "emergency" and r.start is not None for r in judgement.why)


@pytest.mark.parametrize(
    "text",
    [
        "L'accident d'hier sur l'autoroute a fait deux blessés légers, selon la police",
        "L'incendie du marché a été maîtrisé vers 4 h, aucun blessé",
        "Il y a trois ans, un incendie détruisait l'église. Retour sur une nuit d'horreur",
        "C'est l'enfer de conduire ici le vendredi, on va tous mourir lol",
        "URGENT!! mon bac bleu a pas été vidé",
        "Exercice d'évacuation demain à l'école, ne vous inquiétez pas des sirènes",
        "La borne d'incendie devant chez nous, qui la déneige?",
        "Perdu chat gris dans le quartier, répond au nom de Biscuit",
        "Les prix explosent, une vraie explosion des loyers",
        "Superbe feu d'artifice hier soir!",
        "Les gens roulent trop vite ici, un jour il va y avoir un mort",
        "Retrouvée saine et sauve, merci à tous!",
        "The fire department visited our school, the kids loved the fire truck",
        "Le pont est plein d’ornières, le ministère attend quoi?",
        "Could the city send someone with salt? The steps are solid ice every morning",
        "Le spectacle était le feu, le public aussi",
    ],
)
def test_past_danger_figures_of_speech_and_drills_are_not(text: str) -> None:
    judgement = judge(text)
    assert judgement.emergency is not None
    assert not judgement.emergency.yes
