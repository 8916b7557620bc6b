"""The note of which mapping's version is in use, which every writer reads with each batch.

A migration changes it. A writer that had not yet heard of it is refused before its batch is
acknowledged, so nothing is lost: the batch is written again by the newer Vigie.
"""

from __future__ import annotations

from typing import Final

import msgspec

from sinks.elasticsearch.fetching import Got, Wanted
from sinks.elasticsearch.mapping import Names
from vigie.errors import ConfigurationError, Unavailable
from vigie.say import Say

NOTE: Final = "layout"


class Layout(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which version is in use, and the digest of the mapping that the indices follow.

    `moving_to` is the version to which a migration is about to pass, 0 when none is.
    """

    version: int
    digest: str = ""
    moving_to: int = 0


class _Note(msgspec.Struct, frozen=True):
    kept: Layout


_notes: Final = msgspec.json.Decoder(_Note)


def where(names: Names) -> Wanted:
    """Return where the note stands."""
    return names.notes, NOTE


def written(layout: Layout) -> bytes:
    """Return the note's document."""
    return msgspec.json.encode(_Note(layout))


def read(got: Got) -> Layout | None:
    """Return what a note says, None when there is none."""
    return _notes.decode(got.source).kept if got.found else None


def check(got: Got, names: Names) -> None:
    """Refuse to go on when the indices in use are another version's.

    Raises:
        ConfigurationError: they are older, or newer, than this program's.
        Unavailable: a migration is ending.
    """
    layout = read(got)
    if layout is None:
        return
    if layout.version != names.version:
        raise ConfigurationError([_other(layout.version, names.version)])
    if layout.moving_to:
        raise Unavailable(_MOVING)


_MOVING: Final = Say(
    "Les index d’Elasticsearch passent à un nouveau modèle ; nouvel essai bientôt. Si cela dure, "
    "la migration s’est arrêtée en chemin : relancez `vigie index migrate`.",
    "Elasticsearch’s indices are passing to a new mapping; trying again soon. If it lasts, the "
    "migration stopped on its way: run `vigie index migrate` again.",
)


def _other(found: int, ours: int) -> Say:
    if found < ours:
        return Say(
            f"Les index d’Elasticsearch suivent l’ancien modèle (version {found}, ce programme "
            f"demande la {ours}). Lancez `vigie index migrate` ; on peut lire et écrire pendant "
            "ce temps avec l’ancienne version.",
            f"Elasticsearch’s indices follow the former mapping (version {found}, this program "
            f"needs {ours}). Run `vigie index migrate`; the former version may read and write "
            "meanwhile.",
        )
    return Say(
        f"Les index d’Elasticsearch sont passés à un modèle plus récent (version {found}, ce "
        f"programme connaît la {ours}). Installez cette version de Vigie ou une suivante ; rien "
        "n’est perdu, ce qui attendait sera écrit par elle.",
        f"Elasticsearch’s indices have moved to a newer mapping (version {found}, this program "
        f"knows {ours}). Install that version of Vigie or a later one; nothing is lost, what was "
        "waiting will be written by it.",
    )
