"""What was done to a mention: the log of its acts and the team's notes, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from vigie.record import Record
from webapp.log_of_acts import Noted
from webapp.reader import Reader


class Step(NamedTuple):
    """One thing done: when, by whom, what, and the words of a note."""

    at: datetime
    when: str
    by: str
    what: str
    words: str = ""


def history(record: Record, log: Sequence[Noted], reader: Reader) -> tuple[Step, ...]:
    """Return the steps; notes stand in the place of the acts that left them."""
    moments = reader.moments(record.mention.town)
    steps = [
        Step(each.at, moments.full(each.at), each.act.by, said(each, reader))
        for each in log
        if each.act.what != "noted"
    ]
    notes = record.review.notes if record.review else ()
    steps += [
        Step(note.at, moments.full(note.at), note.by, reader.say("act.noted"), note.text)
        for note in notes
    ]
    return tuple(sorted(steps, key=lambda step: step.at, reverse=True))


def said(noted: Noted, reader: Reader) -> str:
    """Say what was done: « a corrigé : Sujet, rues → bruit »."""
    key, detail = f"act.{noted.act.what}", noted.act.detail
    what = reader.say(key) if reader.has(key) else noted.act.what
    label = detail.get("label", "")
    if reader.has(f"field.{label}"):
        before, after = (
            reader.label(label, detail.get(end, "")) or reader.say("act.nothing")
            for end in ("before", "after")
        )
        name = reader.say(f"field.{label}")
        if noted.act.what == "uncorrected" and not detail.get("after"):
            return f"{what}{reader.say('colon')}{name}"
        return f"{what}{reader.say('colon')}{name}, {before} → {after}"
    return f"{what} {detail['to']}" if "to" in detail else what


def meanwhile(log: Sequence[Noted], missed: int) -> list[Noted]:
    """Return the acts of the last `missed` changes, oldest first."""
    moments = list(dict.fromkeys((each.at, each.act.by) for each in log))[:missed]
    return [each for each in reversed(log) if (each.at, each.act.by) in moments]
