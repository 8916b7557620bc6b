"""The sentences of the alerts page, in both languages."""

from __future__ import annotations

from typing import Final

from vigie.say import Say

ALERTS: Final[dict[str, Say]] = {
    "alerts.title": Say("Alertes", "Alerts"),
    "alerts.empty": Say(
        "Aucune alerte. Une urgence, une demande média ou une source qui se tait en ferait partir "
        "une vers les cibles de vigie.toml ([[target]]).",
        "No alert. An emergency, a media request or a source that falls silent would send one to "
        "the targets of vigie.toml ([[target]]).",
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
    "alerts.source": Say("Voir les sources", "See the sources"),
    "delivery.pending": Say("en attente", "waiting"),
    "delivery.sent": Say("envoyée", "sent"),
    "delivery.dead": Say("abandonnée", "given up"),
    "delivery.dropped": Say("retirée", "dropped"),
    "severity.urgent": Say("urgente", "urgent"),
    "severity.normal": Say("normale", "normal"),
    "severity.low": Say("basse", "low"),
}
