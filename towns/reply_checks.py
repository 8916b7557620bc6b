"""Checks what the town answers with: front door, referrals, media relations, nétiquette."""

from __future__ import annotations

from collections.abc import Iterator

from towns.problem import Problem, item
from towns.rules import choice, email, in_each_language, not_empty, unique, web_address
from towns.template_checks import template_problems
from vigie.labels import CONDUCTS
from vigie.say import Say
from vigie.town import Town


def reply_problems(town: Town) -> Iterator[Problem]:
    """Yield what would leave a draft missing, wrong or with a hole in it."""
    yield from _front_door(town)
    yield from _media_relations(town)
    yield from _referrals(town)
    yield from template_problems(town)
    yield from _netiquette(town)


def _front_door(town: Town) -> Iterator[Problem]:
    door = town.front_door
    yield from in_each_language("front_door.name", door.name, town)
    yield from not_empty("front_door.phone", door.phone)
    yield from web_address("front_door.site", door.site)
    yield from email("front_door.email", door.email)
    if door.hours:
        yield from in_each_language("front_door.hours", door.hours, town)


def _media_relations(town: Town) -> Iterator[Problem]:
    media = town.media_relations
    yield from in_each_language("media_relations.name", media.name, town)
    yield from email("media_relations.email", media.email)
    if not (media.email or media.phone):
        yield (
            "media_relations",
            Say(
                "ni courriel ni téléphone ; donnez au moins l’un des deux.",
                "neither e-mail nor phone; give at least one of them.",
            ),
        )


def _referrals(town: Town) -> Iterator[Problem]:
    yield from unique("referrals", (r.id for r in town.referrals))
    for index, referral in enumerate(town.referrals):
        key = item("referrals", index)
        yield from not_empty(f"{key}.id", referral.id)
        yield from not_empty(f"{key}.name", referral.name)
        yield from in_each_language(f"{key}.concerns", referral.concerns, town)
        if not any(word.strip() for word in referral.owns):
            yield (
                f"{key}.owns",
                Say(
                    "est vide ; donnez les mots qui montrent que le problème est le sien.",
                    "is empty; give the words that show that the problem is theirs.",
                ),
            )
        if referral.site:
            yield from web_address(f"{key}.site", referral.site)
        if not (referral.site or referral.phone):
            yield (
                key,
                Say(
                    "ni téléphone ni site : la réponse n’orienterait nulle part ; "
                    "donnez l’un des deux.",
                    "neither phone nor site: the reply would refer nowhere; give one of them.",
                ),
            )


def _netiquette(town: Town) -> Iterator[Problem]:
    covered = {clause.conduct for clause in town.netiquette}
    for conduct in CONDUCTS:
        if conduct != "ok" and conduct not in covered:
            yield (
                "netiquette",
                Say(
                    f"aucune clause pour « {conduct} » ; ajoutez un [[netiquette]] "
                    f'avec conduct = "{conduct}".',
                    f'no clause for {conduct}; add a [[netiquette]] with conduct = "{conduct}".',
                ),
            )
    for index, clause in enumerate(town.netiquette):
        key = item("netiquette", index)
        breaches = [conduct for conduct in CONDUCTS if conduct != "ok"]
        yield from choice(f"{key}.conduct", clause.conduct, breaches)
        yield from not_empty(f"{key}.article", clause.article)
        yield from in_each_language(f"{key}.text", clause.text, town)
