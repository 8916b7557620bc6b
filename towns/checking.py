"""Tells what is wrong in a profile beyond its types: what contradicts itself or leaves a hole."""

from __future__ import annotations

from pathlib import Path

from towns.calendar_checks import calendar_problems
from towns.identity_checks import identity_problems
from towns.place_checks import place_problems
from towns.problem import told
from towns.reply_checks import reply_problems
from vigie.say import Say
from vigie.town import Town


def check(town: Town, path: Path) -> list[Say]:
    """Return every problem of a profile that was read, in the order of its parts.

    Args:
        town: what the file holds; its types are already right.
        path: the file, named in each sentence; its name must be the town's slug.

    Returns:
        Sentences naming file, key and remedy; an empty list when the profile can be used.
    """
    found = [
        *identity_problems(town, path.stem),
        *calendar_problems(town),
        *reply_problems(town),
        *place_problems(town),
    ]
    return [told(path, key, what) for key, what in found]
