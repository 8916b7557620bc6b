"""Puts the parts of an installation together; every mistake is told at once, before any start."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from desk.alert_rules import AlertRule, in_effect, read_rules
from pipeline import plugins
from pipeline.chain import Chain
from pipeline.chain_options import chain_options
from pipeline.connecting import connect, counting, delivering
from pipeline.desk_rules import DeskRules
from pipeline.ears import Ears, themes_of
from pipeline.gathered_problems import Problems
from pipeline.handing import Handing
from pipeline.handoff_building import build_desks
from pipeline.inbound_receivers import receivers_of
from pipeline.installation import Installation, Source
from pipeline.intake import Intake, TownParts, Watch
from pipeline.metrics import Metrics
from pipeline.opening_store import InstalledStore, open_awaited, open_store
from pipeline.outbound.client import HttpOutbound
from pipeline.report_plans import Planned, planned
from pipeline.retaining import retention_rules
from pipeline.secrets_file import read_former_keys, read_key
from pipeline.settings import Settings
from towns.loading import find, load
from vigie.case_contracts import FrontDesk
from vigie.clock import Clock
from vigie.context import Context
from vigie.contracts import Deliverer
from vigie.privacy import Pseudonymiser
from vigie.served_towns import ServedTowns
from vigie.theme import Theme
from vigie.town import Town


def load_towns(home: Path, settings: Settings) -> tuple[Town, ...]:
    """Load every profile that the settings name, from `home` first, else as shipped."""
    problems = Problems()
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
    pseudonyms = Pseudonymiser(read_key(home), read_former_keys(home))
    outbound = HttpOutbound(
        contact=settings.network.contact,
        towns=[town.name for town in towns],
        allowed_hosts=settings.network.allowed_hosts,
        spacing=settings.network.spacing,
    )
    ears = Ears(towns, themes_of(settings, towns))
    context = Context(
        outbound=outbound,
        clock=clock,
        pseudonyms=pseudonyms,
        home=home,
        towns=towns,
        contacts=tuple(c for town in towns for c in contacts(town)),
        language=settings.language,
        names_a_town=ears.names_a_town,
        public_url=settings.inbound.public_url,
    )
    async with outbound:
        metrics = Metrics()
        plugged = _plugged(settings, context, ears, metrics)
        opening = (
            open_store(home, settings, clock, at_once=at_once)
            if stop is None
            else open_awaited(home, settings, clock, stop, at_once=at_once)
        )
        store = await opening
        try:
            installation = _installation(settings, context, plugged, store, metrics)
            await installation.desk_rules.begin(stop)
            yield installation
        finally:
            await store.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plugged:
    """What entered by entry points, the rules that name them, what is listened for."""

    ears: Ears
    sources: tuple[Source, ...]
    deliverers: Mapping[str, Deliverer]
    rules: tuple[AlertRule, ...]
    desks: Mapping[str, FrontDesk]
    plans: tuple[Planned, ...]


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
        page_url=settings.web.address,
        served=ServedTowns.of(settings.rule),
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
        retention=retention_rules(settings),
        metrics=metrics,
        themes=plugged.ears.themes,
        plans=plugged.plans,
        desk_rules=DeskRules(store, watch),
        intake=Intake(
            store=store,
            screen=plugged.ears,
            towns=_parts(settings, context, plugged.ears.themes, metrics),
            watch=watch,
            clock=context.clock,
            metrics=metrics,
        ),
        handing=Handing(
            store,
            desks=plugged.desks,
            towns=context.towns,
            settings=settings.handoff,
            clock=context.clock,
            language=settings.language,
            metrics=metrics,
        ),
    )


def _plugged(settings: Settings, context: Context, ears: Ears, metrics: Metrics) -> _Plugged:
    problems = Problems()
    counted = [(source, counting(metrics, source)) for source in settings.source]
    sources = [
        Source(connector=connector, settings=source)
        for source, spent in counted
        if (connector := problems.trying(partial(connect, source, context, spent)))
    ]
    problems.trying(lambda: receivers_of(sources))
    deliverers = {
        target.name: deliverer
        for target in settings.target
        if (deliverer := problems.trying(partial(delivering, target, context)))
    }
    targets = tuple(target.name for target in settings.target)
    rules = problems.trying(lambda: read_rules(settings.rule, targets))
    desks = problems.trying(lambda: build_desks(settings, context))
    plans = problems.trying(lambda: planned(settings.report, context.towns, deliverers))
    problems.tell()
    return _Plugged(
        ears=ears,
        sources=tuple(sources),
        deliverers=deliverers,
        rules=in_effect(rules or ()),
        desks=desks or {},
        plans=plans or (),
    )


def _parts(
    settings: Settings, context: Context, themes: Sequence[Theme], metrics: Metrics
) -> dict[str, TownParts]:
    towns = {
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
    followed = {
        theme.slug: msgspec.structs.replace(towns[theme.town], theme=True) for theme in themes
    }
    return {**towns, **followed}
