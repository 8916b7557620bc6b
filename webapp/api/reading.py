"""Reads the query and the body of a call into their structs, and names the field at fault."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, get_args, get_origin

import msgspec
from msgspec.structs import FieldInfo, fields
from starlette.requests import Request

from vigie.say import Say
from webapp.api.problem import Problem

_LONGEST: Final = 64 * 1024
_JSON: Final = "application/json"
_PATH: Final = re.compile(r" - at `(?:key in )?\$\.?([^`]*)`")
_INDEX: Final = re.compile(r"\[[^\]]*\]")
_EXPECTED: Final = re.compile(r"Expected `([^`]+)`")
_FIELD: Final = re.compile(r"(?:unknown|missing required) field `([^`]+)`")


def read_query(request: Request, struct: type[msgspec.Struct]) -> Any:
    """Return the query as its struct.

    Raises:
        Problem: a parameter is unknown, twice there, or not of its form.
    """
    known = {each.encode_name: each for each in fields(struct)}
    values: dict[str, Any] = {}
    for name, value in request.query_params.multi_items():
        if name in known and _several(known[name]):
            values.setdefault(name, []).append(value)
        elif name in values:
            raise Problem("invalid", faults=((name, _ONCE),))
        else:
            values[name] = value
    try:
        return msgspec.convert(values, struct, strict=False)
    except msgspec.ValidationError as error:
        raise _not_of_its_form(error) from error


async def read_body(request: Request, struct: Any) -> Any:
    """Return the body as its struct.

    Raises:
        Problem: it is too long, not JSON, or a field is not of its form.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != _JSON:
        raise Problem("media")
    data = await _whole(request)
    try:
        return msgspec.json.decode(data, type=struct)
    except msgspec.ValidationError as error:
        raise _not_of_its_form(error) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Problem("invalid", _NOT_JSON) from error


async def _whole(request: Request) -> bytes:
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > _LONGEST:
            raise Problem("too_large")
    # Whoever reads the body after us (the digest of an idempotency key) finds it there.
    request.state.body = bytes(data)
    return bytes(data)


def _several(info: FieldInfo) -> bool:
    bare = get_args(info.type)[0] if get_origin(info.type) is Annotated else info.type
    return get_origin(bare) is tuple


def _not_of_its_form(error: msgspec.ValidationError) -> Problem:
    """The library's sentence is English and may hold what was sent: only its names are kept."""
    said = str(error)
    place, expected = _PATH.search(said), _EXPECTED.search(said)
    field = _FIELD.search(said)
    names = [_INDEX.sub("", place[1]) if place else "", field[1] if field else ""]
    name = ".".join(part for part in names if part)
    if "unknown field" in said:
        say = _UNKNOWN
    elif "missing required" in said:
        say = _MISSING
    elif "enum value" in said:
        say = _NOT_ONE
    elif expected:
        say = Say(f"attendu : {expected[1]}", f"expected: {expected[1]}")
    else:
        say = _FORM
    return Problem("invalid", faults=((name, say),))


_ONCE: Final = Say("ce paramètre ne se donne qu’une fois", "this parameter is given only once")
_UNKNOWN: Final = Say("ce nom n’existe pas", "there is no such name")
_MISSING: Final = Say("il manque", "it is missing")
_NOT_ONE: Final = Say("n’est pas une des valeurs possibles", "is not one of the possible values")
_FORM: Final = Say("n’a pas la forme attendue", "is not of the expected form")
_NOT_JSON: Final = Say("Le corps n’est pas du JSON.", "The body is not JSON.")
