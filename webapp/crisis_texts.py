"""The sentences of a crisis: its banner, its page, its after-action report."""

from __future__ import annotations

from typing import Final

from vigie.say import Say

REPLY: Final = Say(
    "Bonjour. La Ville est au courant de la situation et ses équipes sont à l’œuvre. "
    "L’information à jour est sur {site}. En cas de danger, composez le {emergency}.",
    "Hello. The City is aware of the situation and its crews are at work. "
    "Up-to-date information is at {site}. If there is danger, call {emergency}.",
)
TEMPORARY: Final = Say(
    "Bonjour. Une situation particulière occupe nos équipes : notre réponse tardera un peu. "
    "Votre message est bien reçu et nous y reviendrons. Pour une demande de service : {door}. "
    "Merci de votre patience.",
    "Hello. Our crews are busy with an unusual situation: our reply will take a little longer. "
    "Your message has been received and we will come back to it. For a service request: {door}. "
    "Thank you for your patience.",
)
UNNAMED: Final = Say("Donnez un nom à la crise.", "Give the crisis a name.")
TOO_VAGUE: Final = Say(
    "Dites au moins un mot, un sujet ou un lieu : c’est ainsi que Vigie reconnaît ce qui concerne "
    "la crise.",
    "Give at least a word, a topic or a place: that is how Vigie knows what concerns the crisis.",
)
UNKNOWN_PLACE: Final = Say(
    "« {name} » n’est pas un lieu du profil de la ville. Écrivez-le plutôt parmi les mots.",
    "“{name}” is no place of the town’s profile. Write it among the words instead.",
)

CRISIS: Final[dict[str, Say]] = {
    "crisis.mark": Say("Crise", "Crisis"),
    "crisis.title": Say("Crise", "Crisis"),
    "crisis.since": Say("depuis {when}", "since {when}"),
    "crisis.point.next": Say(
        "Faire le point toutes les {cadence} min ; prochain {when}",
        "Take stock every {cadence} min; next {when}",
    ),
    "crisis.point.late": Say(
        "Faire le point toutes les {cadence} min ; il était attendu {when}",
        "Take stock every {cadence} min; it was expected {when}",
    ),
    "crisis.invitation": Say(
        "{what} depuis 24 h. Si la situation dépasse le cours normal, déclarez une crise : "
        "ce qui la concerne passera en premier, le reste pourra attendre.",
        "{what} in the last 24 h. If this goes beyond the ordinary, declare a crisis: "
        "what concerns it will come first, the rest may wait.",
    ),
    "crisis.spikes.one": Say("{n} hausse inhabituelle", "{n} unusual spike"),
    "crisis.spikes.many": Say("{n} hausses inhabituelles", "{n} unusual spikes"),
    "crisis.declare.invite": Say("Déclarer une crise…", "Declare a crisis…"),
    "crisis.none": Say("Aucune crise en cours.", "No crisis under way."),
    "crisis.none.what": Say(
        "Quand une crise est déclarée, ce qui la concerne passe en premier dans « Ce matin », "
        "les délais du reste s’allongent et le disent, et un journal est tenu. Tout revient à la "
        "normale quand elle est terminée.",
        "When a crisis is declared, what concerns it comes first in “This morning”, the clocks of "
        "the rest are extended and say so, and a log is kept. Everything comes back to normal "
        "when it ends.",
    ),
    "crisis.only.lead": Say(
        "Une personne responsable peut déclarer une crise, la modifier et la terminer.",
        "A lead may declare a crisis, change it and end it.",
    ),
    "crisis.declare": Say("Déclarer la crise", "Declare the crisis"),
    "crisis.declare.title": Say("Déclarer une crise", "Declare a crisis"),
    "crisis.change": Say("Enregistrer", "Save"),
    "crisis.change.title": Say("Modifier la crise", "Change the crisis"),
    "crisis.declared.by": Say("Déclarée par {who} {when}.", "Declared by {who} {when}."),
    "crisis.name": Say("Nom", "Name"),
    "crisis.name.hint": Say("Bris d’aqueduc, rue Royale", "Water-main break, Royale Street"),
    "crisis.concerns": Say("Ce qui la concerne", "What concerns it"),
    "crisis.words": Say("Mots ou expressions, un par ligne", "Words or phrases, one a line"),
    "crisis.topics": Say("Sujets", "Topics"),
    "crisis.places": Say("Lieux, un par ligne", "Places, one a line"),
    "crisis.back": Say("À partir de", "Starting from"),
    "crisis.back.now": Say("la déclaration", "its declaration"),
    "crisis.back.hours": Say("{n} h avant", "{n} h before"),
    "crisis.rhythm": Say("Rythme", "Rhythm"),
    "crisis.cadence": Say("Faire le point toutes les", "Take stock every"),
    "crisis.minutes": Say("{n} min", "{n} min"),
    "crisis.delay": Say("Délai ajouté à tout le reste", "Time added to all the rest"),
    "crisis.delay.none": Say("aucun", "none"),
    "crisis.delay.hours": Say("{n} heures ouvrables", "{n} business hours"),
    "crisis.replies": Say("Réponses proposées", "Proposed replies"),
    "crisis.reply.fr": Say("À propos de la crise, en français", "About the crisis, in French"),
    "crisis.reply.en": Say("À propos de la crise, en anglais", "About the crisis, in English"),
    "crisis.temporary.fr": Say("Pour le reste, en français", "For the rest, in French"),
    "crisis.temporary.en": Say("Pour le reste, en anglais", "For the rest, in English"),
    "crisis.delay.changed": Say(
        "Les urgences et les demandes des médias gardent leur délai.",
        "Emergencies and media requests keep their clocks.",
    ),
    "crisis.problem": Say("À corriger", "To correct"),
    "crisis.log": Say("Journal", "Log"),
    "crisis.log.none": Say("Rien d’écrit encore.", "Nothing written yet."),
    "crisis.entry": Say(
        "Où en est-on ? Qu’a-t-on décidé ?", "Where do we stand? What was decided?"
    ),
    "crisis.enter": Say("Inscrire au journal", "Write in the log"),
    "crisis.end": Say("Terminer la crise", "End the crisis"),
    "crisis.end.what": Say(
        "Le reste reprend sa place et ses délais ; le bilan demeure.",
        "The rest takes back its place and its clocks; the after-action report stays.",
    ),
    "crisis.sure": Say("Oui, la crise est terminée", "Yes, the crisis is over"),
    "crisis.journal": Say("Bilan de la crise", "After-action report"),
    "crisis.see.journal": Say("Voir le bilan", "See the after-action report"),
    "crisis.past": Say("Crises passées", "Past crises"),
    "crisis.lasted": Say("{day}, {length}", "{day}, {length}"),
    "did.crisis_declared": Say("La crise est déclarée.", "The crisis is declared."),
    "did.crisis_changed": Say("C’est enregistré.", "Saved."),
    "did.crisis_entered": Say("C’est inscrit au journal.", "Written in the log."),
    "did.crisis_ended": Say(
        "La crise est terminée. Tout revient à la normale.",
        "The crisis is over. Everything is back to normal.",
    ),
    "journal.span": Say("Du {start} au {end}", "From {start} to {end}"),
    "journal.going": Say("Depuis {start}, en cours", "Since {start}, under way"),
    "journal.figures": Say("En chiffres", "In figures"),
    "journal.mentions": Say("Mentions qui la concernent", "Mentions that concern it"),
    "journal.emergencies": Say("Dont urgences", "Of which emergencies"),
    "journal.negative": Say("Dont négatives", "Of which negative"),
    "journal.owed": Say("Réponses attendues", "Replies expected"),
    "journal.temporary": Say("Réponses temporaires envoyées", "Temporary replies sent"),
    "journal.replied": Say("Réponses envoyées", "Replies sent"),
    "journal.median": Say("Temps de réponse médian", "Median time to reply"),
    "journal.rest": Say("Pendant ce temps, mentions du reste", "Meanwhile, mentions of the rest"),
    "journal.first": Say(
        "Temps de réponse calculé sur les {n} mentions les plus récentes.",
        "Reply times computed over the {n} latest mentions.",
    ),
    "journal.hours": Say("Heure par heure", "Hour by hour"),
    "journal.hour": Say("Heure", "Hour"),
    "journal.timeline": Say("Le fil des événements", "Timeline"),
    "journal.when": Say("Quand", "When"),
    "journal.kind": Say("Quoi", "What"),
    "journal.who": Say("Qui", "Who"),
    "journal.text": Say("Détail", "Detail"),
    "journal.kind.act": Say("geste", "act"),
    "journal.kind.alert": Say("alerte", "alert"),
    "journal.kind.entry": Say("journal", "log"),
    "journal.kind.mentions": Say("mentions", "mentions"),
    "journal.print": Say(
        "Cette page s’imprime. À télécharger :", "This page prints well. To download:"
    ),
    "journal.markdown": Say("texte (Markdown)", "text (Markdown)"),
    "journal.csv": Say("tableau (CSV)", "table (CSV)"),
    "journal.private": Say(
        "Aucun texte de résident, aucun nom : seulement des nombres et ce que l’équipe a écrit.",
        "No resident’s text and no name: only figures and what the team wrote.",
    ),
    "act.crisis.declared": Say("crise déclarée", "crisis declared"),
    "act.crisis.changed": Say("crise modifiée", "crisis changed"),
    "act.crisis.entered": Say("inscription au journal", "log entry"),
    "act.crisis.ended": Say("crise terminée", "crisis ended"),
    "act.sample.loaded": Say("exemple chargé", "sample loaded"),
    "act.sample.removed": Say("exemple retiré", "sample removed"),
}
