"""The sentences of « this morning »."""

from __future__ import annotations

from typing import Final

from vigie.say import Say

MORNING: Final[dict[str, Say]] = {
    "morning.title": Say("Ce matin", "This morning"),
    "morning.nothing": Say("Rien n’attend une personne.", "Nothing is waiting for a person."),
    "morning.group.emergency": Say("Urgences", "Emergencies"),
    "morning.group.media": Say("Demandes des médias", "Media requests"),
    "morning.group.front": Say("Demandes de service", "Service requests"),
    "morning.group.moderate": Say("Modération", "Moderation"),
    "morning.group.reply": Say("Réponses attendues bientôt", "Replies due soon"),
    "morning.group.late": Say("En retard", "Overdue"),
    "morning.group.unsure": Say("À vérifier", "To check"),
    "morning.group.crisis": Say("Ce qui concerne la crise", "What concerns the crisis"),
    "morning.short.emergency.one": Say("urgence", "emergency"),
    "morning.short.emergency.many": Say("urgences", "emergencies"),
    "morning.short.media.one": Say("demande média", "media request"),
    "morning.short.media.many": Say("demandes médias", "media requests"),
    "morning.short.front.one": Say("demande de service", "service request"),
    "morning.short.front.many": Say("demandes de service", "service requests"),
    "morning.short.moderate.one": Say("à modérer", "to moderate"),
    "morning.short.moderate.many": Say("à modérer", "to moderate"),
    "morning.short.reply.one": Say("réponse attendue", "reply due"),
    "morning.short.reply.many": Say("réponses attendues", "replies due"),
    "morning.short.late.one": Say("en retard", "overdue"),
    "morning.short.late.many": Say("en retard", "overdue"),
    "morning.short.unsure.one": Say("à vérifier", "to check"),
    "morning.short.unsure.many": Say("à vérifier", "to check"),
    "morning.short.crisis.one": Say("mention", "mention"),
    "morning.short.crisis.many": Say("mentions", "mentions"),
    "morning.heard": Say("{mentions}, de {sources}.", "{mentions}, from {sources}."),
    "morning.silent": Say("Silencieuses : {names}.", "Silent: {names}."),
    "morning.since": Say("Depuis {when} {time}", "Since {when} {time}"),
    "morning.yesterday": Say("hier", "yesterday"),
    "morning.after_hours": Say(
        "Arrivé hors des heures d’ouverture et depuis.", "Arrived after hours and since."
    ),
    "morning.none_came": Say("Rien n’est arrivé.", "Nothing came in."),
    "morning.topics": Say("On parle surtout de", "Mostly about"),
    "morning.all": Say("Tout ce qui est arrivé", "All that came in"),
    "morning.more.one": Say("et {n} autre : voir la liste", "and {n} more: see the list"),
    "morning.more.many": Say("et {n} autres : voir la liste", "and {n} more: see the list"),
    "morning.mine": Say("À moi", "Mine"),
    "morning.mine.none": Say("Rien ne vous est confié.", "Nothing is assigned to you."),
    "morning.back": Say("De retour", "Back again"),
    "morning.back.note": Say(
        "Mis en veilleuse, et c’est aujourd’hui.", "Put off, and today is the day."
    ),
    "morning.back.mark": Say("de retour", "back"),
    "morning.unsure.note": Say(
        "La machine hésite sur ce qu’il faut en faire : un coup d’œil suffit.",
        "The machine is unsure what to do with these: a glance is enough.",
    ),
    "morning.unsure.all": Say("Toutes celles à vérifier", "All those to check"),
    "morning.unsure.none": Say("La machine n’hésite sur rien.", "The machine is sure of all."),
    "morning.held": Say("{status}, {who}", "{status}, {who}"),
    "morning.you": Say("vous", "you"),
    "morning.town": Say("Ville", "Town"),
    "morning.delayed": Say(
        "Une crise est en cours : pour tout ce qui suit, les réponses sont retardées. "
        "Réponse temporaire proposée :",
        "A crisis is under way: for all that follows, replies are delayed. "
        "Proposed temporary reply:",
    ),
    "morning.crisis.reply": Say("Réponse proposée pour la crise", "Reply proposed for the crisis"),
    "morning.crisis.none": Say(
        "Rien d’entendu pour l’instant qui concerne la crise.",
        "Nothing heard so far that concerns the crisis.",
    ),
    "morning.crisis.all": Say("Tout ce qui la concerne", "All that concerns it"),
    "morning.crisis.log": Say("Faire le point", "Take stock"),
    "morning.no_town": Say("Aucune ville", "No town"),
    "morning.no_town.what": Say(
        "Aucune ville ne vous est confiée. Demandez à l’administration de Vigie de vous en donner "
        "une.",
        "No town is yours. Ask Vigie’s administrator to give you one.",
    ),
    "morning.first": Say("Bienvenue", "Welcome"),
    "morning.first.what": Say(
        "Rien n’a encore été entendu. Trois pas pour commencer :",
        "Nothing has been heard yet. Three steps to begin:",
    ),
    "morning.first.check": Say(
        "Vérifiez le profil de la ville et les sources.", "Check the town’s profile and sources."
    ),
    "morning.first.sources": Say(
        "Voyez ce que Vigie écoute, et ce qu’elle n’entend pas.",
        "See what Vigie listens to, and what it does not hear.",
    ),
    "morning.first.sample": Say(
        "Essayez avec un exemple, qui se retire d’un seul geste.",
        "Try with a sample, removed in one gesture.",
    ),
}
