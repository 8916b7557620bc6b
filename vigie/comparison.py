"""Before and after a day: what is counted on each side, and what may be concluded of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, Protocol

import msgspec

from vigie.record import Record
from vigie.town import Town

#: "few" is too little to conclude anything, "unclear" is a change that chance could make.
Verdict = Literal["more", "less", "unclear", "few"]


class Span(NamedTuple):
    """Local days, the first included, `until` not."""

    first: date
    until: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.until - self.first).days

    @property
    def last(self) -> date:
        """The last day."""
        return self.until - timedelta(days=1)


class Windows(NamedTuple):
    """Two spans with as many days, and as many of each weekday."""

    before: Span
    after: Span


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """What was heard on one side.

    Attributes:
        days: mentions by local day.
        stories: how many mentions each story has, those of one mention included.
        sentiments, topics, sources: mentions by label.
        negative: topic → its mentions of a negative sentiment.
    """

    days: tuple[int, ...]
    stories: tuple[int, ...]
    sentiments: dict[str, int]
    topics: dict[str, int]
    sources: dict[str, int]
    negative: dict[str, int] = {}

    @property
    def total(self) -> int:
        """How many mentions."""
        return sum(self.days)


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A share on both sides: `before` of `before_of` mentions, with an interval of each."""

    value: str
    before: int
    before_of: int
    before_interval: tuple[float, float]
    after: int
    after_of: int
    after_interval: tuple[float, float]
    difference: tuple[float, float]
    verdict: Verdict


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """How many times more mentions after than before; None without enough of them."""

    before: int
    after: int
    ratio: float | None
    interval: tuple[float, float] | None
    dispersion: float
    verdict: Verdict


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """All that the figures allow one to say.

    Attributes:
        volume: of all mentions; `same_sources`: of the sources heard on both sides.
        negative: share of negative mentions, by topic.
        comparisons: how many shares were compared; the intervals of their differences are
            widened for it.
        voices: how many independent mentions each side amounts to, its stories gathered.
        appeared, silent: sources heard only after, only before.
    """

    volume: Rate
    same_sources: Rate
    sentiments: tuple[Change, ...]
    topics: tuple[Change, ...]
    negative: tuple[Change, ...]
    comparisons: int
    voices: tuple[float, float]
    appeared: tuple[str, ...]
    silent: tuple[str, ...]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A text read for its words, and the story that it belongs to."""

    id: str
    story: str
    text: str


class WordChange(msgspec.Struct, frozen=True, kw_only=True):
    """A word, in how many stories of each side, and how sure the change is (`z`, after > 0)."""

    word: str
    before: int
    after: int
    z: float


class Readings(msgspec.Struct, frozen=True, kw_only=True):
    """What texts say: words that changed, those of after first, and typical mentions' ids."""

    words: tuple[WordChange, ...]
    typical_before: tuple[str, ...]
    typical_after: tuple[str, ...]
    stories: tuple[int, int]


class AnswerTimes(msgspec.Struct, frozen=True, kw_only=True):
    """How one response clock was kept.

    Attributes:
        clock: "temporary" or "reply".
        late: answered after the target; `overdue`: not answered, and the target has passed.
        waiting: not answered, and still in time; they count in no share.
        closed: closed without a reply; they count in no share.
        interval: of the share kept in time, None without anything due.
        median: minutes by the town's business clock, None without an answer.
        target: minutes by the same clock.
    """

    clock: str
    kept: int
    late: int
    overdue: int
    waiting: int
    closed: int
    interval: tuple[float, float] | None
    median: float | None
    target: int

    @property
    def due(self) -> int:
        """How many had an answer due."""
        return self.kept + self.late + self.overdue


class Analyst(Protocol):
    """Draws conclusions from figures and texts. Pure: nothing blocks but the computing."""

    def windows(self, on: date, weeks: int, today: date) -> Windows | None:
        """Return the two sides of a day; None when no whole day has passed since."""
        ...

    def compare(self, before: Side, after: Side) -> Comparison:
        """Compare the counts of two sides."""
        ...

    def read(self, before: Sequence[Reading], after: Sequence[Reading]) -> Readings:
        """Compare the texts of two sides."""
        ...

    def answer_times(
        self, records: Sequence[Record], town: Town, now: datetime
    ) -> tuple[AnswerTimes, ...]:
        """Tell how a town's clocks were kept on these mentions."""
        ...
