"""An installation, assembled and open: what the runner and the commands work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from desk.alert_rules import AlertRule
from pipeline.desk_rules import DeskRules
from pipeline.handing import Handing
from pipeline.intake import Intake
from pipeline.metrics import Metrics
from pipeline.opening_store import InstalledStore
from pipeline.report_plans import Planned
from pipeline.settings import Settings, SourceSettings
from vigie.clock import Clock
from vigie.context import Context
from vigie.contracts import Connector, Deliverer
from vigie.retention import RetentionRule
from vigie.theme import Theme
from vigie.town import Town


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A connector with what the settings say of it."""

    connector: Connector
    settings: SourceSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Everything assembled and open, ready to run or to answer a command."""

    home: Path
    settings: Settings
    clock: Clock
    towns: tuple[Town, ...]
    context: Context
    store: InstalledStore
    sources: tuple[Source, ...]
    deliverers: Mapping[str, Deliverer]
    rules: tuple[AlertRule, ...]
    retention: tuple[RetentionRule, ...]
    metrics: Metrics
    intake: Intake
    handing: Handing
    desk_rules: DeskRules
    themes: tuple[Theme, ...] = ()
    plans: tuple[Planned, ...] = ()

    @property
    def language(self) -> str:
        """Language of the sentences made in advance."""
        return self.settings.language
