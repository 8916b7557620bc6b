"""Builds an installation's sources and targets by their entry points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from pipeline import plugins
from pipeline.metrics import Metrics
from pipeline.outbound.budget import Budgeted
from pipeline.settings import SourceSettings, TargetSettings
from vigie.context import Context
from vigie.contracts import Connector, Deliverer


def connect(
    source: SourceSettings, context: Context, spent: Callable[[], None] = lambda: None
) -> Connector:
    """Build one source's connector, with a way out that counts its requests.

    Raises:
        ConfigurationError: no such kind, or wrong settings, all of them named.
    """
    build = plugins.load(plugins.CONNECTORS, source.kind)
    way_out = Budgeted(context.outbound, context.clock, source.requests_per_day, spent)
    connector: Connector = build(source.own_settings(), replace(context, outbound=way_out))
    return connector


def counting(metrics: Metrics, source: SourceSettings) -> Callable[[], None]:
    """Return what counts one request of a source."""
    return partial(metrics.count, "vigie_source_requests_total", source=source.name)


def delivering(target: TargetSettings, context: Context) -> Deliverer:
    """Build one target's deliverer. Raises as `connect`."""
    build = plugins.load(plugins.DELIVERERS, target.kind)
    deliverer: Deliverer = build(target.own_settings(), context)
    return deliverer
