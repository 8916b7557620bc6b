"""The words around a name that tell a town from a thing, a person or a street.

All are written as `enrichers.names.spaced` leaves them: lower case, no accents, apostrophes
and hyphens as spaces. « before » patterns are matched at the end of what precedes a name.
"""

from __future__ import annotations

import re
from typing import Final

#: Words of municipal life. Any town has them: each is a weak clue, two are a fair one.
CIVIC: Final = tuple(
    words.strip()
    for words in """
    311|ville|villes|mairie|maire|mairesse|bourgmestre|echevin|echevine|echevins
    conseil|budget|conseil municipal|conseil communal|conseil de ville|hotel de ville
    maison communale
    conseiller|conseillere|conseillers|municipal|municipale|municipalite|commune|communal
    communale|citoyen|citoyens|citoyenne|citoyennes|habitants|residents|contribuables
    deneigement|deneigeuse|deneiger|gratte|souffleuse|charrue|nid de poule|nids de poule
    trottoir|trottoirs|rue|rues|boulevard|quartier|quartiers|taxes|compte de taxes
    collecte|poubelles|recyclage|bac brun|bac bleu|bac vert|ecocentre|parc a conteneurs
    travaux|stationnement|riverains|police|pompiers|hopital|centre ville|urbanisme|arena
    bibliotheque|festival|aqueduc|egout|egouts|lampadaire|lampadaires|nids|travaux publics
    city|town|mayor|council|street|streets|snow removal|pothole|potholes|sidewalk|downtown
    residents|garbage|recycling
    """.replace("\n", "|").split("|")
    if words.strip()
)

_OF = r"(?: de la| de| d| du| of| of the)?"

#: A town's office, body or people right before the name: « le maire de … », « city of … ».
OFFICE_BEFORE: Final = re.compile(
    r"\b(?:villes?|maire|mairesse|mairie|municipalite|commune|bourgmestre|echevine?s?"
    r"|conseil(?: municipal| communal)?|(?:con)?citoyen(?:ne)?s?|gens|habitants?|residents?"
    r"|police|pompiers|hotel de ville|centre ville|quartiers?|secteur|section|arrondissement"
    r"|universite|cegep|port|gare|rues|trottoirs|deneigement|city|town|mayor|council|people"
    r"|streets|downtown)" + _OF + r"\s+$"
)

#: A place is expected after these; after « a », unless a person or a thing is (see below).
PLACE_BEFORE: Final = re.compile(
    r"(?:^|\W)(?:a|vers|depuis|habite|habiter|vis a|pres de|pres d|proche de|autour de|hors de"
    r"|sortie de|centre de|near|in|at|from|to|around|visit|visiter|quitter|quitte)\s+$"
)
NO_PLACE_BEFORE: Final = re.compile(
    r"\b(?:face|grace|acces|suite|merci|bravo|demande[rz]?|parle[rz]?|dit|dire|donne[rz]?"
    r"|donnent|mene|menent|appartient|pense[rz]?|felicitations|bisous?|salut|fete|mal|due?"
    r"|thanks|birthday|listen|talk|talking|said|say|going|due"
    # the verb, whose accent nobody can see here
    r"|il|elle|on|qui|y|ca|cela|n|parc|region|pays|vallee|ile)\s+(?:a|to)\s+$"
)
#: Only a place or a person is spoken to or praised so: « bravo trois rivières ».
SPOKEN_TO_BEFORE: Final = re.compile(r"\b(?:bravo|vive|allo|bonjour|bonsoir|merci|salut|hello)\s+$")
#: A verb in the singular: three rivers are several, a town is one.
SINGULAR_AFTER: Final = re.compile(
    r"^\s+(?:est|etait|sera|a|avait|aura|merite|veut|doit|devrait|devient|manque|is|was|has|needs)\s"
)
OF_BEFORE: Final = re.compile(r"(?:^|\W)(?:de|d|of)\s+$")

#: What counts several rivers, legs or days rather than names a town.
COUNTED_BEFORE: Final = re.compile(
    r"(?:^|\W)(?:les|ces|ses|des|nos|vos|leurs|aux|par|deux ou|ou|entre|grandes|belles|petites"
    r"|toutes les|the|these|those|all|of the)\s+$"
)
COUNTED_AFTER: Final = re.compile(
    r"^\s+(?:se |s |qui |polluees?|coul|debord|travers|gel|differentes|principales|voisines"
    r"|magnifiques|sauvages|asseche|that |which |flow|meet|merge|join)"
)

#: A street that bears the town's name, somewhere else.
STREET_BEFORE: Final = re.compile(
    r"\b(?:rue|avenue|av\.?|boulevard|boul\.?|bd|chaussee|chemin|place|square|impasse|quai"
    r"|station|arret|street|road)" + _OF + r"\s+$"
)

#: A name of a person precedes or follows.
PERSON_BEFORE: Final = re.compile(
    r"(?:^|\W)(?:avec|chez|par|selon|pour|mon|ma|monsieur|madame|m\.|mme|mr|with|by|and|et"
    r"|le|la|un|une|les|mes|ses|des|the)\s+$"
)

#: « Jambes : », « Jambes – » at the head of a line, « (Jambes) »: the place of a dispatch.
DATELINE_AFTER: Final = re.compile(r"^\s*(?::|\(|/|,\s|–|—|-\s)|^ {2,}")
