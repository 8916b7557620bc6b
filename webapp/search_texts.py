"""The sentences of the search page, of saved searches, feeds and exports, in both languages."""

from __future__ import annotations

from typing import Final

from vigie.say import Say

SEARCH: Final[dict[str, Say]] = {
    "dates.first": Say("Du", "From"),
    "dates.last": Say("au", "to"),
    "dates.between": Say("du {first} au {last}", "from {first} to {last}"),
    "dates.until": Say("jusqu’au {last}", "until {last}"),
    "dates.remove": Say("Retirer les dates", "Remove the dates"),
    "order.label": Say("Ordre", "Order"),
    "order.newest": Say("Les plus récentes", "Newest first"),
    "order.oldest": Say("Les plus anciennes", "Oldest first"),
    "order.best": Say("Les plus proches", "Best match first"),
    "field.district": Say("Secteur", "District"),
    "field.uncertain": Say("À vérifier", "To check"),
    "filters.more": Say("{n} de plus", "{n} more"),
    "filters.fewer": Say("Les plus fréquentes", "The most frequent"),
    "filters.partly": Say(
        "Comptés parmi les {n} mentions les plus récentes.",
        "Counted among the {n} newest mentions.",
    ),
    "tools.label": Say("Garder et emporter", "Keep and take away"),
    "tools.save": Say("Enregistrer cette recherche", "Save this search"),
    "tools.saved": Say("Recherches enregistrées", "Saved searches"),
    "tools.export": Say("Exporter", "Export"),
    "search.name": Say("Nom", "Name"),
    "search.share": Say("Partager avec l’équipe", "Share with the team"),
    "search.save": Say("Enregistrer", "Save"),
    "export.csv": Say("CSV", "CSV"),
    "export.xlsx": Say("Excel", "Excel"),
    "export.jsonl": Say("JSONL", "JSONL"),
    "export.heading": Say(
        "Vigie, export du {when} ; {mentions} ; demandé : {what}",
        "Vigie, export of {when}; {mentions}; asked for: {what}",
    ),
    "export.too_many": Say(
        "Cette liste compte {n} mentions et un fichier en prend {most} au plus. "
        "Resserrez la période ou les filtres, puis exportez de nouveau.",
        "This list holds {n} mentions and a file takes {most} at most. "
        "Narrow the period or the filters, then export again.",
    ),
    "searches.title": Say("Recherches enregistrées", "Saved searches"),
    "searches.lead": Say(
        "Une recherche gardée se rouvre d’un clic, dit ce qui est arrivé depuis votre dernière "
        "visite, se suit par un fil RSS et peut alerter l’équipe.",
        "A saved search opens in one click, tells what came in since your last visit, can be "
        "followed by an RSS feed and can alert the team.",
    ),
    "searches.none": Say("Aucune recherche enregistrée", "No saved search"),
    "searches.none.what": Say(
        "Cherchez dans les mentions, puis choisissez « Enregistrer cette recherche ».",
        "Search the mentions, then choose “Save this search”.",
    ),
    "searches.back": Say("Chercher dans les mentions", "Search the mentions"),
    "searches.new.one": Say(
        "{n} nouvelle depuis votre dernière visite", "{n} new since your last visit"
    ),
    "searches.new.many": Say(
        "{n} nouvelles depuis votre dernière visite", "{n} new since your last visit"
    ),
    "searches.new.lots": Say(
        "plus de {n} nouvelles depuis votre dernière visite",
        "more than {n} new since your last visit",
    ),
    "searches.not_understood": Say(
        "Ses mots ne sont plus compris ; ouvrez-la pour les corriger.",
        "Its words are no longer understood; open it to correct them.",
    ),
    "searches.shared": Say("partagée par {owner}", "shared by {owner}"),
    "searches.shared.own": Say("partagée avec l’équipe", "shared with the team"),
    "searches.change": Say("Renommer ou partager", "Rename or share"),
    "searches.keep": Say("Garder les changements", "Keep the changes"),
    "searches.delete": Say("Supprimer", "Delete"),
    "searches.delete.sure": Say(
        "Supprimer la recherche {name}, son fil et son alerte",
        "Delete the search {name}, its feed and its alert",
    ),
    "feed.description": Say(
        "Mentions qui répondent à la recherche « {name} ».",
        "Mentions that answer the search “{name}”.",
    ),
    "feed.title": Say("Fil RSS", "RSS feed"),
    "feed.note": Say(
        "Qui a l’adresse du fil lit ces mentions sans ouvrir de session. Elle n’est montrée qu’une "
        "fois ; une nouvelle adresse remplace l’ancienne, qui n’ouvre plus rien.",
        "Whoever has the feed’s address reads these mentions without signing in. It is shown "
        "only once; a new address replaces the former one, which then opens nothing.",
    ),
    "feed.open": Say("Créer l’adresse du fil", "Make the feed’s address"),
    "feed.again": Say("Créer une nouvelle adresse", "Make a new address"),
    "feed.close": Say("Révoquer l’adresse", "Revoke the address"),
    "feed.fresh": Say("Adresse du fil « {name} »", "Address of the feed “{name}”"),
    "feed.fresh.note": Say(
        "Copiez-la maintenant : elle ne sera plus montrée.",
        "Copy it now: it will not be shown again.",
    ),
    "alert.title": Say("Alerte", "Alert"),
    "alert.on": Say("en marche", "on"),
    "alert.off": Say("à l’arrêt", "off"),
    "alert.note": Say(
        "Une mention n’alerte que si elle arrive après la mise en marche, et une seule fois.",
        "A mention alerts only if it comes in after the alert was turned on, and only once.",
    ),
    "alert.dated": Say(
        "Une recherche bornée par des dates n’alerte pas.",
        "A search bounded by dates alerts nobody.",
    ),
    "alert.pace": Say("Rythme", "Pace"),
    "pace.each": Say("À chaque mention", "For each mention"),
    "pace.digest": Say("Un seul message par période", "One message a period"),
    "pace.floor": Say("Quand il y en a assez", "When there are enough"),
    "alert.mentions": Say("Mentions, pour « assez »", "Mentions that are enough"),
    "alert.hours": Say("Heures de la période", "Hours in the period"),
    "alert.severity": Say("Importance", "Severity"),
    "alert.targets": Say("Cibles", "Targets"),
    "alert.targets.all": Say(
        "Aucune case cochée : toutes les cibles.", "No box ticked: every target."
    ),
    "alert.no_target": Say(
        "Aucune cible dans vigie.toml ([[target]]) : l’alerte ne partirait nulle part.",
        "No target in vigie.toml ([[target]]): the alert would go nowhere.",
    ),
    "alert.start": Say("Mettre en marche", "Turn on"),
    "alert.change": Say("Changer l’alerte", "Change the alert"),
    "alert.stop": Say("Arrêter l’alerte", "Turn off"),
    "act.search_saved": Say("a enregistré une recherche", "saved a search"),
    "act.search_changed": Say("a modifié une recherche", "changed a search"),
    "act.search_deleted": Say("a supprimé une recherche", "deleted a search"),
    "act.feed_opened": Say("a créé l’adresse d’un fil", "made a feed’s address"),
    "act.feed_closed": Say("a révoqué l’adresse d’un fil", "revoked a feed’s address"),
    "act.alert_on": Say("a mis une alerte en marche", "turned an alert on"),
    "act.alert_off": Say("a arrêté une alerte", "turned an alert off"),
    "act.exported": Say("a exporté une liste", "exported a list"),
    "did.search_saved": Say("Recherche enregistrée.", "Search saved."),
    "did.search_changed": Say("Recherche modifiée.", "Search changed."),
    "did.search_deleted": Say("Recherche supprimée.", "Search deleted."),
    "did.feed_closed": Say(
        "Adresse du fil révoquée : elle n’ouvre plus rien.",
        "Feed address revoked: it opens nothing any more.",
    ),
    "did.alert_on": Say("Alerte en marche.", "Alert turned on."),
    "did.alert_off": Say("Alerte arrêtée.", "Alert turned off."),
}
