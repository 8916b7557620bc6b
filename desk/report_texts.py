"""Every sentence of the reports, in both languages."""

from __future__ import annotations

from typing import Final

from desk.report_method_texts import HEARD, METHOD
from vigie.say import Say

_HEADINGS: Final[dict[str, Say]] = {
    "title.day": Say("Bulletin du {span}", "Daily brief, {span}"),
    "title.week": Say("Rapport de la semaine du {span}", "Report on the week of {span}"),
    "title.month": Say("Rapport du mois {span}", "Report on {span}"),
    "title.range": Say("Rapport du {span}", "Report on {span}"),
    "subject": Say("{town} : {title}", "{town}: {title}"),
    "subtitle": Say(
        "Ville de {town} · écrit par Vigie le {at}", "Town of {town} · written by Vigie on {at}"
    ),
    "unfinished": Say(
        "La période n’est pas finie : ces chiffres changeront.",
        "The period is not over: these figures will change.",
    ),
    "brief": Say("En bref", "In brief"),
    "topics": Say("De quoi on a parlé", "What people spoke of"),
    "new": Say("Ce qui est nouveau", "What is new"),
    "clock": Say("Réponses et délais", "Answers and deadlines"),
    "cases": Say("Demandes de service ({door})", "Service requests ({door})"),
    "council": Say("Pour le conseil : compliments et idées", "For the council: praise and ideas"),
    "heard": Say("Ce qui est écouté, et ce qui ne l’est pas", "What is heard, and what is not"),
    "method": Say("Méthode et limites", "Method and limits"),
}

_BRIEF: Final[dict[str, Say]] = {
    "posts.none": Say(
        "Aucune publication de résidents n’a été entendue.", "No post by residents was heard."
    ),
    "posts.few": Say(
        "Moins de cinq personnes se sont exprimées : rien de plus n’en est dit ici.",
        "Fewer than five people spoke: no more is said of it here.",
    ),
    "posts.one": Say("{n} publication ({people}).", "{n} post ({people})."),
    "posts.many": Say(
        "{n} publications de résidents ({people}).", "{n} posts by residents ({people})."
    ),
    "moved.up": Say(
        "C’est plus que {before} ({ratio}, entre {low} et {high}).",
        "That is more than {before} ({ratio}, between {low} and {high}).",
    ),
    "moved.down": Say(
        "C’est moins que {before} ({ratio}, entre {low} et {high}).",
        "That is less than {before} ({ratio}, between {low} and {high}).",
    ),
    "moved.unsure": Say(
        "L’écart avec {before} ({former}) peut n’être qu’un hasard.",
        "The difference with {before} ({former}) may be mere chance.",
    ),
    "before.day": Say("la veille", "the day before"),
    "before.week": Say("la semaine d’avant", "the week before"),
    "before.month": Say("le mois d’avant", "the month before"),
    "before.range": Say("la période d’avant", "the period before"),
    "others": Say(
        "S’y ajoutent des publications de la presse, d’organismes ou de la ville.",
        "There are also posts by the press, organisations or the town.",
    ),
    "first_topic": Say(
        "Sujets dont on a le plus parlé : {topics}.", "Topics most spoken of: {topics}."
    ),
    "emergencies.none": Say("Aucune urgence signalée.", "No emergency reported."),
    "emergencies": Say("Urgences signalées ({band}).", "Emergencies reported ({band})."),
    "media.none": Say("Aucune demande de média.", "No media request."),
    "media": Say("Demandes de médias ({band}).", "Media requests ({band})."),
    "band.0": Say("personne", "nobody"),
    "band.1": Say("moins de 5 personnes", "fewer than 5 people"),
    "band": Say("{low} à {high} personnes", "{low} to {high} people"),
    "band.last": Say("{low} personnes ou plus", "{low} people or more"),
    "silent.brief.one": Say(
        "Une source est silencieuse : le portrait est incomplet.",
        "One source is silent: the picture is incomplete.",
    ),
    "silent.brief.many": Say(
        "{n} sources sont silencieuses : le portrait est incomplet.",
        "{n} sources are silent: the picture is incomplete.",
    ),
}

_TABLES: Final[dict[str, Say]] = {
    "topics.caption": Say("Publications de résidents par sujet", "Posts by residents, by topic"),
    "intents.caption": Say("Ce que ces publications viennent faire", "What these posts are for"),
    "sentiments.caption": Say("Leur ton", "Their tone"),
    "head.topic": Say("Sujet", "Topic"),
    "head.intent": Say("Intention", "Intent"),
    "head.sentiment": Say("Ton", "Tone"),
    "head.posts": Say("Publications", "Posts"),
    "head.before": Say("Avant", "Before"),
    "head.change": Say("Changement", "Change"),
    "head.cases": Say("Dossiers", "Cases"),
    "head.category": Say("Catégorie", "Category"),
    "head.district": Say("Secteur", "District"),
    "head.state": Say("État", "State"),
    "alt.bar": Say("{name} : {n}", "{name}: {n}"),
    "grouped": Say("Autres, regroupés", "Others, grouped"),
    "total": Say("Total", "Total"),
    "change.untold": Say("—", "—"),
    "change.unsure": Say("pas sûr", "not sure"),
    "change.sure": Say("{ratio} (de {low} à {high})", "{ratio} ({low} to {high})"),
    "change.note": Say(
        "« Avant » et le changement ne sont donnés que si cinq personnes au moins ont parlé du "
        "sujet les deux fois. « Pas sûr » : l’écart peut n’être qu’un hasard (intervalle à 95 %).",
        "“Before” and the change are given only if at least five people spoke of the topic both "
        "times. “Not sure”: the difference may be mere chance (95% interval).",
    ),
    "places": Say("Lieux les plus nommés : {places}.", "Places named most: {places}."),
    "all.grouped": Say(
        "Chaque sujet n’a que quelques voix : ils sont regroupés pour ne désigner personne.",
        "Each topic has but a few voices: they are grouped so as to point at nobody.",
    ),
}

_NEW: Final[dict[str, Say]] = {
    "new.none": Say(
        "Aucune histoire assez partagée n’a commencé.", "No story shared enough has begun."
    ),
    "story.headline": Say("« {headline} » ({told}).", "“{headline}” ({told})."),
    "story.topic": Say("{topic}{place} ({told}).", "{topic}{place} ({told})."),
    "story.place": Say(", {place}", ", {place}"),
    "told.one": Say("{when}, {people}, {n} source", "{when}, {people}, {n} source"),
    "told.many": Say("{when}, {people}, {n} sources", "{when}, {people}, {n} sources"),
    "rising": Say("Sujets nettement en hausse : {topics}.", "Topics clearly rising: {topics}."),
    "falling": Say("Sujets nettement en baisse : {topics}.", "Topics clearly falling: {topics}."),
}

_CLOCK: Final[dict[str, Say]] = {
    "clock.first": Say("Première réponse", "First answer"),
    "clock.reply": Say("Réponse validée", "Validated reply"),
    "clock.none": Say("{clock} : rien n’était attendu.", "{clock}: nothing was owed."),
    "clock.all": Say(
        "{clock} : à temps pour les {n} publications qui en attendaient une.",
        "{clock}: on time for all {n} posts that were owed one.",
    ),
    "clock.late": Say(
        "{clock} : en retard pour les {n} publications qui en attendaient une.",
        "{clock}: late for all {n} posts that were owed one.",
    ),
    "clock.share": Say(
        "{clock} : à temps pour {share} des {n} publications qui en attendaient une.",
        "{clock}: on time for {share} of the {n} posts that were owed one.",
    ),
    "clock.bands": Say(
        "{clock} : à temps, {in_time} ; en retard, {late}.",
        "{clock}: on time, {in_time}; late, {late}.",
    ),
    "clock.overdue": Say("En retard et encore attendues : {band}.", "Late and still owed: {band}."),
    "clock.median": Say(
        "Délai médian : {minutes} d’heures ouvrées.", "Median wait: {minutes} of business hours."
    ),
    "clock.how": Say(
        "Les délais comptent les heures d’ouverture de la ville, sans les jours fériés ; une "
        "urgence compte chaque minute. Une publication que l’équipe a close sans répondre n’en "
        "attendait pas.",
        "Deadlines count the town’s opening hours, without holidays; an emergency counts every "
        "minute. A post that the team closed without a reply was owed none.",
    ),
}

_CASES: Final[dict[str, Say]] = {
    "cases.begun.one": Say("{n} dossier a commencé.", "{n} case has begun."),
    "cases.begun.many": Say("{n} dossiers ont commencé.", "{n} cases have begun."),
    "cases.none": Say("Aucun dossier n’a commencé.", "No case has begun."),
    "cases.few": Say(
        "Des dossiers ont commencé, pour moins de cinq personnes.",
        "Cases have begun, for fewer than five people.",
    ),
    "cases.what": Say(
        "Un dossier réunit les publications sur un même problème au même endroit.",
        "A case gathers the posts about one problem at one place.",
    ),
    "categories.caption": Say("Dossiers par catégorie", "Cases by category"),
    "districts.caption": Say("Dossiers par secteur", "Cases by district"),
    "states.caption": Say("Où ils en sont", "Where they stand"),
    "nowhere": Say("secteur inconnu", "unknown district"),
    "state.waiting": Say("à transmettre", "to be handed over"),
    "state.given": Say("transmis, en cours", "handed over, under way"),
    "state.settled": Say("réglés", "settled"),
    "state.dropped": Say("retirés ou refusés", "withdrawn or refused"),
}

_COUNCIL: Final[dict[str, Say]] = {
    "praise.none": Say("Aucun compliment.", "No praise."),
    "praise": Say("Compliments ({band}).", "Praise ({band})."),
    "ideas.none": Say("Aucune idée.", "No idea."),
    "ideas": Say("Idées ({band}).", "Ideas ({band})."),
    "voiced.topics": Say("Sujets : {topics}.", "Topics: {topics}."),
    "voiced.words": Say(
        "Mots que cinq personnes au moins partagent : {words}.",
        "Words that at least five people share: {words}.",
    ),
    "council.unquoted": Say(
        "Personne n’est cité : une phrase recopiée se retrouve sur le Web, avec son auteur. "
        "L’équipe peut lire les publications dans Vigie.",
        "Nobody is quoted: a copied sentence can be found on the Web, with its author. The team "
        "can read the posts in Vigie.",
    ),
}

TEXTS: Final[dict[str, Say]] = {
    **_HEADINGS,
    **_BRIEF,
    **_TABLES,
    **_NEW,
    **_CLOCK,
    **_CASES,
    **_COUNCIL,
    **HEARD,
    **METHOD,
}
