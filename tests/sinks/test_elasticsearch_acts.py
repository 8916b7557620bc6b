"""What a person does to a mention, kept in Elasticsearch."""

from __future__ import annotations

import pytest

from sinks.elasticsearch import ElasticStore
from tests.webapp.act_contract import ActContract


class TestOnElasticsearch(ActContract):
    @pytest.fixture
    def store(self, elastic_store: ElasticStore) -> ElasticStore:
        return elastic_store
