"""Looks in the store for what saved searches that alert have found since they were turned on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog
from msgspec.structs import replace
from starlette.datastructures import QueryParams

from desk.alert_rule import AlertRule
from desk.number_alerts import Telling
from desk.search_alerts import crowd_alerts, found_alerts, rule_of
from pipeline.number_rules import Last
from pipeline.opening_store import InstalledStore
from pipeline.reading_numbers import MOST as MOST_READ
from pipeline.stages import TownParts, Watch, sent
from vigie.alert import Alert, Delivery
from vigie.codec import decode
from vigie.errors import InvalidInput
from vigie.query import And, Field, Query
from vigie.record import Record
from vigie.saved_search import SEARCH, SavedSearch, SearchAlert
from vigie.town import Town
from webapp.mentions.asked import Asked

log = structlog.get_logger()

#: A mention is looked for so long after it was heard: a worker that was away tells it still, and
#: one that comes to be found, edited or corrected, is told too.
BEHIND: Final = timedelta(days=2)
#: Alerts that one search raises in one town at one look; what is beyond waits for the next.
MOST: Final = 50
_PAGE: Final = 1_000
_SEARCHES: Final = 1_000


class SearchRules:
    """Every saved search of an installation that alerts.

    Args:
        store: read only; searches are its papers.
        towns: themes among them are left alone.
        watch: targets and the page's address.
    """

    def __init__(self, store: InstalledStore, towns: Mapping[str, TownParts], watch: Watch) -> None:
        self._store = store
        self._towns = {slug: parts.town for slug, parts in towns.items() if not parts.theme}
        self._watch = watch

    async def look(
        self, now: datetime, last: Last, told: frozenset[str] = frozenset()
    ) -> AsyncIterator[Delivery]:
        """Yield what is to be told now.

        Args:
            now: aware.
            last: when each rule last spoke, as the outbox has it.
            told: ids of alerts known to be there already.

        Raises:
            Unavailable: the store is away.
        """
        for key, saved in await self._alerting():
            rule = rule_of(key, saved)
            for town in (self._towns[slug] for slug in saved.towns if slug in self._towns):
                if rule is None or saved.alert is None:
                    continue
                try:
                    alerts = await self._alerts(rule, saved, town, now, last)
                except InvalidInput:  # its words are no longer understood; the page tells it
                    log.warning("search.not_understood", search=key)
                    break
                fresh = [alert for alert in alerts if alert.id not in told][:MOST]
                serving = self._watch.serving(town.slug)
                for alert in fresh:
                    for delivery in sent(alert, self._bound(rule), town, serving, now):
                        yield delivery

    def _bound(self, rule: AlertRule) -> AlertRule:
        """Leave out the targets that the settings no longer name.

        Without any, those that serve the town are told.
        """
        known = tuple(name for name in rule.targets if name in self._watch.targets)
        return replace(rule, targets=known)

    async def _alerting(self) -> list[tuple[str, SavedSearch]]:
        papers = await self._store.papers(SEARCH, limit=_SEARCHES)
        kept = [(paper.key, decode(paper.body, SavedSearch)) for paper in papers]
        return [(key, saved) for key, saved in kept if saved.alert is not None]

    async def _alerts(
        self, rule: AlertRule, saved: SavedSearch, town: Town, now: datetime, last: Last
    ) -> Sequence[Alert]:
        telling = Telling(now, self._watch.page_url, town.interface)
        found = await self._found(saved, town, now)
        if rule.about == "gathered":
            before = last.get((rule.name, town.slug, ""))
            return crowd_alerts(rule, saved.name, town, found, telling=telling, last=before)
        return found_alerts(rule, saved.name, town, found, telling)

    async def _found(self, saved: SavedSearch, town: Town, now: datetime) -> list[Record]:
        """Return what a search finds in a town of what was heard lately, the first heard first."""
        clauses = Asked.of(QueryParams(saved.question)).clauses()
        assert saved.alert is not None  # noqa: S101 - those alone are looked for
        query = Query(
            where=And((*clauses, Field("town", (town.slug,)))),
            heard_since=max(saved.alert.since, now - _behind(saved.alert)),
            limit=_PAGE,
        )
        records: list[Record] = []
        while len(records) < MOST_READ:
            found = await self._store.search(query)
            records += (hit.record for hit in found.hits)
            if found.next is None:
                break
            query = replace(query, after=found.next)
        return sorted(records, key=lambda record: record.first_seen)


def _behind(alert: SearchAlert) -> timedelta:
    hours = 2 * alert.hours if alert.pace != "each" else 0
    return max(BEHIND, timedelta(hours=hours))
