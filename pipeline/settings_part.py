"""A table of `vigie.toml`: frozen, and an unknown key is an error."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A table whose every key is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)
