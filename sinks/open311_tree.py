"""GeoReport answers, XML or JSON, as one kind of tree; no entity is ever expanded.

XML is the only format that the specification requires, and servers differ in both: numbers or
strings, empty elements or none, codes with leading zeros that are no JSON (the specification's
own examples). Here everything is text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

from vigie.errors import InvalidInput
from vigie.say import Say

_DEEPEST: Final = 30
_MOST: Final = 200_000
# A JSON string, whole, or a number that begins with a zero.
_ZEROS: Final = re.compile(r'"(?:[^"\\]|\\.)*+"|(?<![\w.+\-])0\d++(?![.\w])')


@dataclass(slots=True)
class Tree:
    """An element, or a JSON value under its key."""

    name: str
    text: str = ""
    children: list[Tree] = field(default_factory=list)

    def say(self, name: str) -> str:
        """Return the text of the first child of that name, "" when there is none."""
        return next((child.text.strip() for child in self.children if child.name == name), "")

    def having(self, *names: str) -> Iterator[Tree]:
        """Yield, from the top, what has children of all these names."""
        waiting = [self]
        while waiting:
            tree = waiting.pop()
            if {child.name for child in tree.children}.issuperset(names):
                yield tree
            waiting += reversed(tree.children)


def read_tree(body: bytes) -> Tree:
    """Read an answer.

    Raises:
        InvalidInput: neither XML nor JSON, a DOCTYPE, too deep, too many elements.
    """
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start in (b"[", b"{"):
        return _of_json(body)
    # Some servers write a warning before the document.
    at = body.find(b"<") if body[:2] not in (b"\xff\xfe", b"\xfe\xff") else 0
    if at < 0:
        raise _unreadable()
    return _of_xml(body[at:])


def _of_xml(body: bytes) -> Tree:
    top = Tree("")
    above = [top]
    count = 0

    def begin(name: str, _attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(above) > _DEEPEST or count > _MOST:
            raise _unreadable()
        tree = Tree(name.rpartition(":")[2])
        above[-1].children.append(tree)
        above.append(tree)

    def end(_name: str) -> None:
        above.pop()

    pieces: dict[int, list[str]] = {}

    def said(text: str) -> None:
        pieces.setdefault(id(above[-1]), []).append(text)

    def refuse(*_: Any) -> None:
        raise _unreadable()

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = said
    # No entity can be declared without one: nothing expands, nothing outside is read.
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(body, True)  # noqa: FBT003 - the standard library's own
    except (expat.ExpatError, LookupError, ValueError):
        raise _unreadable() from None
    for tree in _all(top):
        tree.text = "".join(pieces.get(id(tree), ()))
    return top


def _all(top: Tree) -> Iterator[Tree]:
    waiting = [top]
    while waiting:
        tree = waiting.pop()
        yield tree
        waiting += tree.children


def _of_json(body: bytes) -> Tree:
    try:
        text = _ZEROS.sub(_quoted, body.decode("utf-8-sig"))
        value = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise _unreadable() from None
    return Tree("", children=[_of_value("", value, 0)])


def _quoted(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith('"') else f'"{found[0]}"'


def _of_value(name: str, value: Any, depth: int) -> Tree:
    if depth > _DEEPEST:
        raise _unreadable()
    if isinstance(value, dict):
        return Tree(name, children=[_of_value(k, v, depth + 1) for k, v in value.items()])
    if isinstance(value, list):
        return Tree(name, children=[_of_value("item", v, depth + 1) for v in value])
    if isinstance(value, bool):
        return Tree(name, str(value).lower())
    return Tree(name, "" if value is None else str(value))


def _unreadable() -> InvalidInput:
    return InvalidInput(
        Say("La réponse n’est ni XML ni JSON lisible.", "The answer is no readable XML or JSON.")
    )
