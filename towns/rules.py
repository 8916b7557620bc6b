"""The small rules that many keys of a profile obey, each yielding its problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from towns.problem import Problem, choose
from vigie.say import Say
from vigie.town import Text, Town

#: Languages in which Vigie drafts.
DRAFTED = ("fr", "en")


def drafted(town: Town) -> list[str]:
    """Return the working languages in which replies are drafted."""
    return [language for language in town.languages if language in DRAFTED]


def not_empty(key: str, value: str) -> Iterator[Problem]:
    """Yield a problem for a text that says nothing."""
    if not value.strip():
        yield key, Say("est vide ; remplissez-la.", "is empty; fill it in.")


def web_address(key: str, value: str) -> Iterator[Problem]:
    """Yield a problem for what is not an address that a resident can open."""
    try:
        parts = urlsplit(value)
        right = parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
    except ValueError:
        right = False
    if not right:
        yield (
            key,
            Say(
                f"« {value} » n’est pas une adresse web ; elle commence par https:// (ou http://).",
                f"{value!r} is not a web address; it starts with https:// (or http://).",
            ),
        )


def email(key: str, value: str) -> Iterator[Problem]:
    """Yield a problem for what is neither empty nor an e-mail address."""
    name, _, domain = value.partition("@")
    if value and (not name or "." not in domain or " " in value):
        yield (
            key,
            Say(
                f"« {value} » n’est pas une adresse de courriel ; corrigez-la ou videz-la.",
                f"{value!r} is not an e-mail address; correct it or empty it.",
            ),
        )


def in_each_language(key: str, text: Text, town: Town) -> Iterator[Problem]:
    """Yield each drafted language that a text lacks, and each language that it should not have."""
    for language in drafted(town):
        if not text.get(language, "").strip():
            yield (
                f"{key}.{language}",
                Say(
                    f"manque ; « {language} » est une langue de travail, ajoutez ce texte.",
                    f"is missing; {language} is a working language, add this text.",
                ),
            )
    for language in text:
        if language not in (*DRAFTED, *town.languages):
            remedy = choose(language, (*DRAFTED, *town.languages))
            yield (
                f"{key}.{language}",
                Say(
                    f"langue « {language} » inconnue ici ; {remedy.fr}",
                    f"unknown language {language!r} here; {remedy.en}",
                ),
            )


def choice(key: str, word: str, known: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for a word outside its vocabulary."""
    if word not in (known := list(known)):
        remedy = choose(word, known)
        yield key, Say(f"« {word} » inconnu ; {remedy.fr}", f"unknown {word!r}; {remedy.en}")


def unique(key: str, ids: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each id given more than once."""
    for name, times in Counter(ids).items():
        if times > 1:
            yield (
                key,
                Say(
                    f"l’id « {name} » est donné {times} fois ; chacun doit être unique.",
                    f"the id {name!r} is given {times} times; each must be unique.",
                ),
            )
