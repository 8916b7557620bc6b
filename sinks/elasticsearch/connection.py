"""The connection to the cluster: where it is, who we are, and what is refused of the settings."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import elastic_transport
import elasticsearch
import msgspec
from elastic_transport.client_utils import DEFAULT

from vigie.errors import ConfigurationError
from vigie.say import Say

_CONNECTIONS: Final = 16
_MIMETYPES: Final = (
    "application/json",
    "application/x-ndjson",
    "application/vnd.elasticsearch+json",
    "application/vnd.elasticsearch+x-ndjson",
)


class ElasticSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Where the cluster is and how Vigie's indices are made there.

    Attributes:
        urls: addresses of its nodes, without user or password.
        prefix: begins the name of every index, alias and template.
        user, password: for basic authentication; `api_key` instead of both.
        ca_file: certificate of the authority that signed the servers', in PEM.
        shards, replicas: of each index made from now on.
        refresh_seconds: how long what was written may take to be found.
        lifecycle_policy: name of an index lifecycle policy of the cluster's, given to each month
            made from now on; None where there is none.
        timeout: seconds that one request may take.
    """

    urls: tuple[str, ...] = ("http://127.0.0.1:9200",)
    prefix: str = "vigie"
    user: str | None = None
    password: str | None = None
    api_key: str | None = None
    ca_file: Path | None = None
    shards: int = 1
    replicas: int = 0
    refresh_seconds: float = 1.0
    lifecycle_policy: str | None = None
    timeout: float = 30.0

    def __repr__(self) -> str:
        """Say where the cluster is, never the password nor the key."""
        return f"ElasticSettings(urls={self.urls!r}, prefix={self.prefix!r})"

    __str__ = __repr__


def connect(settings: ElasticSettings) -> elasticsearch.AsyncElasticsearch:
    """Return a client; no byte leaves before its first request.

    It never tries twice by itself (`sinks.elasticsearch.server` does, for as long as asked) and
    gives answers as bytes, which are read straight into the structs that are wanted. The
    transport's own log is held to warnings: in detail it holds whole requests, texts included.

    Raises:
        ConfigurationError: settings that contradict one another, all told at once.
    """
    problems = list(_problems(settings))
    if problems:
        raise ConfigurationError(problems)
    for name in ("elastic_transport", "elasticsearch"):
        logging.getLogger(name).setLevel(logging.WARNING)
    basic = (settings.user, settings.password or "") if settings.user is not None else None
    return elasticsearch.AsyncElasticsearch(
        list(settings.urls),
        basic_auth=basic,
        api_key=settings.api_key,
        request_timeout=settings.timeout,
        connections_per_node=_CONNECTIONS,
        max_retries=0,
        retry_on_timeout=False,
        serializers=dict.fromkeys(_MIMETYPES, _AsBytes()),
        ca_certs=DEFAULT if settings.ca_file is None else str(settings.ca_file),
    )


class _AsBytes(elastic_transport.Serializer):
    """Leaves the bytes of requests and answers as they are."""

    def loads(self, data: bytes) -> bytes:
        return data

    def dumps(self, data: bytes) -> bytes:
        return data


def _problems(settings: ElasticSettings) -> Iterator[Say]:
    for url in settings.urls:
        yield from _of_address(url)
    if not settings.urls:
        yield Say("`elasticsearch.urls` est vide.", "`elasticsearch.urls` is empty.")
    if settings.api_key is not None and settings.user is not None:
        yield Say(
            "`elasticsearch.user` (avec `password_file`) et `elasticsearch.api_key_file` sont "
            "tous deux donnés : gardez l’un ou l’autre.",
            "Both `elasticsearch.user` (with `password_file`) and `elasticsearch.api_key_file` "
            "are given: keep one of them.",
        )
    if settings.user is None and settings.password is not None:
        yield Say(
            "`elasticsearch.password_file` est donné sans `elasticsearch.user`.",
            "`elasticsearch.password_file` is given without `elasticsearch.user`.",
        )
    if settings.ca_file is not None and not settings.ca_file.is_file():
        yield Say(
            f"`elasticsearch.ca_file` : {settings.ca_file} n’est pas un fichier.",
            f"`elasticsearch.ca_file`: {settings.ca_file} is not a file.",
        )


def _of_address(url: str) -> Iterator[Say]:
    try:
        parts = urlsplit(url)
        complete = bool(parts.scheme in ("http", "https") and parts.hostname and parts.port)
    except ValueError:
        complete = False
    if not complete:
        yield Say(
            "`elasticsearch.urls` : une adresse s’écrit http(s)://nom:port.",
            "`elasticsearch.urls`: an address is written http(s)://name:port.",
        )
    elif "@" in parts.netloc:
        yield Say(
            "`elasticsearch.urls` : une adresse ne porte ni nom ni mot de passe ; donnez "
            "`elasticsearch.user` et `password_file`.",
            "`elasticsearch.urls`: an address holds no name nor password; give "
            "`elasticsearch.user` and `password_file`.",
        )
