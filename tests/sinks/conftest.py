"""Fixtures of the stores' tests."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest

from sinks.elasticsearch import ElasticSettings, ElasticStore
from tests.sinks import elastic
from vigie.clock import HeldClock


@pytest.fixture(scope="session")
def elastic_prefix(elasticsearch_url: str) -> Iterator[str]:
    """A prefix that nobody else uses; what stands under it goes at the end."""
    prefix = f"t{secrets.token_hex(6)}"
    yield prefix
    elastic.remove(elasticsearch_url, prefix)


@pytest.fixture
def elastic_settings(elasticsearch_url: str, elastic_prefix: str) -> ElasticSettings:
    """Settings of a store whose indices are empty."""
    elastic.empty(elasticsearch_url, elastic_prefix)
    return elastic.settings_for(elasticsearch_url, elastic_prefix)


@pytest.fixture
async def elastic_stores(
    elastic_settings: ElasticSettings, clock: HeldClock
) -> AsyncIterator[list[ElasticStore]]:
    """Three processes on the same empty indices, which make nothing visible by themselves."""
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(await ElasticStore.open(elastic_settings, clock))
            for _ in range(3)
        ]


@pytest.fixture
async def elastic_store(
    elastic_settings: ElasticSettings, clock: HeldClock
) -> AsyncIterator[ElasticStore]:
    """An empty store whose writes are visible at once."""
    async with await ElasticStore.open(elastic_settings, clock, refresh=True) as store:
        yield store
