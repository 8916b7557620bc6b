"""What was set aside unread goes back on its topic once it can be read."""

from __future__ import annotations

from pathlib import Path

from pipeline.distributed import events as wire
from pipeline.distributed.connection import Kafka
from pipeline.distributed.putting_back import put_back
from pipeline.distributed.topics import RAW
from tests.pipeline.distributed.shops import heard, shop
from tests.pipeline.distributed.working import at_work, nothing_waits, until
from vigie.dead_letter import DeadLetter


def letter(kafka: Kafka, number: int, raw: bytes, stage: str = "wire") -> DeadLetter:
    return DeadLetter(
        id=f"l{number}",
        stage=stage,
        source="essai",
        where=f"{RAW.full_name(kafka)}[0]@{number}",
        why="message illisible ($)",
        at=heard(1).mention.post.fetched_at,
        raw=raw,
    )


async def test_what_can_be_read_now_is_worked_through_and_the_rest_is_left(
    kafka: Kafka, tmp_path: Path
) -> None:
    letters = [
        letter(kafka, 1, wire.heard(heard(1)).value),
        letter(kafka, 2, b"toujours illisible"),
        letter(kafka, 3, wire.heard(heard(3)).value, stage="judge"),
    ]
    done = await put_back(letters, kafka)
    assert done.ids == ("l1",)
    assert done.still == 1
    async with shop(tmp_path) as it, at_work(it, kafka):
        await until(lambda: nothing_waits(kafka))
        assert await it.ids() == [heard(1).mention.id]
