"""The sentences of the decision view, in both languages."""

from __future__ import annotations

from typing import Final

from vigie.say import Say

DECISION: Final[dict[str, Say]] = {
    "decision.title": Say("Avant et après une décision", "Before and after a decision"),
    "decision.lead": Say(
        "Donnez le jour d’une résolution du conseil, d’un événement ou d’une annonce : Vigie "
        "compare ce qui se disait avant et après, et dit ce que les chiffres permettent de "
        "conclure.",
        "Give the day of a council resolution, of an event or of an announcement: Vigie compares "
        "what was said before and after, and tells what the figures allow one to conclude.",
    ),
    "decision.name": Say("Nom", "Name"),
    "decision.name.example": Say(
        "Résolution 2026-204, collecte aux deux semaines", "Resolution 2026-204, collections"
    ),
    "decision.kind": Say("Genre", "Kind"),
    "decision.kind.resolution": Say("résolution du conseil", "council resolution"),
    "decision.kind.event": Say("événement", "event"),
    "decision.kind.date": Say("date", "date"),
    "decision.on": Say("Jour", "Day"),
    "decision.weeks": Say("De chaque côté", "On each side"),
    "decision.weeks.one": Say("{n} semaine", "{n} week"),
    "decision.weeks.many": Say("{n} semaines", "{n} weeks"),
    "decision.words.asked": Say("Seulement ce qui parle de", "Only what speaks of"),
    "decision.compare": Say("Comparer", "Compare"),
    "decision.keep": Say("Garder cette comparaison", "Keep this comparison"),
    "decision.keep.name": Say(
        "Nommez-la pour pouvoir la garder.", "Name it to be able to keep it."
    ),
    "decision.drop": Say("Retirer", "Remove"),
    "decision.kept": Say("Décisions gardées", "Decisions kept"),
    "decision.kept.none": Say(
        "Aucune encore. Une comparaison gardée a une adresse courte, et se refait avec les "
        "mentions arrivées depuis.",
        "None yet. A comparison that is kept has a short address, and is made anew with the "
        "mentions that came since.",
    ),
    "did.decision_kept": Say("La comparaison est gardée.", "The comparison is kept."),
    "did.decision_dropped": Say("La comparaison est retirée.", "The comparison is removed."),
    "act.decision_kept": Say("a gardé une comparaison", "kept a comparison"),
    "act.decision_dropped": Say("a retiré une comparaison", "removed a comparison"),
    "decision.too_soon": Say(
        "Aucun jour entier n’a encore passé depuis : revenez demain.",
        "No whole day has passed since: come back tomorrow.",
    ),
    "decision.before": Say("Avant", "Before"),
    "decision.after": Say("Après", "After"),
    "decision.windows": Say(
        "{days} jours de chaque côté, avec autant de chaque jour de la semaine : du {before_first} "
        "au {before_last}, puis du {after_first} au {after_last}. Le jour même n’est compté "
        "d’aucun côté.",
        "{days} days on each side, with as many of each weekday: from {before_first} to "
        "{before_last}, then from {after_first} to {after_last}. The day itself is counted on "
        "neither side.",
    ),
    "decision.concluded": Say("Ce qu’on peut conclure", "What may be concluded"),
    "decision.volume": Say("Mentions par jour", "Mentions by day"),
    "decision.volume.alt": Say(
        "Barres par jour autour du {day}, marqué d’un trait : {before} mentions avant, {after} "
        "après.",
        "Bars by day around {day}, marked by a line: {before} mentions before, {after} after.",
    ),
    "decision.volume.note": Say("Le trait marque le {day}.", "The line marks {day}."),
    "decision.volume.few": Say(
        "Volume : {before} mentions avant, {after} après : trop peu pour conclure.",
        "Volume: {before} mentions before, {after} after: too few to conclude.",
    ),
    "decision.volume.unclear": Say(
        "Volume : {before} mentions avant, {after} après, soit {ratio} fois (entre {low} et "
        "{high}) : rien à conclure.",
        "Volume: {before} mentions before, {after} after, that is {ratio} times (between {low} "
        "and {high}): nothing to conclude.",
    ),
    "decision.volume.more": Say(
        "On en parle plus : {before} mentions avant, {after} après, soit {ratio} fois (entre "
        "{low} et {high}).",
        "It is spoken of more: {before} mentions before, {after} after, that is {ratio} times "
        "(between {low} and {high}).",
    ),
    "decision.volume.less": Say(
        "On en parle moins : {before} mentions avant, {after} après, soit {ratio} fois (entre "
        "{low} et {high}).",
        "It is spoken of less: {before} mentions before, {after} after, that is {ratio} times "
        "(between {low} and {high}).",
    ),
    "decision.appeared": Say(
        "Attention, des sources n’ont été entendues qu’après : {sources}.",
        "Beware, some sources were heard only after: {sources}.",
    ),
    "decision.silent": Say(
        "Attention, des sources n’ont été entendues qu’avant : {sources}.",
        "Beware, some sources were heard only before: {sources}.",
    ),
    "decision.same.few": Say(
        "Aux mêmes sources : {before} mentions avant, {after} après : trop peu pour conclure.",
        "From the same sources: {before} mentions before, {after} after: too few to conclude.",
    ),
    "decision.same.unclear": Say(
        "Aux mêmes sources : {before} mentions avant, {after} après, soit {ratio} fois (entre "
        "{low} et {high}) : rien à conclure.",
        "From the same sources: {before} mentions before, {after} after, that is {ratio} times "
        "(between {low} and {high}): nothing to conclude.",
    ),
    "decision.same.more": Say(
        "Aux mêmes sources, on en parle plus : {before} mentions avant, {after} après, soit "
        "{ratio} fois (entre {low} et {high}).",
        "From the same sources, it is spoken of more: {before} mentions before, {after} after, "
        "that is {ratio} times (between {low} and {high}).",
    ),
    "decision.same.less": Say(
        "Aux mêmes sources, on en parle moins : {before} mentions avant, {after} après, soit "
        "{ratio} fois (entre {low} et {high}).",
        "From the same sources, it is spoken of less: {before} mentions before, {after} after, "
        "that is {ratio} times (between {low} and {high}).",
    ),
    "decision.share.more": Say(
        "« {name} » prend plus de place : de {before} à {after} des mentions (de {low} à {high} "
        "points de plus).",
        "“{name}” takes more room: from {before} to {after} of mentions ({low} to {high} points "
        "more).",
    ),
    "decision.share.less": Say(
        "« {name} » prend moins de place : de {before} à {after} des mentions (de {low} à {high} "
        "points de moins).",
        "“{name}” takes less room: from {before} to {after} of mentions ({low} to {high} points "
        "less).",
    ),
    "decision.negative.more": Say(
        "Sur « {name} », le ton négatif monte : de {before} à {after} (de {low} à {high} points "
        "de plus).",
        "On “{name}”, the negative tone rises: from {before} to {after} ({low} to {high} points "
        "more).",
    ),
    "decision.negative.less": Say(
        "Sur « {name} », le ton négatif recule : de {before} à {after} (de {low} à {high} points "
        "de moins).",
        "On “{name}”, the negative tone falls: from {before} to {after} ({low} to {high} points "
        "less).",
    ),
    "decision.sentiment.unclear": Say(
        "Ton, rien à conclure : {names}.", "Sentiment, nothing to conclude: {names}."
    ),
    "decision.sentiment.few": Say(
        "Ton, trop peu pour conclure : {names}.", "Sentiment, too few to conclude: {names}."
    ),
    "decision.topic.unclear": Say(
        "Sujets, rien à conclure : {names}.", "Topics, nothing to conclude: {names}."
    ),
    "decision.topic.few": Say(
        "Sujets, trop peu pour conclure : {names}.", "Topics, too few to conclude: {names}."
    ),
    "decision.negative.unclear": Say(
        "Ton négatif par sujet, rien à conclure : {names}.",
        "Negative tone by topic, nothing to conclude: {names}.",
    ),
    "decision.negative.few": Say(
        "Ton négatif par sujet, trop peu pour conclure : {names}.",
        "Negative tone by topic, too few to conclude: {names}.",
    ),
    "decision.method": Say(
        "Intervalles à 95 %. {n} parts sont comparées : les écarts conclus tiennent compte de ce "
        "nombre. Les reprises d’une même histoire ne comptent pas pour autant de voix : ces "
        "mentions en valent {before} avant et {after} après. Une différence n’est pas une cause : "
        "la saison, l’actualité ou une source nouvelle peuvent l’expliquer, et ceux qui écrivent "
        "ne sont pas toute la population.",
        "Intervals at 95%. {n} shares are compared: the differences concluded allow for that "
        "number. Repeats of one story do not count as so many voices: these mentions are worth "
        "{before} before and {after} after. A difference is not a cause: the season, the news or "
        "a new source may explain it, and those who write are not the whole population.",
    ),
    "decision.nothing": Say(
        "Rien à comparer : un des côtés n’a aucune mention.",
        "Nothing to compare: one of the sides has no mention.",
    ),
    "decision.shares.alt": Say(
        "Parts avant (carrés) et après (disques), avec leur incertitude. {shares}.",
        "Shares before (squares) and after (discs), with their uncertainty. {shares}.",
    ),
    "decision.share.alt": Say(
        "{name} : {before} avant, {after} après", "{name}: {before} before, {after} after"
    ),
    "decision.sentiments": Say("Ton", "Sentiment"),
    "decision.sentiments.unit": Say("part des mentions", "share of mentions"),
    "decision.topics": Say("Sujets", "Topics"),
    "decision.topics.unit": Say("part des mentions", "share of mentions"),
    "decision.negative": Say("Ton négatif, par sujet", "Negative tone, by topic"),
    "decision.negative.unit": Say(
        "part des mentions du sujet qui sont négatives",
        "share of the topic’s mentions that are negative",
    ),
    "decision.words": Say("Les mots qui ont changé", "The words that changed"),
    "decision.word": Say("Mot", "Word"),
    "decision.z": Say("z", "z"),
    "decision.words.unit": Say(
        "← plus avant · plus après → (écart z)", "← more before · more after → (z-score)"
    ),
    "decision.words.alt": Say(
        "Barres, une par mot. Plus après : {after}. Plus avant : {before}.",
        "Bars, one for each word. More after: {after}. More before: {before}.",
    ),
    "decision.words.none": Say(
        "Aucun mot n’a changé de façon assez nette pour être montré.",
        "No word changed clearly enough to be shown.",
    ),
    "decision.words.note": Say(
        "D’un échantillon de textes pris également sur les jours : {before} histoires avant, "
        "{after} après. Un mot compte une fois par histoire, et n’est montré qu’à partir de cinq "
        "histoires.",
        "From a sample of texts taken evenly over the days: {before} stories before, {after} "
        "after. A word counts once for a story, and is shown from five stories on.",
    ),
    "decision.typical": Say("Ce qui se disait", "What was said"),
    "decision.typical.note": Say(
        "Des mentions proches de l’ensemble de leur côté et différentes entre elles, choisies par "
        "leurs mots ; ni les plus vives ni les plus vues.",
        "Mentions close to the whole of their side and unlike one another, chosen by their words; "
        "neither the sharpest nor the most seen.",
    ),
    "decision.typical.none": Say(
        "Aucun texte assez long de ce côté.", "No text long enough on this side."
    ),
    "file.decision.volume": Say("decision-mentions-par-jour", "decision-mentions-by-day"),
    "file.decision.sentiments": Say("decision-ton", "decision-sentiment"),
    "file.decision.topics": Say("decision-sujets", "decision-topics"),
    "file.decision.negative": Say("decision-ton-par-sujet", "decision-tone-by-topic"),
    "file.decision.words": Say("decision-mots", "decision-words"),
}
