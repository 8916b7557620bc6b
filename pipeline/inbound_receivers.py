"""Which sources are called, and where: no two at one inbox."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from pipeline.installation import Source
from vigie.errors import ConfigurationError
from vigie.say import Say
from vigie.source_contracts import Receiver

_INBOX: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


def receivers_of(sources: Iterable[Source]) -> dict[str, Source]:
    """Return inbox → the source that is called there.

    Raises:
        ConfigurationError: two sources with one inbox, or an inbox that is no part of an address.
    """
    found: dict[str, Source] = {}
    problems: list[Say] = []
    for source in sources:
        connector = source.connector
        if not isinstance(connector, Receiver):
            continue
        inbox = connector.inbox
        if not _INBOX.fullmatch(inbox):
            problems.append(_unfit(connector.name, inbox))
        elif inbox in found:
            problems.append(_taken(found[inbox].connector.name, connector.name, inbox))
        else:
            found[inbox] = source
    if problems:
        raise ConfigurationError(problems)
    return found


def _unfit(name: str, inbox: str) -> Say:
    return Say(
        f"source « {name} » : la boîte « {inbox} » n’est pas faite de minuscules, de chiffres"
        " et de tirets.",
        f"source “{name}”: the inbox “{inbox}” is not made of lower-case letters, digits and"
        " dashes.",
    )


def _taken(first: str, second: str, inbox: str) -> Say:
    return Say(
        f"les sources « {first} » et « {second} » sont appelées à la même adresse,"
        f" /inbound/{inbox} ; changez « inbox » ou le nom de l’une d’elles.",
        f"the sources “{first}” and “{second}” are called at the same address,"
        f" /inbound/{inbox}; change the inbox or the name of one of them.",
    )
