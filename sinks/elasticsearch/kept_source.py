"""A source as the document that its index holds, to and from what the house says of it."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Final

import msgspec
from msgspec.structs import replace

from sinks.moments import maybe_micros, maybe_moment, micros, moment
from vigie.batch import SourceStatus
from vigie.figures import Figures
from vigie.rhythm import Rhythm
from vigie.source_watch import Missed, Watched


class _Exact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What Kibana has no use for: exact moments, the cursor in base64, the tallies, the rhythm."""

    cursor: str
    asked_us: int
    heard_us: int | None = None
    next_us: int | None = None
    note: str | None = None
    since_us: int | None = None
    answered_us: int | None = None
    arrived_us: int | None = None
    failed_us: int | None = None
    error: str | None = None
    rhythm: Rhythm | None = None
    missed: tuple[Missed, ...] = ()
    watched: Watched | None = None
    figures: tuple[Figures, ...] = ()
    tallies: dict[str, int] = {}


class Kept(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The document; dates in milliseconds, for Kibana.

    Attributes:
        state: as the source's last page said.
        health: what was made of it at the last look.
    """

    source: str
    state: str
    failures: int
    asked_at: int
    heard_at: int | None = None
    arrived_at: int | None = None
    next_at: int | None = None
    health: str | None = None
    kept: _Exact

    @property
    def cursor(self) -> bytes:
        """The cursor, b"" when only calls came."""
        return b64decode(self.kept.cursor)

    @property
    def tallies(self) -> dict[str, int]:
        """Posts by outcome."""
        return self.kept.tallies

    def counting(self, tallies: dict[str, int]) -> Kept:
        """Return the same with these tallies."""
        return replace(self, kept=replace(self.kept, tallies=tallies))

    def watching(self, watched: Watched) -> Kept:
        """Return the same with what was made of it."""
        return replace(self, health=watched.state, kept=replace(self.kept, watched=watched))


_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(Kept)


def document(each: Kept) -> bytes:
    """Return the document."""
    return _encoder.encode(each)


def read(source: bytes) -> Kept:
    """Read a document."""
    return _decoder.decode(source)


def kept(status: SourceStatus, cursor: bytes, tallies: dict[str, int]) -> Kept:
    """Return a source as it is kept."""
    exact = _Exact(
        cursor=b64encode(cursor).decode(),
        asked_us=micros(status.asked_at),
        heard_us=maybe_micros(status.heard_at),
        next_us=maybe_micros(status.next_at),
        note=status.note,
        since_us=maybe_micros(status.since),
        answered_us=maybe_micros(status.answered_at),
        arrived_us=maybe_micros(status.arrived_at),
        failed_us=maybe_micros(status.failed_at),
        error=status.error,
        rhythm=status.rhythm,
        missed=status.missed,
        watched=status.watched,
        figures=status.figures,
        tallies=tallies,
    )
    return Kept(
        source=status.source,
        state=status.state,
        failures=status.failures,
        asked_at=exact.asked_us // 1000,
        heard_at=_millis(exact.heard_us),
        arrived_at=_millis(exact.arrived_us),
        next_at=_millis(exact.next_us),
        health=status.watched.state if status.watched else None,
        kept=exact,
    )


def status(each: Kept) -> SourceStatus:
    """Return what a document says of its source."""
    exact = _carried_over(each)
    return SourceStatus(
        source=each.source,
        state=each.state,
        asked_at=moment(exact.asked_us),
        heard_at=maybe_moment(exact.heard_us),
        next_at=maybe_moment(exact.next_us),
        note=exact.note,
        failures=each.failures,
        since=maybe_moment(exact.since_us),
        answered_at=maybe_moment(exact.answered_us),
        arrived_at=maybe_moment(exact.arrived_us),
        failed_at=maybe_moment(exact.failed_us),
        error=exact.error,
        rhythm=exact.rhythm,
        missed=exact.missed,
        watched=exact.watched,
        figures=exact.figures,
    )


def _carried_over(each: Kept) -> _Exact:
    """Return the exact part; for a document of before there were rhythms, what can be told."""
    exact = each.kept
    if exact.since_us is not None:
        return exact
    working = each.state == "working"
    return replace(
        exact,
        since_us=exact.asked_us,
        arrived_us=exact.heard_us,
        answered_us=exact.asked_us if working else exact.heard_us,
        failed_us=None if working else exact.asked_us,
        error=None if working else exact.note,
    )


def _millis(micros: int | None) -> int | None:
    return None if micros is None else micros // 1000
