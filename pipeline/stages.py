"""The stages between what was heard and what is written, as both modes share them: pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

import msgspec

from desk.alert_rules import AlertRule, raise_alerts
from desk.routing import decide
from desk.rule_times import due_at
from pipeline.chain import Chain
from pipeline.judging import JudgedBatch, judge_safely
from vigie.alert import Alert, Delivery
from vigie.batch import Gone, Restated
from vigie.decision import Decision
from vigie.judgement import Judged
from vigie.record import Record
from vigie.served_towns import ServedTowns
from vigie.signature import signature
from vigie.town import Town


class TownParts(msgspec.Struct, frozen=True, kw_only=True):
    """What one town brings: its profile, and its judging stages.

    Attributes:
        theme: this is no town but a theme that one follows: its posts are kept and judged,
            nothing is asked of the team.
    """

    town: Town
    chain: Chain
    theme: bool = False


class Watch(msgspec.Struct, kw_only=True):
    """What alerts are raised for. One for a whole process, and the same for all that tells.

    Attributes:
        rules: replaced whole, between two uses, when the team changes its own (see
            `pipeline.desk_rules.DeskRules`): whoever reads them twice may find others.
        targets: names of all targets; a rule that names none is for each of them.
        page_url: address of the page, put in alerts; None when there is no page.
        served: the towns that targets serve, by the rules of the settings.
    """

    rules: tuple[AlertRule, ...] = ()
    targets: tuple[str, ...] = ()
    page_url: str | None = None
    served: ServedTowns = ServedTowns()

    def serving(self, town: str) -> tuple[str, ...]:
        """Return the targets that serve a town: what its team keeps goes to no other."""
        return self.served.serving(town, self.targets)


class Stages:
    """Judging, deciding and alerting for the towns of an installation; no input or output."""

    def __init__(self, towns: Mapping[str, TownParts], watch: Watch) -> None:
        self.towns = towns
        self.watch = watch

    def judge(self, mentions: Iterable[Judged], now: datetime) -> JudgedBatch:
        """Judge mentions town by town. Takes CPU time: call it off the loop.

        Raises:
            ConfigurationError: nothing can be judged any more.
        """
        in_towns = sorted(mentions, key=_town)
        done = [
            judge_safely(self.towns[slug].chain, list(some), now)
            for slug, some in groupby(in_towns, key=_town)
        ]
        return JudgedBatch(
            judged=tuple(one for batch in done for one in batch.judged),
            dead=tuple(one for batch in done for one in batch.dead),
        )

    def record(self, judged: Judged, now: datetime, first_seen: datetime | None = None) -> Record:
        """Decide what the team should do with a judged mention, and sign its text."""
        post = judged.mention.post
        return Record(
            mention=judged.mention,
            judgement=judged.judgement,
            decision=self._decided(judged, now),
            first_seen=first_seen or now,
            signature=signature(f"{post.title}\n{post.text}"),
        )

    def _decided(self, judged: Judged, now: datetime) -> Decision:
        parts = self.towns[judged.mention.town]
        if parts.theme:
            return Decision(route="monitor", article="listening")
        return decide(judged, parts.town, now)

    def deliveries(
        self, records: Iterable[Record], known: Mapping[str, Record], now: datetime
    ) -> list[Delivery]:
        """Raise the alerts of records in their order, one delivery for each target.

        Args:
            records: about to be written.
            known: the editions already kept, by id; an edition met earlier among `records`
                counts as kept, so that how they were cut into batches changes nothing.
            now: aware; deliveries are due at once.
        """
        latest = dict(known)
        found: list[Delivery] = []
        for record in records:
            before = latest.get(record.mention.id)
            if is_newer(record.mention.post.revision, record.judgement.generation, before):
                found += self._raised(record, before, now)
                latest[record.mention.id] = record
        return found

    def restated(
        self, records: Iterable[Record], known: Mapping[str, Record], now: datetime
    ) -> list[Restated]:
        """Say again, of mentions edited at their source, what each rule says of them now."""
        latest = dict(known)
        found: dict[str, Restated] = {}
        for record in records:
            mention, before = record.mention.id, latest.get(record.mention.id)
            if before and record.mention.post.revision > before.mention.post.revision:
                alerts = tuple(self._alerts(record, None, now))
                found[mention] = Restated(mention=mention, alerts=alerts)
            if before is None or is_newer(
                record.mention.post.revision, record.judgement.generation, before
            ):
                latest[mention] = record
        return list(found.values())

    def _alerts(self, record: Record, before: Record | None, now: datetime) -> list[Alert]:
        return self._told(self.watch.rules, record, before, now)

    def _told(
        self, rules: Sequence[AlertRule], record: Record, before: Record | None, now: datetime
    ) -> list[Alert]:
        parts = self.towns[record.mention.town]
        if parts.theme:
            return []
        return raise_alerts(
            rules,
            record,
            now,
            town=parts.town,
            base_url=self.watch.page_url,
            previous=before,
        )

    def _raised(self, record: Record, before: Record | None, now: datetime) -> Iterable[Delivery]:
        rules = self.watch.rules
        by_name = {rule.name: rule for rule in rules}
        town = self.towns[record.mention.town].town
        return (
            delivery
            for alert in self._told(rules, record, before, now)
            for delivery in sent(alert, by_name[alert.rule], town, self.watch.targets, now)
        )


def sent(
    alert: Alert, rule: AlertRule, town: Town, targets: Sequence[str], now: datetime
) -> Iterable[Delivery]:
    """Return an alert's deliveries: to the rule's targets or all, at once or after quiet hours."""
    due = due_at(rule, town, now)
    return (Delivery(alert=alert, target=target, due_at=due) for target in rule.targets or targets)


def is_newer(revision: int, generation: int, before: Record | None) -> bool:
    """Tell whether an edition, judged so many times, changes what is kept of its mention."""
    if before is None:
        return True
    kept = (before.mention.post.revision, before.judgement.generation)
    return (revision, generation) > kept


def fallen(dropped: Sequence[Gone], held: Collection[str]) -> list[Gone]:
    """Keep, of editions no longer about the town, those whose first edition is held."""
    return [gone for gone in dropped if gone.mention in held]


def _town(judged: Judged) -> str:
    return judged.mention.town
