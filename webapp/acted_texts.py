"""The sentences of acting on a mention, in both languages."""

from __future__ import annotations

from typing import Final

from vigie.say import Say

ACTED: Final[dict[str, Say]] = {
    # What was just done, at the top of the page.
    "did.corrected": Say("Correction enregistrée.", "Correction saved."),
    "did.uncorrected": Say("Correction annulée.", "Correction undone."),
    "did.taken": Say("C’est vous qui vous en occupez.", "You are taking care of it."),
    "did.released": Say("Remise à l’équipe.", "Given back to the team."),
    "did.handed_over": Say("Confiée.", "Assigned."),
    "did.noted": Say("Note ajoutée.", "Note added."),
    "did.snoozed": Say("Mise de côté.", "Put off."),
    "did.woken": Say("De retour parmi ce qui est à traiter.", "Back among what is to do."),
    "did.closed": Say("Close.", "Closed."),
    "did.reopened": Say("Rouverte.", "Reopened."),
    "did.temporary_sent": Say(
        "Réponse temporaire notée : le premier délai est arrêté.",
        "Temporary reply noted: the first clock is stopped.",
    ),
    "did.temporary_unsent": Say(
        "Le premier délai court de nouveau.", "The first clock runs again."
    ),
    "did.reply_sent": Say(
        "Réponse notée : les délais sont arrêtés.", "Reply noted: the clocks are stopped."
    ),
    "did.reply_unsent": Say("Le délai court de nouveau.", "The clock runs again."),
    "did.reply_saved": Say("Réponse enregistrée.", "Reply saved."),
    "undo": Say("Annuler", "Undo"),
    # The log of acts: « anne a corrigé… ».
    "act.corrected": Say("a corrigé", "corrected"),
    "act.uncorrected": Say("a annulé une correction", "undid a correction"),
    "act.taken": Say("s’en occupe", "took it"),
    "act.assigned": Say("l’a confiée à", "assigned it to"),
    "act.released": Say("l’a remise à l’équipe", "gave it back to the team"),
    "act.handed_over": Say("l’a passée à", "handed it over to"),
    "act.noted": Say("a noté", "noted"),
    "act.snoozed": Say("l’a mise de côté", "put it off"),
    "act.woken": Say("l’a ramenée", "brought it back"),
    "act.closed": Say("l’a close", "closed it"),
    "act.reopened": Say("l’a rouverte", "reopened it"),
    "act.temporary_sent": Say("a envoyé la réponse temporaire", "sent the temporary reply"),
    "act.temporary_unsent": Say(
        "a retiré la marque de la réponse temporaire", "took back the temporary reply’s mark"
    ),
    "act.reply_sent": Say("a envoyé la réponse", "sent the reply"),
    "act.reply_unsent": Say("a retiré la marque de la réponse", "took back the reply’s mark"),
    "act.reply_saved": Say("a récrit la réponse", "rewrote the reply"),
    "act.nothing": Say("rien", "nothing"),
    # Cards.
    "card.assignee": Say("entre les mains de {name}", "with {name}"),
    "card.asleep": Say("mise de côté jusqu’au {when}", "put off until {when}"),
    # Correcting.
    "correct": Say("Corriger", "Correct"),
    "correct.these": Say("Corriger : {name}", "Correct: {name}"),
    "correct.restore": Say("Rétablir", "Restore"),
    "correct.restore.what": Say("Rétablir : {name}", "Restore: {name}"),
    "correct.none": Say("rien n’a été dit", "nothing was said"),
    "correct.route": Say("Choisir une autre suite", "Choose another route"),
    "correct.place": Say("Nom d’un lieu de la ville", "Name of a place of the town"),
    "correct.place.none": Say("Aucun lieu", "No place"),
    "correct.note": Say(
        "Une correction l’emporte partout, tout de suite, et survit à tout nouveau jugement.",
        "A correction wins everywhere at once, and survives any new judgement.",
    ),
    # Who has it.
    "work": Say("Travail", "Work"),
    "work.nobody": Say("Personne ne s’en occupe encore.", "Nobody has taken it yet."),
    "work.mine": Say("Vous vous en occupez.", "You are taking care of it."),
    "work.theirs": Say("Entre les mains de {name}.", "With {name}."),
    "work.take": Say("Je m’en occupe", "I’ll take it"),
    "work.release": Say("Remettre à l’équipe", "Give back"),
    "work.give": Say("Confier ou passer", "Assign or hand over"),
    "work.name": Say("À qui", "To whom"),
    "work.word": Say("Un mot pour la suite (facultatif)", "A word with it (optional)"),
    "work.assign": Say("Confier", "Assign"),
    "work.hand_over": Say("Passer", "Hand over"),
    "work.snooze": Say("Mettre de côté", "Put off"),
    "work.tomorrow": Say("Demain à l’ouverture", "Tomorrow at opening"),
    "work.monday": Say("Lundi à l’ouverture", "Monday at opening"),
    "work.date": Say("Jusqu’au", "Until"),
    "work.until": Say("Reporter", "Put off"),
    "work.wake": Say("Ramener maintenant", "Bring back now"),
    "work.close": Say("Clore", "Close"),
    "work.reopen": Say("Rouvrir", "Reopen"),
    "work.refused": Say("Rien n’a été changé", "Nothing was changed"),
    "presence.one": Say("{names} a aussi cette fiche ouverte.", "{names} has this entry open too."),
    "presence.many": Say(
        "{names} ont aussi cette fiche ouverte.", "{names} have this entry open too."
    ),
    "presence.changed": Say(
        "Quelqu’un vient de modifier cette fiche. Rechargez la page pour le voir ; ce que vous "
        "écrivez n’est pas perdu si vous l’enregistrez d’abord.",
        "Someone has just changed this entry. Reload the page to see it; what you are writing is "
        "not lost if you save it first.",
    ),
    # The reply.
    "reply.template": Say("Modèle", "Template"),
    "reply.template.change": Say("Changer de modèle", "Change template"),
    "reply.template.any": Say("pour tous les cas", "for any case"),
    "reply.text": Say("Texte de la réponse", "Text of the reply"),
    "reply.yours": Say("Récrite par l’équipe.", "Rewritten by the team."),
    "reply.save": Say("Enregistrer", "Save"),
    "reply.copy": Say("Copier", "Copy"),
    "reply.copied": Say("Copié", "Copied"),
    "reply.sent": Say("Marquer comme envoyée", "Mark as sent"),
    "reply.was_sent": Say("Envoyée {when}", "Sent {when}"),
    "reply.unsent": Say("Ce n’était pas envoyé", "It was not sent"),
    "reply.mark": Say("Marquer comme traitée à la main", "Mark as dealt with by hand"),
    # Thread, map, history, case.
    "thread": Say("La conversation, avant", "The conversation, before"),
    "map": Say("Le lieu : {place}", "The place: {place}"),
    "map.point": Say("Lieu de la mention", "Place of the mention"),
    "history": Say("Ce qui a été fait", "What was done"),
    "history.note": Say(
        "Ajouter une note, pour l’équipe seulement", "Add a note, for the team only"
    ),
    "history.add": Say("Ajouter", "Add"),
    "case.is": Say("Dossier {reference} : {state}", "Case {reference}: {state}"),
    "story.sources.one": Say("{n} autre source", "{n} other source"),
    "story.sources.many": Say("{n} autres sources", "{n} other sources"),
    # Conflict.
    "conflict": Say("Modifiée entre-temps", "Changed meanwhile"),
    "conflict.what": Say(
        "Pendant que vous lisiez, ceci a été fait ; votre changement, lui, attend.",
        "While you were reading, this was done; your own change is waiting.",
    ),
    "conflict.machine": Say("Vigie a relu cette mention.", "Vigie read this mention again."),
    "conflict.again": Say("Refaire mon changement", "Make my change again"),
    # Keyboard.
    "keys": Say("Clavier", "Keyboard"),
    "keys.jk": Say("mention suivante, précédente", "next, previous mention"),
    "keys.enter": Say("ouvrir la mention", "open the mention"),
    "keys.digits": Say(
        "choisir la suite, dans l’ordre de la politique", "choose the route, in the policy’s order"
    ),
    "keys.e": Say("écrire la réponse", "edit the reply"),
    "keys.c": Say("copier la réponse", "copy the reply"),
    "keys.u": Say("revenir à la liste", "back to the list"),
    "keys.help": Say("cette aide", "this help"),
    "keys.fields": Say(
        "Les touches ne font rien pendant que vous écrivez.",
        "Keys do nothing while you are writing.",
    ),
    "keys.off": Say("Désactiver les touches", "Turn the keys off"),
    "keys.on": Say("Activer les touches", "Turn the keys on"),
    "keys.close": Say("Fermer", "Close"),
}
