"""The sources page: where each one stands, with its silence said out loud."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from vigie.batch import SourceStatus
from webapp.reader import Reader
from webapp.site import Site

#: A source that has brought nothing for this long is said to be silent: most towns are spoken
#: of every day, and a feed that stops often does so without an error.
SILENCE = timedelta(days=3)


class SourceRow(NamedTuple):
    """One source."""

    name: str
    state: str
    state_name: str
    heard: str
    silence: str
    asked: str
    next: str
    failures: str
    outcomes: tuple[tuple[str, str], ...]
    note: str


async def sources_page(site: Site, request: Request) -> Response:
    """Answer `/sources`: the troubled first, then by name."""
    reader = site.reader(request)
    statuses, tallies = await site.store.sources(), await site.store.tallies()
    rows = [_row(status, dict(tallies.get(name, {})), reader) for name, status in statuses.items()]
    rows.sort(key=lambda row: (row.state == "working" and not row.silence, row.name.casefold()))
    return site.page(request, "sources.html", reader=reader, rows=rows)


def _row(status: SourceStatus, tally: dict[str, int], reader: Reader) -> SourceRow:
    moments = reader.moments()
    since = reader.now - status.heard_at if status.heard_at else None
    if since is None:
        silence = reader.say("sources.never_heard")
    elif since > SILENCE:
        silence = reader.say("sources.silent", length=moments.length(since))
    else:
        silence = ""
    # What was kept first, then what was set aside, most frequent first.
    outcomes = sorted(tally.items(), key=lambda item: (item[0] != "kept", -item[1]))
    return SourceRow(
        name=status.source,
        state=status.state,
        state_name=reader.known("state", status.state),
        heard=moments.ago(status.heard_at) if status.heard_at else "",
        silence=silence,
        asked=moments.ago(status.asked_at),
        next=moments.soon(status.next_at) if status.next_at and status.state != "stopped" else "",
        failures=reader.count("sources.failures", status.failures) if status.failures else "",
        outcomes=tuple((reader.known("outcome", o), reader.number(n)) for o, n in outcomes if n),
        note=status.note or "",
    )
