"""The headers of every message: CloudEvents, in Kafka's binary mode."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Literal
from urllib.parse import quote

Headers = tuple[tuple[str, bytes], ...]

#: What a message says happened.
Kind = Literal[
    "mention.heard",  # a post about a town, to be judged
    "mention.gone",  # deleted at its source
    "mention.fallen",  # an edition no longer about the town: gone only if a first one is held
    "mention.answered",  # by the town's own account, at its source
    "author.purged",  # everything of an author must go
    "mention.judged",  # judged and routed, to be written
    "alert.raised",  # an alert for one target
    "alert.restated",  # what the rules say of a mention edited since
    "letter.dead",  # something set aside
]

_TYPE: Final = "ca.vigie."
_VERSION: Final = b"1.0"
_JSON: Final = b"application/json"


def headers(kind: Kind, id_: str, source: str, at: datetime) -> Headers:
    """Return the headers of one message.

    Args:
        kind: becomes `ce_type`, "ca.vigie.mention.heard.v1".
        id_: with the source, the same event always has the same; never personal data.
        source: name of a source or of a stage, escaped into a URI reference.
        at: aware; when it was heard or decided, by the clock of whoever did.
    """
    return (
        ("ce_id", id_.encode()),
        ("ce_source", _source(source)),
        ("ce_type", f"{_TYPE}{kind}.v1".encode()),
        ("ce_specversion", _VERSION),
        ("ce_time", at.isoformat().replace("+00:00", "Z").encode()),
        ("content-type", _JSON),
    )


def kind_of(found: Iterable[tuple[str, bytes]]) -> str:
    """Return the kind in a message's headers; "" when they do not say, or not in our terms."""
    for name, value in found:
        if name == "ce_type":
            said = value.decode("ascii", "replace")
            if said.startswith(_TYPE) and said.endswith(".v1"):
                return said[len(_TYPE) : -len(".v1")]
    return ""


def _source(name: str) -> bytes:
    return b"/vigie/" + quote(name.encode("utf-8", "surrogatepass"), safe="").encode()
