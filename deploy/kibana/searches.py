"""The saved searches: the lists that the veille officer opens in the morning."""

from __future__ import annotations

from typing import Final

import msgspec

from deploy.kibana import questions
from deploy.kibana.objects import ALL_DATES, IN_PERIOD, Json, kuery, packed, reference, saved

_INDEX: Final = "kibanaSavedObjectMeta.searchSourceJSON.index"


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """A saved search: a question, the columns shown, the order."""

    id: str
    title: str
    description: str
    where: str
    columns: tuple[str, ...]
    order: tuple[str, str] = ("published_at", "desc")
    view: str = IN_PERIOD


TO_ANSWER: Final = Search(
    id="vigie-recherche-a-repondre",
    title="Vigie – À répondre",
    description=(
        "Les mentions qui attendent une réponse, de la plus pressante à la moins pressante,"
        " quelle que soit leur date."
    ),
    where=questions.AWAITING,
    columns=(
        "reply_due_at",
        "published_at",
        "headline",
        "topic",
        "route",
        "status",
        "source",
        "url",
    ),
    order=("reply_due_at", "asc"),
    view=ALL_DATES,
)

SEARCHES: Final = (
    TO_ANSWER,
    Search(
        id="vigie-recherche-urgences",
        title="Vigie – Urgences",
        description=(
            "Ce qui peut mettre une vie en danger, les plus récentes d’abord. Les réseaux"
            " sociaux ne sont pas un service d’urgence : composez le 911 (112 en Belgique)."
        ),
        where=questions.EMERGENCY,
        columns=("headline", "place_text", "district", "status", "source", "url"),
    ),
    Search(
        id="vigie-recherche-medias",
        title="Vigie – Demandes de médias",
        description=(
            "Les questions de journalistes, les plus récentes d’abord. Ne répondez pas en"
            " public : transmettez-les aux relations médias."
        ),
        where=questions.MEDIA_REQUEST,
        columns=("headline", "topic", "reply_due_at", "status", "source", "url"),
    ),
    Search(
        id="vigie-recherche-311",
        title="Vigie – Cas pour le 311",
        description=(
            "Les demandes que les services municipaux peuvent traiter, les plus récentes"
            " d’abord. Invitez la personne à joindre le 311."
        ),
        where=questions.SERVICE_REQUEST,
        columns=("service_category", "place_text", "district", "headline", "status", "url"),
    ),
    Search(
        id="vigie-recherche-a-verifier",
        title="Vigie – À vérifier",
        description=(
            "Les mentions dont une étiquette au moins est incertaine, les plus récentes"
            " d’abord. Corrigez l’étiquette dans Vigie : votre correction prévaut toujours."
        ),
        where=questions.TO_CHECK,
        columns=("uncertain", "headline", "topic", "intent", "sentiment", "source", "url"),
    ),
)


def saved_searches() -> list[Json]:
    """Return the saved searches."""
    return [_saved(search) for search in SEARCHES]


def _saved(search: Search) -> Json:
    source = {"query": kuery(search.where), "filter": [], "indexRefName": _INDEX}
    attributes = {
        "columns": list(search.columns),
        "description": search.description,
        "grid": {},
        "hideChart": False,
        "isTextBasedQuery": False,
        "kibanaSavedObjectMeta": {"searchSourceJSON": packed(source)},
        "sort": [list(search.order)],
        "timeRestore": False,
        "title": search.title,
    }
    return saved("search", search.id, attributes, [reference("index-pattern", search.view, _INDEX)])
