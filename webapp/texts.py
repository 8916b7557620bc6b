"""Every sentence of the pages, in both languages."""

from __future__ import annotations

from typing import Final

from vigie.say import Say
from webapp.acted_texts import ACTED
from webapp.api_texts import API
from webapp.cases_texts import CASE, CASES
from webapp.coverage_texts import COVERAGE
from webapp.crisis_texts import CRISIS
from webapp.decision_texts import DECISION
from webapp.detail_texts import ARTICLES, DETAIL, FIELDS
from webapp.doors.door_texts import DOOR
from webapp.drill_texts import DRILL
from webapp.morning_texts import MORNING
from webapp.reports_texts import REPORTS
from webapp.rules_texts import RULES
from webapp.search_texts import SEARCH
from webapp.settings_texts import SETTINGS
from webapp.table_texts import ALERTS
from webapp.trends_texts import TRENDS

#: Names of languages by ISO 639-1 code, for those a town is likely to hear.
LANGUAGES: Final[dict[str, Say]] = {
    "fr": Say("français", "French"),
    "en": Say("anglais", "English"),
    "nl": Say("néerlandais", "Dutch"),
    "de": Say("allemand", "German"),
    "es": Say("espagnol", "Spanish"),
    "pt": Say("portugais", "Portuguese"),
    "it": Say("italien", "Italian"),
    "ar": Say("arabe", "Arabic"),
    "und": Say("sans mots", "wordless"),
}

_FRAME: Final[dict[str, Say]] = {
    "site.name": Say("Vigie", "Vigie"),
    "colon": Say(" : ", ": "),
    "skip": Say("Aller au contenu", "Skip to content"),
    "nav.label": Say("Pages", "Pages"),
    "nav.morning": Say("Ce matin", "This morning"),
    "nav.inbox": Say("Mentions", "Mentions"),
    "nav.cases": Say("Dossiers", "Cases"),
    "nav.trends": Say("Tendances", "Trends"),
    "nav.reports": Say("Rapports", "Reports"),
    "nav.settings": Say("Réglages", "Settings"),
    "nav.coverage": Say("Couverture", "Coverage"),
    "nav.alerts": Say("Alertes", "Alerts"),
    "language.other": Say("English", "Français"),
    "footer.honest": Say(
        "Vigie n’entend que ses sources, et ses étiquettes sont des propositions : "
        "une personne vérifie, corrige et envoie.",
        "Vigie hears only its sources, and its labels are proposals: "
        "a person checks, corrects and sends.",
    ),
}

_INBOX: Final[dict[str, Say]] = {
    "inbox.title": Say("Ce qui est arrivé", "What came in"),
    "summary.since": Say("depuis le {day}", "since {day}"),
    "summary.today": Say("aujourd’hui", "today"),
    "summary.ever": Say("en tout", "in all"),
    "mentions.one": Say("{n} mention", "{n} mention"),
    "mentions.many": Say("{n} mentions", "{n} mentions"),
    "todo.one": Say("{n} à traiter", "{n} to handle"),
    "todo.many": Say("{n} à traiter", "{n} to handle"),
    "emergencies.one": Say("{n} urgence", "{n} emergency"),
    "emergencies.many": Say("{n} urgences", "{n} emergencies"),
    "nothing.urgent": Say("aucune urgence", "no emergency"),
    "search.label": Say("Chercher dans les mentions", "Search the mentions"),
    "search.placeholder": Say(
        "neige, « nid de poule », sujet:neige…", "snow, “bus stop”, topic:snow…"
    ),
    "search.button": Say("Chercher", "Search"),
    "search.clear": Say("Effacer la recherche", "Clear the search"),
    "search.help": Say("Comment chercher", "How to search"),
    "search.help.words": Say(
        "Plusieurs mots doivent tous s’y trouver ; les guillemets gardent l’ordre ; "
        "OU, SAUF et les parenthèses se combinent ; une étoile finit un mot : déneig*.",
        "Several words must all be there; quotes keep the order; "
        "OR, NOT and parentheses combine; a star ends a word: plow*.",
    ),
    "search.help.fields": Say(
        "Un champ se nomme avec deux-points : sujet:neige, suite:répondre, ton:négatif.",
        "A field is named with a colon: topic:snow, route:reply, sentiment:negative.",
    ),
    "search.problem": Say("Recherche incomprise", "Search not understood"),
    "period.label": Say("Période", "Period"),
    "period.today": Say("Aujourd’hui", "Today"),
    "period.7d": Say("7 jours", "7 days"),
    "period.30d": Say("30 jours", "30 days"),
    "period.all": Say("Tout", "All"),
    "view.label": Say("Vue", "View"),
    "view.all": Say("Tout", "Everything"),
    "view.todo": Say("À traiter", "To handle"),
    "view.follow": Say("À suivre", "To follow"),
    "filters": Say("Filtres", "Filters"),
    "filters.active": Say("Filtres actifs", "Active filters"),
    "filters.remove": Say("Retirer le filtre {name}", "Remove the filter {name}"),
    "filters.clear": Say("Tout retirer", "Remove all"),
    "themes": Say("Veilles", "Watched themes"),
    "themes.note": Say(
        "Suivies sans le nom de la ville, à part des mentions.",
        "Followed without the town’s name, apart from mentions.",
    ),
    "filters.none": Say("Rien à filtrer.", "Nothing to filter."),
    "pages.label": Say("Pages de résultats", "Pages of results"),
    "pages.newer": Say("Plus récentes", "Newer"),
    "pages.older": Say("Plus anciennes", "Older"),
    "empty.title": Say("Rien ici", "Nothing here"),
    "empty.period": Say(
        "Aucune mention sur cette période ; il y en a {n} en tout.",
        "No mention in this period; there are {n} in all.",
    ),
    "empty.widen": Say("Voir toute la période", "See the whole period"),
    "empty.filters": Say(
        "Aucune mention ne répond à cette recherche et à ces filtres.",
        "No mention answers this search and these filters.",
    ),
    "empty.first": Say(
        "Aucune mention encore. Vérifiez que des sources sont branchées et qu’elles répondent, "
        "ou importez un fichier avec « vigie import ».",
        "No mention yet. Check that sources are plugged in and answering, "
        "or import a file with “vigie import”.",
    ),
    "empty.sources": Say("Voir les sources", "See the sources"),
}

_CARD: Final[dict[str, Say]] = {
    "card.open": Say("Voir le détail", "See the details"),
    "card.open.draft": Say("Voir le détail et le brouillon", "See the details and the draft"),
    "card.untitled": Say("Mention sans texte", "Mention without text"),
    "card.own": Say("adressée à la ville", "addressed to the town"),
    "card.edited": Say("modifiée", "edited"),
    "check": Say("à vérifier", "to check"),
    "check.what": Say("À vérifier : {labels}", "To check: {labels}"),
    "due.first": Say("Première réponse attendue {when}", "First reply expected {when}"),
    "due.reply": Say("Réponse attendue {when}", "Reply expected {when}"),
    "due.decision": Say("Décision attendue {when}", "Decision expected {when}"),
    "due.media": Say("À transmettre {when}", "To pass on {when}"),
    "due.act": Say("À signaler {when}", "To report {when}"),
    "due.late": Say("En retard de {length}", "Late by {length}"),
    "due.delayed": Say("Réponse retardée", "Reply delayed"),
    "due.none": Say("Aucun délai ne court.", "No clock runs."),
}

_REFUSALS: Final[dict[str, Say]] = {
    "error.400": Say("Demande incomprise", "Request not understood"),
    "error.400.what": Say(
        "Cette adresse ne veut rien dire ici. Repartez de la liste.",
        "This address means nothing here. Start again from the list.",
    ),
    "error.403": Say("Refusé", "Refused"),
    "error.403.what": Say(
        "Votre rôle ne le permet pas, ou la page d’où vient la demande a vieilli : rouvrez-la et "
        "recommencez.",
        "Your role does not allow it, or the page that the request comes from is too old: open "
        "it again and start over.",
    ),
    "error.404": Say("Introuvable", "Not found"),
    "error.404.what": Say(
        "Cette page n’existe pas, ou la mention a été effacée : à sa source, par une personne, ou "
        "parce que son temps de conservation est passé.",
        "This page does not exist, or the mention was erased: at its source, by a person, or "
        "because its retention time has passed.",
    ),
    "error.405": Say("Impossible ici", "Not possible here"),
    "error.405.what": Say(
        "Cette page ne prend pas ce genre de demande.", "This page takes no such request."
    ),
    "error.409": Say("Modifié entre-temps", "Changed meanwhile"),
    "error.409.what": Say(
        "Quelqu’un d’autre a modifié cette fiche pendant que vous la lisiez : rien n’a été écrasé. "
        "Rouvrez-la, puis refaites votre changement.",
        "Someone else changed this entry while you were reading it: nothing was overwritten. Open "
        "it again, then redo your change.",
    ),
    "error.500": Say("Erreur de Vigie", "Vigie’s error"),
    "error.500.what": Say(
        "Rien n’est perdu : l’écoute continue. Si cela se répète, lancez « vigie doctor ».",
        "Nothing is lost: listening goes on. If it happens again, run “vigie doctor”.",
    ),
    "error.503": Say("La base ne répond pas", "The store does not answer"),
    "error.503.what": Say("Réessayez dans un instant.", "Try again in a moment."),
}

TEXTS: Final[dict[str, Say]] = {
    **_FRAME,
    **_INBOX,
    **_CARD,
    **DETAIL,
    **FIELDS,
    **ARTICLES,
    **COVERAGE,
    **ALERTS,
    **ACTED,
    **REPORTS,
    **SEARCH,
    **CASES,
    **CASE,
    **RULES,
    **MORNING,
    **CRISIS,
    **DRILL,
    **SETTINGS,
    **_REFUSALS,
    **DOOR,
    **TRENDS,
    **DECISION,
    **API,
    **DOOR,
    **TRENDS,
    **DECISION,
}
