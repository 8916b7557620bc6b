"""Any sequence of writes, editions, deletions and purges gives what plain dictionaries give."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sinks.sqlite import documents, reviews, searching, tombstones, writing
from sinks.sqlite.migrations import migrate
from sinks.sqlite.opening import open_writer
from tests.sinks.records import MONDAY, a_record, gone
from vigie.batch import Batch
from vigie.errors import InvalidInput
from vigie.judgement import Label
from vigie.post import AuthorPurged
from vigie.query import Clause, Field, Query, Word
from vigie.record import Record
from vigie.review import Review

TEXTS = ("La neige", "Le bruit", "De la neige et du bruit")
TOPICS = ("snow", "noise")

records = st.builds(
    lambda number, revision, generation, text, topic, author: a_record(
        number,
        TEXTS[text],
        revision=revision,
        generation=generation,
        author=f"p{author}",
        topic=Label(TOPICS[topic], 0.9),
    ),
    st.integers(0, 5),
    st.integers(1, 3),
    st.integers(1, 3),
    st.integers(0, 2),
    st.integers(0, 1),
    st.integers(0, 3),
)
steps = st.one_of(
    st.tuples(st.just("write"), st.lists(records, max_size=4)),
    st.tuples(st.just("delete"), st.integers(0, 5)),
    st.tuples(st.just("purge"), st.integers(0, 3)),
    st.tuples(st.just("review"), st.integers(0, 5), st.integers(0, 2), st.integers(0, 1)),
)


@dataclass
class Model:
    """What a store is, without the store."""

    kept: dict[str, Record] = field(default_factory=dict)
    dead: set[str] = field(default_factory=set)
    purged: set[str | None] = field(default_factory=set)

    def write(self, record: Record) -> None:
        mention = record.mention
        if mention.id in self.dead or mention.post.author.pseudonym in self.purged:
            return
        old = self.kept.get(mention.id)
        if old is None:
            self.kept[mention.id] = record
        elif version(record) > version(old):
            self.kept[mention.id] = msgspec.structs.replace(record, review=old.review)

    def delete(self, mention: str) -> None:
        self.kept.pop(mention, None)
        self.dead.add(mention)

    def purge(self, pseudonym: str) -> None:
        self.purged.add(pseudonym)
        for record in list(self.kept.values()):
            if record.mention.post.author.pseudonym == pseudonym:
                self.delete(record.mention.id)

    def topic(self, record: Record) -> str | None:
        corrected = record.review.corrections if record.review else {}
        label = record.judgement.topic
        return corrected.get("topic") or (label.value if label else None)


def version(record: Record) -> tuple[int, int]:
    return record.mention.post.revision, record.judgement.generation


def apply(connection: sqlite3.Connection, model: Model, step: tuple[Any, ...]) -> None:
    match step:
        case ("write", written):
            writing.write(connection, Batch(records=tuple(written)), MONDAY)
            for record in written:
                model.write(record)
        case ("delete", number):
            one = gone(a_record(number))
            writing.write(connection, Batch(gone=(one,)), MONDAY)
            model.delete(one.mention)
        case ("purge", number):
            author = AuthorPurged(pseudonym=f"p{number}", at=MONDAY)
            writing.write(connection, Batch(purged=(author,)), MONDAY)
            model.purge(author.pseudonym)
        case ("review", number, known, topic):
            review_both(connection, model, number, known, TOPICS[topic])


def review_both(
    connection: sqlite3.Connection, model: Model, number: int, known: int, topic: str
) -> None:
    mention = a_record(number).mention.id
    record = model.kept.get(mention)
    review = Review(mention=mention, version=known, corrections={"topic": topic})
    if record is None or known != (record.review.version if record.review else 0):
        with pytest.raises(InvalidInput):
            reviews.save(connection, review)
    else:
        saved = reviews.save(connection, review)
        model.kept[mention] = msgspec.structs.replace(record, review=saved)


def found(connection: sqlite3.Connection, where: Clause | None) -> set[str]:
    hits = searching.search(connection, Query(where=where, limit=100)).hits
    return {hit.record.mention.id for hit in hits}


def agree(connection: sqlite3.Connection, model: Model) -> None:
    every = [a_record(number).mention.id for number in range(6)]
    assert documents.many(connection, every) == model.kept
    assert tombstones.buried(connection, every) == model.dead
    assert found(connection, None) == set(model.kept)
    for word in ("neige", "bruit"):
        expected = {id_ for id_, r in model.kept.items() if word in r.mention.post.text}
        assert found(connection, Word(word)) == expected
    for topic in TOPICS:
        expected = {id_ for id_, r in model.kept.items() if model.topic(r) == topic}
        assert found(connection, Field("topic", (topic,))) == expected


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(steps, max_size=12))
def test_the_store_agrees_with_plain_dictionaries(
    tmp_path: Path, sequence: list[tuple[Any, ...]]
) -> None:
    path = tmp_path / "vigie.db"
    for each in path.parent.glob("vigie.db*"):
        each.unlink()
    model = Model()
    with closing(open_writer(path, 1)) as connection:
        connection.execute("PRAGMA synchronous = OFF")  # nobody cuts the power here
        migrate(connection)
        for step in sequence:
            apply(connection, model, step)
            agree(connection, model)
        connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
