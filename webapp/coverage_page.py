"""The coverage page: each source and its state, the holes, and what is not heard at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from vigie.coverage import CoveredSource, NotHeard, plain
from vigie.source_watch import TROUBLES, Missed
from webapp.reader import Reader
from webapp.site import Site

#: A sign beside each state's name, so that colour is not all that tells it.
_SIGNS: Final = {
    "working": "●",
    "quiet": "○",
    "late": "◷",
    "failing": "✕",
    "blocked": "⊘",
    "needs_credentials": "◇",
    "stopped": "■",
}
_HOLES: Final = 30


class SourceRow(NamedTuple):
    """One source, ready to be shown."""

    name: str
    kind: str
    state: str
    state_name: str
    sign: str
    why: str
    note: str
    usual: str
    arrived: str
    arrived_at: str
    asked: str
    kept: str
    set_aside: str
    outcomes: tuple[tuple[str, str], ...]


class HoleRow(NamedTuple):
    """Something that a source made us miss."""

    source: str
    noticed: str
    stretch: str
    posts: str


class SilenceRow(NamedTuple):
    """Somewhere that is not heard."""

    id: str
    what: str
    why: str
    remedy: str


async def coverage_page(site: Site, request: Request) -> Response:
    """Answer `/couverture`."""
    reader, covered = site.reader(request), await site.covering.coverage()
    return site.page(
        request,
        "coverage.html",
        reader=reader,
        ears=ears(reader, covered.listened, covered.silent),
        rows=[_row(source, reader) for source in covered.sources],
        holes=_holes(covered.sources, reader),
        silences=[_silence(each, reader) for each in covered.not_heard],
    )


async def coverage_json(site: Site, request: Request) -> Response:
    """Answer `/couverture.json`: the same, for a program; sentences in the reader's language."""
    covered, language = await site.covering.coverage(), site.reader(request).language
    return JSONResponse(plain(covered, language))


async def former_page(site: Site, request: Request) -> Response:
    """Answer `/sources`, where the page was."""
    del site
    question = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/couverture{question}", status_code=308)


def ears(reader: Reader, listened: int, silent: int) -> str:
    """Return « 12 sources, dont 2 silencieuses »."""
    said = reader.count("ears", listened)
    if not listened or not silent:
        return said
    return reader.say("ears.but", said=said, silent=reader.count("ears.silent", silent))


def _row(source: CoveredSource, reader: Reader) -> SourceRow:
    moments = reader.moments()
    arrived = source.arrived_at
    # What was set aside, most frequent first.
    aside = sorted((n, o) for o, n in source.outcomes.items() if o != "kept" and n)[::-1]
    return SourceRow(
        name=source.name,
        kind=reader.known("kind", source.kind) if source.kind else "",
        state=source.state,
        state_name=reader.known("state", source.state),
        sign=_SIGNS.get(source.state, ""),
        why=source.why.to(reader.language),
        note=source.note or "",
        usual=source.usual.to(reader.language),
        arrived=moments.ago(arrived) if arrived else reader.say("coverage.never"),
        arrived_at=moments.full(arrived) if arrived else "",
        asked=reader.say("coverage.asked", ago=moments.ago(source.asked_at))
        if source.asked_at
        else "",
        kept=reader.count("coverage.kept", source.kept),
        set_aside=reader.count("coverage.aside", source.set_aside),
        outcomes=tuple((reader.known("outcome", o), reader.number(n)) for n, o in aside),
    )


def _holes(sources: Sequence[CoveredSource], reader: Reader) -> list[HoleRow]:
    """Return the latest holes of all sources, newest first."""
    every = ((hole, source.name) for source in sources for hole in source.missed)
    latest = sorted(every, key=lambda pair: pair[0].at, reverse=True)[:_HOLES]
    return [_hole(hole, name, reader) for hole, name in latest]


def _hole(hole: Missed, source: str, reader: Reader) -> HoleRow:
    moments, stretch = reader.moments(), ""
    if hole.since is not None and hole.until is not None:
        since, until = moments.full(hole.since), moments.full(hole.until)
        long = moments.length(hole.until - hole.since)
        stretch = reader.say("coverage.stretch", since=since, until=until, length=long)
    return HoleRow(
        source=source,
        noticed=moments.full(hole.at),
        stretch=stretch,
        posts=reader.count("coverage.let_go", hole.posts) if hole.posts else "",
    )


def _silence(each: NotHeard, reader: Reader) -> SilenceRow:
    language = reader.language
    remedy = each.remedy.to(language) if each.remedy else reader.say("coverage.no_remedy")
    return SilenceRow(each.id, each.what.to(language), each.why.to(language), remedy)


def silent_among(states: Iterable[str]) -> int:
    """Count the sources that are not heard, though they should be."""
    return sum(state in TROUBLES for state in states)
