"""Lexicons: TOML files of patterns with a weight and a reason, which a town can extend."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import msgspec

from enrichers.matcher import Rule
from enrichers.pattern import compile_pattern
from vigie.errors import ConfigurationError
from vigie.say import Say

#: Files of the house; a town's file of the same name is added to it.
NAMES = (
    "author_role",
    "case",
    "conduct",
    "emergency",
    "intent",
    "media_request",
    "owner",
    "sentiment",
    "signs",
    "topic",
)


class _Group(msgspec.Struct, forbid_unknown_fields=True):
    signal: str
    weight: float
    fr: str
    en: str
    patterns: list[str]
    language: Literal["any", "fr", "en", "es", "nl", "de", "it", "pt"] = "fr"


class _File(msgspec.Struct, forbid_unknown_fields=True):
    group: list[_Group]


@lru_cache(maxsize=32)
def rules(extra: Path | None = None) -> tuple[Rule, ...]:
    """Return the house's rules, and those of a town's folder after them.

    Args:
        extra: folder of TOML files named as those of the house; read once.

    Raises:
        ConfigurationError: a file that is not TOML, a key or a name that is not known, a
            pattern without a word; every problem of the folder at once.
    """
    house = files("enrichers").joinpath("lexicons")
    found = [
        rule
        for name in NAMES
        for rule in _rules(name, house.joinpath(f"{name}.toml").read_text("utf-8"))
    ]
    return (*found, *_added(extra)) if extra else tuple(found)


def _added(folder: Path) -> Iterator[Rule]:
    if not folder.is_dir():
        raise ConfigurationError(
            [
                Say(
                    f"{folder} : ce dossier de lexiques n’existe pas ; créez-le ou corrigez "
                    "« lexicons ».",
                    f"{folder}: this folder of lexicons does not exist; create it or correct "
                    "“lexicons”.",
                )
            ]
        )
    problems: list[Say] = []
    found: list[Rule] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            found += _read(path)
        except (OSError, ValueError, msgspec.ValidationError) as error:
            problems.append(Say(f"{path.name} : {error}", f"{path.name}: {error}"))
    if problems:
        raise ConfigurationError(problems)
    return iter(found)


def _read(path: Path) -> list[Rule]:
    if path.stem not in NAMES:
        raise ValueError(f"not one of {', '.join(NAMES)}")
    found = [replace(rule, added=True) for rule in _rules(path.stem, path.read_text("utf-8"))]
    for rule in found:
        compile_pattern(rule.pattern)
    return found


def _rules(lexicon: str, text: str) -> list[Rule]:
    groups = msgspec.convert(tomllib.loads(text), _File).group
    return [
        Rule(lexicon, group.signal, group.weight, group.language, pattern, Say(group.fr, group.en))
        for group in groups
        for pattern in group.patterns
    ]
