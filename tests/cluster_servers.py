"""A real Kafka and a real Elasticsearch for the whole run, shared by all of its workers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from deploy.dev_stack.stack import Stack, Wanted, leave, up
from vigie.errors import ConfigurationError

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"alone-{os.getpid()}"
"""One name for all the workers of a run: they find one another's servers by it."""


@pytest.fixture(scope="session")
def kafka_server() -> Iterator[str]:
    """« host:port » of VIGIE_TEST_KAFKA, else of the dev stack's Kafka."""
    if named := os.environ.get("VIGIE_TEST_KAFKA"):
        yield named
        return
    with _shared("kafka", Wanted(elasticsearch=False)) as stack:
        yield stack.broker.server


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """The address in VIGIE_TEST_ELASTICSEARCH, else of the dev stack's Elasticsearch."""
    if named := os.environ.get("VIGIE_TEST_ELASTICSEARCH"):
        yield named
        return
    with _shared("elasticsearch", Wanted(kafka=False)) as stack:
        yield stack.search.url


@contextmanager
def _shared(kind: str, wanted: Wanted) -> Iterator[Stack]:
    """Start it or find it started; the last worker to leave, or the guard, takes it down."""
    name = f"pytest-{RUN}-{kind}"
    try:
        stack = up(name, wanted, held=True)
    except ConfigurationError as missing:
        pytest.skip(missing.say.en)
    try:
        yield stack
    finally:
        leave(name)
