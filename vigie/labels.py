"""The labels that a judgement may carry, with the names a person reads.

Ids are English and stable: they are stored, searched and exchanged. Display names are
French and English. The lists are those of the `vigie judge` format (docs/judge.md).
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Name(NamedTuple):
    """What a label is called on the page, in each language."""

    fr: str
    en: str


SENTIMENTS: Final[dict[str, Name]] = {
    "negative": Name("négatif", "negative"),
    "neutral": Name("neutre", "neutral"),
    "positive": Name("positif", "positive"),
}

TOPICS: Final[dict[str, Name]] = {
    "snow": Name("déneigement et glace", "snow and ice"),
    "roads": Name("rues et trottoirs", "roads and sidewalks"),
    "waste": Name("collectes et déchets", "waste collection"),
    "water": Name("eau et égouts", "water and sewers"),
    "noise": Name("bruit", "noise"),
    "parking": Name("stationnement", "parking"),
    "trees_parks": Name("arbres et parcs", "trees and parks"),
    "lighting": Name("éclairage", "street lighting"),
    "animals": Name("animaux", "animals"),
    "transit": Name("transport en commun", "public transit"),
    "safety": Name("sécurité", "safety"),
    "taxes_budget": Name("taxes et budget", "taxes and budget"),
    "planning_permits": Name("urbanisme et permis", "planning and permits"),
    "culture_leisure_events": Name("culture, loisirs et événements", "culture, leisure and events"),
    "environment": Name("environnement et propreté", "environment and cleanliness"),
    "administration_service": Name("administration et services", "administration and services"),
    "economy": Name("économie", "economy"),
    "housing": Name("logement", "housing"),
    "health_social": Name("santé et vie sociale", "health and social life"),
    "other": Name("autre", "other"),
}

INTENTS: Final[dict[str, Name]] = {
    "complaint": Name("plainte", "complaint"),
    "request": Name("demande", "request"),
    "question": Name("question", "question"),
    "idea": Name("idée", "idea"),
    "praise": Name("compliment", "praise"),
    "opinion": Name("opinion", "opinion"),
    "information": Name("information", "information"),
    "media_request": Name("demande média", "media request"),
    "emergency": Name("urgence", "emergency"),
    "other": Name("autre", "other"),
}

SERVICE_CATEGORIES: Final[dict[str, Name]] = {
    "pothole": Name("nid-de-poule", "pothole"),
    "snow_removal": Name("déneigement", "snow removal"),
    "ice": Name("glace", "ice"),
    "missed_collection": Name("collecte oubliée", "missed collection"),
    "water_leak": Name("fuite d’eau", "water leak"),
    "flooding_sewer": Name("inondation ou égout", "flooding or sewer"),
    "street_light": Name("lampadaire", "street light"),
    "traffic_signal_sign": Name("feu ou panneau", "traffic signal or sign"),
    "graffiti": Name("graffiti", "graffiti"),
    "illegal_dumping": Name("dépôt sauvage", "illegal dumping"),
    "noise": Name("bruit", "noise"),
    "parking": Name("stationnement", "parking"),
    "tree": Name("arbre", "tree"),
    "park_facility": Name("équipement de parc", "park facility"),
    "dead_or_stray_animal": Name("animal mort ou errant", "dead or stray animal"),
    "sidewalk": Name("trottoir", "sidewalk"),
    "cleanliness": Name("propreté", "cleanliness"),
    "speeding_traffic_calming": Name("vitesse et apaisement", "speeding and traffic calming"),
    "other_request": Name("autre demande", "other request"),
}

# Most serious first: when several clauses are breached, the first of them is the label.
CONDUCTS: Final[dict[str, Name]] = {
    "threat": Name("menace", "threat"),
    "hate": Name("propos haineux", "hate"),
    "harassment": Name("harcèlement", "harassment"),
    "insult": Name("insulte", "insult"),
    "privacy": Name("vie privée", "privacy"),
    "obscenity": Name("obscénité", "obscenity"),
    "spam": Name("pourriel", "spam"),
    "ok": Name("conforme", "within the rules"),
}

AUTHOR_ROLES: Final[dict[str, Name]] = {
    "town": Name("la municipalité", "the municipality"),
    "official": Name("personne élue", "elected official"),
    "employee": Name("personne employée", "employee"),
    "press": Name("presse", "press"),
    "organisation": Name("organisme", "organisation"),
    "citizen": Name("citoyenne ou citoyen", "citizen"),
    "unknown": Name("inconnu", "unknown"),
}

# In the order of the policy: the first that applies is the route (docs/policy.md).
ROUTES: Final[dict[str, Name]] = {
    "emergency": Name("urgence", "emergency"),
    "media_relations": Name("relations médias", "media relations"),
    "moderate": Name("modération", "moderation"),
    "invite_311": Name("inviter au 311", "invite to 311"),
    "refer_elsewhere": Name("orienter ailleurs", "refer elsewhere"),
    "reply": Name("répondre", "reply"),
    "monitor": Name("suivre", "monitor"),
    "ignore": Name("ignorer", "ignore"),
}

STATUSES: Final[dict[str, Name]] = {
    "new": Name("à traiter", "to do"),
    "taken": Name("pris en charge", "taken"),
    "waiting": Name("en attente", "waiting"),
    "answered": Name("répondu", "answered"),
    "closed": Name("clos", "closed"),
}

YES_NO: Final[dict[str, Name]] = {"true": Name("oui", "yes"), "false": Name("non", "no")}

#: What is said of a post, in the order of the `vigie judge` format; the route follows from it.
LABELS: Final = (
    "relevant",
    "language",
    "sentiment",
    "topic",
    "intent",
    "service_request",
    "service_category",
    "place",
    "media_request",
    "emergency",
    "conduct",
    "author_role",
)

#: Every label that a person may correct, and the values it may take; a language is any code.
VOCABULARIES: Final[dict[str, dict[str, Name]]] = {
    "sentiment": SENTIMENTS,
    "topic": TOPICS,
    "intent": INTENTS,
    "service_request": YES_NO,
    "service_category": SERVICE_CATEGORIES,
    "media_request": YES_NO,
    "emergency": YES_NO,
    "conduct": CONDUCTS,
    "author_role": AUTHOR_ROLES,
    "relevant": YES_NO,
    "route": ROUTES,
    "status": STATUSES,
}


def display(vocabulary: str, label: str, language: str) -> str:
    """Name a label for a person; a label outside its vocabulary is shown as it is.

    Args:
        vocabulary: a key of `VOCABULARIES`.
        label: the stored id.
        language: "fr" or "en"; anything else reads French.
    """
    name = VOCABULARIES.get(vocabulary, {}).get(label)
    if name is None:
        return label
    return name.en if language == "en" else name.fr
