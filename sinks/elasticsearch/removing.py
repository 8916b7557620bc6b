"""Deletes everything that one installation made in a cluster, and nothing of its neighbours'."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from sinks.elasticsearch.connection import ElasticSettings, connect
from sinks.elasticsearch.mapping import OURS, Names
from sinks.elasticsearch.opening import check_server
from sinks.elasticsearch.server import Server

_MISSING: Final = frozenset((404,))


async def remove(settings: ElasticSettings, patience: float = 15.0) -> list[str]:
    """Delete the indices and templates of a prefix; return the indices' names.

    Another installation's prefix may begin with this one (« vigie » and « vigie-essai »): only
    the exact names that this program gives are deleted.

    Raises:
        Unavailable: the cluster does not answer.
        ConfigurationError: settings that contradict one another, an account refused.
    """
    server = Server(connect(settings), patience=patience, refresh=False)
    try:
        await check_server(server)
        found = await _indices(server, Names(settings.prefix, OURS.version))
        for name in found:
            await server.ask("DELETE", f"/{name}", allow=_MISSING)
        await server.ask(
            "DELETE", f"/_index_template/{settings.prefix}-mentions-v*", allow=_MISSING
        )
        return found
    finally:
        await server.close()


async def _indices(server: Server, names: Names) -> list[str]:
    patterns = [f"{names.prefix}-mentions-v*"]
    patterns += [names.single(kind) for kind in OURS.indices if kind != "mentions"]
    path = (
        f"/{','.join(patterns)}/_settings?ignore_unavailable=true&filter_path=*.settings.index.uuid"
    )
    answer = await server.ask("GET", path, allow=_MISSING)
    return sorted(msgspec.json.decode(answer.body, type=dict[str, Any])) if answer.body else []
