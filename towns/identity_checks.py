"""Checks who the town is: slug, languages, names, homonyms, accounts, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from towns.problem import Problem, item
from towns.rules import not_empty, web_address
from vigie.folding import fold_words
from vigie.say import Say
from vigie.town import Homonym, Town

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_DIGITS = re.compile(r"[0-9]{2,4}")


def identity_problems(town: Town, stem: str) -> Iterator[Problem]:
    """Yield what is wrong in the names; `stem` is the file's name without `.toml`."""
    yield from _slug(town, stem)
    if not _COUNTRY.fullmatch(town.country):
        yield (
            "country",
            Say(
                "il faut le code du pays en deux lettres majuscules, comme « CA » ou « BE ».",
                "it must be the country's code in two capitals, such as CA or BE.",
            ),
        )
    if not town.languages:
        yield (
            "languages",
            Say(
                'aucune langue de travail ; donnez-en au moins une, par exemple ["fr"].',
                'no working language; give at least one, for instance ["fr"].',
            ),
        )
    if not _DIGITS.fullmatch(town.emergency_number):
        yield (
            "emergency_number",
            Say(
                "il faut de deux à quatre chiffres, comme « 911 » ou « 112 ».",
                "it must be two to four digits, such as 911 or 112.",
            ),
        )
    yield from not_empty("name", town.name)
    yield from web_address("site", town.site)
    yield from _names(town)
    for index, homonym in enumerate(town.homonyms):
        yield from _homonym(item("homonyms", index), homonym, town)
    yield from _accounts(town)


def _slug(town: Town, stem: str) -> Iterator[Problem]:
    if not _SLUG.fullmatch(town.slug):
        yield (
            "slug",
            Say(
                f"« {town.slug} » : seulement a-z, 0-9 et des traits d’union, "
                "comme « trois-rivieres ».",
                f"{town.slug!r}: only a-z, 0-9 and hyphens, such as trois-rivieres.",
            ),
        )
    if town.slug != stem:
        yield (
            "slug",
            Say(
                f"« {town.slug} » n’est pas le nom du fichier ; écrivez « {stem} » "
                f"ou renommez le fichier {town.slug}.toml.",
                f"{town.slug!r} is not the file's name; write {stem} "
                f"or rename the file {town.slug}.toml.",
            ),
        )


def _names(town: Town) -> Iterator[Problem]:
    names = town.names
    yield from not_empty("names.official", names.official)
    for part in ("variants", "ambiguous", "demonyms", "hashtags", "former", "neighbourhoods"):
        for index, name in enumerate(getattr(names, part)):
            if not fold_words(name):
                yield from not_empty(item(f"names.{part}", index), "")
    for index, hashtag in enumerate(names.hashtags):
        if hashtag.startswith("#") or " " in hashtag:
            yield (
                item("names.hashtags", index),
                Say(
                    f"« {hashtag} » : écrivez le mot-clic sans « # » et sans espace.",
                    f"{hashtag!r}: write the hashtag without # and without a space.",
                ),
            )
    sure = {fold_words(name) for name in (names.official, *names.variants)}
    for index, name in enumerate(names.ambiguous):
        if fold_words(name) in sure:
            yield (
                item("names.ambiguous", index),
                Say(
                    f"« {name} » est aussi une variante sûre ; gardez-la d’un seul côté.",
                    f"{name!r} is a sure variant too; keep it on one side only.",
                ),
            )


def _homonym(key: str, homonym: Homonym, town: Town) -> Iterator[Problem]:
    yield from not_empty(f"{key}.name", homonym.name)
    if not (homonym.forms or homonym.context or homonym.lower_case_only):
        yield (
            key,
            Say(
                "ne distingue rien ; donnez des « forms », un « context » ou « lower_case_only ».",
                "tells nothing apart; give forms, a context or lower_case_only.",
            ),
        )
    for index, form in enumerate(homonym.forms):
        # The bare name as a form would reject every post about the town itself.
        if fold_words(form) == fold_words(town.names.official) and not homonym.lower_case_only:
            yield (
                item(f"{key}.forms", index),
                Say(
                    f"« {form} » est le nom de la ville ; ajoutez-y un mot qui la distingue, "
                    "ou mettez lower_case_only = true.",
                    f"{form!r} is the town's own name; add a word that tells it apart, "
                    "or set lower_case_only = true.",
                ),
            )
        elif not fold_words(form):
            yield from not_empty(item(f"{key}.forms", index), "")


def _accounts(town: Town) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for index, account in enumerate(town.accounts):
        key = item("accounts", index)
        yield from not_empty(f"{key}.platform", account.platform)
        yield from not_empty(f"{key}.handle", account.handle)
        if account.handle.startswith("@"):
            yield (
                f"{key}.handle",
                Say(
                    f"« {account.handle} » : écrivez le nom du compte sans « @ ».",
                    f"{account.handle!r}: write the account's name without @.",
                ),
            )
        known = (account.platform.lower(), account.handle.lower())
        if known in seen:
            yield (
                key,
                Say(
                    f"le compte « {account.handle} » est donné deux fois ; retirez-en un.",
                    f"the account {account.handle!r} is given twice; remove one.",
                ),
            )
        seen.add(known)
