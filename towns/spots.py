"""Makes the spots of a gazetteer: stable ids, kinds, and one spot for a street's many pieces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from towns.generics import kind_of, set_right
from towns.geometry import distance_km
from vigie.folding import fold, fold_words
from vigie.post import Point
from vigie.town import Spot

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_LIGATURES = {"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"}


def slug(name: str) -> str:
    """Return a name as an id: « Rue de l’Église » is "rue-de-l-eglise"."""
    spread = "".join(_LIGATURES.get(character, character) for character in name)
    return _NOT_SLUG.sub("-", fold(spread)).strip("-")


def make_spot(
    name: str,
    *,
    id: str = "",  # noqa: A002 - the field's own name
    kind: str | None = None,
    aliases: Iterable[str] = (),
    district: str = "",
    point: Point | None = None,
    public: bool = True,
) -> Spot:
    """Make a spot from what a file says of it.

    Args:
        name: as written; an inverted one (« Forges, rue des ») is set right.
        id: kept when given; an empty one is filled by `one_of_each`.
        kind: a `SPOT_KINDS` id; None to read it from the name's generic, else "place".
        aliases: other names; the name itself and repetitions are left out.
        district: empty when not known.
        point: WGS 84, None when not known.
        public: False for a name so ordinary that it counts only with its kind before it.
    """
    right = " ".join(set_right(name).split())
    others = dict.fromkeys(" ".join(alias.split()) for alias in aliases)
    return Spot(
        id=id.strip(),
        name=right,
        kind=kind or kind_of(right) or "place",
        aliases=tuple(other for other in others if other and other != right),
        district=" ".join(district.split()) or None,
        point=point,
        public=public,
    )


def one_of_each(spots: Iterable[Spot]) -> list[Spot]:
    """Merge the pieces of one place and give an id to those that have none.

    Pieces have the same kind and the same name, but for accents, case and hyphens; two
    different given ids keep them apart. The point kept is the piece's nearest to the middle
    of all, so that it stays on the street; the district only if the pieces agree on it.
    """
    groups: dict[tuple[str, str, str], list[Spot]] = {}
    for spot in spots:
        key = (spot.id or slug(spot.name), spot.kind, fold_words(spot.name))
        groups.setdefault(key, []).append(spot)
    return _named([_merged(group) for group in groups.values()])


def _merged(pieces: Sequence[Spot]) -> Spot:
    first = pieces[0]
    if len(pieces) == 1:
        return first
    names = [name for piece in pieces for name in (piece.name, *piece.aliases)]
    others = dict.fromkeys(name for name in names if fold_words(name) != fold_words(first.name))
    districts = {piece.district for piece in pieces if piece.district}
    return msgspec.structs.replace(
        first,
        id=next((piece.id for piece in pieces if piece.id), ""),
        aliases=tuple(others),
        district=districts.pop() if len(districts) == 1 else None,
        point=_middle([piece.point for piece in pieces if piece.point]),
        public=all(piece.public for piece in pieces),
    )


def _middle(points: Sequence[Point]) -> Point | None:
    if not points:
        return None
    lon = sum(point.lon for point in points) / len(points)
    lat = sum(point.lat for point in points) / len(points)
    return min(points, key=lambda point: distance_km((point.lon, point.lat), (lon, lat)))


def _named(spots: Sequence[Spot]) -> list[Spot]:
    """Fill the empty ids: the slug, then with the kind, then with a number, in that order."""
    taken = {spot.id for spot in spots if spot.id}
    named = []
    for spot in spots:
        if spot.id:
            named.append(spot)
            continue
        free = next(made for made in _candidates(spot) if made not in taken)
        taken.add(free)
        named.append(msgspec.structs.replace(spot, id=free))
    return named


def _candidates(spot: Spot) -> Iterable[str]:
    plain = slug(spot.name) or spot.kind
    yield plain
    yield f"{plain}-{spot.kind}"
    number = 2
    while True:
        yield f"{plain}-{spot.kind}-{number}"
        number += 1
