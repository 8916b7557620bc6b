"""Making what the store needs in a cluster: the template, the single indices, the aliases.

Several processes may do it at once, and again at each start: what is there is left as it is.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

import msgspec

from sinks.elasticsearch import bulk, layout
from sinks.elasticsearch.connection import ElasticSettings
from sinks.elasticsearch.fetching import fetch
from sinks.elasticsearch.layout import Layout
from sinks.elasticsearch.mapping import Mapping, Names
from sinks.elasticsearch.server import Server
from sinks.elasticsearch.verdicts import STRANGER
from vigie.errors import ConfigurationError, InvalidInput
from vigie.say import Say

#: Patience of the first connection, in seconds: whoever starts Vigie is told soon that the
#: cluster is away.
OPENING: Final = 15.0

#: Above the templates that Elasticsearch brings along (at most 200).
_PRIORITY: Final = 500
_OLDEST: Final = 9
_MISSING: Final = frozenset((404,))
_BAD: Final = frozenset((400,))

_NO_LIFECYCLE: Final = Say(
    "`elasticsearch.lifecycle_policy` : cet Elasticsearch ne connaît pas les cycles de vie "
    "d’index. Retirez le réglage ; Vigie applique la conservation sans eux.",
    "`elasticsearch.lifecycle_policy`: this Elasticsearch does not know index lifecycles. Remove "
    "the setting; Vigie applies retention without them.",
)
_CANNOT_MAKE: Final = Say(
    "Elasticsearch refuse de créer les index de Vigie. Vérifiez dans son journal la limite du "
    "nombre de fragments, et que le module d’analyse standard y est.",
    "Elasticsearch refuses to make Vigie’s indices. Check in its log the limit on the number of "
    "shards, and that the standard analysis module is there.",
)


class _Node(msgspec.Struct, frozen=True):
    version: str = "0"


class _Nodes(msgspec.Struct, frozen=True):
    nodes: dict[str, _Node] = {}


async def opened(server: Server, names: Names, mapping: Mapping, settings: ElasticSettings) -> None:
    """Check the server and make what is missing; close it when that fails.

    Raises:
        Unavailable, ConfigurationError: see `check_server` and `prepare`.
    """
    try:
        await check_server(server)
        await prepare(server, names, mapping, settings)
    except InvalidInput as error:
        # Nothing that anyone typed: the cluster does not take our mapping.
        await server.close()
        raise ConfigurationError([error.say]) from None
    except BaseException:
        await server.close()
        raise


async def check_server(server: Server) -> str:
    """Return the version of the oldest node.

    Raises:
        Unavailable: the cluster does not answer.
        ConfigurationError: not Elasticsearch 9, or it does not want us.
    """
    answer = await server.ask("GET", "/_nodes?filter_path=nodes.*.version")
    versions = [n.version for n in msgspec.json.decode(answer.body, type=_Nodes).nodes.values()]
    oldest = min(versions, key=_number, default="0")
    if _number(oldest)[0] < _OLDEST:
        raise ConfigurationError([STRANGER])
    return oldest


async def prepare(
    server: Server, names: Names, mapping: Mapping, settings: ElasticSettings
) -> None:
    """Make what is missing, add the fields that are new.

    Raises:
        ConfigurationError: the mentions follow another version of the mapping.
    """
    (note,) = await fetch(server, [layout.where(names)])
    layout.check(note, names)
    ours = Layout(mapping.version, digest(mapping, settings))
    aliases = await existing(server, names.prefix)
    kinds = [kind for kind in mapping.indices if kind != "mentions"]
    missing = [kind for kind in kinds if names.alias(kind) not in aliases]
    await asyncio.gather(*(_make(server, names, mapping, settings, kind) for kind in missing))
    if layout.read(note) == ours:
        return
    await put_template(server, names, mapping, settings)
    for kind in kinds:
        if kind not in missing:
            fields = {"properties": mapping.indices[kind]["properties"]}
            await server.ask("PUT", f"/{names.alias(kind)}/_mapping", fields)
    await note_layout(server, names, ours)


async def note_layout(server: Server, names: Names, now: Layout) -> None:
    """Note which version is in use."""
    await bulk.run(server, [bulk.overwrite(names.notes, layout.NOTE, layout.written(now))])


async def existing(server: Server, prefix: str) -> set[str]:
    """Return the aliases in use under a prefix."""
    answer = await server.ask("GET", f"/_alias/{prefix}-*", allow=_MISSING)
    if answer.status == 404:
        return set()
    found = msgspec.json.decode(answer.body, type=dict[str, dict[str, dict[str, Any]]])
    return {alias for index in found.values() for alias in index["aliases"]}


async def put_template(
    server: Server,
    names: Names,
    mapping: Mapping,
    settings: ElasticSettings,
    *,
    shown: bool = True,
) -> None:
    """Make the template by which each month's index is made.

    With `shown`, searches see a month as soon as it is made.
    """
    body = {
        "index_patterns": [names.months],
        "priority": _PRIORITY,
        "version": mapping.version,
        "_meta": {"made_by": "vigie", "digest": mapping.digest},
        "template": {
            **_index(mapping, settings, "mentions"),
            "aliases": {names.mentions: {}} if shown else {},
        },
    }
    answer = await server.ask("PUT", f"/_index_template/{names.template}", body, allow=_BAD)
    if answer.status == 400:
        raise ConfigurationError([_NO_LIFECYCLE if settings.lifecycle_policy else _CANNOT_MAKE])


def digest(mapping: Mapping, settings: ElasticSettings) -> str:
    """Return what changes with the mapping and with how indices are to be made."""
    made = f"{mapping.digest}/{settings.shards}/{settings.replicas}/{settings.refresh_seconds:g}"
    return f"{made}/{settings.lifecycle_policy}" if settings.lifecycle_policy else made


async def _make(
    server: Server, names: Names, mapping: Mapping, settings: ElasticSettings, kind: str
) -> None:
    body = {**_index(mapping, settings, kind), "aliases": {names.alias(kind): {}}}
    answer = await server.ask("PUT", f"/{names.single(kind)}", body, allow=_BAD)
    # Another process may have been quicker.
    if answer.status == 400 and b"resource_already_exists_exception" not in answer.body:
        raise ConfigurationError([_CANNOT_MAKE])


def _index(mapping: Mapping, settings: ElasticSettings, kind: str) -> dict[str, Any]:
    held: dict[str, Any] = {
        "number_of_shards": settings.shards if kind == "mentions" else 1,
        "number_of_replicas": settings.replicas,
        "refresh_interval": f"{round(settings.refresh_seconds * 1000)}ms",
    }
    if kind == "mentions":
        if settings.lifecycle_policy:
            held["lifecycle"] = {"name": settings.lifecycle_policy}
        return {
            "settings": {"index": held, "analysis": mapping.analysis},
            "mappings": {
                **mapping.indices[kind],
                "_meta": {"version": mapping.version, "digest": mapping.digest},
            },
        }
    return {"settings": {"index": held}, "mappings": mapping.indices[kind]}


def _number(version: str) -> tuple[int, ...]:
    released, _, _ = version.partition("-")
    return tuple(int(part) for part in released.split(".") if part.isdigit())
