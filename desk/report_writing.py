"""A period's counts → its report. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from desk.report_cells import Voices, band, breakdown, grouped
from desk.report_change import change, spread
from desk.report_period import Period
from desk.report_tally import Tally
from vigie.coverage import Coverage
from vigie.report import LEAST, Cases, Change, Heard, Report, Voiced
from vigie.source_watch import TROUBLES
from vigie.town import Town

_PLACES: Final = 8
_TOPICS: Final = 5
_WORDS: Final = 12


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What was read for a report.

    Attributes:
        before: of the period before; None when it was not read.
        complete: neither of them stopped short.
    """

    now: Tally
    before: Tally | None = None
    cases: Cases = Cases()
    coverage: Coverage | None = None
    complete: bool = True


def write_report(
    period: Period, town: Town, counted: Counted, at: datetime, *, ended: bool
) -> Report:
    """Return the report; nothing in it tells of fewer than five people apart.

    Args:
        period: what it is on.
        town: profile.
        counted: what was read.
        at: when it was.
        ended: the period is over, and what comes late has had its time.
    """
    now, before = counted.now, counted.before
    tables = {
        field: breakdown(
            grouped(cells), grouped(before.fields[field]) if before is not None else None
        )
        for field, cells in now.fields.items()
    }
    posts = _told(now.residents)
    former = _told(before.residents) if before is not None else None
    return Report(
        town=town.slug,
        period=period.key,
        kind=period.kind,
        first=period.first,
        last=period.last,
        made_at=at,
        ended=ended,
        complete=counted.complete,
        posts=posts,
        posts_before=former,
        change=_change(now.residents, before.residents) if posts and before and former else None,
        people=band(len(now.residents)),
        others=band(len(now.others)),
        topics=tables["topic"],
        intents=tables["intent"],
        sentiments=tables["sentiment"],
        places=_places(now.places, town),
        stories=now.stories.began(),
        first_answers=now.clocks.first.kept(),
        replies=now.clocks.reply.kept(),
        cases=counted.cases,
        praise=_voiced(now, "praise"),
        ideas=_voiced(now, "idea"),
        emergencies=band(len(now.emergencies)),
        media=band(len(now.media)),
        heard=_heard(counted.coverage, town, period),
    )


def _told(voices: Voices) -> int | None:
    return None if 0 < len(voices) < LEAST else voices.total()


def _change(now: Voices, before: Voices) -> Change | None:
    spreads = (spread(now.values()), spread(before.values()))
    return change(now.total(), before.total(), *spreads)


def _voiced(tally: Tally, intent: str) -> Voiced:
    """Return who said so, as a band, with topics and words that five people share."""
    people = tally.fields["intent"].get(intent, Voices())
    if len(people) < LEAST:
        return Voiced(people=band(len(people)))
    return Voiced(
        people=band(len(people)),
        topics=_shared(tally.topics_of[intent])[:_TOPICS],
        words=_shared(tally.words_of[intent])[:_WORDS],
    )


def _shared(cells: Mapping[str, Voices]) -> tuple[str, ...]:
    enough = [(name, len(voices)) for name, voices in cells.items() if len(voices) >= LEAST]
    return tuple(name for name, _ in sorted(enough, key=lambda each: (-each[1], each[0])))


def _places(cells: Mapping[str, Voices], town: Town) -> tuple[str, ...]:
    names = {spot.id: spot.name for spot in town.gazetteer}
    return tuple(names[id_] for id_ in _shared(cells) if id_ in names)[:_PLACES]


def _heard(coverage: Coverage | None, town: Town, period: Period) -> Heard:
    if coverage is None:
        return Heard()
    since, until = period.bounds(ZoneInfo(town.timezone))
    silent = [s.name for s in coverage.sources if s.kind and s.state in TROUBLES]
    missed = [hole for source in coverage.sources for hole in source.missed]
    return Heard(
        listened=coverage.listened,
        silent=tuple(silent),
        holes=sum(since <= hole.at < until for hole in missed),
        not_heard=tuple(each.what for each in coverage.not_heard),
    )
