"""An alert rule: its conditions over the labels of a mention, all of which must hold."""

from __future__ import annotations

from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from desk.address import names_an_official
from desk.rule_floor import AtLeast
from vigie.in_force import in_force
from vigie.labels import (
    AUTHOR_ROLES,
    CONDUCTS,
    INTENTS,
    ROUTES,
    SENTIMENTS,
    SERVICE_CATEGORIES,
    TOPICS,
)
from vigie.post import Post
from vigie.record import Record
from vigie.source_watch import TOLD_OF
from vigie.town import Town

SEVERITIES: Final = ("urgent", "normal", "low")

#: Conditions that are a list of ids, with what may stand in it; None for free names.
LISTS: Final[dict[str, tuple[str, ...] | None]] = {
    "service_category": tuple(SERVICE_CATEGORIES),
    "sentiment": tuple(SENTIMENTS),
    "topic": tuple(TOPICS),
    "intent": tuple(INTENTS),
    "route": tuple(ROUTES),
    "author_role": tuple(AUTHOR_ROLES),
    "conduct": tuple(CONDUCTS),
    "language": None,
    "kind": None,
    "place": None,
    "district": None,
    "source": None,
    "town": None,
}

#: Conditions of a rule about sources rather than mentions; `source` and `town` go with them.
SOURCE_LISTS: Final = {"source_state": TOLD_OF}
FAILING_HOURS: Final = 6.0

#: Conditions that are a yes or a no.
FLAGS: Final = ("emergency", "media_request", "service_request", "official_mentioned")


class When(msgspec.Struct, frozen=True, kw_only=True):
    """Conditions, all of which must hold; None and empty lists ask nothing.

    Attributes:
        official_mentioned: the post gives the account or title of one of the town's officials.
        source: names of sources, as the team calls them.
        place, district: ids of the town's gazetteer; `kind` of source ("feed", "bluesky").
        min_confidence: least confidence, 0 to 1, of every judged label that is asked for.
        min_reach: least public count that the source gave of it: views, or answers, shares and
            likes together.
        between: local hours of publication ("18:00", "08:00"), which may pass midnight.
        source_state: troubles of sources (`vigie.source_watch.TOLD_OF`): the rule is about
            sources then, and about no mention.
        failing_hours: how long a source fails before it is told; `FAILING_HOURS` when None.
    """

    emergency: bool | None = None
    media_request: bool | None = None
    service_request: bool | None = None
    official_mentioned: bool | None = None
    service_category: tuple[str, ...] = ()
    sentiment: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    intent: tuple[str, ...] = ()
    route: tuple[str, ...] = ()
    author_role: tuple[str, ...] = ()
    conduct: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    district: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    town: tuple[str, ...] = ()
    min_confidence: float = 0.0
    min_reach: int = 0
    between: tuple[str, str] | None = None
    source_state: tuple[str, ...] = ()
    failing_hours: float | None = None


class AlertRule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule.

    Attributes:
        name: unique in the installation; the `rule` of its alerts.
        severity: one of `SEVERITIES`.
        targets: names of targets to deliver to; empty for all of them.
        spike: the series watched for spikes: "volume", "negative" or "topic:snow"; `when` narrows.
        rising: it watches for stories that grow fast.
        at_least: what must come together before it speaks.
        cool_down_hours: after an alert it is silent so long.
        digest_hours: it speaks at most once in so long, of all that came.
        quiet_hours: local hours ("22:00", "07:00") in which its alerts wait; not if urgent.
        mute_until: aware; it says nothing before.
        enabled: false to have neither this rule nor the built-in one of the same name.
    """

    name: str
    when: When = When()
    severity: str = "normal"
    targets: tuple[str, ...] = ()
    spike: str = ""
    rising: bool = False
    at_least: AtLeast | None = None
    cool_down_hours: float = 0.0
    digest_hours: float = 0.0
    quiet_hours: tuple[str, str] | None = None
    mute_until: datetime | None = None
    enabled: bool = True

    @property
    def about(self) -> str:
        """What its alerts are about: "mention", "source", "spike", "rising" or "gathered".

        All but the first two are looked for in the store every few minutes.
        """
        if self.about_sources:
            return "source"
        if self.spike:
            return "spike"
        if self.rising:
            return "rising"
        gathers = self.at_least or self.cool_down_hours or self.digest_hours
        return "gathered" if gathers else "mention"

    @property
    def about_sources(self) -> bool:
        """Whether it watches sources; else, mentions."""
        return bool(self.when.source_state)


def holds(rule: AlertRule, record: Record, town: Town) -> bool:
    """Tell whether every condition holds; a person's correction counts as what it says."""
    when = rule.when
    if rule.about_sources:
        return False
    if when.official_mentioned is not None and (
        names_an_official(record.mention.post, town) is not when.official_mentioned
    ):
        return False
    if not _heard_of(when, record.mention.post, town):
        return False
    return all(
        _fits(getattr(when, field), field, when.min_confidence, record)
        for field in (*FLAGS[:3], *LISTS)
    )


def _heard_of(when: When, post: Post, town: Town) -> bool:
    if when.min_reach and reach(post) < when.min_reach:
        return False
    if when.between is None:
        return True
    begin, end = (time.fromisoformat(each) for each in when.between)
    at = post.published_at.astimezone(ZoneInfo(town.timezone)).time()
    return is_between(at, begin, end)


def reach(post: Post) -> int:
    """Return the greatest count that the source gives of who saw or answered it."""
    counted = post.engagement
    answers = (counted.replies or 0) + (counted.shares or 0) + (counted.likes or 0)
    return max(counted.views or 0, answers)


def is_between(at: time, begin: time, end: time) -> bool:
    """Tell whether an hour of the day is in a stretch that may pass midnight."""
    return begin <= at < end if begin <= end else at >= begin or at < end


def _fits(
    asked: bool | tuple[str, ...] | None,  # noqa: FBT001 - a condition may be a yes or a no
    field: str,
    least: float,
    record: Record,
) -> bool:
    if asked is None or asked == ():
        return True
    label = in_force(record, field)
    if label is None:
        return asked is False  # a stage that has not spoken says no
    value = label.value == "true" if isinstance(asked, bool) else label.value in asked
    return value is (asked is not False) and label.confidence >= least
