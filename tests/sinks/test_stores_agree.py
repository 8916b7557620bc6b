"""Whatever is done to both, the embedded store and the cluster's answer the same."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sinks.elasticsearch import ElasticStore
from sinks.sqlite import SqliteStore
from tests.sinks import elastic
from tests.sinks.records import DAY, MONDAY, a_delivery, a_record, batch, gone
from vigie.batch import Batch
from vigie.clock import HeldClock
from vigie.errors import InvalidInput
from vigie.judgement import Label
from vigie.post import AuthorPurged
from vigie.query import And, Clause, Field, Not, Or, Phrase, Query, Word
from vigie.record import Record
from vigie.retention import RetentionRule
from vigie.review import Review

TEXTS = ("La neige dans la rue", "Du bruit rue Royale", "Neige et bruit", "Potholes on Main")
TOPICS = ("snow", "noise")
NUMBERS = st.integers(0, 4)

records = st.tuples(
    NUMBERS,  # which
    st.integers(1, 3),  # revision
    st.integers(1, 2),  # generation
    st.integers(0, 3),  # text
    st.sampled_from(TOPICS),
    st.sampled_from(("fr", "en", None)),
    st.integers(0, 2),  # author
    st.none() | NUMBERS,  # the one that it answers
)
steps = st.one_of(
    st.tuples(st.just("write"), st.lists(records, min_size=1, max_size=4)),
    st.tuples(st.just("write"), st.lists(records, min_size=1, max_size=4)),
    st.tuples(st.just("delete"), NUMBERS),
    st.tuples(st.just("purge"), st.integers(0, 2)),
    st.tuples(st.just("review"), NUMBERS, st.integers(0, 2), st.sampled_from(TOPICS)),
    st.tuples(st.just("expire"), st.integers(1, 40)),
)
words = st.sampled_from(("neige", "rue", "bruits", "pothole", "royal"))
leaves = st.one_of(
    words.map(Word),
    words.map(lambda word: Word(word[:3], prefix=True)),
    st.just(Phrase(("la", "rue"))),
    st.sampled_from(TOPICS).map(lambda topic: Field("topic", (topic,))),
    st.just(Field("language", ("fr", "en"))),
)
clauses: st.SearchStrategy[Clause] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: Or(tuple(parts))),
    ),
    max_leaves=5,
)


class World:
    """One example's own town, mentions and authors, so that none sees another's."""

    def __init__(self) -> None:
        self.town = f"t{secrets.token_hex(4)}"

    def record(self, drawn: tuple[Any, ...]) -> Record:
        number, revision, generation, text, topic, language, author, answered = drawn
        replying: dict[str, Any] = {} if answered is None else self.quoting(answered)
        return a_record(
            f"{self.town}-{number}",
            TEXTS[text],
            town=self.town,
            at=MONDAY - (10 * number + 1) * DAY,
            revision=revision,
            generation=generation,
            topic=Label(topic, 0.9),
            language=language,
            author=f"{self.town}-p{author}",
            **replying,
        )

    def quoting(self, number: int) -> dict[str, Any]:
        return {"in_reply_to": f"billet-{self.town}-{number}", "reply_to_text": "cité"}

    def plain(self, number: int) -> Record:
        return self.record((number, 1, 1, 0, "snow", "fr", 0, None))

    @property
    def mentions(self) -> list[str]:
        return [self.plain(number).mention.id for number in range(5)]

    def here(self, where: Clause | None) -> Clause:
        mine = Field("town", (self.town,))
        return mine if where is None else And((mine, where))


async def act(store: Any, world: World, step: tuple[Any, ...]) -> Any:
    match step:
        case ("write", drawn):
            written = [world.record(each) for each in drawn]
            alerts = tuple(a_delivery(record, world.town) for record in written)
            became = await store.write(batch(*written, deliveries=alerts))
            return {name: set(ids) for name, ids in msgspec.structs.asdict(became).items()}
        case ("delete", number):
            return await store.write(Batch(gone=(gone(world.plain(number)),)))
        case ("purge", number):
            author = AuthorPurged(pseudonym=f"{world.town}-p{number}", at=MONDAY)
            return await store.write(Batch(purged=(author,)))
        case ("review", number, version, topic):
            review = Review(
                mention=world.plain(number).mention.id,
                version=version,
                corrections={"topic": topic},
            )
            return await said(lambda: store.review(review))
        case ("expire", days):
            rules = (RetentionRule(days=days, field="town", value=world.town),)
            return await store.expire(rules, MONDAY, dry_run=False)


async def said(act: Callable[[], Awaitable[Any]]) -> Any:
    try:
        return await act()
    except InvalidInput as refused:
        return refused.say


async def seen(store: Any, world: World, where: Clause | None) -> Any:
    query = Query(where=world.here(where), limit=100)
    found = await store.search(query)
    counts = await store.count(query, ("topic", "language", "status", "uncertain"), "week")
    deliveries = await store.deliveries(1_000)
    return (
        await store.many(world.mentions),
        found.total,
        [(hit.record, hit.spans) for hit in found.hits],
        counts,
        sorted(repr(each) for each in deliveries if each.target == world.town),
        {each.mention.id: each async for each in store.scan(world.town)},
    )


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    """One loop for all the examples: hypothesis calls a plain function for each."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def stores(
    loop: asyncio.Runner,
    elasticsearch_url: str,
    elastic_prefix: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[SqliteStore, ElasticStore]]:
    clock = HeldClock(MONDAY)
    there = elastic.settings_for(elasticsearch_url, f"{elastic_prefix}agree")
    path = tmp_path_factory.mktemp("agree") / "vigie.db"
    embedded = loop.run(SqliteStore.open(path, clock))
    cluster = loop.run(ElasticStore.open(there, clock, refresh=True))
    yield embedded, cluster
    loop.run(embedded.close())
    loop.run(cluster.close())


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    # Examples are short as they are; to shorten them takes many more.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(st.lists(steps, min_size=1, max_size=7), st.lists(clauses, min_size=3, max_size=3))
def test_both_stores_answer_the_same(
    loop: asyncio.Runner,
    stores: tuple[SqliteStore, ElasticStore],
    sequence: list[Any],
    asked: list[Clause],
) -> None:
    loop.run(agree(*stores, sequence, asked))


async def agree(
    embedded: SqliteStore, cluster: ElasticStore, sequence: list[Any], asked: list[Clause]
) -> None:
    world = World()
    for step in sequence:
        assert await act(embedded, world, step) == await act(cluster, world, step)
    for where in (None, *asked):
        assert await seen(embedded, world, where) == await seen(cluster, world, where)
