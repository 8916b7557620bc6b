"""Passing to a new version of the mapping while Vigie goes on listening (`vigie index migrate`).

1. New indices are made from the new template, not yet behind the alias. Everything is copied
   to them (`copying_months`), then what was written meanwhile, again and again, until there is
   little left. Those who read and write see nothing of it: they use the former indices.
2. It is noted that a migration is ending, and the former indices are closed to writes. A writer
   reads the note after each batch (`layout`): what it wrote before the note is copied in the
   last pass; what it wrote later, or could not write, is not acknowledged, and is written again.
3. The last pass: what was written, removed and reviewed since.
4. Counts must agree. Then, in one step, the alias passes to the new indices and the former ones
   are deleted; the note says that the new version is in use. Programs of the former version
   stop with a sentence that says so, and those of the new one take over what was waiting.

Killed at any step, it is run again and goes on; writers wait if that was after the second.
Anything that fails before the fourth leaves the former indices open and in use.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from sinks.elasticsearch import copying_months, layout, months
from sinks.elasticsearch.clauses import EVERYTHING
from sinks.elasticsearch.connection import ElasticSettings, connect
from sinks.elasticsearch.fetching import count, fetch, refresh
from sinks.elasticsearch.layout import Layout
from sinks.elasticsearch.mapping import OURS, Mapping, Names
from sinks.elasticsearch.opening import check_server, note_layout, prepare, put_template
from sinks.elasticsearch.server import Server
from sinks.elasticsearch.shelf import Shelf
from vigie.clock import Clock, SystemClock
from vigie.errors import Unavailable
from vigie.say import Say

#: A pass so short that writers may wait for another.
_SHORT: Final = 20.0  # seconds
_MOST_PASSES: Final = 10
_MISSING: Final = frozenset((404,))


class Migrated(msgspec.Struct, frozen=True, kw_only=True):
    """From which version to which, and how many mentions there are in the new indices."""

    before: int
    after: int
    mentions: int = 0


def _silent(_copied: int) -> None:
    """Tell nobody."""


async def migrate(
    settings: ElasticSettings,
    clock: Clock | None = None,
    *,
    mapping: Mapping = OURS,
    patience: float = 60.0,
    progress: Callable[[int], None] = _silent,
) -> Migrated:
    """Pass to the mapping's version; nothing is done when it is in use already.

    Takes as long as copying every mention does, while Vigie goes on.

    Args:
        settings: where the cluster is, and how the new indices are made.
        clock: the machine's by default.
        mapping: what the new indices hold.
        patience: seconds to wait for a cluster that is away or overloaded.
        progress: told how many mentions the pass under way has copied.

    Raises:
        ConfigurationError: a newer version is in use, or a mention does not fit the new one.
        Unavailable: the cluster stayed away, or the counts do not agree; run it again.
    """
    server = Server(connect(settings), patience=patience, refresh=False)
    try:
        await check_server(server)
        names = Names(settings.prefix, mapping.version)
        (got,) = await fetch(server, [layout.where(names)])
        noted = layout.read(got)
        if noted is None or noted.version >= mapping.version:
            await prepare(server, names, mapping, settings)  # refuses a newer one
            return Migrated(before=mapping.version, after=mapping.version)
        shelf = Shelf(server, names, clock or SystemClock())
        former = Shelf(server, Names(settings.prefix, noted.version), shelf.clock)
        await put_template(server, names, mapping, settings, shown=False)
        since = await _copy_most(former, shelf, progress)
        mentions = await _pass_over(former, shelf, since, progress)
        await _finish(former, shelf, mapping, settings)
    finally:
        await server.close()
    return Migrated(before=noted.version, after=mapping.version, mentions=mentions)


async def _copy_most(former: Shelf, shelf: Shelf, progress: Callable[[int], None]) -> int:
    """Copy all, then what was written meanwhile; return the moment the last pass began."""
    since = 0
    for _ in range(_MOST_PASSES):
        began, since_then = shelf.monotonic(), shelf.now_us()
        await copying_months.copy(former, shelf, since, progress)
        since = since_then
        if shelf.monotonic() - began < _SHORT:
            break
    return since


async def _pass_over(
    former: Shelf, shelf: Shelf, since: int, progress: Callable[[int], None]
) -> int:
    """Close the former indices, copy the rest, and see that nothing is missing."""
    moving = Layout(former.names.version, moving_to=shelf.names.version)
    await note_layout(shelf.server, shelf.names, moving)
    try:
        for index in await months.all_of(former):
            await shelf.server.ask("PUT", f"/{index}/_block/write", allow=_MISSING)
        await copying_months.copy(former, shelf, since, progress)
        await copying_months.bury_again(shelf)
        await copying_months.review_again(shelf, since)
        return await _agreed(former, shelf)
    except BaseException:
        await _reopen(former)
        raise


async def _agreed(former: Shelf, shelf: Shelf) -> int:
    for each in (former, shelf):
        await refresh(each.server, each.names.months)
    mentions = await count(shelf.server, shelf.names.months, EVERYTHING)
    before = await count(former.server, former.names.months, EVERYTHING)
    # What was removed a moment ago may still stand in the former indices, which are closed.
    if mentions != before and mentions != before - await copying_months.buried_in(former):
        raise Unavailable(_DISAGREE)
    return mentions


async def _reopen(former: Shelf) -> None:
    """Let writers go on with the former indices."""
    open_again: dict[str, Any] = {"index.blocks.write": None}
    path = f"/{former.names.months}/_settings"
    await former.server.ask("PUT", path, open_again, allow=_MISSING)
    await note_layout(former.server, former.names, Layout(former.names.version))


async def _finish(former: Shelf, shelf: Shelf, mapping: Mapping, settings: ElasticSettings) -> None:
    """Pass the alias over, delete the former indices, note that the new ones are in use."""
    server, names = shelf.server, shelf.names
    await put_template(server, names, mapping, settings)
    actions = [
        *({"add": {"index": i, "alias": names.mentions}} for i in await months.all_of(shelf)),
        *({"remove_index": {"index": index}} for index in await months.all_of(former)),
    ]
    if actions:
        await server.ask("POST", "/_aliases", {"actions": actions})
    await note_layout(server, names, Layout(mapping.version))
    await server.ask("DELETE", f"/_index_template/{former.names.template}", allow=_MISSING)
    await prepare(server, names, mapping, settings)


_DISAGREE: Final = Say(
    "Les nouveaux index ne comptent pas autant de mentions que les anciens. Rien n’a changé : "
    "relancez `vigie index migrate`.",
    "The new indices do not count as many mentions as the former ones. Nothing has changed: run "
    "`vigie index migrate` again.",
)
