"""A worker takes what was heard to the store: all of it, once, in order."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest

from desk.alert_rules import AlertRule, When
from pipeline.distributed import events as wire
from pipeline.distributed.connection import Kafka
from pipeline.distributed.ending import STOPPED
from pipeline.distributed.topics import DEAD_LETTERS, JUDGED, RAW
from pipeline.stages import Watch
from tests.pipeline.distributed.shops import POISON, Picky, heard, put, read, shop
from tests.pipeline.distributed.working import PLAN, at_work, lag, nothing_waits, until
from tests.pipeline.test_desk_rules import keep
from vigie.batch import Gone
from vigie.codec import decode
from vigie.dead_letter import DeadLetter
from vigie.judgement import Judged
from vigie.post import AuthorPurged


def spoilt(number: int) -> wire.Message:
    """Return a message that cannot be read."""
    whole = wire.heard(heard(number))
    value = b"pas du JSON : texte-secret" if number % 2 else whole.value[:-20]
    return msgspec.structs.replace(whole, value=value)


async def test_what_was_heard_is_found_in_the_store_and_nothing_waits_any_more(
    kafka: Kafka, tmp_path: Path
) -> None:
    mentions = [heard(n) for n in range(1_000)]
    async with shop(tmp_path) as it:
        await put(kafka, map(wire.heard, mentions))
        async with at_work(it, kafka):
            await until(lambda: nothing_waits(kafka))
        assert sorted(await it.ids()) == sorted(one.mention.id for one in mentions)


async def test_the_editions_and_the_deletion_of_one_mention_stay_in_order(
    kafka: Kafka, tmp_path: Path
) -> None:
    messages: list[wire.Message] = []
    for n in range(40):
        messages += [wire.heard(heard(n, f"version {r} du texte {n}", r)) for r in (1, 2, 3)]
        if n % 2:
            one = heard(n).mention
            messages.append(wire.gone(Gone(mention=one.id, at=one.post.fetched_at), "essai"))
    async with shop(tmp_path) as it:
        await put(kafka, messages)
        async with at_work(it, kafka, msgspec.structs.replace(PLAN, batch=7)):
            await until(lambda: nothing_waits(kafka))
        kept = await it.store.many(await it.ids())
        assert sorted(kept) == sorted(heard(n).mention.id for n in range(0, 40, 2))
        assert {record.mention.post.revision for record in kept.values()} == {3}
    seen: dict[bytes, list[bytes]] = {}
    for message in await read(kafka, JUDGED, len(messages)):
        seen.setdefault(message.key, []).append(dict(message.headers)["ce_id"])
    assert len(seen) == 40
    for key, ids in seen.items():
        editions = [id_ for id_ in ids if id_.count(b".") == 2]
        assert editions == [key + f".{r}.1".encode() for r in (1, 2, 3)]
        assert ids[:3] == editions, "a deletion comes after what it deletes"


async def test_an_edition_no_longer_about_the_town_removes_only_what_is_held(
    kafka: Kafka, tmp_path: Path
) -> None:
    held, never = heard(1), heard(2)
    at = held.mention.post.fetched_at
    async with shop(tmp_path) as it:
        await put(
            kafka,
            [
                wire.heard(held),
                wire.gone(Gone(mention=held.mention.id, at=at), "essai", only_if_held=True),
                wire.gone(Gone(mention=never.mention.id, at=at), "essai", only_if_held=True),
                wire.heard(never),
            ],
        )
        async with at_work(it, kafka):
            await until(lambda: nothing_waits(kafka))
        assert await it.ids() in ([], [never.mention.id])
        await put(kafka, [wire.heard(heard(3))])
        async with at_work(it, kafka):
            await until(lambda: nothing_waits(kafka))
        assert held.mention.id not in await it.ids()


async def test_a_purged_author_is_gone_from_every_mention(kafka: Kafka, tmp_path: Path) -> None:
    by = heard(1)
    author = msgspec.structs.replace(by.mention.post.author, pseudonym="p")
    theirs = msgspec.structs.replace(by.mention.post, author=author)
    signed = Judged(
        mention=msgspec.structs.replace(by.mention, post=theirs), judgement=by.judgement
    )
    async with shop(tmp_path) as it:
        await put(kafka, [wire.heard(signed), wire.heard(heard(2))])
        async with at_work(it, kafka):
            await until(lambda: nothing_waits(kafka))
            purge = AuthorPurged(pseudonym="p", at=by.mention.post.fetched_at)
            await put(kafka, [wire.purged(purge, "essai")])
            await until(lambda: nothing_waits(kafka))
        assert await it.ids() == [heard(2).mention.id]


@pytest.mark.parametrize("where", ["undecodable", "unjudgeable"])
async def test_a_tenth_of_poison_is_set_aside_and_the_rest_goes_on(
    kafka: Kafka, tmp_path: Path, where: str
) -> None:
    chance = random.Random(311)
    bad = set(chance.sample(range(1_000), 100))
    messages = []
    for n in range(1_000):
        if n not in bad:
            messages.append(wire.heard(heard(n)))
        elif where == "undecodable":
            messages.append(spoilt(n))
        else:
            messages.append(wire.heard(heard(n, f"{POISON} {n}")))
    async with shop(tmp_path, stages=[Picky()]) as it:
        await put(kafka, messages)
        async with at_work(it, kafka, msgspec.structs.replace(PLAN, dead_letters_in_a_row=20)):
            await until(lambda: nothing_waits(kafka))
        assert len(await it.ids()) == 900
        letters = await it.store.dead_letters(1_000)
    assert len(letters) == 100
    assert not [one for one in letters if POISON in one.why or "secret" in one.why]
    if where == "undecodable":
        assert {one.stage for one in letters} == {"wire"}
        assert {one.source for one in letters} == {"essai"}
        assert all(one.where.startswith(f"{kafka.prefix}.{RAW.name}[") for one in letters)
        assert {one.raw for one in letters} == {m.value for n, m in enumerate(messages) if n in bad}
    else:
        assert {one.where for one in letters} == {heard(n).mention.id for n in bad}
        assert {one.why for one in letters} == {"ValueError"}


async def test_too_many_in_a_row_stop_the_worker_and_the_topic_is_left_as_it_is(
    kafka: Kafka, tmp_path: Path
) -> None:
    async with shop(tmp_path) as it:
        await put(kafka, map(spoilt, range(500)))
        plan = msgspec.structs.replace(PLAN, dead_letters_in_a_row=30, batch=100)
        async with at_work(it, kafka, plan) as hand:
            await hand.ending.stop.wait()
            ended = await hand.stop()
    assert ended.code == STOPPED
    assert ended.say is not None
    assert "30 messages de suite" in ended.say.fr
    assert "30 messages in a row" in ended.say.en
    assert await lag(kafka) == 500
    assert await read(kafka, DEAD_LETTERS, 1, seconds=1) == []


async def test_an_alert_goes_to_the_outbox_once_and_an_edition_raises_it_no_more(
    kafka: Kafka, tmp_path: Path
) -> None:
    rule = AlertRule(name="tout", when=When(), severity="normal")
    watch = Watch(rules=(rule,), targets=("a", "b"))
    async with shop(tmp_path, watch=watch) as it:
        await put(kafka, [wire.heard(heard(1)), wire.heard(heard(1, "retouche", 2))])
        async with at_work(it, kafka):
            await until(lambda: nothing_waits(kafka))
            # The same messages again, as after a crash.
            await put(kafka, [wire.heard(heard(1)), wire.heard(heard(1, "retouche", 2))])
            await until(lambda: nothing_waits(kafka))
        waiting = await it.store.deliveries()
    assert sorted(delivery.target for delivery in waiting) == ["a", "b"]
    assert len({delivery.alert.id for delivery in waiting}) == 1


async def test_a_worker_at_work_follows_the_rules_that_the_team_makes(
    kafka: Kafka, tmp_path: Path
) -> None:
    """Another process keeps one; the worker raises its alerts, and stops when it is off."""
    watch = Watch(targets=("a",))
    async with shop(tmp_path, watch=watch) as it:
        async with at_work(it, kafka):
            await put(kafka, [wire.heard(heard(1))])
            await until(lambda: nothing_waits(kafka))
            assert await it.store.deliveries() == []
            async with shop(tmp_path) as page:
                await keep(page.store, "tout", when={"kind": ["feed"]})
            await until(lambda: _true(bool(watch.rules)))
            await put(kafka, [wire.heard(heard(2))])
            await until(lambda: nothing_waits(kafka))
            async with shop(tmp_path) as page:
                await keep(page.store, "tout", when={"kind": ["feed"]}, on=False)
            await until(lambda: _true(not watch.rules))
            await put(kafka, [wire.heard(heard(3))])
            await until(lambda: nothing_waits(kafka))
        (sent,) = await it.store.deliveries()
    assert (sent.target, sent.alert.rule, sent.alert.mention) == ("a", "tout", heard(2).mention.id)


async def _true(holds: bool) -> bool:
    return holds


async def test_an_unreadable_letter_is_kept_as_it_came(kafka: Kafka, tmp_path: Path) -> None:
    letter = wire.Message(topic=DEAD_LETTERS, key=b"k", value=b"{", headers=())
    async with shop(tmp_path) as it:
        await put(kafka, [letter])
        async with at_work(it, kafka):
            await until(lambda: nothing_waits(kafka))
        (kept,) = await it.store.dead_letters()
    assert kept.raw == b"{"


async def test_what_the_judge_sends_has_the_same_partition_as_what_it_got(
    kafka: Kafka, tmp_path: Path
) -> None:
    await put(kafka, [wire.heard(heard(n)) for n in range(50)])
    async with shop(tmp_path) as it, at_work(it, kafka):
        await until(lambda: nothing_waits(kafka))
    before = {m.key: m.partition for m in await read(kafka, RAW, 50)}
    after = {m.key: m.partition for m in await read(kafka, JUDGED, 50)}
    assert len(before) == 50
    assert after == before
    assert len(set(before.values())) > 1


def test_the_letter_of_a_message_can_be_sent_and_read() -> None:
    now = heard(1).mention.post.fetched_at
    letter = DeadLetter(
        id="a", stage="wire", source="s", where="t[0]@1", why="w", at=now, raw=b"\xff"
    )
    assert decode(wire.dead_letter(letter).value, DeadLetter) == letter
