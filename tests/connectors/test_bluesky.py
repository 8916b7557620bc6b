"""Bluesky's firehose passes what every connector must: plain, compressed, on either wire."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.connectors.contract import ConnectorContract
from tests.connectors.firehose import (
    Firehose,
    listening,
)
from vigie.clock import HeldClock


@pytest.fixture
async def firehose(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Firehose]:
    async with listening(tmp_path, clock) as given:
        yield given


class TestBluesky(ConnectorContract):
    many = 230

    @pytest.fixture
    def world(self, firehose: Firehose) -> Firehose:
        return firehose


class TestBlueskyCompressed(ConnectorContract):
    many = 230

    @pytest.fixture
    def world(self, firehose: Firehose, tmp_path: Path) -> Firehose:
        (tmp_path / "v1.zdict").write_bytes(firehose.double.legacy.as_bytes())
        firehose.settings["dictionary"] = "v1.zdict"
        return firehose


class TestBlueskyOnTheSecondWire(ConnectorContract):
    many = 230

    @pytest.fixture
    def world(self, firehose: Firehose) -> Firehose:
        firehose.settings["wire"] = "v2"
        return firehose
