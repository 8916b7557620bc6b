from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from tests.desk.examples import MONDAY, TOWN
from tests.webapp.records import record
from vigie.crisis import Crisis, Entry, concerning, concerns, search_of
from vigie.judgement import Label
from vigie.query import Field, Or, Phrase
from vigie.record import Record
from vigie.sought_words import speaks_of


def crisis(**fields: Any) -> Crisis:
    said = {
        "key": "ville-fictive-1",
        "town": TOWN.slug,
        "name": "Bris d’aqueduc",
        "since": MONDAY - timedelta(hours=6),
        "declared_at": MONDAY,
        "declared_by": "essai",
        **fields,
    }
    return Crisis(**said)


def said(text: str, **labels: Any) -> Record:
    return record(text, topic=Label("other", 0.9), **labels)


def test_what_concerns_it_reads_as_a_search_that_anyone_could_type() -> None:
    one = crisis(words=('eau "brune"', "aqueduc"), topics=("water",), places=("rue-royale",))
    assert search_of(one) == '"eau  brune" OR "aqueduc" OR topic:water OR place:rue-royale'
    assert concerning(one) == Or(
        (
            Phrase(("eau", "brune")),
            Phrase(("aqueduc",)),
            Field("topic", ("water",)),
            Field("place", ("rue-royale",)),
        )
    )


def test_a_crisis_that_nothing_describes_concerns_nothing() -> None:
    assert concerning(crisis()) == Field("route", ("-",))
    assert not concerns(crisis(), said("De l’eau partout."))


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Un bris d’aqueduc rue Royale", "aqueduc", True),
        ("Les AQUEDUCS de la ville", "aqueduc", True),
        ("Des eaux brunes", "eau brune", True),
        ("L’eau est brune", "eau brune", False),
        ("Un chat", "chaton", False),
        ("De l’aqueducologie", "aqueduc", False),
        ("Rien", "", False),
    ],
)
def test_words_are_compared_by_their_beginnings(text: str, words: str, expected: bool) -> None:
    assert speaks_of(text, words) is expected


def test_a_mention_concerns_it_by_a_word_a_topic_or_its_story() -> None:
    one = crisis(words=("aqueduc",), topics=("water",), clusters=("c1",))
    assert concerns(one, said("Bris d’aqueduc."))
    assert concerns(one, record("Rien.", topic=Label("water", 0.9)))
    assert concerns(one, said("Rien.", cluster="c1"))
    assert not concerns(one, said("La neige."))


def test_neither_another_town_nor_what_was_said_before_concerns_it() -> None:
    one = crisis(words=("aqueduc",))
    assert not concerns(replace(one, town="ailleurs"), said("Bris d’aqueduc."))
    assert not concerns(one, record("Bris d’aqueduc.", ago=7, topic=Label("other", 0.9)))


def test_the_next_point_is_a_cadence_after_the_last() -> None:
    one = crisis(cadence=30)
    assert one.next_point == MONDAY + timedelta(minutes=30)
    later = Entry(at=MONDAY + timedelta(minutes=50), by="essai", text="Un point.")
    assert replace(one, entries=(later,)).next_point == MONDAY + timedelta(minutes=80)
