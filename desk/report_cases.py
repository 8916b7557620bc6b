"""The front door's cases of a period, by category, by district and by state."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from desk.report_cells import Grouped, Voices, grouped
from desk.report_tally import person_of
from vigie.case import Case
from vigie.record import Record
from vigie.report import Breakdown, Cases, Row
from vigie.town import Town

#: States of a case → what they come to for whoever reads a report.
STATES: Final = {
    "draft": "waiting",
    "approved": "waiting",
    "sending": "given",
    "unknown": "given",
    "sent": "given",
    "open": "given",
    "closed": "settled",
    "failed": "dropped",
    "withdrawn": "dropped",
}
_NOWHERE: Final = "nowhere"


def began_in(cases: Iterable[Case], since: datetime, until: datetime) -> list[Case]:
    """Return the cases whose first post was published from `since` on and before `until`."""
    return [c for c in cases if c.first_seen is not None and since <= c.first_seen < until]


def cases_of(cases: Sequence[Case], records: Mapping[str, Record], town: Town) -> Cases:
    """Return the tables of cases. Pure.

    Args:
        cases: of one town.
        records: the mentions of their posts, by id; they tell who speaks, and where.
        town: profile.
    """
    people = [(case, _people(case, records)) for case in cases]
    return Cases(
        categories=_table(people, lambda case: case.category),
        districts=_table(people, lambda case: _district(case, records, town)),
        states=_table(people, lambda case: STATES[case.handoff.state]),
    )


def _people(case: Case, records: Mapping[str, Record]) -> frozenset[str]:
    """Return who spoke of a case; one whose mentions are all gone counts as one person's."""
    known = (records.get(post.mention) for post in case.posts)
    people = frozenset(person_of(record) for record in known if record is not None)
    return people or frozenset((case.reference,))


def _district(case: Case, records: Mapping[str, Record], town: Town) -> str:
    for post in case.posts:
        record = records.get(post.mention)
        place = record.judgement.place if record else None
        if place is not None and place.district:
            return place.district
    ids = {post.place_id for post in case.posts}
    return next((s.district for s in town.gazetteer if s.id in ids and s.district), _NOWHERE)


def _table(
    people: Sequence[tuple[Case, frozenset[str]]], value: Callable[[Case], str]
) -> Breakdown:
    """Group by people as any table, then count cases rather than voices."""
    voices: defaultdict[str, Voices] = defaultdict(Counter)
    count: Counter[str] = Counter()
    for case, who in people:
        voices[value(case)].update(who)
        count[value(case)] += 1
    return _counted(grouped(voices), count)


def _counted(groups: Grouped, count: Counter[str]) -> Breakdown:
    if not groups.safe:
        return Breakdown(total=None)
    rows = tuple(Row(name=name, count=count[name]) for name, _ in groups.rows)
    named = sum(row.count for row in rows)
    ordered = sorted(rows, key=lambda row: (-row.count, row.name))
    return Breakdown(rows=tuple(ordered), grouped=count.total() - named, total=count.total())
