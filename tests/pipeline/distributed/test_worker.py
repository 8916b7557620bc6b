"""A worker takes what was heard to the store: all of it, once, in order."""

from __future__ import annotations

from pathlib import Path

from pipeline.distributed import events as wire
from pipeline.distributed.connection import Kafka
from tests.pipeline.distributed.shops import heard, put, shop
from tests.pipeline.distributed.working import at_work, nothing_waits, until


async def test_what_was_heard_is_found_in_the_store_and_nothing_waits_any_more(
    kafka: Kafka, tmp_path: Path
) -> None:
    mentions = [heard(n) for n in range(1_000)]
    async with shop(tmp_path) as it:
        await put(kafka, map(wire.heard, mentions))
        async with at_work(it, kafka):
            await until(lambda: nothing_waits(kafka))
        assert sorted(await it.ids()) == sorted(one.mention.id for one in mentions)
