"""The sentences of the settings page."""

from __future__ import annotations

from typing import Final

from vigie.say import Say

SETTINGS: Final[dict[str, Say]] = {
    "settings.title": Say("Réglages", "Settings"),
    "settings.lead": Say(
        "Ce que Vigie a vérifié à l’instant, sans rien changer ni rien demander au dehors. "
        "« vigie doctor » essaie aussi chaque source.",
        "What Vigie has just checked, changing nothing and asking nothing of the world. "
        "“vigie doctor” also tries each source.",
    ),
    "settings.todo": Say("À compléter", "To complete"),
    "settings.todo.none": Say("Rien ne manque.", "Nothing is missing."),
    "settings.well": Say("En ordre", "In order"),
    "settings.towns": Say("Profil", "Profile"),
    "settings.site": Say("Site", "Site"),
    "settings.door": Say("Guichet", "Front door"),
    "settings.media": Say("Relations médias", "Media relations"),
    "settings.emergency": Say("Urgence", "Emergency"),
    "settings.places": Say("Lieux connus", "Known places"),
    "settings.templates": Say("Modèles de réponse", "Reply templates"),
    "settings.targets": Say("Délais visés", "Response targets"),
    "settings.targets.said": Say(
        "première réponse en {temporary}, réponse en {reply}, heures ouvrables",
        "first reply in {temporary}, reply in {reply}, business hours",
    ),
    "settings.none": Say("rien", "none"),
    "settings.sample": Say("Un exemple pour essayer", "A sample to try with"),
    "settings.sample.what": Say(
        "Une semaine fictive de publications, pour voir les pages vivre. Ses sources portent le "
        "mot « Exemple » ; aucune alerte n’en part, rien n’en est transmis.",
        "A made-up week of posts, to see the pages at work. Its sources bear the word “Exemple”; "
        "no alert leaves for it, nothing of it is handed over.",
    ),
    "settings.sample.loaded.one": Say("{n} mention d’exemple.", "{n} sample mention."),
    "settings.sample.loaded.many": Say("{n} mentions d’exemple.", "{n} sample mentions."),
    "settings.sample.load": Say("Charger l’exemple", "Load the sample"),
    "settings.sample.remove": Say("Retirer tout l’exemple", "Remove the whole sample"),
    "settings.sample.see": Say("Voir l’exemple", "See the sample"),
    "settings.sample.admin": Say(
        "L’administration peut le charger ou le retirer.",
        "An administrator may load it or remove it.",
    ),
    "settings.more": Say("Aussi", "Also"),
    "settings.crisis": Say("Crise", "Crisis"),
    "settings.crisis.what": Say("la déclarer, la terminer, les bilans", "declare, end, reports"),
    "settings.drill": Say("Exercice", "Drill"),
    "settings.drill.what": Say("s’entraîner sur une copie", "practise on a copy"),
    "settings.coverage": Say("Couverture", "Coverage"),
    "settings.coverage.what": Say(
        "ce qui est entendu, et ce qui ne l’est pas", "what is heard, and what is not"
    ),
    "settings.accounts": Say("Comptes", "Accounts"),
    "settings.accounts.what": Say("qui entre, et avec quel rôle", "who comes in, and as what"),
    "did.sample_loaded": Say("L’exemple est chargé.", "The sample is loaded."),
    "did.sample_removed": Say(
        "L’exemple est retiré, tout entier.", "The sample is gone, all of it."
    ),
}
