"""The settings of the distributed mode: Kafka, Elasticsearch, Kibana, collectors and workers.

A password or a key is never in the settings: they name the file that holds it, relative to
the installation's folder.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from pipeline.settings_part import Part

_NAME = r"^[a-z0-9][a-z0-9_-]{0,40}$"


class ElasticsearchSettings(Part):
    """Where mentions are kept and searched when `store.kind` is "elasticsearch".

    `refresh_seconds` is how long what was written may take to be found; `shards` and `replicas`
    are those of each index made from now on; so is `lifecycle_policy`, the name of a policy that
    the cluster's administrator has made. Vigie applies its own retention without one.
    """

    urls: tuple[str, ...] = Field(default=("http://127.0.0.1:9200",), min_length=1)
    prefix: str = Field(default="vigie", pattern=_NAME)
    user: str | None = None
    password_file: Path | None = None
    api_key_file: Path | None = None
    ca_file: Path | None = None
    shards: int = Field(default=1, ge=1, le=64)
    replicas: int = Field(default=0, ge=0, le=8)
    refresh_seconds: float = Field(default=1.0, ge=0.1, le=60)
    lifecycle_policy: str | None = Field(default=None, min_length=1, max_length=200)
    timeout: float = Field(default=30.0, gt=0)


class KafkaSettings(Part):
    """The broker, its security, and the topics; partitions are chosen once, generously."""

    servers: tuple[str, ...] = Field(default=("127.0.0.1:9092",), min_length=1)
    prefix: str = Field(default="vigie", pattern=_NAME)
    partitions: int = Field(default=24, ge=1, le=1_000)
    replication: int = Field(default=1, ge=1, le=7)
    security: Literal["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"] = "plaintext"
    mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    user: str | None = None
    password_file: Path | None = None
    ca_file: Path | None = None


class CollectSettings(Part):
    """What a collector does when the workers do not follow, and how it shares the sources.

    It stops asking its sources while more than `lag_limit` mentions wait to be judged, or less
    than `least_free_mb` of disk is left. A collector that has not renewed its leases for
    `lease_seconds` is taken for dead.
    """

    lag_limit: int = Field(default=50_000, ge=1)
    least_free_mb: int = Field(default=500, ge=0)
    lease_seconds: float = Field(default=30.0, ge=1)
    metrics_host: str = "127.0.0.1"
    metrics_port: int = Field(default=0, ge=0, le=65535)


class WorkSettings(Part):
    """How a worker takes its work, and when it stops rather than go on badly.

    `dead_letters_in_a_row` mentions set aside one after the other stop it; so does a
    consumer whose offsets have not moved for `watchdog_seconds` while there is work.
    """

    batch: int = Field(default=500, ge=1, le=5_000)
    linger_seconds: float = Field(default=0.2, ge=0, le=10)
    watchdog_seconds: float = Field(default=120.0, ge=5)
    dead_letters_in_a_row: int = Field(default=100, ge=1)
    metrics_host: str = "127.0.0.1"
    metrics_port: int = Field(default=0, ge=0, le=65535)


class KibanaSettings(Part):
    """The Kibana that `vigie kibana import` gives the dashboards to."""

    url: str = "http://127.0.0.1:5601"
    space: str | None = None
    user: str | None = None
    password_file: Path | None = None
    api_key_file: Path | None = None
    ca_file: Path | None = None
