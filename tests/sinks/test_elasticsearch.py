"""The distributed mode's store keeps the stores' promises, on a real Elasticsearch."""

from __future__ import annotations

import pytest

from sinks.elasticsearch import ElasticSettings, ElasticStore
from tests.sinks.arrival_contract import ArrivalContract
from tests.sinks.case_contract import CaseContract
from tests.sinks.paper_contract import PaperContract
from tests.sinks.records import a_record, batch, edited
from tests.sinks.store_contract import StoreContract
from vigie.clock import HeldClock


class TestElasticStore(StoreContract, CaseContract, PaperContract, ArrivalContract):
    @pytest.fixture
    def store(self, elastic_store: ElasticStore) -> ElasticStore:
        return elastic_store


async def test_after_a_refresh_another_worker_s_edition_is_what_is_known(
    elastic_settings: ElasticSettings, clock: HeldClock
) -> None:
    first = a_record(1)
    async with (
        await ElasticStore.open(elastic_settings, clock) as one,
        await ElasticStore.open(elastic_settings, clock) as other,
    ):
        await one.write(batch(first))
        await one.refresh()
        await other.write(batch(edited(first, "Édition d’un autre ouvrier.")))
        await one.refresh()
        kept = await one.get(first.mention.id)
        assert kept
        assert kept.mention.post.text == "Édition d’un autre ouvrier."
        assert (await one.write(batch(first))).unchanged == (first.mention.id,)
