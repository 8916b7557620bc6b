"""docs/town-profile.md says what the structs say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import inspect

from towns.loading import Profile
from vigie.labels import CONDUCTS
from vigie.profile_terms import ANSWERED_ROUTES, PLACEHOLDERS, SPOT_KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "town-profile.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([^`]+)` \| (.+?) \| (.+?) \|(?: (.+?) \|)?$", re.MULTILINE)


def keys(kind: inspect.Type, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield each dotted key of a struct and whether it must be there."""
    if isinstance(kind, inspect.UnionType):
        kind = kind.types[0]
    if isinstance(kind, inspect.VarTupleType):
        kind = kind.item_type
    assert isinstance(kind, inspect.StructType)
    for field in kind.fields:
        name = f"{key}.{field.encode_name}" if key else field.encode_name
        inner = list(keys(field.type, name)) if holds_struct(field.type) else []
        yield from inner or [(name, "yes" if field.required else "no")]


def holds_struct(kind: inspect.Type) -> bool:
    if isinstance(kind, inspect.UnionType):
        return holds_struct(kind.types[0])
    if isinstance(kind, inspect.VarTupleType):
        return holds_struct(kind.item_type)
    return isinstance(kind, inspect.StructType)


def table(title: str) -> dict[str, tuple[str, ...]]:
    """Return the rows under a heading, first column → the others."""
    section = PAGE.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]
    return {row[0]: row[1:] for row in ROW.findall(section)}


def test_every_key_of_the_profile_is_documented_and_no_other() -> None:
    documented = {key: row[0] for key, row in table("Les clés · The keys").items()}
    assert documented == dict(keys(inspect.type_info(Profile)))


def test_the_placeholders_are_those_that_the_desk_fills() -> None:
    documented = {
        key.strip("{}"): row[:2] for key, row in table("Les champs · Placeholders").items()
    }
    assert documented == {name: (say.fr, say.en) for name, say in PLACEHOLDERS.items()}


def test_the_kinds_of_places_are_documented() -> None:
    documented = {key: row[:2] for key, row in table("Les lieux · Places").items()}
    assert documented == {kind: (say.fr, say.en) for kind, say in SPOT_KINDS.items()}


@pytest.mark.parametrize("word", [*ANSWERED_ROUTES, *(c for c in CONDUCTS if c != "ok")])
def test_each_route_and_conduct_that_a_profile_must_cover_is_named(word: str) -> None:
    assert f"`{word}`" in PAGE


@pytest.mark.parametrize("command", ["vigie town list", "vigie town check FILE"])
def test_the_page_names_the_commands(command: str) -> None:
    assert f"`{command}`" in PAGE
    assert "vigie town gazetteer FILE --output" in PAGE
