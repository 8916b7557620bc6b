"""Checks the reply templates: one for each route and language, no hole, no unknown field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from towns.problem import Problem, choose, item
from towns.rules import choice, drafted, in_each_language, not_empty, unique
from vigie.labels import INTENTS, ROUTES, SERVICE_CATEGORIES
from vigie.profile_terms import ANSWERED_ROUTES, OTHER_TEMPLATES, PLACEHOLDERS
from vigie.say import Say
from vigie.town import Template, Town

# The marks of a template, as the desk reads them.
_PLACEHOLDER: Final = re.compile(r"\{([a-z0-9_]+)\}")
_OPTIONAL: Final = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_LONE: Final = re.compile(r"[{}]|\[\[|\]\]")


def template_problems(town: Town) -> Iterator[Problem]:
    """Yield what would leave a draft missing, or with a hole in it."""
    yield from _every_route(town)
    yield from unique("templates", (t.id for t in town.templates))
    for index, template in enumerate(town.templates):
        yield from _template(item("templates", index), template, town)


def _every_route(town: Town) -> Iterator[Problem]:
    """A template without `when` must stand ready for each route and language."""
    for route in ANSWERED_ROUTES:
        for language in drafted(town):
            if not any(
                t.route == route and not t.when and t.text.get(language, "").strip()
                for t in town.templates
            ):
                yield (
                    "templates",
                    Say(
                        f"aucun modèle général pour la voie « {route} » en « {language} » ; "
                        f'ajoutez un [[templates]] avec route = "{route}", sans « when ».',
                        f"no general template for the route {route} in {language}; "
                        f'add a [[templates]] with route = "{route}", without when.',
                    ),
                )


def _template(key: str, template: Template, town: Town) -> Iterator[Problem]:
    yield from not_empty(f"{key}.id", template.id)
    yield from _route(f"{key}.route", template.route)
    for index, word in enumerate(template.when):
        yield from choice(item(f"{key}.when", index), word, (*INTENTS, *SERVICE_CATEGORIES))
    yield from in_each_language(f"{key}.text", template.text, town)
    if template.temporary:
        yield from in_each_language(f"{key}.temporary", template.temporary, town)
    for part, texts in (("text", template.text), ("temporary", template.temporary)):
        for language, text in texts.items():
            yield from _placeholders(f"{key}.{part}.{language}", text, template, town)


def _route(key: str, route: str) -> Iterator[Problem]:
    if route in ROUTES and route not in ANSWERED_ROUTES:
        listed = ", ".join(ANSWERED_ROUTES)
        yield (
            key,
            Say(
                f"la voie « {route} » ne reçoit pas de réponse ; choisissez parmi : {listed}.",
                f"the route {route} gets no reply; choose one of: {listed}.",
            ),
        )
    else:
        yield from choice(key, route, (*ANSWERED_ROUTES, *OTHER_TEMPLATES))


def _placeholders(key: str, text: str, template: Template, town: Town) -> Iterator[Problem]:
    if _LONE.search(_PLACEHOLDER.sub("", _OPTIONAL.sub(r"\1", text))):
        yield (
            key,
            Say(
                "accolade ou double crochet seul ; un champ s’écrit {town}, un passage "
                "facultatif [[…]].",
                "a lone brace or double bracket; a placeholder is written {town}, an optional "
                "passage [[…]].",
            ),
        )
    for name in dict.fromkeys(_PLACEHOLDER.findall(text)):
        if name not in PLACEHOLDERS:
            remedy = choose(name, PLACEHOLDERS)
            yield (
                key,
                Say(
                    f"champ « {{{name}}} » inconnu ; {remedy.fr}",
                    f"unknown placeholder {{{name}}}; {remedy.en}",
                ),
            )
    # What an optional passage lacks drops the passage; elsewhere it makes the text unfit.
    needed = dict.fromkeys(_PLACEHOLDER.findall(_OPTIONAL.sub("", text)))
    empty = _empty(town)
    for name in needed:
        if name in empty:
            yield key, _hole(name, empty[name])
        elif _owner(name) not in (None, template.route):
            yield key, _misplaced(name, template.route)


def _owner(name: str) -> str | None:
    """Return the only route whose posts give this placeholder a value, None for any."""
    prefix = name.partition("_")[0]
    return {"referral": "refer_elsewhere", "netiquette": "moderate"}.get(prefix)


def _hole(name: str, empty: str) -> Say:
    return Say(
        f"le champ « {{{name}}} » est vide dans ce profil ({empty}) ; remplissez cette clé, "
        "ou mettez la phrase entre [[ et ]].",
        f"the placeholder {{{name}}} is empty in this profile ({empty}); fill that key, "
        "or put the sentence between [[ and ]].",
    )


def _misplaced(name: str, route: str) -> Say:
    return Say(
        f"le champ « {{{name}}} » n’a pas de valeur pour la voie « {route} » ; retirez-le.",
        f"the placeholder {{{name}}} has no value for the route {route}; remove it.",
    )


def _empty(town: Town) -> dict[str, str]:
    """Return the placeholders that this profile leaves empty, with the key to fill."""
    door, media, referrals = town.front_door, town.media_relations, town.referrals
    holes = {
        "hours": ("front_door.hours", not door.hours),
        "front_door_app": ("front_door.app", not door.app),
        "front_door_email": ("front_door.email", not door.email),
        "media_email": ("media_relations.email", not media.email),
        "media_phone": ("media_relations.phone", not media.phone),
        "referral_phone": ("referrals.phone", any(not r.phone for r in referrals)),
        "referral_site": ("referrals.site", any(not r.site for r in referrals)),
    }
    return {name: key for name, (key, empty) in holes.items() if empty}
