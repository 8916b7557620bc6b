"""The settings of the hand-off: how cases reach the town's front door. Off by default."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from pipeline.settings_part import Part
from vigie.labels import SERVICE_CATEGORIES

Way = Literal["none", "open311", "email", "webhook", "csv"]


class FrontDoorSettings(Part):
    """One front door.

    `services` and `automatic` go by category (`vigie.labels.SERVICE_CATEGORIES`): the town's
    code for it, and the confidence from which a draft is approved without a person.
    `daily_cap` is how many a day at most are approved so.
    """

    by: Way = "none"
    url: str = Field(default="", max_length=500)
    jurisdiction_id: str = Field(default="", max_length=200)
    key_file: Path | None = None
    key_env: str = ""
    services: dict[str, str] = Field(default_factory=dict)
    attributes: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    automatic: dict[str, float] = Field(default_factory=dict)
    daily_cap: int = Field(default=10, ge=1, le=1000)
    host: str = ""
    port: int = Field(default=587, ge=1, le=65535)
    tls: Literal["starttls", "implicit", "none"] = "starttls"
    user: str = ""
    sender: str = Field(default="", max_length=254)
    to: str = Field(default="", max_length=254)
    file: Path = Path("cases.csv")

    @field_validator("services", "automatic")
    @classmethod
    def _known(cls, by_category: dict[str, object]) -> dict[str, object]:
        unknown = sorted(set(by_category) - set(SERVICE_CATEGORIES))
        if unknown:
            listed = ", ".join(SERVICE_CATEGORIES)
            wrong = ", ".join(unknown)
            raise ValueError(
                f"{wrong} : inconnu ; au choix : {listed}|{wrong}: unknown; choose among: {listed}"
            )
        return by_category

    @field_validator("services")
    @classmethod
    def _coded(cls, services: dict[str, str]) -> dict[str, str]:
        if not all(code.strip() for code in services.values()):
            raise ValueError("un code est vide|a code is empty")
        return services

    @field_validator("automatic")
    @classmethod
    def _sure(cls, automatic: dict[str, float]) -> dict[str, float]:
        if not all(0.5 <= level <= 1 for level in automatic.values()):
            raise ValueError("de 0.5 à 1|from 0.5 to 1")
        return automatic


class HandoffSettings(FrontDoorSettings):
    """The installation's front door; `town` gives a town one of its own, by its slug."""

    town: dict[str, FrontDoorSettings] = Field(default_factory=dict)

    def of(self, slug: str) -> FrontDoorSettings:
        """Return a town's front door."""
        return self.town.get(slug, self)
