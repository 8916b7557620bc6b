"""Where each source stands: its cursor, its state, what it brought."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from sinks.moments import maybe_micros, maybe_moment, micros, moment
from sinks.record_keys import storable
from sinks.source_moves import moved
from vigie.batch import RECHECKED, CursorMove, SourceStatus, Tally
from vigie.figures import Figures
from vigie.rhythm import Rhythm
from vigie.source_watch import Missed, Watched

_COLUMNS: Final = (
    "source",
    "state",
    "asked_at",
    "heard_at",
    "next_at",
    "note",
    "failures",
    "since",
    "answered_at",
    "arrived_at",
    "failed_at",
    "error",
    "rhythm",
    "missed",
    "figures",
    "watched",
)
_MOMENTS: Final = ("heard_at", "next_at", "since", "answered_at", "arrived_at", "failed_at")
_SELECT: Final = f"SELECT {', '.join(_COLUMNS)} FROM sources"
# What was made of it is the watch's to write.
_MOVED: Final = ("cursor", *_COLUMNS[:-1])
_MOVE: Final = f"""
INSERT INTO sources ({", ".join(_MOVED)}) VALUES ({", ".join(f":{name}" for name in _MOVED)})
ON CONFLICT (source) DO UPDATE SET
    {", ".join(f"{name} = :{name}" for name in _MOVED if name != "source")}
"""
_TALLY: Final = """
INSERT INTO tallies (source, outcome, count) VALUES (?, ?, ?)
ON CONFLICT (source, outcome) DO UPDATE SET count = count + excluded.count
"""

_encoder: Final = msgspec.json.Encoder()
_rhythms: Final = msgspec.json.Decoder(Rhythm)
_holes: Final = msgspec.json.Decoder(tuple[Missed, ...])
_figures: Final = msgspec.json.Decoder(tuple[Figures, ...])
_watched: Final = msgspec.json.Decoder(Watched)


def move(connection: sqlite3.Connection, moves: Sequence[CursorMove]) -> set[str]:
    """Save cursors and states; return the sources whose cursor truly moved.

    The same moves again (same last cursor, same moment) change nothing, so that a page written
    twice is not two failures. A move without cursor, as of a call that the source made, has
    moved when its moment has, and keeps the cursor and the next poll that are there.
    """
    there = set()
    for source in dict.fromkeys(each.source for each in moves):
        theirs = [each for each in moves if each.source == source]
        kept, last = _cursor(connection, source), theirs[-1]
        status = _status_of(connection, source)
        if kept is not None and status and status.asked_at == last.at and _same(last, kept):
            continue
        if kept is None or kept != last.cursor or not last.cursor:
            there.add(source)
        for each in theirs:
            status = moved(status, each)
            kept = each.cursor or kept or b""
        connection.execute(_MOVE, _row(status, kept or b"") if status else {})
    return there


def _same(last: CursorMove, kept: bytes) -> bool:
    return last.cursor in {kept, b""}


def note(connection: sqlite3.Connection, watched: Iterable[Watched]) -> None:
    """Save what was made of sources; one that never moved is left out."""
    connection.executemany(
        "UPDATE sources SET watched = ? WHERE source = ?",
        [(_encoder.encode(each), storable(each.source)) for each in watched],
    )


def count(connection: sqlite3.Connection, tallies: Iterable[Tally], moved: set[str]) -> None:
    """Add the tallies of the sources that moved: the cursor is the proof that a page is new."""
    connection.executemany(
        _TALLY,
        [(storable(t.source), storable(t.outcome), t.count) for t in tallies if t.source in moved],
    )


def cursor(connection: sqlite3.Connection, source: str) -> bytes | None:
    """Return the cursor saved for a source, None when there is none or only calls came."""
    return _cursor(connection, source) or None


def _cursor(connection: sqlite3.Connection, source: str) -> bytes | None:
    row = connection.execute(
        "SELECT cursor FROM sources WHERE source = ?", (storable(source),)
    ).fetchone()
    return None if row is None else row[0]


def statuses(connection: sqlite3.Connection) -> dict[str, SourceStatus]:
    """Return the state of every source, by name; see `vigie.batch.RECHECKED` for what is none."""
    found = (_status(row) for row in connection.execute(f"{_SELECT} ORDER BY source"))
    return {each.source: each for each in found if not each.source.startswith(RECHECKED)}


def tallies(connection: sqlite3.Connection) -> dict[str, dict[str, int]]:
    """Return how many posts each source brought, by outcome."""
    found: dict[str, dict[str, int]] = {}
    for source, outcome, count in connection.execute("SELECT source, outcome, count FROM tallies"):
        found.setdefault(source, {})[outcome] = count
    return found


def _status_of(connection: sqlite3.Connection, source: str) -> SourceStatus | None:
    row = connection.execute(f"{_SELECT} WHERE source = ?", (storable(source),)).fetchone()
    return None if row is None else _status(row)


def _row(status: SourceStatus, cursor: bytes) -> dict[str, Any]:
    moments = {name: maybe_micros(getattr(status, name)) for name in _MOMENTS}
    return {
        **{name: getattr(status, name) for name in _MOVED if name != "cursor"},
        **moments,
        "cursor": cursor,
        "asked_at": micros(status.asked_at),
        "rhythm": _encoder.encode(status.rhythm) if status.rhythm else None,
        "missed": _encoder.encode(status.missed) if status.missed else None,
        "figures": _encoder.encode(status.figures) if status.figures else None,
    }


def _status(row: Sequence[Any]) -> SourceStatus:
    values = dict(zip(_COLUMNS, row, strict=True))
    moments = {name: maybe_moment(values[name]) for name in _MOMENTS}
    rhythm, missed, watched = values["rhythm"], values["missed"], values["watched"]
    figures = values["figures"]
    return SourceStatus(
        **{
            **values,
            **moments,
            "asked_at": moment(values["asked_at"]),
            "rhythm": _rhythms.decode(rhythm) if rhythm else None,
            "missed": _holes.decode(missed) if missed else (),
            "figures": _figures.decode(figures) if figures else (),
            "watched": _watched.decode(watched) if watched else None,
        }
    )
