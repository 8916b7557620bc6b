"""The tables of the veille team's dashboard."""

from __future__ import annotations

from typing import Final

from deploy.kibana import questions
from deploy.kibana.columns import (
    by_question,
    by_value,
    count,
    earliest,
    greatest,
    latest,
    newest_value,
    unique,
)
from deploy.kibana.lens import table
from deploy.kibana.objects import ALL_DATES
from deploy.kibana.objects import SOURCES as SOURCES_VIEW

DEADLINES: Final = table(
    {
        "echeance": by_question("Échéance", questions.DEADLINES),
        "nombre": count("Réponses attendues"),
        "plus-ancienne": earliest("La plus ancienne, publiée le", "published_at"),
        "prochaine": earliest("Première échéance", "reply_due_at"),
    },
    where=questions.AWAITING,
    view=ALL_DATES,
)

STORIES: Final = table(
    {
        "histoire": by_value("Histoire", "cluster", 10),
        "titre": newest_value("Titre", "headline", by="published_at"),
        "nombre": count("Mentions"),
        "sources": unique("Sources", "source"),
        "debut": earliest("Première mention", "published_at"),
        "fin": latest("Dernière mention", "published_at"),
    },
    hidden="histoire",
    sorted_by=("nombre", "desc"),
)

# One document a source: the splits and the extremes only lay it out as a table.
SOURCES: Final = table(
    {
        "source": by_value("Source", "source", 100, by="entendue", direction="asc"),
        "etat": newest_value("État", "health", by="asked_at"),
        "entendue": latest("Dernières nouvelles", "heard_at"),
        "demandee": latest("Interrogée", "asked_at"),
        "echecs": greatest("Échecs de suite", "failures"),
    },
    sorted_by=("entendue", "asc"),
    view=SOURCES_VIEW,
    apart=True,
)
