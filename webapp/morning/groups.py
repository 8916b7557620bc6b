"""The groups of « this morning »: what needs a person, in the order of the policy and the clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from vigie.query import Found
from vigie.record import Record
from webapp.mentions.asked import ACTIONABLE, Asked
from webapp.morning.lines import Line, line
from webapp.morning.questions import ANSWERED, DOUBTS, Answers
from webapp.reader import Reader

#: The routes of each group; a mention whose corrections lead elsewhere is not shown in it.
_ROUTES: Final[dict[str, tuple[str, ...]]] = {
    "emergency": ("emergency",),
    "media": ("media_relations",),
    "front": ANSWERED[:2],
    "moderate": ("moderate",),
    "reply": ("reply",),
    "late": ANSWERED,
    "unsure": (*ANSWERED, "monitor", "ignore"),
    "crisis": (*ACTIONABLE, "monitor"),
}
#: Within these the newest comes first: danger, and what is heard of the crisis.
_NEWEST: Final = ("emergency", "crisis")


class Group(NamedTuple):
    """Mentions of one kind.

    Attributes:
        short: what they are, after their number: « 2 urgences ».
        total: of them all; `more` are not shown here, and the list at `address` has them.
    """

    key: str
    name: str
    short: str
    total: int
    figure: str
    lines: tuple[Line, ...]
    more: str
    address: str


class Sorting(NamedTuple):
    """How records become groups for one reader."""

    reader: Reader
    me: str
    town: str
    decided: Callable[[Record], Record]

    def lines(self, key: str, records: Sequence[Record]) -> list[Line]:
        """Return the lines of a group, in its order; what is put off until later is left out."""
        asked = asked_of(key, self._towns())
        decided = [self.decided(record) for record in records]
        shown = [
            line(record, self.reader, self.me, asked)
            for record in decided
            if record.decision.route in _ROUTES[key]
        ]
        kept = [each for each in shown if not each.hidden]
        if key not in _NEWEST:
            kept.sort(key=_due)
        return kept

    def group(self, key: str, found: Found) -> Group:
        """Return one group."""
        lines = tuple(self.lines(key, [hit.record for hit in found.hits]))
        total = max(found.total - (len(found.hits) - len(lines)), 0)
        more = total - len(lines)
        return Group(
            key=key,
            name=self.reader.say(f"morning.group.{key}"),
            short=self.reader.count(f"morning.short.{key}", total),
            total=total,
            figure=self.reader.number(total),
            lines=lines,
            more=self.reader.count("morning.more", more) if more > 0 else "",
            address=asked_of(key, self._towns()).address,
        )

    def groups(self, answers: Answers) -> dict[str, Group]:
        """Return every group; a late one whose temporary reply went out is not late any more."""
        groups = {key: self.group(key, found) for key, found in answers.groups.items()}
        late, waiting = groups["late"], [x for x in groups["late"].lines if not x.late]
        if waiting:
            groups["late"] = _without(late, waiting, self.reader)
            for key in ("front", "reply"):
                mine = [each for each in waiting if each.route in _ROUTES[key]]
                groups[key] = _with(groups[key], mine, self.reader)
        return groups

    def _towns(self) -> dict[str, tuple[str, ...]]:
        return {"town": (self.town,)} if len(self.reader.towns) > 1 else {}


def asked_of(key: str, filters: dict[str, tuple[str, ...]]) -> Asked:
    """Return the list that holds all of a group, and may hold more."""
    if key == "unsure":
        return Asked(words=f"uncertain:{','.join(DOUBTS)}", period="30d", filters=filters)
    if key == "crisis":
        return Asked(period="30d", filters=filters)
    return Asked(view="todo", period="30d", filters={"route": _ROUTES[key], **filters})


def _without(group: Group, gone: Sequence[Line], reader: Reader) -> Group:
    left = tuple(each for each in group.lines if each not in gone)
    return _counted(group, group.total - len(gone), left, reader)


def _with(group: Group, come: Sequence[Line], reader: Reader) -> Group:
    lines = tuple(sorted((*group.lines, *come), key=_due))
    return _counted(group, group.total + len(come), lines, reader)


def _counted(group: Group, total: int, lines: tuple[Line, ...], reader: Reader) -> Group:
    short = reader.count(f"morning.short.{group.key}", total)
    return group._replace(total=total, short=short, figure=reader.number(total), lines=lines)


def _due(each: Line) -> float:
    """Order by the clock; what owes nothing comes last."""
    return each.due_at.timestamp() if each.due_at else float("inf")
