"""The pages that every page leads to."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

from vigie.actor import Actor


class Entry(NamedTuple):
    """One link of the header: its sentence's key, its path, who is shown it, what it covers."""

    key: str
    path: str
    need: str = "reader"
    covers: tuple[str, ...] = ()


_ENTRIES: Final = (
    Entry("nav.morning", "/"),
    Entry("nav.inbox", "/mentions", covers=("/mention/", "/recherche")),
    Entry("nav.cases", "/dossiers", covers=("/dossier/",)),
    Entry("nav.trends", "/tendances", covers=("/decision",)),
    Entry("nav.reports", "/rapports", covers=("/rapport/",)),
    Entry("nav.alerts", "/alerts", covers=("/regle",)),
    Entry("nav.coverage", "/couverture"),
    Entry("nav.settings", "/reglages", need="lead", covers=("/comptes", "/crise", "/exercice")),
)


def entries(actor: Actor | None, paths: Collection[str]) -> list[Entry]:
    """Return the links shown to someone, of the pages that this installation has."""
    if actor is None:
        return []
    return [entry for entry in _ENTRIES if entry.path in paths and actor.may(entry.need)]


def is_current(entry: Entry, path: str) -> bool:
    """Tell whether a page stands under a link."""
    return path == entry.path or path.startswith(entry.covers)
