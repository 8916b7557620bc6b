"""The sentences of the reports' pages, in both languages."""

from __future__ import annotations

from typing import Final

from vigie.say import Say

REPORTS: Final[dict[str, Say]] = {
    "reports.title": Say("Rapports", "Reports"),
    "reports.what": Say(
        "Ce que les résidents ont dit, sans jamais dire qui : rien ici ne désigne une personne.",
        "What residents said, never who said it: nothing here points at a person.",
    ),
    "reports.town": Say("Ville", "Town"),
    "reports.month": Say("Par mois", "By month"),
    "reports.week": Say("Par semaine", "By week"),
    "reports.day": Say("Par jour", "By day"),
    "reports.other": Say("Une autre période", "Another period"),
    "reports.from": Say("Du", "From"),
    "reports.to": Say("au", "to"),
    "reports.see": Say("Voir", "See"),
    "reports.scheduled": Say("Envois prévus", "Scheduled"),
    "reports.unscheduled": Say(
        "Aucun rapport ne part tout seul. Ajoutez un [[report]] à vigie.toml pour que la semaine "
        "arrive par courriel.",
        "No report leaves by itself. Add a [[report]] to vigie.toml to have the week arrive by "
        "e-mail.",
    ),
    "reports.plan.day": Say("chaque jour", "each day"),
    "reports.plan.week": Say("chaque semaine", "each week"),
    "reports.plan.month": Say("chaque mois", "each month"),
    "reports.to.one": Say("{n} adresse", "{n} address"),
    "reports.to.many": Say("{n} adresses", "{n} addresses"),
    "reports.next": Say("Prochain envoi {when}.", "Next one {when}."),
    "reports.never": Say("Rien n’est encore parti.", "Nothing has left yet."),
    "reports.sent": Say("{period} : envoyé {when}.", "{period}: sent {when}."),
    "reports.sending": Say("{period} : en train de partir.", "{period}: being sent."),
    "reports.waiting": Say(
        "{period} : pas encore parti, prochain essai {when}.",
        "{period}: not sent yet, next attempt {when}.",
    ),
    "reports.refused": Say("{period} : refusé {when}.", "{period}: refused {when}."),
    "reports.send": Say("Envoyer maintenant", "Send now"),
    "reports.send.which": Say(
        "Envoyer « {name} » maintenant, sur la dernière période finie",
        "Send “{name}” now, on the last period over",
    ),
    "reports.again": Say(
        "Il part aux adresses du réglage, même s’il est déjà parti.",
        "It goes to the addresses in the settings, even if it has already left.",
    ),
    "report.back": Say("Tous les rapports", "All reports"),
    "report.pdf": Say("En PDF", "As PDF"),
    "report.json": Say("Les chiffres (JSON)", "The figures (JSON)"),
    "report.downloads": Say("Télécharger", "Download"),
    "did.report_sent": Say("Le rapport est parti.", "The report has been sent."),
    "did.report_waiting": Say(
        "Le serveur de courriel n’a pas pris le rapport : Vigie réessaiera d’elle-même.",
        "The mail server did not take the report: Vigie will try again by itself.",
    ),
    "did.report_refused": Say(
        "Le serveur de courriel a refusé le rapport ; la raison est à côté de l’envoi.",
        "The mail server refused the report; the reason is beside it.",
    ),
    "did.report_under_way": Say(
        "Ce rapport est justement en train de partir.", "This report is being sent at this moment."
    ),
}
