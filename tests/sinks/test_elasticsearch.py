"""The distributed mode's store keeps the stores' promises, on a real Elasticsearch."""

from __future__ import annotations

import pytest

from sinks.elasticsearch import ElasticStore
from tests.sinks.store_contract import StoreContract


class TestElasticStore(StoreContract):
    @pytest.fixture
    def store(self, elastic_store: ElasticStore) -> ElasticStore:
        return elastic_store
