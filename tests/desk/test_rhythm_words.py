from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime

import pytest

from desk.rhythm_words import usual
from tests.desk.histories import LAST, QUEBEC, days, forum, local, paper, rhythm, wire
from vigie.rhythm import Rhythm
from vigie.say import Say

NBSP = "\u00a0"


def said(arrivals: Iterable[datetime]) -> Say:
    found = usual(rhythm(arrivals), local(LAST, 23), QUEBEC)
    return Say(found.fr.replace(NBSP, " "), found.en.replace(NBSP, " "))


def media() -> list[datetime]:
    chance = random.Random(3)
    return [local(day, chance.uniform(7, 21)) for day in days() for _ in range(15)]


@pytest.mark.parametrize(
    ("arrivals", "french", "english"),
    [
        (
            paper((0, 1, 2, 3, 4)),
            "tous les jours ouvrables, vers 6 h",
            "every weekday, around 6 a.m.",
        ),
        (paper(), "du mardi au samedi, vers 6 h", "Tuesday to Saturday, around 6 a.m."),
        (paper(range(7), hour=18), "tous les jours, vers 18 h", "every day, around 6 p.m."),
        (paper((2,), hour=10), "le mercredi, vers 10 h", "on Wednesday, around 10 a.m."),
        (
            paper((2, 5)),
            "le mercredi et le samedi, vers 6 h",
            "on Wednesday and Saturday, around 6 a.m.",
        ),
        (
            paper((0, 2, 4), hour=12),
            "le lundi, le mercredi et le vendredi, vers 12 h",
            "on Monday, Wednesday and Friday, around 12 p.m.",
        ),
        (
            media(),
            "tous les jours, plusieurs fois, de 7 h à 21 h",
            "every day, several times, from 7 a.m. to 9 p.m.",
        ),
        (wire(), "sans arrêt, jour et nuit", "round the clock"),
    ],
)
def test_a_rhythm_is_said_as_people_say_it(
    arrivals: list[datetime], french: str, english: str
) -> None:
    words = said(arrivals)
    assert words.fr.startswith(french)
    assert words.en.startswith(english)


def test_a_forum_has_no_day_of_its_own() -> None:
    since = LAST.replace(month=6, day=1)
    words = usual(rhythm(forum(2), since=since), local(LAST, 23), QUEBEC)
    assert words.fr.startswith("environ ")
    assert words.fr.endswith(" fois par mois")
    assert usual(rhythm(forum(15)), local(LAST, 23), QUEBEC).fr == "plusieurs fois par semaine"


def test_what_is_not_known_yet_is_said_so() -> None:
    unknown = Say("rythme encore inconnu", "rhythm not yet known")
    assert said([]) == unknown
    assert usual(None, local(LAST, 23), QUEBEC) == unknown
    assert usual(Rhythm(0, 0, b"\x01"), local(LAST, 23), QUEBEC) == unknown
