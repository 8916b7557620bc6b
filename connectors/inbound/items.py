"""The body of a call → its items, each with its place: an object, an array, JSON Lines. Pure."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import msgspec

from connectors.table.jsonl import parse_object
from vigie.errors import InvalidInput
from vigie.say import Say

#: Items beyond this many in one call are a mistake, or worse.
MOST_ITEMS: Final = 2_000

_GONE: Final = ("deleted", "delete", "removed", "remove")
_NOT_JSON: Final = Say(
    "Le corps n’est ni un objet JSON, ni un tableau, ni du JSON Lines.",
    "The body is neither a JSON object, nor an array, nor JSON Lines.",
)
_UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Item(NamedTuple):
    """One item; `found` is what its object holds, None when `problem` says why it has none."""

    where: Say
    raw: bytes
    found: dict[str, Any] | None
    problem: Say | None = None


class _Envelope(msgspec.Struct, frozen=True):
    """What Standard Webhooks wraps its data in; a post of its own has a text or a title."""

    type: str
    data: msgspec.Raw
    text: msgspec.Raw = msgspec.Raw()
    title: msgspec.Raw = msgspec.Raw()


def read_items(body: bytes) -> list[Item]:
    """Return the items of a body, in its order.

    Raises:
        InvalidInput: it is not UTF-8, not JSON, empty, or has more than `MOST_ITEMS`.
    """
    body = body.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        body.decode()
    except UnicodeDecodeError as error:
        raise InvalidInput(
            Say("Le corps n’est pas de l’UTF-8.", "The body is not UTF-8.")
        ) from error
    event, body = _unwrapped(body)
    found = _array(body) if body.startswith(b"[") else _one(body) or _lines(body)
    items = [_with_event(item, event) for item in found]
    if not body or (items and all(item.problem for item in items)):
        raise InvalidInput(items[0].problem if items and items[0].problem else _NOT_JSON)
    return items


def _unwrapped(body: bytes) -> tuple[str, bytes]:
    """Return the type of a Standard Webhooks message with its data, else the body as it is."""
    try:
        envelope = msgspec.json.decode(body, type=_Envelope)
    except _UNREADABLE:
        return "", body
    data = bytes(envelope.data).strip()
    wraps = data[:1] in {b"{", b"["} and not envelope.text and not envelope.title
    return (envelope.type, data) if wraps else ("", body)


def _array(body: bytes) -> list[Item]:
    try:
        raws = msgspec.json.decode(body, type=list[msgspec.Raw])
    except _UNREADABLE as error:
        raise InvalidInput(_NOT_JSON) from error
    _bounded(len(raws))
    return [
        _item(bytes(raw), Say(f"élément {place}", f"item {place}"))
        for place, raw in enumerate(raws, 1)
    ]


def _one(body: bytes) -> list[Item]:
    """Return the only item of a body that is one object over any number of lines, else none."""
    try:
        raw = msgspec.json.decode(body, type=msgspec.Raw)
    except _UNREADABLE:
        return []
    return [_item(bytes(raw), Say("élément 1", "item 1"))]


def _lines(body: bytes) -> list[Item]:
    lines = body.split(b"\n", MOST_ITEMS)
    _bounded(len(lines))
    return [
        _item(line, Say(f"ligne {number}", f"line {number}"))
        for number, line in enumerate(map(bytes.strip, lines), 1)
        if line
    ]


def _bounded(count: int) -> None:
    if count > MOST_ITEMS:
        raise InvalidInput(
            Say(
                f"Plus de {MOST_ITEMS} éléments en un appel : envoyez-les en plusieurs fois.",
                f"More than {MOST_ITEMS} items in one call: send them in several.",
            )
        )


def _item(raw: bytes, where: Say) -> Item:
    try:
        return Item(where, raw, parse_object(raw.decode()))
    except InvalidInput as error:
        return Item(where, raw, None, error.say)


def _with_event(item: Item, event: str) -> Item:
    return item if item.found is None else item._replace(found=_plain(item.found, event))


def _plain(found: dict[str, Any], event: str) -> dict[str, Any]:
    """Return an object that says as a table does what tools say in shorter ways.

    `{"deleted": "id"}` names the post that is gone; `{"event": "deleted", "id": …}`, or a message
    whose type ends with it, tells it of the item; an author or a source may be a name alone.
    """
    for key, inner in (("author", "handle"), ("source", "kind")):
        if isinstance(found.get(key), str):
            found = {**found, key: {inner: found[key]}}
    gone = found.get("deleted")
    named = found.get("id") is not None or found.get("url") is not None
    if isinstance(gone, str | int) and not isinstance(gone, bool) and not named:
        return {**found, "deleted": True, "id": gone}
    said = found.get("event") or event
    if isinstance(said, str) and said.lower().rpartition(".")[2] in _GONE:
        return {**found, "deleted": True}
    return found
