"""What a report says of what is heard and of its own method, in both languages."""

from __future__ import annotations

from typing import Final

from vigie.say import Say

HEARD: Final[dict[str, Say]] = {
    "listened.one": Say("{n} source écoutée.", "{n} source listened to."),
    "listened.many": Say("{n} sources écoutées.", "{n} sources listened to."),
    "silent": Say("Silencieuses en ce moment : {names}.", "Silent at this moment: {names}."),
    "holes.one": Say(
        "Une source a laissé un trou dans la période.", "One hole was left in the period."
    ),
    "holes.many": Say(
        "Des sources ont laissé {n} trous dans la période.", "{n} holes were left in the period."
    ),
    "not_heard": Say("Ce que Vigie n’entend pas : {names}.", "What Vigie does not hear: {names}."),
}

METHOD: Final[dict[str, Say]] = {
    "method.what": Say(
        "Vigie lit les publications publiques des sources ci-dessus et les étiquette "
        "automatiquement ; l’équipe corrige, et les corrections comptent ici. Ce n’est pas un "
        "sondage : qui écrit en ligne ne représente pas toute la population, et une étiquette "
        "peut être fausse.",
        "Vigie reads the public posts of the sources above and labels them automatically; the "
        "team corrects, and corrections count here. This is no survey: those who write online do "
        "not stand for the whole population, and a label can be wrong.",
    ),
    "method.counts": Say(
        "Rien ici ne désigne une personne : aucun nom, aucun compte, aucune phrase de résident. "
        "Ce que disent moins de cinq personnes est regroupé ou donné par tranche, de sorte qu’on "
        "ne puisse pas le retrouver par soustraction. Une personne est un compte ; qui en a deux "
        "compte deux fois.",
        "Nothing here points at a person: no name, no account, no resident’s sentence. What fewer "
        "than five people say is grouped or given as a range, so that it cannot be found by "
        "subtraction. A person is an account; whoever has two counts twice.",
    ),
    "method.cut": Say(
        "Il y avait trop de publications : les plus anciennes de la période n’ont pas été lues.",
        "There were too many posts: the oldest ones of the period were not read.",
    ),
}
