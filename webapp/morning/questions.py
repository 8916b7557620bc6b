"""What « this morning » asks of the store about one town: a few questions, side by side.

Each is bounded: a page of answers and their total, whatever the store holds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from vigie.contracts import Store
from vigie.crisis import Crisis, beside, concerning
from vigie.query import And, Bucket, Clause, Counts, Field, Found, Not, Query
from vigie.town import Town
from vigie.town_hours import TownHours
from webapp.mentions.asked import OPEN

#: What waits for longer is history: the lists hold it, one click away.
WINDOW: Final = timedelta(days=30)
#: Labels that lead to a route: where the machine doubts one, a person looks first.
DOUBTS: Final = ("emergency", "media_request", "conduct", "service_request", "intent")
ANSWERED: Final = ("invite_311", "refer_elsewhere", "reply")
_DOUBTFUL: Final = (*ANSWERED, "monitor")
_SHOWN: Final = 8
_IN_HAND: Final = 100


class Heard(NamedTuple):
    """What is asked about.

    Attributes:
        now: aware.
        quiet: when the last working day ended; what came since is gathered.
        due: what was received before has waited for its first reply too long.
    """

    town: Town
    now: datetime
    quiet: datetime
    due: datetime | None
    crisis: Crisis | None


class Answers(NamedTuple):
    """The answers, by group; `arrivals` counts all that came since the last working day."""

    groups: dict[str, Found]
    in_hand: Found
    arrivals: Counts
    elsewhere: tuple[Bucket, ...]


def heard(town: Town, now: datetime, hours: TownHours, crisis: Crisis | None) -> Heard:
    """Return what to ask about a town; a crisis that goes on gives the rest more time."""
    minutes = town.targets.temporary + (crisis.delay if crisis else 0)
    return Heard(
        town=town,
        now=now,
        quiet=hours.last_closing(town, now) or now - timedelta(days=1),
        due=hours.run_out(town, minutes, now),
        crisis=crisis,
    )


async def ask_morning(store: Store, about: Heard, towns: Sequence[str]) -> Answers:
    """Ask the store, all questions at once.

    Args:
        store: read only.
        about: the town.
        towns: others that the reader sees: their open emergencies are counted.

    Raises:
        Unavailable: the store is away.
    """
    questions = queries(about)
    arrivals = Query(where=_of(about), since=about.quiet)
    found, in_hand, came, elsewhere = await asyncio.gather(
        asyncio.gather(*(store.search(query) for query in questions.values())),
        store.search(_in_hand(about)),
        store.count(arrivals, ("route", "topic")),
        _emergencies(store, about, towns),
    )
    return Answers(dict(zip(questions, found, strict=True)), in_hand, came, elsewhere)


def queries(about: Heard) -> dict[str, Query]:
    """Return the question of each group, in the order of the policy and of the clock."""
    since, crisis = about.now - WINDOW, about.crisis
    rest = (beside(crisis),) if crisis else ()
    doubtful, sure = Field("uncertain", DOUBTS), Not(Field("uncertain", DOUBTS))
    new = Field("status", ("new",))
    asked = {
        "emergency": _query(about, ("emergency",), since=since),
        "media": _query(about, ("media_relations",), since=since),
        "front": _query(about, ANSWERED[:2], *rest, sure, since=about.due or since, oldest=True),
        "moderate": _query(about, ("moderate",), *rest, since=since),
        "reply": _query(about, ("reply",), *rest, sure, since=about.due or since, oldest=True),
        "late": _query(about, ANSWERED, *rest, sure, since=since, until=about.due or since),
        "unsure": _query(about, _DOUBTFUL, *rest, doubtful, new, since=since),
    }
    if crisis is None:
        return asked
    first = Query(
        where=_of(about, concerning(crisis), Not(Field("route", ("ignore",)))),
        since=crisis.since,
        limit=_SHOWN,
    )
    return {"crisis": first, **asked}


def _query(
    about: Heard,
    routes: Sequence[str],
    *clauses: Clause,
    since: datetime,
    until: datetime | None = None,
    oldest: bool = False,
) -> Query:
    wanted = (Field("route", tuple(routes)), Field("status", OPEN), *clauses)
    order = "oldest" if oldest else "newest"
    return Query(where=_of(about, *wanted), since=since, until=until, order=order, limit=_SHOWN)


def _in_hand(about: Heard) -> Query:
    """Ask for what someone has taken: the reader's own, and what was put off until today."""
    taken = Field("status", ("taken", "waiting"))
    return Query(where=_of(about, taken), since=about.now - 3 * WINDOW, limit=_IN_HAND)


async def _emergencies(store: Store, about: Heard, towns: Sequence[str]) -> tuple[Bucket, ...]:
    if not towns:
        return ()
    clauses = (Field("town", tuple(towns)), Field("route", ("emergency",)), Field("status", OPEN))
    counts = await store.count(Query(where=And(clauses), since=about.now - WINDOW), ("town",))
    return counts.facets["town"]


def _of(about: Heard, *clauses: Clause) -> Clause:
    return And((Field("town", (about.town.slug,)), *clauses))
