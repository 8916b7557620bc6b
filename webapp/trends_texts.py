"""The sentences of the trends, in both languages."""

from __future__ import annotations

from typing import Final

from vigie.say import Say

TRENDS: Final[dict[str, Say]] = {
    "trends.title": Say("Tendances", "Trends"),
    "trends.between": Say("du {first} au {last}", "from {first} to {last}"),
    "trends.stretch.7d": Say("7 jours", "7 days"),
    "trends.stretch.30d": Say("30 jours", "30 days"),
    "trends.stretch.90d": Say("90 jours", "90 days"),
    "trends.stretch.365d": Say("12 mois", "12 months"),
    "trends.from": Say("Du", "From"),
    "trends.to": Say("au", "to"),
    "trends.show": Say("Afficher", "Show"),
    "trends.list": Say("Lire ces mentions", "Read these mentions"),
    "trends.decide": Say("Comparer avant et après une date", "Compare before and after a date"),
    "trends.all": Say("toutes", "all"),
    "trends.mentions": Say("Mentions", "Mentions"),
    "trends.unit": Say("mentions", "mentions"),
    "trends.every.day": Say("Jour", "Day"),
    "trends.every.week": Say("Semaine du", "Week of"),
    "trends.every.month": Say("Mois du", "Month of"),
    "trends.low": Say("au moins", "at least"),
    "trends.high": Say("au plus", "at most"),
    "trends.nothing": Say(
        "Aucune mention sur cette période, avec ces filtres.",
        "No mention in this period, with these filters.",
    ),
    "trends.unfinished": Say(
        "La dernière barre, plus pâle, n’est pas terminée.",
        "The last bar, paler, is not over.",
    ),
    "trends.volume": Say("Mentions selon le ton", "Mentions by sentiment"),
    "trends.volume.alt": Say(
        "Barres par période, une rangée par ton. {total} mentions, dont {negative} négatives et "
        "{positive} positives ; le jour le plus chargé : {peak}.",
        "Bars by period, a row for each sentiment. {total} mentions, of which {negative} negative "
        "and {positive} positive; the busiest day: {peak}.",
    ),
    "trends.topics": Say("Sujets", "Topics"),
    "trends.topics.alt": Say(
        "Barres par période, une rangée par sujet. En tête : {topics}.",
        "Bars by period, a row for each topic. First: {topics}.",
    ),
    "trends.places": Say("Lieux", "Places"),
    "trends.places.none": Say(
        "Aucun lieu reconnu dans ces mentions.", "No place recognised in these mentions."
    ),
    "trends.places.alt": Say(
        "Carte de {town} ; l’aire d’un disque est le nombre de mentions. En tête : {places}.",
        "Map of {town}; the area of a disc is the number of mentions. First: {places}.",
    ),
    "trends.places.list": Say(
        "Barres, une par lieu. En tête : {places}.", "Bars, one for each place. First: {places}."
    ),
    "trends.places.note": Say(
        "Seuls les lieux du répertoire de la ville sont comptés ; un lieu nommé n’est pas "
        "toujours celui du problème.",
        "Only places of the town’s gazetteer are counted; a place named is not always where the "
        "problem is.",
    ),
    "trends.places.without": Say(
        "Mentions de lieux sans position connue, dans le tableau seulement : {n}.",
        "Mentions of places without a known position, in the table only: {n}.",
    ),
    "trends.places.districts": Say("Par secteur : {districts}.", "By district: {districts}."),
    "trends.answers": Say("Délais de réponse", "Response times"),
    "trends.answers.none": Say(
        "Aucune réponse n’était due sur cette période : rien à mesurer.",
        "No reply was due in this period: nothing to measure.",
    ),
    "trends.answers.temporary": Say("Première réponse", "First reply"),
    "trends.answers.reply": Say("Réponse validée", "Validated reply"),
    "trends.answers.clock": Say("Délai", "Clock"),
    "trends.answers.kept": Say("Dans le délai", "In time"),
    "trends.answers.unit": Say(
        "part des réponses dues données dans le délai", "share of the replies due given in time"
    ),
    "trends.answers.alt": Say(
        "Part des réponses données dans le délai, avec son incertitude. {shares}.",
        "Share of replies given in time, with its uncertainty. {shares}.",
    ),
    "trends.answers.told": Say(
        "{clock} : {kept} dans le délai, {late} en retard, {overdue} sans réponse et en retard, "
        "{waiting} encore dans le délai ; {median}.",
        "{clock}: {kept} in time, {late} late, {overdue} unanswered and late, {waiting} still in "
        "time; {median}.",
    ),
    "trends.answers.median": Say(
        "la moitié des réponses en moins de {median} d’ouverture, cible {target}",
        "half of the replies within {median} of opening hours, target {target}",
    ),
    "trends.answers.nobody": Say(
        "aucune réponse marquée comme envoyée, cible {target}",
        "no reply marked as sent, target {target}",
    ),
    "trends.answers.sample": Say(
        "Mesuré sur les {n} mentions les plus récentes.", "Measured on the {n} newest mentions."
    ),
    "trends.answers.note": Say(
        "Les minutes sont celles des heures d’ouverture de la ville ; une réponse compte quand "
        "elle a été marquée comme envoyée dans Vigie. Le trait montre l’incertitude.",
        "Minutes are those of the town’s opening hours; a reply counts once it was marked as sent "
        "in Vigie. The line shows the uncertainty.",
    ),
    "trends.categories": Say("Demandes de service", "Service requests"),
    "trends.categories.none": Say(
        "Aucune demande de service sur cette période.", "No service request in this period."
    ),
    "trends.categories.alt": Say(
        "Barres, une par catégorie de demande. En tête : {categories}.",
        "Bars, one for each category of request. First: {categories}.",
    ),
    "trends.categories.note": Say(
        "Des mentions, non des dossiers : plusieurs voix peuvent parler d’un même problème.",
        "Mentions, not cases: several voices may speak of one problem.",
    ),
    "trends.stories": Say("Histoires les plus reprises", "Stories most told"),
    "trends.stories.none": Say(
        "Aucune histoire reprise plus d’une fois.", "No story told more than once."
    ),
    "trends.story": Say("Histoire", "Story"),
    "trends.story.address": Say("Page", "Page"),
    "trends.story.every": Say("Toutes", "All of them"),
    "chart.table": Say("Voir le tableau", "See the table"),
    "chart.csv": Say("Données (CSV)", "Data (CSV)"),
    "chart.png": Say("Image (PNG)", "Picture (PNG)"),
    "file.volume": Say("mentions-par-ton", "mentions-by-sentiment"),
    "file.topics": Say("sujets", "topics"),
    "file.places": Say("lieux", "places"),
    "file.answers": Say("delais-de-reponse", "response-times"),
    "file.categories": Say("demandes-de-service", "service-requests"),
    "file.stories": Say("histoires", "stories"),
}
