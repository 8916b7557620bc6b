"""Routing: the first rule of the policy that applies to a mention, and what goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from desk.case_drafts import case_draft
from desk.placeholders import clause_breached
from desk.policy import RULES, Case, Rule
from desk.replies import draft
from desk.response_clock import due, is_history, received_at
from vigie.decision import Decision, Due
from vigie.judgement import Judged
from vigie.say import Say
from vigie.town import Referral, Town

#: An emergency published this long ago may be over: the team is told to check first.
_STALE = timedelta(hours=12)

#: Routes that ask someone to act; when one of them applies after the first, it is said.
_ACTING = ("emergency", "media_relations", "moderate", "invite_311", "refer_elsewhere")

_UNCERTAIN = Say(
    "À vérifier : l’étiquette qui décide n’est pas sûre.",
    "To be checked: the label that decides is uncertain.",
)
_CHOSEN = Say("L’équipe a choisi cette orientation.", "The team chose this route.")
_ALSO = {
    "media_relations": Say("C’est aussi une demande média.", "It is also a media request."),
    "moderate": Say("La nétiquette est aussi enfreinte.", "The nétiquette is breached too."),
    "invite_311": Say("C’est aussi une demande de service.", "It is also a service request."),
    "refer_elsewhere": Say(
        "Le problème relève aussi de quelqu’un d’autre.", "It also belongs to someone else."
    ),
}


def decide(judged: Judged, town: Town, now: datetime, *, route: str | None = None) -> Decision:
    """Decide what the team should do with a mention, by the policy (docs/policy.md).

    Pure: the same mention at the same moment gives the same decision.

    Args:
        judged: the mention with all its labels; a stage that has not spoken says nothing.
        town: its templates, coordinates, hours and targets.
        now: aware; used only to say that an emergency may be over.
        route: the one that a person chose, which wins over the policy's order; the article is
            then the route's own: the first that applies, else the first of it.

    Returns:
        The route and its article, the clocks, the drafts, and why in `town.interface`.
    """
    case = Case(judged, town)
    place, rule = _deciding(case, route)
    referral = _referral(case, town) if rule.route == "refer_elsewhere" else None
    post = judged.mention.post
    waits = not is_history(post)
    notes = _notes(judged, town, now, rule, referral)
    because = rule.because if rule.applies(case) else _CHOSEN
    says = (because, *notes, *_also(case, rule, RULES[place + 1 :]))
    return Decision(
        route=rule.route,
        article=rule.article,
        due=due(rule.route, received_at(post), town) if waits else Due(),
        draft=draft(judged, rule.route, town, referral=referral),
        referral=referral.id if referral else None,
        case=case_draft(judged, town) if rule.route == "invite_311" else None,
        why=tuple(say.to(town.interface) for say in says),
    )


def _deciding(case: Case, route: str | None) -> tuple[int, Rule]:
    """Return the rule that decides, and its place among the rules."""
    found = [(i, rule) for i, rule in enumerate(RULES) if route in (None, rule.route)]
    return next((each for each in found if each[1].applies(case)), found[0])


def _referral(case: Case, town: Town) -> Referral | None:
    return next((referral for referral in town.referrals if referral.id == case.owner), None)


def _notes(
    judged: Judged, town: Town, now: datetime, rule: Rule, referral: Referral | None
) -> Iterator[Say]:
    if rule.label in judged.judgement.uncertain:
        yield _UNCERTAIN
    post = judged.mention.post
    if rule.route == "emergency" and now - received_at(post) > _STALE:
        yield Say(
            "Publié il y a plus de douze heures : vérifiez si le danger dure encore.",
            "Published more than twelve hours ago: check whether the danger still exists.",
        )
    if rule.route == "moderate" and (clause := clause_breached(judged, town)):
        words = clause.text.get(town.interface) or next(iter(clause.text.values()), "")
        yield Say(f"{clause.article} : « {words} »", f"{clause.article}: “{words}”")
    if referral:
        yield Say(f"Responsable : {referral.name}.", f"In charge: {referral.name}.")
    if is_history(post) and rule.route not in ("monitor", "ignore"):
        yield Say(
            "Publication déjà ancienne à son arrivée : aucun délai ne court.",
            "The post was already old when it came in: no clock runs.",
        )


def _also(case: Case, decided: Rule, others: tuple[Rule, ...]) -> Iterator[Say]:
    if decided.route in _ACTING:
        yield from (_ALSO[r.route] for r in others if r.route in _ALSO and r.applies(case))
