"""The API's writes, kept in Elasticsearch."""

from __future__ import annotations

import pytest

from sinks.elasticsearch import ElasticStore
from tests.webapp.api_contract import ApiContract


class TestApiOnElasticsearch(ApiContract):
    @pytest.fixture
    def store(self, elastic_store: ElasticStore) -> ElasticStore:
        return elastic_store
