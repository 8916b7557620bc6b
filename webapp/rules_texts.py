"""The sentences of the alert rules' pages, in both languages."""

from __future__ import annotations

from typing import Final

from vigie.say import Say

RULES: Final[dict[str, Say]] = {
    "rules.title": Say("Règles d’alerte", "Alert rules"),
    "rules.lead": Say(
        "Une règle dit de quoi prévenir l’équipe, et quand se taire. Celles d’ici prennent effet "
        "dans la minute, sans redémarrer.",
        "A rule says what to tell the team of, and when to keep quiet. Those made here take effect "
        "within a minute, without a restart.",
    ),
    "rules.new": Say("Nouvelle règle", "New rule"),
    "rules.own": Say("Faites ici", "Made here"),
    "rules.own.none": Say("Aucune règle faite ici.", "No rule made here."),
    "rules.written": Say("De vigie.toml", "From vigie.toml"),
    "rules.written.note": Say(
        "Elles se changent dans le fichier, par une personne de l’informatique, et au redémarrage.",
        "They are changed in the file, by someone of the IT team, and at a restart.",
    ),
    "rules.built_in": Say("D’office", "Built in"),
    "rules.built_in.note": Say(
        "Elles valent tant que vigie.toml n’en écrit pas à leur place ; celles d’ici s’y ajoutent.",
        "They hold as long as vigie.toml writes none in their place; those made here are added.",
    ),
    "rules.no_target": Say(
        "Aucune cible dans vigie.toml ([[target]]) : une règle ne préviendrait personne.",
        "There is no target in vigie.toml ([[target]]): a rule would tell nobody.",
    ),
    "rules.read_only": Say("Lecture seule", "Read only"),
    "rules.see": Say("Voir les règles", "See the rules"),
    "rules.back": Say("Retour aux règles", "Back to the rules"),
    "rule.new": Say("Nouvelle règle", "New rule"),
    "rule.state": Say("État", "State"),
    "rule.state.on": Say("en marche", "on"),
    "rule.state.off": Say("arrêtée", "off"),
    "rule.state.muted": Say("en sourdine", "muted"),
    "rule.state.broken": Say("à corriger", "to correct"),
    "rule.try": Say("Essayer sur 90 jours", "Try over 90 days"),
    "rule.try.first": Say(
        "Pour la mettre en marche, essayez-la d’abord : Vigie montre ce qu’elle aurait envoyé.",
        "To turn it on, try it first: Vigie shows what it would have sent.",
    ),
    "rule.on": Say("Mettre en marche", "Turn on"),
    "rule.off": Say("Arrêter", "Turn off"),
    "rule.drop": Say("Supprimer", "Delete"),
    "rule.mute": Say("Mettre en sourdine", "Mute"),
    "rule.unmute": Say("Lever la sourdine", "Unmute"),
    "rule.save": Say("Enregistrer", "Save"),
    "rule.save.note": Say(
        "Une règle enregistrée est arrêtée jusqu’à ce qu’on l’ait essayée et mise en marche.",
        "A rule that is saved is off until it has been tried and turned on.",
    ),
    "rule.problems": Say("Rien n’est enregistré : à corriger", "Nothing is saved: to correct"),
    "rule.name": Say("Nom", "Name"),
    "rule.name.note": Say(
        "Il signe ses alertes et ne change plus ensuite.", "It signs its alerts, and stays."
    ),
    "rule.town": Say("Ville", "Town"),
    "rule.town.all": Say("toutes les villes", "all towns"),
    "rule.severity": Say("Gravité", "Severity"),
    "rule.targets": Say("Destinataires", "Targets"),
    "rule.targets.all": Say("tous", "all"),
    "rule.targets.note": Say("Aucun choix : tous.", "None chosen: all of them."),
    "rule.conditions": Say("Quelles mentions", "Which mentions"),
    "rule.conditions.note": Say(
        "Tout ce qui est demandé doit être vrai à la fois ; dans une liste, un seul suffit.",
        "All that is asked must hold at once; of a list, one is enough.",
    ),
    "rule.any": Say("peu importe", "either"),
    "rule.yes": Say("oui", "yes"),
    "rule.no": Say("non", "no"),
    "rule.emergency": Say("Urgence", "Emergency"),
    "rule.media_request": Say("Demande d’un média", "Media request"),
    "rule.service_request": Say("Demande de service", "Service request"),
    "rule.official_mentioned": Say("Une personne élue est nommée", "An official is named"),
    "rule.lines.note": Say("Un par ligne.", "One a line."),
    "rule.where": Say("Où et par qui", "Where and by whom"),
    "rule.min_confidence": Say("Sûreté des étiquettes, de 0 à 1", "Confidence of labels, 0 to 1"),
    "rule.min_reach": Say("Portée, vues ou réactions", "Reach, views or reactions"),
    "rule.failing_hours": Say("Heures d’échec d’une source", "Hours a source must fail"),
    "rule.between": Say("Publiées entre", "Published between"),
    "rule.and": Say("et", "and"),
    "rule.numbers": Say("Plusieurs mentions ensemble", "Several mentions together"),
    "rule.numbers.note": Say(
        "La règle ne parle que si tout ceci est réuni. Les groupes distincts sont ceux des textes "
        "presque pareils.",
        "The rule speaks only if all of this comes together. Distinct groups are those of nearly "
        "identical texts.",
    ),
    "rule.mentions": Say("Mentions, au moins", "Mentions, at least"),
    "rule.authors": Say("Personnes différentes", "Different people"),
    "rule.clusters": Say("Groupes distincts", "Distinct groups"),
    "rule.sources": Say("Sources différentes", "Different sources"),
    "rule.times": Say("Fois l’habitude (pic)", "Times the usual (spike)"),
    "rule.per_month": Say("Fausses alertes par mois (pic)", "False alarms a month (spike)"),
    "rule.hours": Say("En combien d’heures", "Within how many hours"),
    "rule.spike": Say("Pic de", "Spike of"),
    "rule.spike.note": Say(
        "volume, negative, ou un champ : topic:snow, place:parc-du-moulin, topic:* pour chaque "
        "sujet.",
        "volume, negative, or a field: topic:snow, place:parc-du-moulin, topic:* for each topic.",
    ),
    "rule.rising": Say("Histoires qui montent vite", "Stories that grow fast"),
    "rule.manner": Say("Quand se taire", "When to keep quiet"),
    "rule.cool_down_hours": Say("Heures de repos après une alerte", "Hours of rest after an alert"),
    "rule.digest_hours": Say("Un seul message par tant d’heures", "One message in so many hours"),
    "rule.quiet_hours": Say("Heures calmes", "Quiet hours"),
    "rule.quiet.note": Say(
        "Ses alertes attendent alors le matin ; une règle urgente n’en a pas.",
        "Its alerts wait for the morning then; an urgent rule has none.",
    ),
    "rule.mute_until": Say("En sourdine jusqu’au", "Muted until"),
    "rule.about_sources": Say("Ou bien : des sources en peine", "Or else: sources in trouble"),
    "rule.source_state": Say("États d’une source", "States of a source"),
    "rule.trial": Say("Essai de « {name} » sur {n} jours", "Trial of “{name}” over {n} days"),
    "rule.trial.none": Say(
        "Elle n’aurait rien envoyé en {n} jours.", "It would have sent nothing in {n} days."
    ),
    "rule.trial.one": Say("Elle aurait envoyé {n} alerte.", "It would have sent {n} alert."),
    "rule.trial.many": Say("Elle aurait envoyé {n} alertes.", "It would have sent {n} alerts."),
    "rule.trial.note": Say(
        "Jugé sur les étiquettes d’aujourd’hui et sur ce que la conservation a gardé. Rien n’est "
        "envoyé.",
        "Judged by today’s labels, and by what retention has kept. Nothing is sent.",
    ),
    "rule.trial.blind": Say(
        "L’état passé des sources n’est pas gardé : cette règle ne peut pas s’essayer.",
        "How sources stood is not kept: this rule cannot be tried.",
    ),
    "rule.trial.slow": Say(
        "L’essai a pris plus d’une minute et s’est arrêté. Resserrez la règle, ou demandez "
        "« vigie alerts dry-run » à une personne de l’informatique.",
        "The trial took more than a minute and was stopped. Narrow the rule, or ask someone of the "
        "IT team for “vigie alerts dry-run”.",
    ),
    "rule.trial.weeks": Say("Par semaine", "By week"),
    "rule.trial.week": Say("Semaine du", "Week of"),
    "rule.trial.count": Say("Alertes", "Alerts"),
    "rule.trial.examples": Say("Les plus récentes", "The newest"),
    "rule.trial.edit": Say("Modifier la règle", "Change the rule"),
    "did.rule_make": Say(
        "Règle enregistrée, arrêtée. Essayez-la.", "The rule is kept, and off. Try it."
    ),
    "did.rule_change": Say(
        "Règle changée, arrêtée jusqu’au prochain essai.",
        "The rule is changed, and off until it is tried again.",
    ),
    "did.rule_on": Say("En marche, dans la minute.", "On, within a minute."),
    "did.rule_off": Say("Arrêtée, dans la minute.", "Off, within a minute."),
    "did.rule_mute": Say("En sourdine.", "Muted."),
    "did.rule_unmute": Say("Sourdine levée.", "Unmuted."),
    "did.rule_drop": Say("Règle supprimée.", "The rule is deleted."),
    "act.rule_make": Say("règle d’alerte écrite", "alert rule written"),
    "act.rule_change": Say("règle d’alerte changée", "alert rule changed"),
    "act.rule_on": Say("règle d’alerte mise en marche", "alert rule turned on"),
    "act.rule_off": Say("règle d’alerte arrêtée", "alert rule turned off"),
    "act.rule_mute": Say("règle d’alerte en sourdine", "alert rule muted"),
    "act.rule_unmute": Say("sourdine levée", "alert rule unmuted"),
    "act.rule_drop": Say("règle d’alerte supprimée", "alert rule deleted"),
    "field.district": Say("Quartier", "District"),
    "state.gap": Say("trou d’écoute", "hole in listening"),
}
