"""The installation's settings: one `vigie.toml`, checked whole before anything starts."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from pipeline.settings_cluster import (
    CollectSettings,
    ElasticsearchSettings,
    KafkaSettings,
    KibanaSettings,
    WorkSettings,
)
from pipeline.settings_handoff import HandoffSettings
from pipeline.settings_inbound import InboundSettings
from pipeline.settings_part import Part
from pipeline.settings_problems import toml_problem, validation_problems
from pipeline.settings_report import ReportSettings, wrong_reports
from pipeline.settings_watch import WatchSettings
from pipeline.settings_web import WebSettings
from vigie.errors import ConfigurationError
from vigie.query import FIELDS
from vigie.say import Say

FILE_NAME = "vigie.toml"


class StoreSettings(Part):
    """Where mentions are kept: a SQLite file in the installation's folder, or Elasticsearch."""

    kind: Literal["sqlite", "elasticsearch"] = "sqlite"
    path: Path = Path("vigie.db")


class NetworkSettings(Part):
    """The way out: who we say we are, how politely we ask, whom we may reach inside.

    `allowed_hosts` are names ("intranet.ville.example" or "127.0.0.1:8731") whose private
    address is accepted; every other private address is refused. `spacing` is the least time,
    in seconds, between two requests to one host.
    """

    contact: str = ""
    allowed_hosts: tuple[str, ...] = ()
    spacing: float = Field(default=5.0, ge=0)


class KeepSettings(Part):
    """One retention rule: mentions whose field has this value are kept so many days."""

    days: int = Field(ge=1)
    field: str = "any"
    value: str = ""

    @field_validator("field")
    @classmethod
    def _known(cls, field: str) -> str:
        if field != "any" and field not in FIELDS:
            known = ", ".join(("any", *FIELDS))
            raise ValueError(f"au choix : {known}|choose among: {known}")
        return field


class RetentionSettings(Part):
    """How long mentions are kept; a shorter rule wins over `days`."""

    days: int = Field(default=365, ge=1)
    rules: tuple[KeepSettings, ...] = ()


class JudgingSettings(Part):
    """Language detector, the town's own additions to the lexicons, and its own model."""

    detector: Literal["py3langid", "lingua", "langdetect", "eld"] = "py3langid"
    lexicons: Path | None = None
    model: Path | None = None


class _Named(BaseModel):
    """A source or a target: the keys that its own kind understands are checked by that kind."""

    model_config = ConfigDict(extra="allow", frozen=True)

    name: str = Field(min_length=1, max_length=120)
    kind: str = Field(min_length=1)

    def own_settings(self) -> dict[str, Any]:
        """Return what is for the connector or deliverer itself."""
        return {"name": self.name, **(self.model_extra or {})}


class SourceSettings(_Named):
    """One source: `towns` limits it to some of the profiles, all of them by default.

    With `own = true` the source is the page of the towns that it names here.
    `requests_per_day` is the most that it may ask, whatever it is.
    """

    towns: tuple[str, ...] = ()
    requests_per_day: int | None = Field(default=None, ge=1)


class TargetSettings(_Named):
    """Somewhere alerts are delivered."""

    kind: str = "webhook"


class Settings(BaseSettings):
    """Everything in `vigie.toml`. `VIGIE_WEB__PORT=8400` and the like win over the file."""

    model_config = SettingsConfigDict(
        extra="forbid", frozen=True, env_prefix="VIGIE_", env_nested_delimiter="__"
    )

    language: Literal["fr", "en"] = "fr"
    towns: tuple[str, ...] = Field(min_length=1)
    store: StoreSettings = StoreSettings()
    web: WebSettings = WebSettings()
    inbound: InboundSettings = InboundSettings()
    handoff: HandoffSettings = HandoffSettings()
    network: NetworkSettings = NetworkSettings()
    retention: RetentionSettings = RetentionSettings()
    judging: JudgingSettings = JudgingSettings()
    elasticsearch: ElasticsearchSettings = ElasticsearchSettings()
    kafka: KafkaSettings = KafkaSettings()
    collect: CollectSettings = CollectSettings()
    work: WorkSettings = WorkSettings()
    kibana: KibanaSettings = KibanaSettings()
    source: tuple[SourceSettings, ...] = ()
    watch: tuple[WatchSettings, ...] = ()
    target: tuple[TargetSettings, ...] = ()
    rule: tuple[dict[str, Any], ...] = ()
    report: tuple[ReportSettings, ...] = ()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment before the file, and nothing else."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings


def holds_settings(home: Path) -> bool:
    """Tell whether there is an installation in `home`."""
    return (home / FILE_NAME).is_file()


def read(home: Path) -> Settings:
    """Read the settings of the installation in `home`.

    Raises:
        ConfigurationError: no file, not TOML, or wrong keys and values, all of them named.
    """
    path = home / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigurationError([_no_file(path)]) from None
    except UnicodeDecodeError as error:
        raise ConfigurationError([toml_problem(path, error)]) from error
    return read_text(path, text)


def read_text(path: Path, text: str) -> Settings:
    """Read settings that are, or are about to be, in `path`. Raises as `read`."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError([toml_problem(path, error)]) from error
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise ConfigurationError(validation_problems(path, error)) from error
    _check_names(path, settings)
    return settings


def _no_file(path: Path) -> Say:
    return Say(
        f"{path} n’existe pas. Créez une installation avec « vigie init »,"
        " ou nommez son dossier avec --home.",
        f"{path} does not exist. Make an installation with `vigie init`,"
        " or name its folder with --home.",
    )


def _check_names(path: Path, settings: Settings) -> None:
    problems = [
        *_repeated(path, "source", [source.name for source in settings.source]),
        *_repeated(path, "target", [target.name for target in settings.target]),
        *_repeated(path, "report", [report.name for report in settings.report]),
        *wrong_reports(
            settings.report, settings.towns, {each.name: each.kind for each in settings.target}
        ),
        *(
            _stranger(path, source.name, slug, settings.towns)
            for source in settings.source
            for slug in source.towns
            if slug not in settings.towns
        ),
        *(
            _stranger(path, "web.oidc.towns", slug, settings.towns)
            for slugs in settings.web.oidc.towns.values()
            for slug in slugs
            if slug not in (*settings.towns, "*")
        ),
    ]
    if problems:
        raise ConfigurationError(problems)


def _repeated(path: Path, key: str, names: Sequence[str]) -> list[Say]:
    return [
        Say(
            f"{path} : « {key} » : le nom « {name} » sert deux fois ; il doit être unique.",
            f"{path}: {key}: the name “{name}” is used twice; it must be unique.",
        )
        for name in sorted({n for n in names if names.count(n) > 1})
    ]


def _stranger(path: Path, source: str, slug: str, towns: Sequence[str]) -> Say:
    return Say(
        f"{path} : source « {source} » : la ville « {slug} » n’est pas dans « towns »"
        f" ({', '.join(towns)}).",
        f"{path}: source “{source}”: the town “{slug}” is not in `towns` ({', '.join(towns)}).",
    )
