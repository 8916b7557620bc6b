"""How the cluster and Vigie's indices in it are doing, for `vigie doctor`."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from sinks.elasticsearch import layout
from sinks.elasticsearch.clauses import EVERYTHING
from sinks.elasticsearch.connection import ElasticSettings, connect
from sinks.elasticsearch.fetching import count, fetch
from sinks.elasticsearch.mapping import OURS, Mapping, Names
from sinks.elasticsearch.opening import check_server
from sinks.elasticsearch.server import Server

_MISSING: Final = frozenset((404,))
_PATIENCE: Final = 5.0


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """What there is.

    Attributes:
        status: of Vigie's indices: "green", "yellow" (copies are missing) or "red" (data is).
        version: of the oldest node.
        indices, mentions: how many there are.
        unassigned: shards, of Vigie's indices, that no node holds.
        mapping: version of the mapping in use, None before the first start.
        ours: version that this program needs; the two differ until `vigie index migrate`.
        template_is_ours: whether next month's index will be made from this program's mapping.
    """

    status: str
    version: str
    nodes: int
    indices: int
    mentions: int
    unassigned: int
    mapping: int | None
    ours: int
    template_is_ours: bool


class _Cluster(msgspec.Struct, frozen=True):
    status: str
    number_of_nodes: int
    unassigned_shards: int


async def examine(
    settings: ElasticSettings, *, mapping: Mapping = OURS, patience: float = _PATIENCE
) -> Health:
    """Look at the cluster without changing anything.

    Raises:
        Unavailable: it does not answer within `patience` seconds.
        ConfigurationError: settings that contradict one another, not Elasticsearch 9, a
            password or a certificate refused.
    """
    server = Server(connect(settings), patience=patience, refresh=False)
    try:
        return await _examined(server, Names(settings.prefix, mapping.version), mapping)
    finally:
        await server.close()


async def _examined(server: Server, names: Names, mapping: Mapping) -> Health:
    version = await check_server(server)
    # Another installation's prefix may begin with this one.
    ours = ",".join(f"{names.alias(kind)}-v*" for kind in mapping.indices)
    path = f"/_cluster/health/{ours}?level=cluster"
    cluster = msgspec.json.decode((await server.ask("GET", path)).body, type=_Cluster)
    path = f"/{ours}/_settings?filter_path=*.settings.index.uuid"
    indices = msgspec.json.decode((await server.ask("GET", path)).body, type=dict[str, Any])
    (note,) = await fetch(server, [layout.where(names)])
    noted = layout.read(note)
    return Health(
        status=cluster.status,
        version=version,
        nodes=cluster.number_of_nodes,
        indices=len(indices),
        mentions=await count(server, names.mentions, EVERYTHING),
        unassigned=cluster.unassigned_shards,
        mapping=noted.version if noted else None,
        ours=mapping.version,
        template_is_ours=await _template_is_ours(server, names, mapping),
    )


async def _template_is_ours(server: Server, names: Names, mapping: Mapping) -> bool:
    path = f"/_index_template/{names.template}?filter_path=index_templates.index_template._meta"
    answer = await server.ask("GET", path, allow=_MISSING)
    return answer.status == 200 and f'"{mapping.digest}"'.encode() in answer.body
