"""The settings of a watch list: a theme followed without the town's name."""

from __future__ import annotations

from pydantic import Field

from pipeline.settings_part import Part


class WatchSettings(Part):
    """One theme (`[[watch]]`): its words, what sets a post aside, the towns that follow it."""

    name: str = Field(min_length=1, max_length=80)
    words: tuple[str, ...] = Field(min_length=1, max_length=200)
    without: tuple[str, ...] = Field(default=(), max_length=200)
    towns: tuple[str, ...] = ()
