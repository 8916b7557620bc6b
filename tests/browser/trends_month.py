"""Eight weeks of plainly fictional posts around a council resolution, served for a browser."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import uvicorn
from msgspec.structs import replace

import towns
from desk.routing import decide
from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY, judged
from tests.webapp.covering import Ears
from tests.webapp.offices import an_office
from towns.loading import load
from vigie.batch import Batch
from vigie.clock import HeldClock
from vigie.judgement import Label, Place, ServiceRequest
from vigie.post import Author, Source
from vigie.record import Record
from vigie.review import Review
from vigie.town import Spot
from webapp.app import create

TOWN: Final = load(Path(towns.__file__).parent / "trois-rivieres.toml")
#: The fictional council decides on this day: collections every second week.
ON: Final = date(2026, 11, 2)

_BEFORE: Final = {
    "snow": (
        "La première neige a surpris tout le monde {where}",
        "Bravo pour les trottoirs {where}",
    ),
    "roads": ("Encore un nid-de-poule {where}, c’est long", "La rue est refaite {where}, merci"),
    "waste": ("Le bac brun est passé tôt {where}", "La collecte est bien faite {where}"),
    "trees_parks": ("Les arbres sont superbes {where}", "Un banc est brisé {where}"),
    "parking": ("Le stationnement de nuit est permis {where}", "On tourne en rond {where}"),
}
_AFTER: Final = {
    **_BEFORE,
    "waste": (
        "La collecte aux deux semaines, ça déborde {where}",
        "Mon bac déborde depuis la nouvelle collecte {where}",
        "Deux semaines sans collecte, les odeurs {where}",
        "Une question sur le calendrier de collecte {where}",
    ),
}
_WEIGHTS: Final = {
    False: {"snow": 3, "roads": 5, "waste": 2, "trees_parks": 3, "parking": 2},
    True: {"snow": 4, "roads": 4, "waste": 9, "trees_parks": 2, "parking": 2},
}
_CATEGORIES: Final = {"roads": "pothole", "waste": "missed_collection", "trees_parks": "tree"}
_SOURCES: Final = ("Forum fictif", "Journal inventé", "Blogue imaginaire")


def posts() -> list[Record]:
    """Return the posts, the same each time."""
    random, found = Random(118), []
    places = [spot for spot in TOWN.gazetteer if spot.point] * 2 + list(TOWN.gazetteer[:12])
    for back in range(1, 57):
        day = (MONDAY - timedelta(days=back)).replace(hour=5)
        after = day.date() > ON
        for _ in range(random.randint(5, 9) + (5 if after else 0)):
            topic = random.choices(*zip(*_WEIGHTS[after].items(), strict=True))[0]
            spot = random.choice(places)
            text = random.choice((_AFTER if after else _BEFORE)[topic])
            text = text.format(where=f"près de {spot.name}") + f", le {len(found)}"
            at = day + timedelta(minutes=random.randint(0, 900))
            labels = _labels(topic, _tone(random, 0.65 if after and topic == "waste" else 0.25))
            found.append(_record(text, at, random.choice(_SOURCES), place=_place(spot), **labels))
    return [*found, *_story()]


def _tone(random: Random, angry: float) -> str:
    calm = ("neutral", "neutral", "positive")
    return "negative" if random.random() < angry else random.choice(calm)


def _labels(topic: str, tone: str) -> dict[str, Any]:
    category = _CATEGORIES.get(topic) if tone == "negative" else None
    return {
        "topic": Label(topic, 0.9),
        "sentiment": Label(tone, 0.9),
        "intent": Label("question" if tone == "neutral" and topic == "waste" else "opinion", 0.9),
        "service_request": ServiceRequest(
            yes=category is not None, confidence=0.9, category=category, category_confidence=0.9
        ),
    }


def _place(spot: Spot) -> Place:
    return Place(
        text=spot.name,
        start=0,
        end=4,
        confidence=0.9,
        id=spot.id,
        kind=spot.kind,
        district=spot.district,
        point=spot.point,
    )


def _story() -> list[Record]:
    """Return one release taken up by four sites."""
    told = [
        _record(
            "La ville explique le nouveau calendrier de collecte, dit le communiqué fictif.",
            MONDAY - timedelta(days=18, hours=place),
            f"Site fictif {place + 1}",
            topic=Label("waste", 0.9),
            author_role=Label("press", 0.9),
        )
        for place in range(4)
    ]
    first = told[-1].mention.id
    return [replace(r, judgement=replace(r.judgement, cluster=first)) for r in told]


def _record(text: str, at: datetime, source: str, **labels: Any) -> Record:
    post = {
        "published_at": at,
        "fetched_at": at,
        "native_id": f"{source} {text}",
        "source": Source(kind="feed", name=source),
        "author": Author(pseudonym=None),
    }
    one = judged(text, town=TOWN, post=post, **labels)
    one = replace(one, judgement=replace(one.judgement, cluster=one.mention.id))
    return Record(
        mention=one.mention,
        judgement=one.judgement,
        decision=decide(one, TOWN, at),
        first_seen=at,
    )


async def fill(store: SqliteStore) -> None:
    """Keep the posts, and mark the replies of a team that is mostly in time."""
    records = posts()
    await store.write(Batch(records=tuple(records)))
    random = Random(311)
    for record in records:
        due = record.decision.due.reply_at
        if due is None or random.random() < 0.25:
            continue
        sent = record.mention.post.published_at + (due - record.mention.post.published_at) * (
            random.uniform(0.2, 1.3)
        )
        mark = Review(mention=record.mention.id, status="answered", reply_sent_at=sent)
        await store.review(mark)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the pages over those weeks; yields their address."""
    with socket.create_server(("127.0.0.1", 0)) as bound:
        address = f"http://127.0.0.1:{bound.getsockname()[1]}/"
        config = uvicorn.Config("", lifespan="off", log_config=None, access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: asyncio.run(_serve(server, bound, folder)))
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.05)
        try:
            yield address
        finally:
            server.should_exit = True
            thread.join()


async def _serve(server: uvicorn.Server, bound: socket.socket, folder: Path) -> None:
    clock = HeldClock(MONDAY)
    async with await SqliteStore.open(folder / "vigie.db") as store:
        await fill(store)
        server.config.app = create(
            store,
            towns=(TOWN,),
            clock=clock,
            coverage=Ears(store, clock),
            office=an_office(store),
        )
        await server.serve([bound])
