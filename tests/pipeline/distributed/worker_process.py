"""A worker in a process of its own: `python -m … HOME SERVER PREFIX MANNER WATCHDOG`."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from pipeline.distributed.app import Plan
from pipeline.distributed.connection import Kafka
from pipeline.distributed.running import work
from pipeline.logs import set_up
from tests.pipeline.distributed.shops import Picky, shop
from vigie.errors import ConfigurationError
from vigie.judgement import Judged


def slow(batch: Sequence[Judged]) -> None:
    time.sleep(0.001 * len(batch))


def hung(_batch: Sequence[Judged]) -> None:
    time.sleep(3_600)


MANNERS = {"slow": slow, "hung": hung}


async def main(home: Path, kafka: Kafka, manner: str, watchdog: float) -> int:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    plan = Plan(batch=100, linger_seconds=0.05, watchdog_seconds=watchdog)
    async with shop(home, stages=[Picky(MANNERS[manner])]) as it:
        ended = await work(it, kafka, plan, stop)
    if ended.say:
        print(ended.say.fr, file=sys.stderr)
    return ended.code


if __name__ == "__main__":
    set_up()
    folder, server, prefix, how, seconds, *more = sys.argv[1:]
    account = (
        {"security": "sasl_plaintext", "user": "u", "password_file": Path(more[0])} if more else {}
    )
    reached = Kafka(servers=(server,), prefix=prefix, partitions=4, **account)  # type: ignore[arg-type]
    try:
        sys.exit(asyncio.run(main(Path(folder), reached, how, float(seconds))))
    except ConfigurationError as error:
        sys.exit(error.say.fr)
