"""A case as a row of the list: where, what, how many said so, how old, where it stands."""

from __future__ import annotations

from typing import Final, NamedTuple

from vigie.case import STATES, Case
from vigie.labels import Name
from vigie.town import Town
from webapp.reader import Reader

#: What a person has something to decide about.
TODO: Final = ("unknown", "failed", "draft")
_ORDER: Final = (*TODO, "approved", "sending", "sent", "open", "closed", "withdrawn")


class CaseRow(NamedTuple):
    """One case in the list."""

    reference: str
    address: str
    category: str
    place: str
    town: str
    posts: str
    voices: str
    age: str
    last: str
    state: str
    state_name: str
    why: str


def case_row(case: Case, reader: Reader) -> CaseRow:
    """Return a case as its row."""
    moments, hand_off = reader.moments(case.town), case.handoff
    first, last = case.first_seen, case.last_seen
    several = len(reader.towns) > 1
    return CaseRow(
        reference=case.reference,
        address=f"/dossier/{case.reference}",
        category=reader.label("service_category", case.category),
        place=case.place or "",
        town=reader.label("town", case.town) if several else "",
        posts=reader.count("cases.posts", len(case.posts)),
        voices=reader.count("cases.voices", case.voices),
        age=reader.say("cases.first", ago=moments.ago(first)) if first else "",
        last=reader.say("cases.last", ago=moments.ago(last)) if last and last != first else "",
        state=hand_off.state,
        state_name=state_name(hand_off.state, reader),
        why=hand_off.why or hand_off.status_notes or "",
    )


def state_name(state: str, reader: Reader) -> str:
    """Name a state to whoever reads."""
    name = STATES.get(state, Name(state, state))
    return name.en if reader.language == "en" else name.fr


def urgency(case: Case) -> int:
    """Return the rank of a case in the list: what waits for a person comes first."""
    state = case.handoff.state
    return _ORDER.index(state) if state in _ORDER else len(_ORDER)


def door_name(town: Town, language: str) -> str:
    """Name a town's front door, as its profile does."""
    return town.front_door.name.get(language) or next(iter(town.front_door.name.values()), "")
