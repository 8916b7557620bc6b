"""The tables of the veille team's dashboard."""

from __future__ import annotations

from typing import Final

from deploy.kibana import questions
from deploy.kibana.columns import (
    by_question,
    by_value,
    count,
    earliest,
    latest,
    newest_value,
    unique,
)
from deploy.kibana.lens import table
from deploy.kibana.objects import ALL_DATES

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
        "titre": newest_value("Titre", "headline"),
        "nombre": count("Mentions"),
        "sources": unique("Sources", "source"),
        "debut": earliest("Première mention", "published_at"),
        "fin": latest("Dernière mention", "published_at"),
    },
    hidden="histoire",
    sorted_by=("nombre", "desc"),
)

SOURCES: Final = table(
    {
        "source": by_value("Source", "source", 100, by="entendue", direction="asc"),
        "entendue": latest("Entendue la dernière fois", "first_seen"),
        "publication": latest("Dernière publication", "published_at"),
        "semaine": count("Mentions, 7 derniers jours", questions.HEARD_THIS_WEEK),
        "nombre": count("Mentions, en tout"),
    },
    sorted_by=("entendue", "asc"),
    view=ALL_DATES,
)
