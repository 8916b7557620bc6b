"""Fixtures that every part of the suite shares."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.servers import LocalServer, local_server
from vigie.clock import HeldClock

pytest_plugins = ("tests.cluster_servers",)


#: Files that take minutes: begun first, or one worker would still be at them when the other
#: has nothing left to do.
_LONG = ("tests/quality/test_model.py", "tests/cluster/", "tests/browser/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, all else in its order."""
    items.sort(key=lambda item: not item.nodeid.startswith(_LONG))


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with local_server() as local:
        yield local


@pytest.fixture
def clock() -> HeldClock:
    """A Monday morning in November, 9 a.m. in Québec."""
    return HeldClock(datetime(2026, 11, 23, 14, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def payloads() -> Path:
    """The folder of recorded bodies; a clone without it skips these tests alone."""
    folder = os.environ.get("VIGIE_PAYLOADS")
    if not folder or not Path(folder).is_dir():
        pytest.skip("VIGIE_PAYLOADS names no folder of recorded payloads")
    return Path(folder)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skipped test is a failed one: everything that a test needs is installed there."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} skipped in CI: {report.longrepr}"
    return report
