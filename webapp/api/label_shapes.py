"""Labels as they are corrected through the API: each takes the ids of its vocabulary."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from vigie.labels import VOCABULARIES
from webapp.mention.correctable import CORRECTABLE

_FREE: Final[dict[str, Any]] = {
    "language": Annotated[str, Meta(pattern="^[a-z]{2}$", description="An ISO 639-1 code.")],
    "place": Annotated[
        str, Meta(max_length=200, description="An id of the gazetteer; empty: no place.")
    ],
}


def _value(label: str) -> Any:
    return _FREE[label] if label in _FREE else Literal[tuple(VOCABULARIES[label])]


def _labels(name: str, *others: Any) -> type[msgspec.Struct]:
    kinds = {label: _either(_value(label), *others, UnsetType) for label in CORRECTABLE}
    given = [(label, kind, UNSET) for label, kind in kinds.items()]
    return msgspec.defstruct(
        name, given, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
    )


def _either(kind: Any, *others: Any) -> Any:
    for other in others:
        kind = kind | other
    return kind


#: Label → its right value.
Labels: Any = _labels("Labels")
#: Label → the correction that stood before; null for none.
FormerLabels: Any = _labels("FormerLabels", None)


def given(labels: Any) -> dict[str, Any]:
    """Return the labels that a body gives, by name."""
    values = ((label, getattr(labels, label)) for label in CORRECTABLE)
    return {label: value for label, value in values if value is not UNSET}
