"""A process without a page serves its metrics on the loopback."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from pathlib import Path

import msgspec
import pytest

from deploy.dev_stack.places import free_port
from pipeline.distributed import events as wire
from pipeline.distributed import running
from pipeline.distributed.connection import Kafka
from pipeline.distributed.exposing import exposed
from pipeline.metrics import Metrics
from tests.pipeline.distributed.shops import heard, put, shop
from tests.pipeline.distributed.working import PLAN, nothing_waits, until
from vigie.errors import ConfigurationError


def scraped(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        text: str = answer.read().decode()
        return text


async def test_a_worker_tells_what_it_does_and_what_waits(kafka: Kafka, tmp_path: Path) -> None:
    plan = msgspec.structs.replace(PLAN, metrics_port=free_port(), watchdog_seconds=5)
    await put(kafka, [wire.heard(heard(n)) for n in range(20)])
    stop = asyncio.Event()
    async with shop(tmp_path) as it:
        task = asyncio.create_task(running.work(it, kafka, plan, stop))
        await until(lambda: nothing_waits(kafka))
        await asyncio.sleep(1.5)
        text = await asyncio.to_thread(scraped, plan.metrics_port)
        stop.set()
        assert (await task).code == 0
    assert 'vigie_records_total{agent="judge"} 20.0' in text
    assert 'vigie_records_total{agent="index"} 20.0' in text
    assert f'vigie_lag_records{{topic="{kafka.prefix}.mentions.raw.v1"}} 0.0' in text
    assert 'vigie_latency_seconds_bucket{le="0.1",stage="written"}' in text
    assert "Trou" not in text
    with pytest.raises(urllib.error.URLError):
        scraped(plan.metrics_port)


def test_a_port_that_is_taken_refuses_to_start() -> None:
    port = free_port()
    with (
        exposed(Metrics(), "127.0.0.1", port),
        pytest.raises(ConfigurationError, match="mesures"),
        exposed(Metrics(), "127.0.0.1", port),
    ):
        pass
