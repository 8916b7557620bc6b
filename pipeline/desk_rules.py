"""Rules made on the pages, put in effect beside those of the settings while Vigie runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import Final

import structlog
from msgspec.structs import replace

from desk.alert_rule import AlertRule
from desk.alert_rules import read_rules
from pipeline.stages import Watch
from vigie.codec import decode
from vigie.errors import ConfigurationError, InvalidInput, Unavailable
from vigie.kept_rule import RULE_PAPER, KeptRule
from vigie.paper import Paper, Papers, every_paper

log = structlog.get_logger()

#: Seconds between two readings: a rule turned on takes effect within them, in every process.
EVERY: Final = 20.0


class DeskRules:
    """Holds what a process watches for up to date with the team's papers.

    What raises alerts reads `Watch.rules` at each use. It is replaced whole here, and there
    alone: the rules of the settings, in their order, then those of the pages.

    Args:
        papers: where the team's rules are kept.
        watch: of the process; its rules are those of the settings when this is made.
        every: seconds between two readings, `EVERY` by default.
    """

    def __init__(self, papers: Papers, watch: Watch, every: float | None = None) -> None:
        self._papers = papers
        self._watch = watch
        self._every = EVERY if every is None else every
        self._settled = watch.rules
        self._broken: frozenset[str] = frozenset()

    async def refresh(self) -> None:
        """Read the team's rules once; one that cannot be read any more is left out and logged.

        Raises:
            Unavailable: the store is away; the rules stay as they were.
        """
        kept = [paper async for paper in rule_papers(self._papers)]
        found: list[AlertRule] = []
        broken: set[str] = set()
        taken = {rule.name for rule in self._settled}
        for paper in sorted(kept, key=lambda each: each.key):
            try:
                rule = as_rule(paper, self._watch.targets)
            except (ConfigurationError, InvalidInput):
                broken.add(paper.key)
                continue
            if rule.enabled and rule.name not in taken:
                found += self._bound(rule, paper.town)
        if broken - self._broken:
            log.warning("rules.unreadable", rules=sorted(broken))
        self._broken = frozenset(broken)
        rules = (*self._settled, *found)
        if rules != self._watch.rules:
            log.info("rules.changed", made_here=sorted(rule.name for rule in found))
            self._watch.rules = rules

    def _bound(self, rule: AlertRule, town: str) -> list[AlertRule]:
        """Keep a town's rule that names no target to those that serve it; nothing without any."""
        if not town or rule.targets or not self._watch.targets:
            return [rule]
        serving = self._watch.serving(town)
        return [replace(rule, targets=serving)] if serving else []

    async def begin(self, stop: asyncio.Event | None) -> None:
        """Read them before anything is judged, waiting until `stop` for a store that is away.

        Raises:
            Unavailable: it is away, and there is no `stop` to wait for.
        """
        while stop is None or not stop.is_set():
            try:
                return await self.refresh()
            except Unavailable as error:
                if stop is None:
                    raise
                log.warning("rules.postponed", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 1.0)
        return None

    async def run(self, stop: asyncio.Event) -> None:
        """Read them again and again until `stop`; a store that is away is asked again."""
        while not stop.is_set():
            try:
                await self.refresh()
            except Unavailable as error:
                log.warning("rules.postponed", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self._every)


def rule_papers(papers: Papers) -> AsyncIterator[Paper]:
    """Yield every rule's paper, newest first. Raises `Unavailable`."""
    return every_paper(papers, RULE_PAPER)


def as_rule(paper: Paper, targets: Sequence[str]) -> AlertRule:
    """Return a paper's rule, for its town alone.

    Raises:
        InvalidInput: the paper cannot be read.
        ConfigurationError: the rule is not sound, or not any more: a target has gone.
    """
    (rule,) = read_rules([decode(paper.body, KeptRule).rule], targets)
    return for_town(rule, paper.town)


def for_town(rule: AlertRule, town: str) -> AlertRule:
    """Limit a rule to a town; "" leaves it for all."""
    return replace(rule, when=replace(rule.when, town=(town,))) if town else rule
