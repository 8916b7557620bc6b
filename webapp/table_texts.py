"""The sentences of the sources and alerts pages, in both languages."""

from __future__ import annotations

from typing import Final

from vigie.say import Say

SOURCES: Final[dict[str, Say]] = {
    "sources.title": Say("Sources", "Sources"),
    "sources.honest": Say(
        "Vigie n’entend que ce qui figure ici. Ce qui se dit dans un groupe privé, dans une page "
        "sans fil ou de vive voix n’y est pas. Une source muette peut être en panne.",
        "Vigie hears only what is listed here. What is said in a private group, on a page without "
        "a feed or out loud is not. A silent source may be broken.",
    ),
    "sources.empty": Say(
        "Aucune source n’a encore été lue. Ajoutez-en une à vigie.toml ([[source]]), puis lancez "
        "« vigie run ».",
        "No source has been read yet. Add one to vigie.toml ([[source]]), then start “vigie run”.",
    ),
    "sources.source": Say("Source", "Source"),
    "sources.state": Say("État", "State"),
    "sources.heard": Say("A apporté quelque chose", "Last brought something"),
    "sources.asked": Say("Interrogée", "Last asked"),
    "sources.next": Say("Prochaine lecture", "Next reading"),
    "sources.counts": Say("Publications", "Posts"),
    "sources.silent": Say("muette depuis {length}", "silent for {length}"),
    "sources.never_heard": Say("n’a encore rien apporté", "has brought nothing yet"),
    "sources.failures.one": Say("{n} échec de suite", "{n} failure in a row"),
    "sources.failures.many": Say("{n} échecs de suite", "{n} failures in a row"),
    "sources.none": Say("aucune", "none"),
    "state.working": Say("répond", "answering"),
    "state.failing": Say("en panne", "failing"),
    "state.stopped": Say("arrêtée", "stopped"),
    "outcome.kept": Say("gardées", "kept"),
    "outcome.homonym": Say("homonyme", "namesake"),
    "outcome.no_name": Say("sans le nom de la ville", "without the town’s name"),
    "outcome.common_noun": Say("nom commun", "common noun"),
    "outcome.ambiguous_alone": Say("nom trop vague", "too vague a name"),
    "outcome.other_place": Say("autre endroit", "another place"),
}

ALERTS: Final[dict[str, Say]] = {
    "alerts.title": Say("Alertes", "Alerts"),
    "alerts.empty": Say(
        "Aucune alerte. Une urgence ou une demande média en ferait partir une vers les cibles de "
        "vigie.toml ([[target]]).",
        "No alert. An emergency or a media request would send one to the targets of "
        "vigie.toml ([[target]]).",
    ),
    "alerts.no_outbox": Say(
        "Cette installation n’envoie pas d’alertes.", "This installation sends no alerts."
    ),
    "alerts.disabled": Say("Cibles arrêtées", "Stopped targets"),
    "alerts.when": Say("Levée", "Raised"),
    "alerts.what": Say("Alerte", "Alert"),
    "alerts.target": Say("Cible", "Target"),
    "alerts.state": Say("Envoi", "Delivery"),
    "alerts.attempts.one": Say("{n} essai", "{n} attempt"),
    "alerts.attempts.many": Say("{n} essais", "{n} attempts"),
    "alerts.next": Say("prochain essai {when}", "next attempt {when}"),
    "alerts.mention": Say("Voir la mention", "See the mention"),
    "delivery.pending": Say("en attente", "waiting"),
    "delivery.sent": Say("envoyée", "sent"),
    "delivery.dead": Say("abandonnée", "given up"),
    "delivery.dropped": Say("retirée", "dropped"),
    "severity.urgent": Say("urgente", "urgent"),
    "severity.normal": Say("normale", "normal"),
    "severity.low": Say("basse", "low"),
}
