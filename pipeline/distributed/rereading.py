"""Has Faust read partitions again from given offsets."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

import faust
import structlog
from faust.types.tuples import TP

from pipeline.distributed.ledger import Partition

log = structlog.get_logger()

_PATIENCE: Final = 5.0
#: Time for the fetching task to notice that the flow has stopped, in seconds.
_PAUSE: Final = 0.05


async def read_again(app: faust.App, places: Mapping[Partition, int]) -> None:
    """Go on from these offsets, one for every partition of the worker.

    Needed when an agent's task was cancelled with a batch in its hands and Faust starts it again
    behind that batch, or when Faust 0.15.3 jumps over records: it drops what was fetched while
    its flow was stopped, and where nothing was committed yet it does not seek back. The
    flow is stopped meanwhile, and all partitions are sought, since stopping it drops records
    of any.
    """
    consumer = app.consumer
    tps = {TP(*place): offset for place, offset in places.items()}
    consumer.stop_flow()
    try:
        await asyncio.sleep(_PAUSE)
        app.flow_control.clear()
        await asyncio.wait_for(consumer.seek_wait(tps), _PATIENCE)
    except Exception as error:  # noqa: BLE001 - a rebalance came between: it seeks by itself
        log.warning("records.not_sought", error=type(error).__name__)
    finally:
        if app.flow_control.is_active():
            consumer.resume_flow()
