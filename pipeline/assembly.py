"""Puts the parts of an installation together; every mistake is told at once, before any start."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from desk.alert_rules import AlertRule, in_effect, read_rules
from enrichers.relevance import Screen
from pipeline import plugins
from pipeline.chain import Chain
from pipeline.chain_options import chain_options
from pipeline.installation import Installation, Source
from pipeline.intake import Intake, TownParts, Watch
from pipeline.metrics import Metrics
from pipeline.opening_store import InstalledStore, open_awaited, open_store
from pipeline.outbound.client import HttpOutbound
from pipeline.secrets_file import read_key
from pipeline.settings import Settings, SourceSettings, TargetSettings
from towns.loading import find, load
from vigie.clock import Clock
from vigie.context import Context
from vigie.contracts import Connector, Deliverer
from vigie.errors import ConfigurationError
from vigie.privacy import Pseudonymiser
from vigie.retention import RetentionRule
from vigie.say import Say
from vigie.town import Town

T = TypeVar("T")


class _Problems:
    """Gathers what is wrong while going on, so that all of it is told together."""

    def __init__(self) -> None:
        self.found: list[Say] = []

    def trying(self, build: Callable[[], T]) -> T | None:
        try:
            return build()
        except ConfigurationError as error:
            self.found.extend(error.problems)
            return None

    def tell(self) -> None:
        if self.found:
            raise ConfigurationError(self.found)


def load_towns(home: Path, settings: Settings) -> tuple[Town, ...]:
    """Load every profile that the settings name, from `home` first, else as shipped."""
    problems = _Problems()
    towns = [problems.trying(partial(load_town, slug, home)) for slug in settings.towns]
    problems.tell()
    return tuple(town for town in towns if town is not None)


def load_town(name: str, home: Path | None) -> Town:
    """Load one profile by its slug or path."""
    return load(find(name, home))


def build_chain(
    town: Town,
    *,
    options: Mapping[str, Any],
    observe: Callable[[str, float], None] | None = None,
    without: Collection[str] = (),
) -> Chain:
    """Build a town's judging stages from every enricher installed, but those named `without`."""
    stages = [
        plugins.load(plugins.ENRICHERS, name)(town, options)
        for name in plugins.names(plugins.ENRICHERS)
        if name not in without
    ]
    return Chain(stages, observe)


def contacts(town: Town) -> tuple[str, ...]:
    """Return the town's own addresses and numbers, which masks leave readable."""
    known = [
        town.front_door.phone,
        town.front_door.email,
        town.media_relations.phone,
        town.media_relations.email,
        town.emergency_number,
        *(referral.phone for referral in town.referrals),
    ]
    return tuple(contact for contact in known if contact)


@asynccontextmanager
async def assemble(
    home: Path,
    settings: Settings,
    clock: Clock,
    *,
    at_once: bool = True,
    stop: asyncio.Event | None = None,
) -> AsyncIterator[Installation]:
    """Open the installation in `home`; `at_once` is that of `open_store`.

    With `stop`, a store that is away is waited for until then (see `open_awaited`).

    Raises:
        ConfigurationError: everything that is wrong in settings, profiles, sources and keys.
    """
    towns = load_towns(home, settings)
    pseudonyms = Pseudonymiser(read_key(home))
    outbound = HttpOutbound(
        contact=settings.network.contact,
        allowed_hosts=settings.network.allowed_hosts,
        spacing=settings.network.spacing,
    )
    screen = Screen(towns)
    context = Context(
        outbound=outbound,
        clock=clock,
        pseudonyms=pseudonyms,
        home=home,
        towns=towns,
        contacts=tuple(c for town in towns for c in contacts(town)),
        language=settings.language,
        names_a_town=screen.names_a_town,
    )
    async with outbound:
        plugged = _plugged(settings, context, screen)
        metrics = Metrics()
        opening = (
            open_store(home, settings, clock, at_once=at_once)
            if stop is None
            else open_awaited(home, settings, clock, stop, at_once=at_once)
        )
        store = await opening
        try:
            yield _installation(settings, context, plugged, store, metrics)
        finally:
            await store.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plugged:
    """What entered by entry points, the rules that name them, and the screen they share."""

    screen: Screen
    sources: tuple[Source, ...]
    deliverers: Mapping[str, Deliverer]
    rules: tuple[AlertRule, ...]


def _installation(
    settings: Settings,
    context: Context,
    plugged: _Plugged,
    store: InstalledStore,
    metrics: Metrics,
) -> Installation:
    watch = Watch(
        rules=plugged.rules,
        targets=tuple(plugged.deliverers),
        page_url=f"http://{settings.web.host}:{settings.web.port}",
    )
    return Installation(
        home=context.home,
        settings=settings,
        clock=context.clock,
        towns=context.towns,
        context=context,
        store=store,
        sources=plugged.sources,
        deliverers=plugged.deliverers,
        rules=plugged.rules,
        retention=_retention(settings),
        metrics=metrics,
        intake=Intake(
            store=store,
            screen=plugged.screen,
            towns=_parts(settings, context, metrics),
            watch=watch,
            clock=context.clock,
            metrics=metrics,
        ),
    )


def _plugged(settings: Settings, context: Context, screen: Screen) -> _Plugged:
    problems = _Problems()
    sources = [
        Source(connector=connector, settings=source)
        for source in settings.source
        if (connector := problems.trying(partial(connect, source, context)))
    ]
    deliverers = {
        target.name: deliverer
        for target in settings.target
        if (deliverer := problems.trying(partial(_deliverer, target, context)))
    }
    targets = tuple(target.name for target in settings.target)
    rules = problems.trying(lambda: read_rules(settings.rule, targets))
    problems.tell()
    return _Plugged(
        screen=screen,
        sources=tuple(sources),
        deliverers=deliverers,
        rules=in_effect(rules or ()),
    )


def connect(source: SourceSettings, context: Context) -> Connector:
    """Build one source's connector."""
    build = plugins.load(plugins.CONNECTORS, source.kind)
    connector: Connector = build(source.own_settings(), context)
    return connector


def _deliverer(target: TargetSettings, context: Context) -> Deliverer:
    build = plugins.load(plugins.DELIVERERS, target.kind)
    deliverer: Deliverer = build(target.own_settings(), context)
    return deliverer


def _parts(settings: Settings, context: Context, metrics: Metrics) -> dict[str, TownParts]:
    return {
        town.slug: TownParts(
            town=town,
            chain=build_chain(
                town,
                options=chain_options(settings, context.home, town, context.pseudonyms),
                observe=metrics.stage,
            ),
        )
        for town in context.towns
    }


def _retention(settings: Settings) -> tuple[RetentionRule, ...]:
    return (
        RetentionRule(days=settings.retention.days),
        *(
            RetentionRule(days=keep.days, field=keep.field, value=keep.value)
            for keep in settings.retention.rules
        ),
    )
