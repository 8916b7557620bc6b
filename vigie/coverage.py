"""What an installation hears and what it does not: the content of the coverage page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

import msgspec

from vigie.say import Say
from vigie.source_watch import TROUBLES, Missed


class CoveredSource(msgspec.Struct, frozen=True, kw_only=True):
    """One source as the page tells it; sentences in both languages.

    Attributes:
        kind: the connector's entry-point name; "" for a source that the settings no longer name.
        state: one of `vigie.source_watch.SOURCE_STATES`, for the reason in `why`.
        usual: when it usually brings something.
        arrived_at: when its last news was published, as far as can be told.
        error: what was said when it last failed, at `failed_at`.
        kept: posts kept since the beginning; `outcomes` has the others, by what they were set
            aside for.
    """

    name: str
    kind: str
    state: str
    why: Say
    usual: Say
    since: datetime | None = None
    arrived_at: datetime | None = None
    asked_at: datetime | None = None
    next_at: datetime | None = None
    failures: int = 0
    note: str | None = None
    failed_at: datetime | None = None
    error: str | None = None
    kept: int = 0
    set_aside: int = 0
    outcomes: dict[str, int] = {}
    missed: tuple[Missed, ...] = ()


class NotHeard(msgspec.Struct, frozen=True, kw_only=True):
    """Somewhere that people speak and that is not listened to: why, and what can be done.

    Attributes:
        id: stable, for a link or a script.
        remedy: what the team can do about it, None when it can do nothing.
    """

    id: str
    what: Say
    why: Say
    remedy: Say | None = None


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """All of it, at one moment; the troubled sources come first."""

    at: datetime
    sources: tuple[CoveredSource, ...] = ()
    not_heard: tuple[NotHeard, ...] = ()

    @property
    def listened(self) -> int:
        """How many sources the settings name."""
        return sum(bool(source.kind) for source in self.sources)

    @property
    def silent(self) -> int:
        """How many of them are not heard, though they should be."""
        return sum(bool(source.kind) and source.state in TROUBLES for source in self.sources)


def plain(coverage: Coverage, language: str) -> dict[str, Any]:
    """Return the coverage as JSON writes it, each sentence in one language."""
    data = msgspec.to_builtins(coverage)
    counts = {"listened": coverage.listened, "silent": coverage.silent}
    return {"at": data["at"], **counts, **_in("en" if language == "en" else "fr", data)}


def _in(language: str, value: Any) -> Any:
    """Choose a language wherever there are both."""
    if isinstance(value, dict):
        if value.keys() == {"fr", "en"}:
            return value[language]
        return {key: _in(language, inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_in(language, inner) for inner in value]
    return value


class Covering(Protocol):
    """Tells what is heard, now. Raises `Unavailable` when the store is away."""

    async def coverage(self) -> Coverage:
        """Return all of it."""
        ...

    async def states(self) -> Mapping[str, str]:
        """Return the state of each source that the settings name, by name; quick."""
        ...
