"""Which of a town's 311 services suits each of our categories, guessed from their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from vigie.folding import fold_words

#: Beginnings of words, folded, French and English, that name each category; the two first are
#: the surest. A space at the end asks for the whole word.
_WORDS: Final[dict[str, str]] = {
    "pothole": "nid de poule|nids de poule|pothole|pot hole|chaussee|pavement",
    "snow_removal": "deneigement|neige|snow|plow",
    "ice": "glace|verglas|deglacage|icy|ice |salage|sanding|salting",
    "missed_collection": "collecte|ordures|missed|garbage|recycl|poubelle|immondice",
    "water_leak": "fuite|leak|aqueduc|water main|bris d eau",
    "flooding_sewer": "egout|inondation|sewer|flood|avaloir|catch basin|puisard",
    "street_light": "lampadaire|eclairage|street light|streetlight|luminaire|light out",
    "traffic_signal_sign": "feu de circulation|feux de circulation|panneau|signalisation|traffic",
    "graffiti": "graffiti|tag ",
    "illegal_dumping": "depot sauvage|depot clandestin|depots clandestins|dumping|depotoir",
    "noise": "bruit|noise|tapage|nuisance sonore",
    "parking": "stationnement|parking|parked",
    "tree": "arbre|tree |trees |elagage|branche|souche",
    "park_facility": "parc |parcs |park |playground|aire de jeu|mobilier|terrain de jeu",
    "dead_or_stray_animal": "animal|animaux|carcasse|stray|errant",
    "sidewalk": "trottoir|sidewalk|bordure|curb",
    "cleanliness": "proprete|nettoyage|litter|street cleaning|balayage|dechets",
    "speeding_traffic_calming": "vitesse|speed|apaisement|traffic calming|dos d ane",
    "other_request": "autre|other|general",
}


class Offered(NamedTuple):
    """A service, as far as its meaning can be guessed."""

    code: str
    name: str
    keywords: tuple[str, ...] = ()
    description: str = ""


def suggest(services: Iterable[Offered]) -> Mapping[str, Offered]:
    """Return category → the service whose words suit it best; a category may have none.

    A word of the name counts more than a keyword, and that more than a word of the description.
    A person reads them before they go into the settings.
    """
    found: dict[str, Offered] = {}
    listed = list(services)
    for category, words in _WORDS.items():
        scored = [(_score(each, words.split("|")), -place) for place, each in enumerate(listed)]
        best, place = max(scored, default=(0, 0))
        if best >= 2:
            found[category] = listed[-place]
    return found


def _score(service: Offered, words: Sequence[str]) -> int:
    name, keywords, told = (
        f" {fold_words(text)} "
        for text in (service.name, " ".join(service.keywords), service.description[:300])
    )
    score = 0
    for rank, word in enumerate(words):
        sure = 1 if rank < 2 else 0
        score += (6 + sure) * (f" {word}" in name) + 3 * (f" {word}" in keywords)
        score += f" {word}" in told
    return score
