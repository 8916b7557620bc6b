"""What the dashboard and the desk ask of Elasticsearch, and how long each answer takes.

Each panel of Kibana's dashboard as Kibana would ask it, without Elasticsearch's cache of whole
answers and over a period that differs each time; and the desk's own questions, through the store.
"""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import msgspec

from bench.mentions import TOWNS, sentences
from bench.servers import Servers
from deploy.kibana.ndjson import objects
from deploy.kibana.searching import layer_requests, search_request
from deploy.kibana.translating import request
from sinks.elasticsearch import ElasticStore
from vigie.query import Query
from vigie.query_syntax import parse
from vigie.record import Record
from webapp.mentions.asked import FILTERS, Asked
from webapp.mentions.tallies import ask

_ZONE: Final = "America/Toronto"
#: A week is what the dashboard opens on.
_WEEK: Final = timedelta(days=7)

#: One question, asked once more; the number makes each time a little different.
Question = Callable[[int], Awaitable[object]]


class Timed(msgspec.Struct, frozen=True):
    """Milliseconds of one question's answers."""

    name: str
    middle: float
    p95: float


async def asked(where: Servers, store: ElasticStore, runs: int) -> list[Timed]:
    """Ask every question `runs` times, in turn; the store must hold mentions."""
    found = (await store.search(Query(limit=500))).hits
    known = [hit.record for hit in found]
    async with httpx.AsyncClient(base_url=where.elasticsearch, timeout=60) as client:
        questions = {**panels(client, where.prefix), **desk(store, known)}
        times: dict[str, list[float]] = {name: [] for name in questions}
        for run in range(-max(2, runs // 20), runs):
            for name, question in questions.items():
                began = time.perf_counter()
                await question(run)
                if run >= 0:
                    times[name].append(1000 * (time.perf_counter() - began))
    return [
        Timed(name, statistics.median(some), statistics.quantiles(some, n=20)[-1])
        for name, some in times.items()
    ]


def panels(client: httpx.AsyncClient, prefix: str) -> dict[str, Question]:
    """Return the questions of the dashboard's panels, by title."""
    by_id = {item["id"]: item for item in objects()}
    held = json.loads(by_id["vigie-tableau-de-veille"]["attributes"]["panelsJSON"])
    found: dict[str, Question] = {}
    for panel in held:
        name = f"Kibana: {panel['title']}"
        if "attributes" in panel["embeddableConfig"]:
            chart = panel["embeddableConfig"]["attributes"]
            view = by_id[chart["references"][0]["id"]]
            found[name] = _panel(client, prefix, view, chart)
    drawing, search = by_id["vigie-carte"], by_id["vigie-recherche-a-repondre"]
    view = by_id[drawing["references"][0]["id"]]
    for layer in layer_requests(drawing, period=_period(view, 0) or ("", "", "")):
        found[f"Kibana: map, {layer}"] = _layer(client, prefix, view, drawing, layer)
    found["Kibana: liste à répondre"] = _listed(client, prefix, search)
    return found


def _panel(client: httpx.AsyncClient, prefix: str, view: Any, chart: Any) -> Question:
    async def question(run: int) -> None:
        body = request(chart, period=_period(view, run), time_zone=_ZONE)
        await _search(client, prefix, view, body)

    return question


def _layer(client: httpx.AsyncClient, prefix: str, view: Any, drawing: Any, layer: str) -> Question:
    async def question(run: int) -> None:
        period = _period(view, run)
        assert period
        await _search(client, prefix, view, layer_requests(drawing, period=period)[layer])

    return question


def _listed(client: httpx.AsyncClient, prefix: str, search: Any) -> Question:
    view = {"attributes": {"title": "vigie-mentions"}}

    async def question(run: int) -> None:
        del run
        await _search(client, prefix, view, search_request(search))

    return question


async def _search(client: httpx.AsyncClient, prefix: str, view: Any, body: Any) -> None:
    index = f"{prefix}-{view['attributes']['title'].removeprefix('vigie-')}"
    answer = await client.post(f"/{index}/_search?request_cache=false", json=body)
    answer.raise_for_status()


def _period(view: Any, run: int) -> tuple[str, str, str] | None:
    field = view["attributes"].get("timeFieldName")
    if not field:
        return None
    until = datetime.now(UTC) - timedelta(minutes=run)
    return field, (until - _WEEK).isoformat(), until.isoformat()


def desk(store: ElasticStore, known: list[Record]) -> dict[str, Question]:
    """Return the questions of the desk's pages."""
    chance = random.Random(5)
    words = [w for w in " ".join(sentences()[TOWNS[0]]).split() if len(w) > 4 and w.isalpha()]

    def now(run: int) -> datetime:
        return datetime.now(UTC) - timedelta(minutes=run)

    def searched(text: Callable[[], str], **more: Any) -> Question:
        return lambda _run: store.search(Query(where=parse(text()), limit=25, **more))

    def counted(*fields: str, days: int | None = None, every: str | None = None) -> Question:
        def question(run: int) -> Awaitable[object]:
            since = now(run) - timedelta(days=days or 3650)
            return store.count(Query(since=since), fields, every)

        return question

    signed = [(r.signature, r.mention.town) for r in known if r.signature is not None]

    def alike(_run: int) -> Awaitable[object]:
        # As a worker asks: its fortnight moves on with the clock, never back.
        return store.similar(*chance.choice(signed), now(0) - timedelta(days=14))

    return {
        "desk: the list page, all its questions": lambda run: ask(
            store, Asked(), FILTERS, now(run)
        ),
        "desk: the newest 25": lambda run: store.search(Query(until=now(run), limit=25)),
        "desk: one word of French": searched(lambda: chance.choice(words)),
        "desk: two words, by relevance": searched(
            lambda: f"{chance.choice(words)} {chance.choice(words)}", order="best"
        ),
        "desk: a phrase": searched(lambda: '"' + _phrase(chance, known) + '"'),
        "desk: a word and a filter": searched(lambda: f"{chance.choice(words)} sentiment:negative"),
        "desk: six facets over everything": counted(*FILTERS),
        "desk: histogram by day, a month": counted(days=30, every="day"),
        "desk: histogram by week, everything": counted(every="week"),
        "desk: near-duplicates": alike,
        "desk: one mention": lambda _run: store.get(chance.choice(known).mention.id),
    }


def _phrase(chance: random.Random, known: list[Record]) -> str:
    words = [w for w in chance.choice(known).mention.post.text.split() if w.isalpha()]
    return " ".join(words[:2]) or "la ville"


def table_of_queries(found: list[Timed]) -> list[str]:
    """Return the rows, slowest first within each of the two."""
    rows = sorted(found, key=lambda one: (one.name.partition(":")[0], -one.p95))
    return [
        "| question | median, ms | p95, ms |",
        "|---|---|---|",
        *(f"| {one.name} | {one.middle:.1f} | {one.p95:.1f} |" for one in rows),
    ]
