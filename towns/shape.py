"""Compares what a TOML file holds with the profile's structs and tells every difference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any

import msgspec
from msgspec import inspect

from towns.problem import Problem, choose, item, nearest
from vigie.say import Say

_NATURES: tuple[tuple[type | tuple[type, ...], Say], ...] = (
    (bool, Say("un oui ou non (true, false)", "a yes or no (true, false)")),
    (str, Say("un texte", "a text")),
    (int, Say("un nombre entier", "a whole number")),
    (float, Say("un nombre", "a number")),
    ((list, tuple), Say("une liste", "a list")),
    (dict, Say("un tableau de clés", "a table of keys")),
    ((date, time), Say("une date ou une heure sans guillemets", "a date or time without quotes")),
)


def differences(value: Any, struct: type[msgspec.Struct]) -> Iterator[Problem]:
    """Yield each key of `value` that does not fit `struct`, in the order of the file.

    `value` is what `tomllib` gives: dicts, lists, texts, numbers. When nothing is yielded,
    `msgspec.convert(value, struct)` succeeds.
    """
    return _walk(value, inspect.type_info(struct), "")


def _walk(value: Any, kind: inspect.Type, key: str) -> Iterator[Problem]:
    match kind:
        case inspect.UnionType():
            # The only unions of a profile are « X or nothing », and TOML has no nothing.
            yield from _walk(value, kind.types[0], key)
        case inspect.StructType():
            yield from _struct(value, kind, key)
        case inspect.DictType():
            yield from _dict(value, kind, key)
        case inspect.VarTupleType():
            yield from _list(value, kind, key)
        case inspect.TupleType():
            yield from _fixed(value, kind, key)
        case inspect.LiteralType():
            yield from _choice(value, kind, key)
        case _:
            yield from _scalar(value, kind, key)


def _struct(value: Any, kind: inspect.StructType, key: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield _wrong(key, value, _named(dict))
        return
    fields = {field.encode_name: field for field in kind.fields}
    for name, inner in value.items():
        if name in fields:
            yield from _walk(inner, fields[name].type, _join(key, name))
        else:
            yield _join(key, name), _unknown(name, fields)
    for name, field in fields.items():
        if field.required and name not in value:
            yield _join(key, name), _missing()


def _dict(value: Any, kind: inspect.DictType, key: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        example = Say(
            'un texte par langue, par exemple { fr = "…", en = "…" }',
            'one text by language, for instance { fr = "…", en = "…" }',
        )
        yield _wrong(key, value, example)
        return
    for name, inner in value.items():
        yield from _walk(inner, kind.value_type, _join(key, name))


def _list(value: Any, kind: inspect.VarTupleType, key: str) -> Iterator[Problem]:
    if not isinstance(value, list | tuple):
        yield _wrong(key, value, Say("une liste entre crochets [ ]", "a list in brackets [ ]"))
        return
    for index, inner in enumerate(value):
        yield from _walk(inner, kind.item_type, item(key, index))


def _fixed(value: Any, kind: inspect.TupleType, key: str) -> Iterator[Problem]:
    size = len(kind.item_types)
    if not isinstance(value, list | tuple) or len(value) != size:
        yield _wrong(key, value, Say(f"une liste de {size} valeurs", f"a list of {size} values"))
        return
    for index, (inner, inner_kind) in enumerate(zip(value, kind.item_types, strict=True)):
        yield from _walk(inner, inner_kind, item(key, index))


def _choice(value: Any, kind: inspect.LiteralType, key: str) -> Iterator[Problem]:
    known = [str(v) for v in kind.values]
    if not isinstance(value, str):
        yield _wrong(
            key, value, Say("un texte parmi " + ", ".join(known), "one of " + ", ".join(known))
        )
    elif value not in known:
        remedy = choose(value, known)
        listed = ", ".join(known)
        yield (
            key,
            Say(
                f"« {value} » n’est pas permis ({listed}) ; {remedy.fr}",
                f"{value!r} is not allowed ({listed}); {remedy.en}",
            ),
        )


def _scalar(value: Any, kind: inspect.Type, key: str) -> Iterator[Problem]:
    wanted, accepted = {
        inspect.StrType: (str, (str,)),
        inspect.IntType: (int, (int,)),
        inspect.FloatType: (float, (int, float)),
        inspect.BoolType: (bool, (bool,)),
    }[type(kind)]
    if not isinstance(value, accepted) or (isinstance(value, bool) and wanted is not bool):
        yield _wrong(key, value, _named(wanted))


def _wrong(key: str, value: Any, wanted: Say) -> Problem:
    found = next((say for types, say in _NATURES if isinstance(value, types)), Say("?", "?"))
    quotes = Say(" ; mettez des guillemets", "; put quotes around it")
    if not isinstance(value, date | time | int | float) or wanted is not _named(str):
        quotes = Say("", "")
    return key or "TOML", Say(
        f"il faut {wanted.fr}, le fichier a {found.fr}{quotes.fr}.",
        f"it must be {wanted.en}, the file has {found.en}{quotes.en}.",
    )


def _unknown(name: str, fields: dict[str, inspect.Field]) -> Say:
    close = nearest(name, fields)
    if close:
        return Say(
            f"clé inconnue ; vouliez-vous dire « {close} » ?", f"unknown key; did you mean {close}?"
        )
    listed = ", ".join(fields)
    return Say(
        f"clé inconnue ; retirez-la. Les clés d’ici sont : {listed}.",
        f"unknown key; remove it. The keys here are: {listed}.",
    )


def _missing() -> Say:
    return Say(
        "manque ; ajoutez cette clé (docs/town-profile.md la décrit).",
        "is missing; add this key (docs/town-profile.md describes it).",
    )


def _named(kind: type) -> Say:
    return next(say for types, say in _NATURES if types is kind)


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name
