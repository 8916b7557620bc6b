"""A report on a period: figures and names of things only; no author, no resident's own words.

Exact counts are those of groups of at least five people, and so is whatever can be had from
them by subtraction (`desk.report_cells`). All else is a band: the least number that is sure.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import msgspec

from vigie.say import Say

#: A group of fewer people is never told apart.
LEAST: Final = 5

#: Bands by their least number: 0 is none, 1 is « fewer than five ».
BANDS: Final = (0, 1, LEAST, 10, 20, 50, 100, 200, 500, 1000)


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """How much more or less than the period before: 1.0 is the same, 2.0 twice as much.

    `low` and `high` are the 95 % interval; someone who posts ten times weighs as one who is
    ten times less sure, not as ten people.
    """

    ratio: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        """Whether it is more than chance."""
        return self.low > 1 or self.high < 1


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A value of a field (a topic, a district) and how many posts or cases have it."""

    name: str
    count: int
    before: int | None = None
    change: Change | None = None


class Breakdown(msgspec.Struct, frozen=True, kw_only=True):
    """A total by the values of one field.

    Attributes:
        rows: most frequent first, each of at least five people.
        grouped: how many are in all the other values together, which are at least five people.
        total: None when fewer than five people are in it.
    """

    rows: tuple[Row, ...] = ()
    grouped: int = 0
    total: int | None = 0


class Voiced(msgspec.Struct, frozen=True, kw_only=True):
    """What some residents had to say: a band of people, and what at least five of them share.

    Attributes:
        topics: ids, most frequent first.
        words: most shared first; never a name as far as capitals tell.
    """

    people: int = 0
    topics: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """A story that began in the period.

    Attributes:
        began: local day; no closer, lest it point at the post that was first.
        headline: as the press or the town published it, contacts masked; "" when only
            residents tell it: their words are not quoted.
        topic: id; `place` the name of a known place, "" for none.
        people: band of those who spoke of it.
        sources: how many sources told it.
    """

    began: date
    headline: str = ""
    topic: str = ""
    place: str = ""
    people: int = 0
    sources: int = 1


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """How one clock was kept.

    Attributes:
        owed: answers whose time has come or that were given; None when a part is too small
            for the whole to be told.
        in_time, late, overdue: parts of it (overdue: late, and still not given), None when
            they cannot be told; the bands say what can.
        bands: of in_time, late and overdue, in this order, of people.
        median: business minutes to the answer, None without at least five people answered.
    """

    owed: int | None = 0
    in_time: int | None = 0
    late: int | None = 0
    overdue: int | None = 0
    bands: tuple[int, int, int] = (0, 0, 0)
    median: int | None = None


class Cases(msgspec.Struct, frozen=True, kw_only=True):
    """Cases for the front door that began in the period; the three are of the same cases."""

    categories: Breakdown = Breakdown()
    districts: Breakdown = Breakdown()
    states: Breakdown = Breakdown()


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What was listened to, at the moment of the report, and what was not.

    Attributes:
        silent: names of sources that should be heard and are not.
        holes: how often, in the period, a source made us miss something.
        not_heard: where people speak that no source listens to.
    """

    listened: int = 0
    silent: tuple[str, ...] = ()
    holes: int = 0
    not_heard: tuple[Say, ...] = ()


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One town, one period.

    Attributes:
        period: its key ("2026-11-26", "2026-W48", "2026-11", "2026-11-01..2026-11-15").
        kind: "day", "week", "month" or "range"; `first` and `last` its local days, included.
        ended: the period was over when the report was made.
        complete: everything of the period was read; False when there was too much.
        people: band of residents who spoke; `others` of press, organisations and the town.
        posts: of residents, None when fewer than five people; `topics`, `intents` and
            `sentiments` divide it up.
        places: names of the places that at least five people spoke of.
        emergencies, media: bands of people.
    """

    town: str
    period: str
    kind: str
    first: date
    last: date
    made_at: datetime
    ended: bool = True
    complete: bool = True
    posts: int | None = 0
    posts_before: int | None = None
    change: Change | None = None
    people: int = 0
    others: int = 0
    topics: Breakdown = Breakdown()
    intents: Breakdown = Breakdown()
    sentiments: Breakdown = Breakdown()
    places: tuple[str, ...] = ()
    stories: tuple[Story, ...] = ()
    first_answers: Kept = Kept()
    replies: Kept = Kept()
    cases: Cases = Cases()
    praise: Voiced = Voiced()
    ideas: Voiced = Voiced()
    emergencies: int = 0
    media: int = 0
    heard: Heard = Heard()
