"""Alerts leave, are tried again, are given up; a target in trouble delays only itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.delivering import Report, after_failure, dead_letter, deliver_due, run_deliveries
from pipeline.delivery_carrier import Carrier
from pipeline.delivery_schedule import JITTER, SCHEDULE
from pipeline.metrics import Metrics
from sinks.webhook_answer import TargetGone
from tests.pipeline.outboxes import MemoryOutbox, an_alert
from vigie.alert import Alert, Delivery
from vigie.clock import HeldClock, SystemClock
from vigie.codec import decode
from vigie.contracts import Outbox
from vigie.errors import InvalidInput, Refused, Unavailable
from vigie.say import Say

AWAY = Unavailable(Say("la cible est absente", "the target is away"))
BLOCKED = Refused(Say("adresse privée", "private address"), final=True)
GONE = TargetGone(Say("la cible a répondu 410", "the target answered 410"), final=True)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Target:
    """Answers with what it was told to, in turn, then takes everything."""

    def __init__(self, target: str, *answers: Exception | None) -> None:
        self.target = target
        self.answers = list(answers)
        self.taken: list[str] = []
        self.tries = 0

    async def deliver(self, alert: Alert) -> Say | None:
        self.tries += 1
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.taken.append(alert.id)
        return None


class SlowTarget(Target):
    """Keeps whoever delivers to it waiting until it is let go."""

    def __init__(self, target: str) -> None:
        super().__init__(target)
        self.go = asyncio.Event()
        self.most = self.inside = 0

    async def deliver(self, alert: Alert) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        await self.go.wait()
        self.inside -= 1
        await super().deliver(alert)


def no_jitter() -> float:
    return 0.0


async def until(met: Callable[[], object]) -> None:
    while not met():  # noqa: ASYNC110 - what is waited for is any state of a test
        await asyncio.sleep(0.01)


async def only(outbox: Outbox) -> Delivery:
    (delivery,) = await outbox.deliveries()
    return delivery


def test_the_memory_outbox_keeps_the_contract() -> None:
    outbox: Outbox = MemoryOutbox()
    assert outbox is not None


async def test_what_is_due_is_delivered_once(clock: HeldClock) -> None:
    outbox, target = MemoryOutbox(), Target("crochet")
    outbox.put("crochet", "a", "b", due_at=clock.now())
    outbox.put("crochet", "plus-tard", due_at=clock.now() + timedelta(hours=1))
    report = await deliver_due(outbox, {"crochet": target}, clock)
    again = await deliver_due(outbox, {"crochet": target}, clock)
    assert target.taken == ["alert_a", "alert_b"]
    assert {d.alert.id for d in report.sent} == {"alert_a", "alert_b"}
    assert not again
    sent = report.sent[0]
    assert (sent.state, sent.attempts, sent.settled_at) == ("sent", 1, clock.now())


async def test_a_target_away_for_three_days_is_tried_ten_times_by_the_schedule(
    clock: HeldClock,
) -> None:
    outbox, target = MemoryOutbox(), Target("crochet", *[AWAY] * 20)
    outbox.put("crochet", "a", due_at=clock.now())
    began = clock.now()
    tried_at: list[float] = []
    dead: list[Delivery] = []
    # A minute's steps over four days, each as the loop would look at the outbox.
    for _ in range(4 * 24 * 60):
        before = target.tries
        report = await deliver_due(outbox, {"crochet": target}, clock, jitter=no_jitter)
        dead += report.dead
        if target.tries > before:
            tried_at.append((clock.now() - began).total_seconds())
        delivery = await only(outbox)
        step = timedelta(minutes=1)
        if delivery.state == "pending":
            step = min(step, max(delivery.due_at - clock.now(), timedelta(seconds=1)))
        clock.move(step)
    expected = [float(sum(SCHEDULE[: n + 1])) for n in range(len(SCHEDULE))]
    assert tried_at == expected
    assert tried_at[-1] == (75 * 60 + 35) * 60 + 5
    assert [d.state for d in dead] == ["dead"]
    assert (await only(outbox)).attempts == 10


@given(st.integers(0, 8), st.floats(0, JITTER), st.floats(0, 90_000))
def test_a_wait_is_the_longer_of_the_schedule_and_what_was_asked_plus_jitter(
    attempts: int, jitter: float, asked: float
) -> None:
    delivery = Delivery(alert=an_alert(), target="crochet", attempts=attempts, due_at=NOON)
    error = Unavailable(AWAY.say, retry_after=asked)
    later = after_failure(delivery, error, NOON, jitter)
    wait = (later.due_at - NOON).total_seconds()
    longest = max(asked, SCHEDULE[attempts + 1])
    assert longest - 0.001 <= wait <= longest * (1 + JITTER) + 0.001
    assert (later.state, later.attempts) == ("pending", attempts + 1)
    assert later.last_error == "la cible est absente"


def test_the_tenth_failure_and_a_final_refusal_are_the_end() -> None:
    fresh = Delivery(alert=an_alert(), target="crochet", due_at=NOON)
    tenth = after_failure(replace(fresh, attempts=9), AWAY, NOON, 0, "en")
    refused = after_failure(fresh, BLOCKED, NOON, 0)
    for dead in (tenth, refused):
        assert (dead.state, dead.settled_at) == ("dead", NOON)
    assert tenth.last_error == "the target is away"
    kept_trying = after_failure(fresh, Refused(BLOCKED.say, final=False), NOON, 0)
    assert kept_trying.state == "pending"


async def test_a_final_refusal_of_one_alert_does_not_hold_up_the_next(clock: HeldClock) -> None:
    outbox, target = MemoryOutbox(), Target("crochet", BLOCKED)
    outbox.put("crochet", "a", "b", due_at=clock.now())
    report = await deliver_due(outbox, {"crochet": target}, clock)
    assert [d.alert.id for d in report.dead] == ["alert_a"]
    assert [d.alert.id for d in report.sent] == ["alert_b"]


async def test_a_410_stops_the_target_and_drops_what_waits_for_it(clock: HeldClock) -> None:
    outbox, target, other = MemoryOutbox(), Target("crochet", GONE), Target("autre")
    outbox.put("crochet", "a", "b", due_at=clock.now())
    outbox.put("crochet", "c", due_at=clock.now() + timedelta(hours=1))
    outbox.put("autre", "a", due_at=clock.now())
    targets = {"crochet": target, "autre": other}
    report = await deliver_due(outbox, targets, clock)
    assert target.tries == 1
    assert await outbox.disabled_targets() == {"crochet": "la cible a répondu 410"}
    states = {(d.target, d.alert.id): d.state for d in await outbox.deliveries()}
    assert states == {
        ("crochet", "alert_a"): "dropped",
        ("crochet", "alert_b"): "dropped",
        ("crochet", "alert_c"): "dropped",
        ("autre", "alert_a"): "sent",
    }
    assert [d.last_error for d in report.dropped] == ["la cible a répondu 410"]


async def test_an_alert_for_a_stopped_target_is_dropped_without_a_try(clock: HeldClock) -> None:
    outbox, target = MemoryOutbox(), Target("crochet")
    await outbox.disable_target("crochet", "410", clock.now())
    outbox.put("crochet", "a", due_at=clock.now())
    report = await deliver_due(outbox, {"crochet": target}, clock)
    assert (target.tries, [d.state for d in report.dropped]) == (0, ["dropped"])


async def test_an_alert_for_a_target_missing_from_the_settings_waits(clock: HeldClock) -> None:
    outbox = MemoryOutbox()
    outbox.put("renommé", "a", due_at=clock.now())
    assert not await deliver_due(outbox, {}, clock)
    waiting = await only(outbox)
    assert (waiting.state, waiting.attempts) == ("pending", 0)
    assert waiting.due_at > clock.now()
    assert "renommé" in (waiting.last_error or "")
    clock.move(timedelta(hours=1))
    report = await deliver_due(outbox, {"renommé": Target("renommé")}, clock)
    assert len(report.sent) == 1


async def test_one_failure_puts_off_the_targets_other_alerts_without_costing_them_a_try(
    clock: HeldClock,
) -> None:
    asked = Unavailable(AWAY.say, retry_after=120)
    outbox, target = MemoryOutbox(), Target("crochet", asked)
    outbox.put("crochet", "a", "b", "c", due_at=clock.now())
    report = await deliver_due(outbox, {"crochet": target}, clock, jitter=no_jitter)
    assert (target.tries, len(report.retried)) == (1, 1)
    kept = await outbox.deliveries()
    assert [d.attempts for d in kept] == [1, 0, 0]
    assert {d.due_at - clock.now() for d in kept} == {timedelta(seconds=120)}
    clock.move(timedelta(seconds=120))
    assert len((await deliver_due(outbox, {"crochet": target}, clock)).sent) == 3


@pytest.mark.parametrize(
    "fault", [KeyError("abc123"), InvalidInput(AWAY.say), OSError("abc123"), TypeError("abc123")]
)
async def test_a_deliverer_that_breaks_hinders_no_other_target(
    clock: HeldClock, fault: Exception
) -> None:
    outbox, broken, sound = MemoryOutbox(), Target("brisé", fault), Target("sain")
    outbox.put("brisé", "a", due_at=clock.now())
    outbox.put("sain", "a", due_at=clock.now())
    report = await deliver_due(outbox, {"brisé": broken, "sain": sound}, clock)
    assert sound.taken == ["alert_a"]
    (retried,) = report.retried
    assert retried.last_error
    assert "abc123" not in retried.last_error


async def test_what_could_not_be_saved_comes_back_when_its_lease_ends(clock: HeldClock) -> None:
    class Forgetful(MemoryOutbox):
        away = True

        async def settle(self, deliveries: Sequence[Delivery]) -> None:
            if self.away:
                raise Unavailable(Say("le disque est plein", "the disk is full"))
            await super().settle(deliveries)

    outbox, target = Forgetful(), Target("crochet")
    outbox.put("crochet", "a", due_at=clock.now())
    assert not await deliver_due(outbox, {"crochet": target}, clock)
    outbox.away = False
    assert not await deliver_due(outbox, {"crochet": target}, clock)
    clock.move(timedelta(minutes=3))
    report = await deliver_due(outbox, {"crochet": target}, clock)
    # Twice at the target, under one id: at least once, and the receiver tells them apart.
    assert target.taken == ["alert_a", "alert_a"]
    assert len(report.sent) == 1


async def test_an_alert_whose_lease_is_no_longer_fresh_is_left_to_the_next_claim(
    clock: HeldClock,
) -> None:
    class Hours(Target):
        async def deliver(self, alert: Alert) -> None:
            await super().deliver(alert)
            clock.move(timedelta(minutes=90))

    outbox, target = MemoryOutbox(), Hours("crochet")
    outbox.put("crochet", "a", "b", due_at=clock.now())
    await deliver_due(outbox, {"crochet": target}, clock)
    assert target.taken == ["alert_a"]
    await deliver_due(outbox, {"crochet": target}, clock)
    assert target.taken == ["alert_a", "alert_b"]


def test_a_dead_letter_says_who_where_and_why_and_can_be_read_back() -> None:
    dead = after_failure(
        Delivery(alert=an_alert(), target="crochet", due_at=NOON), BLOCKED, NOON, 0
    )
    letter = dead_letter(dead, NOON)
    assert (letter.stage, letter.source, letter.where) == ("delivery", "crochet", "alert_a")
    assert (letter.why, letter.town) == ("adresse privée", "ville-fictive")
    assert decode(letter.raw, Delivery) == dead
    assert letter.id == dead_letter(dead, NOON + timedelta(days=1)).id


async def running(
    outbox: Outbox, targets: dict[str, Target], stop: asyncio.Event, **more: Any
) -> asyncio.Task[None]:
    loop = run_deliveries(outbox, targets, SystemClock(), stop, poll=0.01, **more)
    return asyncio.create_task(loop)


async def test_a_target_that_never_answers_delays_only_itself() -> None:
    outbox, slow, quick = MemoryOutbox(), SlowTarget("lent"), Target("vif")
    now, stop = datetime.now(UTC), asyncio.Event()
    outbox.put("lent", "a", "b", "c", due_at=now)
    outbox.put("vif", "a", due_at=now)
    loop = await running(outbox, {"lent": slow, "vif": quick}, stop)
    await until(lambda: quick.taken == ["alert_a"])
    # Alerts that come up while the slow target is held are delivered to the other all the same.
    for name in ("d", "e", "f"):
        outbox.put("lent", name, due_at=now)
        outbox.put("vif", name, due_at=now)
        await until(lambda name=name: f"alert_{name}" in quick.taken)
    assert (slow.taken, slow.most) == ([], 1)
    slow.go.set()
    await until(lambda: len(slow.taken) == 6)
    stop.set()
    await loop
    assert slow.most == 1
    assert {d.state for d in outbox.kept.values()} == {"sent"}


async def test_stopping_lets_the_attempt_under_way_end_and_begins_no_other() -> None:
    outbox, slow, stop = MemoryOutbox(), SlowTarget("lent"), asyncio.Event()
    outbox.put("lent", "a", "b", due_at=datetime.now(UTC))
    loop = await running(outbox, {"lent": slow}, stop)
    await until(lambda: slow.inside)
    stop.set()
    slow.go.set()
    await loop
    assert slow.taken == ["alert_a"]
    assert [d.state for d in outbox.kept.values()] == ["sent", "pending"]


async def test_the_loop_tells_what_happened_and_counts_it() -> None:
    outbox, stop, metrics = MemoryOutbox(), asyncio.Event(), Metrics()
    targets = {
        "sain": Target("sain"),
        "clos": Target("clos", BLOCKED),
        "loin": Target("loin", AWAY),
    }
    for name in targets:
        outbox.put(name, "a", due_at=datetime.now(UTC))
    told: list[Report] = []

    async def tell(report: Report) -> None:
        told.append(report)
        stop.set()
        raise Unavailable(Say("le disque est plein", "the disk is full"))

    await (await running(outbox, targets, stop, metrics=metrics, on_report=tell))
    assert [[d.target for d in part] for part in (told[0].sent, told[0].dead)] == [
        ["sain"],
        ["clos"],
    ]

    def counted(target: str, result: str) -> float | None:
        labels = {"target": target, "result": result}
        return metrics.registry.get_sample_value("vigie_deliveries_total", labels)

    assert [counted("sain", "sent"), counted("clos", "dead"), counted("loin", "retry")] == [1, 1, 1]


async def test_an_outbox_that_is_away_is_asked_again() -> None:
    class Waking(MemoryOutbox):
        asked = 0

        async def claim(self, *asked: Any) -> list[Delivery]:
            self.asked += 1
            if self.asked < 3:
                raise Unavailable(Say("base occupée", "database busy"))
            return await super().claim(*asked)

    outbox, target, stop = Waking(), Target("crochet"), asyncio.Event()
    outbox.put("crochet", "a", due_at=datetime.now(UTC))
    loop = await running(outbox, {"crochet": target}, stop)
    await until(lambda: target.taken)
    stop.set()
    await loop
    assert outbox.asked >= 3


async def test_more_than_one_claims_worth_is_delivered_without_waiting_for_the_next_look() -> None:
    outbox, target, stop = MemoryOutbox(), Target("crochet"), asyncio.Event()
    outbox.put("crochet", *(f"n{n}" for n in range(250)), due_at=datetime.now(UTC))
    loop = asyncio.create_task(
        run_deliveries(outbox, {"crochet": target}, SystemClock(), stop, poll=3600)
    )
    await until(lambda: len(target.taken) == 250)
    stop.set()
    await loop
    assert len(set(target.taken)) == 250


class CountingOutbox(MemoryOutbox):
    """Counts how often it was asked; each alert takes one `settle` when all goes well."""

    def __init__(self) -> None:
        super().__init__()
        self.claims = 0

    async def claim(self, *asked: Any) -> list[Delivery]:
        self.claims += 1
        return await super().claim(*asked)


async def looks_until_delivered(dead: int, alerts: int) -> int:
    """Return after how many looks at the outbox 17 live targets had all of their alerts.

    The dead targets never answer, and their alerts have been due for longer.
    """
    outbox, stop, now = CountingOutbox(), asyncio.Event(), datetime.now(UTC)
    hanging = {f"mort{n}": SlowTarget(f"mort{n}") for n in range(dead)}
    live = {f"vif{n}": Target(f"vif{n}") for n in range(17)}
    for name in hanging:
        outbox.put(name, *(str(n) for n in range(alerts)), due_at=now - timedelta(hours=1))
    for n in range(20):
        for name in live:
            outbox.put(name, str(n), due_at=now)
    loop = asyncio.create_task(
        run_deliveries(outbox, {**hanging, **live}, SystemClock(), stop, poll=3600)
    )
    await until(lambda: all(len(each.taken) == 20 for each in live.values()))
    looks = outbox.claims
    assert all(each.inside == 1 for each in hanging.values())
    assert len(outbox.leased) == 100 * dead
    stop.set()
    for each in hanging.values():
        each.go.set()
    await loop
    return looks


async def test_ten_thousand_alerts_for_dead_targets_delay_no_live_one() -> None:
    # 340 live alerts are four looks, and each of 17 targets may ask for one when it is free.
    assert await looks_until_delivered(0, 0) <= 4 + 17
    # One more for each dead target, which is busy from then on; reading through what waits for
    # them would be a hundred.
    assert await looks_until_delivered(3, 3_333) <= 4 + 17 + 3


async def test_ten_thousand_alerts_reach_their_targets_each_once() -> None:
    outbox, stop, now = MemoryOutbox(), asyncio.Event(), datetime.now(UTC)
    targets = {f"t{n}": Target(f"t{n}") for n in range(20)}
    for name in targets:
        outbox.put(name, *(str(n) for n in range(500)), due_at=now)
    loop = asyncio.create_task(run_deliveries(outbox, targets, SystemClock(), stop, poll=3600))
    await until(lambda: all(len(each.taken) >= 500 for each in targets.values()))
    stop.set()
    await loop
    assert all(each.tries == len(set(each.taken)) == 500 for each in targets.values())


async def test_a_target_that_failed_rests_however_much_waits_for_it(clock: HeldClock) -> None:
    outbox, target, stop = MemoryOutbox(), Target("crochet", *[AWAY] * 99), asyncio.Event()
    outbox.put("crochet", *(str(n) for n in range(1_000)), due_at=clock.now())
    carrier = Carrier(
        outbox, {"crochet": target}, clock, stop=stop, jitter=no_jitter, language="fr"
    )
    tried_at = []
    for second in range(120):
        before = target.tries
        while claimed := await carrier.claim():
            await carrier.carry(claimed)
        tried_at += [second] * (target.tries - before)
        clock.move(timedelta(seconds=1))
    # The schedule's 5 s for the first one, then each half a minute another.
    assert tried_at == [0, 5, 35, 65, 95]
    assert max(d.attempts for d in outbox.kept.values()) == 1


async def test_a_target_is_left_alone_for_as_long_as_it_asked(clock: HeldClock) -> None:
    outbox, stop = MemoryOutbox(), asyncio.Event()
    target = Target("crochet", *[Unavailable(AWAY.say, retry_after=600)] * 9)
    outbox.put("crochet", *(str(n) for n in range(300)), due_at=clock.now())
    carrier = Carrier(
        outbox, {"crochet": target}, clock, stop=stop, jitter=no_jitter, language="fr"
    )
    for _ in range(599):
        await carrier.carry(await carrier.claim())
        clock.move(timedelta(seconds=1))
    assert target.tries == 1
    clock.move(timedelta(seconds=1))
    await carrier.carry(await carrier.claim())
    assert target.tries == 2


async def test_what_is_not_certain_is_kept_with_the_delivery(clock: HeldClock) -> None:
    class Accepting(Target):
        async def deliver(self, alert: Alert) -> Say | None:
            await super().deliver(alert)
            return Say("acceptée, sans confirmation", "accepted, not confirmed")

    outbox = MemoryOutbox()
    outbox.put("équipe", "a", due_at=clock.now())
    report = await deliver_due(outbox, {"équipe": Accepting("équipe")}, clock, language="en")
    (sent,) = report.sent
    assert (sent.state, sent.last_error) == ("sent", "accepted, not confirmed")


async def test_what_was_not_tried_in_time_is_given_back_at_once(clock: HeldClock) -> None:
    class Seconds(Target):
        async def deliver(self, alert: Alert) -> None:
            await super().deliver(alert)
            clock.move(timedelta(seconds=7))

    outbox, target = MemoryOutbox(), Seconds("lent")
    outbox.put("lent", *(str(n) for n in range(20)), due_at=clock.now())
    await deliver_due(outbox, {"lent": target}, clock)
    await deliver_due(outbox, {"lent": target}, clock)
    await deliver_due(outbox, {"lent": target}, clock)
    assert len(set(target.taken)) == target.tries == 20
