"""Writing documents by the batch, and what became of each."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec

from sinks.elasticsearch.server import Patience, Server
from sinks.elasticsearch.verdicts import BUSY
from sinks.record_keys import storable
from vigie.errors import ConfigurationError, Unavailable
from vigie.say import Say

#: What one request holds at most, in bytes. Larger ones would be copied to the socket at one go,
#: and the event loop would wait; besides, several smaller ones keep several cores busy.
_LARGEST: Final = 1_000_000
_PATH: Final = "/_bulk?filter_path=items.*.status,items.*.error.type"

#: The version under which a deletion is remembered by Elasticsearch for a minute: above any
#: that a write under way may bear.
LAST_VERSION: Final = 1 << 62

# What is wrong with one document; anything else is wrong with the installation or the cluster.
_FAULTS: Final = frozenset(
    (
        "document_parsing_exception",
        "mapper_parsing_exception",
        "illegal_argument_exception",
        "max_bytes_length_exceeded_exception",
    )
)
_WORTH_WAITING: Final = frozenset((429, 500, 502, 503, 504))

_NOT_OURS: Final = Say(
    "Un index de Vigie dans Elasticsearch n’a pas la forme attendue, ou son compte n’a pas le "
    "droit d’y écrire. Lancez `vigie doctor`.",
    "One of Vigie’s indices in Elasticsearch does not have the expected shape, or its account "
    "may not write there. Run `vigie doctor`.",
)
_BLOCKED: Final = Say(
    "Un index de Vigie est fermé aux écritures (une migration, souvent) ; nouvel essai bientôt.",
    "One of Vigie’s indices is closed to writes (a migration, often); trying again soon.",
)


class Blocked(Unavailable):
    """An index takes no writes: it is being migrated, or was."""


class Write(NamedTuple):
    """One operation: its line and its document's, both without the end of line."""

    action: bytes
    document: bytes | None = None


class _Cause(msgspec.Struct, frozen=True):
    type: str = ""


class Outcome(msgspec.Struct, frozen=True):
    """What became of one operation."""

    status: int
    error: _Cause | None = None

    @property
    def done(self) -> bool:
        """The document is as asked; for a deletion, it was there."""
        return self.status in (200, 201)

    @property
    def created(self) -> bool:
        """There was no such document before."""
        return self.status == 201

    @property
    def overtaken(self) -> bool:
        """There is a newer version, or the id is taken."""
        return self.status == 409

    @property
    def fault(self) -> str | None:
        """Why the document itself cannot be taken, None when it is not its fault."""
        if self.error is None or self.status != 400:
            return None
        return self.error.type if self.error.type in _FAULTS else None


class _Answer(msgspec.Struct, frozen=True):
    items: list[dict[str, Outcome]] = []


_answers: Final = msgspec.json.Decoder(_Answer)


def put(index: str, id_: str, document: bytes, version: int, *, again: bool = False) -> Write:
    """Write a version of a document, unless a newer or (not `again`) the same is there."""
    how = "external_gte" if again else "external"
    where = f'"_index":"{index}","_id":{quoted(id_)}'
    action = f'{{"index":{{{where},"version":{version},"version_type":"{how}"}}}}'
    return Write(action.encode(), document)


def create(alias: str, id_: str, document: bytes) -> Write:
    """Write a document unless its id is taken."""
    where = f'"_index":"{alias}","_id":{quoted(id_)},"require_alias":true'
    return Write(f'{{"create":{{{where}}}}}'.encode(), document)


def overwrite(alias: str, id_: str, document: bytes) -> Write:
    """Write a document whatever was there."""
    where = f'"_index":"{alias}","_id":{quoted(id_)},"require_alias":true'
    return Write(f'{{"index":{{{where}}}}}'.encode(), document)


def replace(alias: str, id_: str, document: bytes, seq_no: int, term: int) -> Write:
    """Write over a document, unless someone else has since it was read."""
    where = f'"_index":"{alias}","_id":{quoted(id_)},"require_alias":true'
    seen = f'"if_seq_no":{seq_no},"if_primary_term":{term}'
    return Write(f'{{"index":{{{where},{seen}}}}}'.encode(), document)


def remove(index: str, id_: str, version: int | None = None) -> Write:
    """Delete a document; with a version, writes below it are refused for a minute more."""
    where = f'"_index":"{index}","_id":{quoted(id_)}'
    which = "" if version is None else f',"version":{version},"version_type":"external_gte"'
    return Write(f'{{"delete":{{{where}{which}}}}}'.encode())


def remove_if(index: str, id_: str, seq_no: int, term: int) -> Write:
    """Delete a document, unless someone else has written it since it was read."""
    where = f'"_index":"{index}","_id":{quoted(id_)}'
    return Write(f'{{"delete":{{{where},"if_seq_no":{seq_no},"if_primary_term":{term}}}}}'.encode())


def quoted(text: str) -> str:
    """Return a text as JSON."""
    if text.isascii() and text.isalnum():
        return f'"{text}"'
    return msgspec.json.encode(storable(text)).decode()


async def run(server: Server, writes: Sequence[Write]) -> list[Outcome]:
    """Make these writes; return what became of each, in order.

    What the cluster has no room for now is sent again for as long as `server.patience`.

    Raises:
        Blocked: an index takes no writes.
        Unavailable: the cluster is away or busy for too long.
        ConfigurationError: an index is not Vigie's, or its account may not write.
    """
    outcomes: list[Outcome | None] = [None] * len(writes)
    left = list(range(len(writes)))
    waiting = Patience(server.patience)
    while left:
        requests = _requests(writes, left)
        answers = await asyncio.gather(*(_send(server, writes, each) for each in requests))
        for places, answer in zip(requests, answers, strict=True):
            for place, outcome in zip(places, answer, strict=True):
                outcomes[place] = outcome
        left = [place for place in left if _again(outcomes[place])]
        if left and not await waiting.wait():
            raise Unavailable(BUSY)
    return [outcome for outcome in outcomes if outcome is not None]


def _requests(writes: Sequence[Write], places: Sequence[int]) -> list[list[int]]:
    """Part the writes into requests that are not too large."""
    requests: list[list[int]] = [[]]
    size = 0
    for place in places:
        # Both lines and their ends.
        length = len(writes[place].action) + len(writes[place].document or b"") + 2
        if size + length > _LARGEST and requests[-1]:
            requests.append([])
            size = 0
        size += length
        requests[-1].append(place)
    return requests


async def _send(server: Server, writes: Sequence[Write], places: Sequence[int]) -> list[Outcome]:
    lines: list[bytes] = []
    for place in places:
        lines += [line for line in writes[place] if line is not None]
    lines.append(b"")
    path = f"{_PATH}&refresh=true" if server.refresh else _PATH
    answer = await server.send(path, b"\n".join(lines))
    return [next(iter(item.values())) for item in _answers.decode(answer.body).items]


def _again(outcome: Outcome | None) -> bool:
    """Tell whether to send it again; raise when that would not help."""
    if outcome is None or outcome.status in _WORTH_WAITING:
        return True
    cause = "" if outcome.error is None else outcome.error.type
    if cause in ("cluster_block_exception", "index_closed_exception"):
        raise Blocked(_BLOCKED)
    if outcome.status == 404 and cause:
        raise Blocked(_BLOCKED)
    if outcome.status == 403 or cause == "strict_dynamic_mapping_exception":
        raise ConfigurationError([_NOT_OURS])
    if outcome.status == 400 and outcome.fault is None:
        raise Unavailable(BUSY)
    return False
