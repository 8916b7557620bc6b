"""The store of the distributed mode: indices of an Elasticsearch cluster.

This folder is the only place that imports the client (`elasticsearch`, `elastic_transport`).
"""

from sinks.elasticsearch.connection import ElasticSettings
from sinks.elasticsearch.store import ElasticStore

__all__ = ["ElasticSettings", "ElasticStore"]
