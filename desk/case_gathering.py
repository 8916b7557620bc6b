"""Gathers requests into cases: forty posts about one pothole are one case with forty links."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from math import asin, cos, radians, sin, sqrt
from typing import Final

from msgspec.structs import replace

from desk.case_post import case_category, case_post, hidden_voice
from vigie.case import Case, CasePost
from vigie.folding import fold_words
from vigie.post import Point
from vigie.record import Record
from vigie.town import Town

_EARTH: Final = 6_371_000.0  # metres
#: Posts further apart than this are another case: the hole was filled, and is back.
DAYS: Final = 14
METRES: Final = 75.0
#: Cases that a later post may still join.
_OPEN: Final = frozenset(("draft", "approved", "sending", "unknown", "sent", "open"))

_Key = tuple[str, ...]


def gather(
    records: Iterable[Record],
    towns: Mapping[str, Town],
    known: Sequence[Case] = (),
    *,
    since: datetime | None = None,
    days: int = DAYS,
    metres: float = METRES,
) -> list[Case]:
    """Return the cases that these records make or change, in the order of their references.

    Pure, and stable: a post stays in the case that it is in, and a case keeps the reference
    that its first post gave it, whatever comes later.

    Args:
        records: any; those that are no request are passed over.
        towns: profiles by slug; a record of another town is passed over.
        known: cases kept so far.
        since: the records hold every request published since: a draft lets go of a post that
            is not among them (it was corrected). None: nothing is let go.
        days: longest silence between two posts of one case.
        metres: how far apart two points of one case may be.
    """
    fresh: dict[str, tuple[str, str, CasePost]] = {}
    for record in records:
        town, category = towns.get(record.mention.town), case_category(record)
        if town and category:
            fresh[record.mention.id] = (town.slug, category, case_post(record, town))
    gathering = _Gathering(timedelta(days=days), metres)
    placed: set[str] = set()
    for case in known:
        kept = tuple(_staying(case, fresh, since))
        placed.update(post.mention for post in kept)
        gathering.add(_Open(case, list(kept), changed=kept != case.posts))
    for slug, category, post in sorted(
        fresh.values(), key=lambda each: (each[2].at, each[2].mention)
    ):
        if post.mention not in placed:
            gathering.place(slug, category, post)
    return gathering.changed()


def reference(town: str, category: str, place: str, mention: str) -> str:
    """Return the reference that a case founded by this mention always has."""
    digest = blake2b("\n".join((town, category, place, mention)).encode("utf-8", "replace"))
    return "VIGIE-" + base64.b32encode(digest.digest()[:10]).decode()[:10]


def _staying(
    case: Case, fresh: Mapping[str, tuple[str, str, CasePost]], since: datetime | None
) -> Iterator[CasePost]:
    draft = case.handoff.state == "draft"
    for post in case.posts:
        _, category, newer = fresh.get(post.mention, ("", "", None))
        if newer is None:
            if not draft or since is None or post.at < since:
                yield post
        elif category == case.category:
            yield replace(newer, voice=hidden_voice(case.reference, newer.voice))
        elif not draft:
            yield post


@dataclass(slots=True)
class _Open:
    """A case being gathered."""

    case: Case
    posts: list[CasePost]
    changed: bool = False
    joined: set[_Key] = field(default_factory=set)

    def takes(self, at: datetime, silence: timedelta) -> bool:
        """Tell whether a post of that moment may join."""
        if self.case.handoff.state not in _OPEN or not self.posts:
            return False
        return self.posts[0].at - silence <= at <= self.posts[-1].at + silence


class _Gathering:
    def __init__(self, silence: timedelta, metres: float) -> None:
        self._silence = silence
        self._metres = metres
        self._all: list[_Open] = []
        self._by: defaultdict[_Key, list[_Open]] = defaultdict(list)

    def add(self, opened: _Open) -> None:
        self._all.append(opened)
        for post in opened.posts:
            self._index(opened, post)

    def place(self, town: str, category: str, post: CasePost) -> None:
        opened = self._found(town, category, post)
        if opened is None:
            name = reference(town, category, _place_name(post), post.mention)
            case = Case(reference=name, town=town, category=category, posts=())
            opened = _Open(case, [])
            self._all.append(opened)
        voice = hidden_voice(opened.case.reference, post.voice)
        opened.posts.append(replace(post, voice=voice))
        opened.posts.sort(key=lambda each: (each.at, each.mention))
        opened.changed = True
        self._index(opened, post)

    def changed(self) -> list[Case]:
        found = [replace(o.case, posts=tuple(o.posts)) for o in self._all if o.changed]
        return sorted(found, key=lambda case: case.reference)

    def _index(self, opened: _Open, post: CasePost) -> None:
        head = (opened.case.town, opened.case.category)
        cells = [("cell", *map(str, _cell(post.point)))] if post.point else []
        for key in (*_keys(post), *cells):
            if key not in opened.joined:
                opened.joined.add(key)
                self._by[*head, *key].append(opened)

    def _found(self, town: str, category: str, post: CasePost) -> _Open | None:
        for key in _keys(post):
            for opened in self._by.get((town, category, *key), ()):
                if opened.takes(post.at, self._silence):
                    return opened
        return self._nearest(town, category, post.point, post.at) if post.point else None

    def _nearest(self, town: str, category: str, point: Point, at: datetime) -> _Open | None:
        row, column = _cell(point)
        near: list[tuple[float, str, _Open]] = []
        for cell in ((row + r, column + c) for r in (-1, 0, 1) for c in (-1, 0, 1)):
            for opened in self._by.get((town, category, "cell", *map(str, cell)), ()):
                # From the case's own first point: a chain of posts does not creep down a street.
                origin = next((each.point for each in opened.posts if each.point), None)
                if origin and opened.takes(at, self._silence):
                    near.append((distance(origin, point), opened.case.reference, opened))
        within = [each for each in near if each[0] <= self._metres]
        return min(within, key=lambda each: each[:2])[2] if within else None


def _keys(post: CasePost) -> Iterator[_Key]:
    """Yield by what a post finds its case, the surest first."""
    if post.place_id:
        yield ("place", post.place_id)
    elif post.place:
        yield ("words", fold_words(post.place))
    if post.cluster:
        yield ("story", post.cluster)


def _place_name(post: CasePost) -> str:
    return post.place_id or fold_words(post.place or "")


def _cell(point: Point) -> tuple[int, int]:
    """Return a cell of at least 75 m by 75 m up to the 68th parallel."""
    return int(point.lat // 0.002), int(point.lon // 0.002)


def distance(one: Point, other: Point) -> float:
    """Return the metres between two positions (haversine)."""
    lat, lat2 = radians(one.lat), radians(other.lat)
    half = sin((lat2 - lat) / 2) ** 2
    half += cos(lat) * cos(lat2) * sin(radians(other.lon - one.lon) / 2) ** 2
    return 2 * _EARTH * asin(min(1.0, sqrt(half)))
