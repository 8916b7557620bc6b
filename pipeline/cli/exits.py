"""Exit codes, and how errors become sentences; docs/cli.md lists them and is tested."""

from __future__ import annotations

from typing import Final

from pipeline.cli.words import LANGUAGE
from vigie.errors import ConfigurationError, InvalidInput, Unavailable, VigieError

#: Code → what it means to a script.
EXITS: Final[dict[int, tuple[str, str]]] = {
    0: ("tout va bien", "all is well"),
    1: ("erreur imprévue", "unexpected error"),
    2: ("commande mal écrite", "wrong usage"),
    3: (
        "des éléments étaient illisibles ; le reste est fait",
        "some items were unreadable; the rest is done",
    ),
    4: ("réglages à corriger", "settings to correct"),
    5: ("un service est absent", "a service is away"),
    6: ("rien de tel", "no such thing"),
    7: (
        "trop d’éléments mis de côté de suite : à corriger avant de relancer",
        "too many items set aside in a row: mend before starting again",
    ),
    8: ("plus rien n’avançait : à relancer", "nothing moved any more: start again"),
    9: ("erreur imprévue d’un service : à relancer", "a service's unexpected error: start again"),
}

SOME_BAD: Final = 3
SETTINGS: Final = 4
AWAY: Final = 5
NOTHING: Final = 6


def code_of(error: VigieError) -> int:
    """Return the exit code that an error ends a command with."""
    if isinstance(error, ConfigurationError):
        return SETTINGS
    if isinstance(error, Unavailable):
        return AWAY
    if isinstance(error, InvalidInput):
        return SOME_BAD
    return 1


def sentences(error: VigieError) -> list[str]:
    """Return what a person should read, one sentence a line."""
    if isinstance(error, ConfigurationError):
        return [problem.to(LANGUAGE) for problem in error.problems]
    return [error.say.to(LANGUAGE)]
