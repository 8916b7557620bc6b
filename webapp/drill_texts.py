"""The sentences of the drill."""

from __future__ import annotations

from typing import Final

from vigie.say import Say

DRILL: Final[dict[str, Say]] = {
    "drill.mark": Say("EXERCICE", "DRILL"),
    "drill.banner": Say(
        "Tout est fictif ici, et rien ne part. Voir où en est l’équipe.",
        "All of this is made up, and nothing leaves. See where the team stands.",
    ),
    "drill.title": Say("Exercice", "Drill"),
    "drill.what": Say(
        "Un bris d’aqueduc, un vendredi soir : des urgences, une rumeur, un journaliste, et le "
        "courant ordinaire à travers. L’équipe s’exerce à trier, à déclarer la crise, à faire le "
        "point et à la terminer, sur une copie.",
        "A water main breaks on a Friday night: emergencies, a rumour, a journalist, and the "
        "ordinary stream in between. The team practises sorting, declaring the crisis, taking "
        "stock and ending it, on a copy.",
    ),
    "drill.safe": Say(
        "La copie est une installation temporaire avec le profil de votre ville. Vos mentions n’y "
        "sont pas ; aucune alerte n’en part, rien n’est transmis au 311, et tout s’efface à la "
        "fin. Chaque page y porte le mot EXERCICE.",
        "The copy is a temporary installation with your town’s profile. Your mentions are not in "
        "it; no alert leaves it, nothing is handed to 311, and all is erased at the end. Every "
        "page of it bears the word DRILL.",
    ),
    "drill.how": Say(
        "Sur l’ordinateur où Vigie est installée, lancez :",
        "On the computer where Vigie is installed, run:",
    ),
    "drill.how.then": Say(
        "Puis ouvrez l’adresse affichée. La soirée dure trois heures, jouées en un quart d’heure. "
        "Le bilan est à cette même page, là-bas.",
        "Then open the address shown. The evening lasts three hours, played in a quarter of an "
        "hour. The debrief is on this same page, over there.",
    ),
    "drill.command": Say("vigie drill", "vigie drill"),
    "drill.steps": Say("Ce qui est attendu de l’équipe", "What is expected of the team"),
    "drill.step": Say("Étape", "Step"),
    "drill.within": Say("Attendu en", "Expected within"),
    "drill.minutes": Say("{n} min", "{n} min"),
    "drill.done": Say("Fait à", "Done at"),
    "drill.done.at": Say("{n} min", "{n} min"),
    "drill.done.late": Say("{n} min, trop tard", "{n} min, too late"),
    "drill.not.yet": Say("pas encore", "not yet"),
    "drill.missed": Say("pas fait à temps", "not done in time"),
    "drill.elapsed": Say(
        "{name}. La soirée a commencé il y a {n} minutes ; il est {time}.",
        "{name}. The evening began {n} minutes ago; it is {time}.",
    ),
    "drill.debrief": Say("Bilan", "Debrief"),
    "drill.mention": Say("Mention", "Mention"),
    "drill.arrived": Say("Arrivée à", "Arrived at"),
    "drill.status": Say("Où elle en est", "Where it stands"),
    "drill.touched": Say("Dernier geste à", "Last act at"),
    "drill.replied": Say("Répondu en", "Replied in"),
    "drill.nothing": Say(
        "Rien n’est arrivé encore : les premières publications viennent dans la minute.",
        "Nothing has come yet: the first posts come within the minute.",
    ),
    "drill.summary": Say(
        "Mentions touchées : {touched} sur {all} ; avec réponse : {replied}.",
        "Mentions touched: {touched} of {all}; replied to: {replied}.",
    ),
}
