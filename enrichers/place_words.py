"""The words that announce a place, in French and English, as `names.spaced` leaves them."""

from __future__ import annotations

import re
from typing import Final

#: Generic word before a name → kind of place.
GENERICS: Final[dict[str, str]] = {
    word: kind
    for kind, words in {
        "street": "rue|rues|avenue|av|av.|ave|boulevard|boul|boul.|bd|bld|blvd|chemin|ch.|chaussee"
        "|rang|montee|allee|impasse|ruelle|quai|promenade|route|terrasse|passage|croissant|dreve",
        "park": "parc|jardin|square",
        "school": "ecole|college|cegep|athenee|institut|universite|ecole secondaire|academie",
        "bridge": "pont|passerelle|viaduc|tunnel",
        "building": "arena|bibliotheque|eglise|hopital|colisee|gare|piscine|centre|theatre|stade"
        "|cathedrale|musee|marche|amphitheatre|clinique|caserne",
        "neighbourhood": "quartier|secteur|district",
        "water": "riviere|lac|ruisseau|etang",
        "place": "place|ile|port|marina|plage|cimetiere|rond point|carrefour",
    }.items()
    for word in words.split("|")
}

#: English generics, which come after the name.
TRAILING: Final[dict[str, str]] = {
    "street": "street",
    "st": "street",
    "st.": "street",
    "avenue": "street",
    "ave": "street",
    "road": "street",
    "boulevard": "street",
    "blvd": "street",
    "park": "park",
    "school": "school",
    "bridge": "bridge",
    "library": "building",
    "arena": "building",
}

#: A place's full word → how it is cut short.
SHORT: Final[dict[str, tuple[str, ...]]] = {
    "boulevard": ("boul.", "boul", "bd", "bd.", "blvd", "bld"),
    "avenue": ("av.", "av", "ave", "ave."),
    "chemin": ("ch.",),
    "ecole secondaire": ("ecole",),
    "place": ("pl.",),
}

#: Kinds whose unknown names (« rue des Érables ») are believed on their generic's word.
NAMEABLE: Final = frozenset({"street", "park", "school", "bridge"})

#: Things found once or seldom enough that « devant l’école » is a place of its own.
LANDMARKS: Final[dict[str, str]] = {
    "ecole": "school",
    "garderie": "school",
    "parc": "park",
    "arena": "building",
    "gare": "building",
    "bibliotheque": "building",
    "piscine": "building",
    "patinoire": "park",
    "hopital": "building",
    "eglise": "building",
    "hotel de ville": "building",
    "pont": "bridge",
    "rond point": "place",
    "cimetiere": "place",
    "terminus": "building",
}
BEFORE_LANDMARK: Final = re.compile(
    r"\b(?:devant|derriere|en face|vis a vis|a cote|pres|proche|autour|aux abords|face)"
    r"(?: a| de| du| d| des)?(?: la| le| l| les)?\s+$"
    r"|\b(?:dans le|dans la|dans l|au|sur le|sous le)\s+$"
)

#: Words of a corner; the span begins with them.
CORNERS: Final = ("coin", "angle", "intersection", "croisement", "corner")

PARTICLE: Final = re.compile(r"(?:de la|de l|des|du|de|d|la|le|les|l|aux|au)\s+")
PARTICLES_AND_GENERICS: Final = re.compile(
    r"(?:(?:de la|de l|des|du|de|d|of|la|le|les|l|the|rues?|avenues?|av\.?|boulevards?|boul\.?"
    r"|bd|blvd|chemin|chaussee|place)\s+)*"
)
AND: Final = re.compile(r"\s*(?:\bet\b|\band\b|&|/|\bx\b|,)\s*")

#: Where the writer lives or comes from is not where the problem is.
HOME_BEFORE: Final = re.compile(
    r"\b(?:j habite|habite|habitant|demeure|reste|vis|live|living)(?: \w+){0,2}\s+(?:sur|a|au|dans"
    r"|on|in|at)?(?: la| le| l)?\s*$"
)
AT_BEFORE: Final = re.compile(
    r"\b(?:sur|au|a|aux|dans|devant|derriere|pres|proche|face|sous|entre|on|at|near|in|under)"
    r"(?: de| du| a)?(?: la| le| l| les| the)?\s+$"
)

#: What is wrong somewhere: the place nearest to such a word is the one that matters.
PROBLEMS: Final = tuple(
    """
    trou|trous|nid de poule|nids de poule|lampadaire|lampadaires|deneigement|neige|glace|glissant
    glissante|verglas|fuite|egout|egouts|inondation|inonde|inondee|refoule|deborde|bac|bacs
    poubelle|poubelles|dechets|bruit|tapage|graffiti|graffitis|tag|tags|arbre|branche|branches
    accident|collision|incendie|feu|travaux|vitesse|stationnement|trottoir|trottoirs|panneau|brise|brisee
    brule|brulee|casse|cassee|bloque|bloquee|ferme|fermee|barre|barree|dangereux|dangereuse
    pothole|potholes|leak|flooded|broken|garbage|noise|snow|ice|icy|fire|crash|closed|speeding
    """.replace("\n", "|")
    .replace(" " * 4, "")
    .split("|")
)

PROBLEM_WORDS: Final = frozenset(word for word in PROBLEMS if word)

_NO_NAME: Final = """
    mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces chez la le
    les un une l est sont et ou mais pour avec sans honte bonheur merde travers ville
    stationnement conteneurs attractions maternelle conduite formation soir jour nuit pres en a
    vie droite gauche ici qui que quoi plus bas haut toute toutes tous quartier voisins
    voisin enfants gens monde
"""
#: A word in lower case after « rue de » that starts no street's name.
NO_NAME: Final = frozenset(_NO_NAME.split())
