"""Makes the text of an XML feed harmless, and legal where it only nearly is, before parsing.

expat refuses billion laughs since 2.4.0, but only past 8 MiB and a factor of 100: a 300 kB
document of one long entity still became 200 MB of title in 3 s (measured, expat 2.5.0).
feedparser's own filter of entities stops at the first « <letter », which a value may hold, and
takes quadratic time on blank lines (20 kB took 1.5 s). So neither ever sees a DOCTYPE of the
feed: it is taken out here, and the few plain entities that feeds do use are declared anew.
"""

from __future__ import annotations

import html
import re
from typing import Final

from vigie.errors import InvalidInput
from vigie.say import Say

_ENTITIES_LIMIT: Final = 300  # HTML's own Latin-1 set has 96, with symbols 253
_VALUE_LIMIT: Final = 200
_EXPANSION_LIMIT: Final = 1_000_000  # characters that all references together may add

_HEADER: Final = '<?xml version="1.0" encoding="utf-8"?>\n'
_OPENING: Final = re.compile(r"\s*+(<!--|<\?|<!DOCTYPE\b)", re.IGNORECASE)
# Inside a DOCTYPE: quoted strings, comments, instructions and brackets are what can hide « > ».
_TOKEN: Final = re.compile(r"\"|'|<!--|<\?|\[|\]|>")
_CLOSING: Final = {'"': '"', "'": "'", "<!--": "-->", "<?": "?>"}
_ENTITY: Final = re.compile(r"<!ENTITY\s+([\w.:-]{1,100})\s+(?:\"([^\"]*)\"|'([^']*)')\s*>")
_ANY_ENTITY: Final = re.compile(r"<!ENTITY\b", re.IGNORECASE)
_HARMLESS: Final = re.compile("[^&<%]*")
_REFERENCE: Final = re.compile(r"&(?!#)[\w.:-]+;|%[\w.:-]+;")
_ROOT: Final = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")

_NUMBER: Final = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]{1,8})|0*([0-9]{1,9}));")
_PAIR: Final = re.compile(r"&#(?:[xX]0*([dD][89abAB][0-9a-fA-F]{2})|(5[56]\d{3}));(?=&#)")
_ENDLESS: Final = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def prepare(text: str) -> tuple[str, str]:
    """Return the name of the root element, in lower case, and a document safe to parse.

    The name is "" when there is no element at all.

    Raises:
        InvalidInput: entities that refer to one another, too many or too long ones.
    """
    text = _ILLEGAL.sub("", text)
    doctype, rest = _take_prolog(text)
    found = _ROOT.search(rest)
    if found is None:
        return "", ""
    # What comes before the root, a server's warning for instance, is no part of the feed.
    body = mend_references(rest[found.start() :])
    entities = _plain_entities(doctype, body)
    return found.group(2).lower(), _HEADER + _declare(entities) + body


def root_name(text: str) -> str:
    """Return the name of a document's root element, in lower case, "" when there is none."""
    found = _ROOT.search(_take_prolog(text)[1])
    return found.group(2).lower() if found else ""


def mend_references(text: str) -> str:
    """Return `text` with numeric references that no XML parser accepts mended.

    Halves of a surrogate pair, which JavaScript writes for emoji, are joined; what is no
    character becomes « � ».
    """
    if "&#" not in text:
        return text
    text = _NUMBER.sub(_legal, _join_pairs(text))
    return _ENDLESS.sub("\ufffd", text)


def _join_pairs(text: str) -> str:
    pieces, at = [], 0
    for high in _PAIR.finditer(text):
        low = _NUMBER.match(text, high.end())
        first, second = _code(high), _code(low) if low else 0
        if low and 0xD800 <= first < 0xDC00 <= second < 0xE000:
            joined = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
            pieces += [text[at : high.start()], chr(joined)]
            at = low.end()
    return "".join([*pieces, text[at:]])


def _code(found: re.Match[str]) -> int:
    return int(found.group(1), 16) if found.group(1) else int(found.group(2))


def _legal(found: re.Match[str]) -> str:
    code = _code(found)
    if code > 0x10FFFF or 0xD800 <= code < 0xE000 or _ILLEGAL.match(chr(code)):
        return "\ufffd"
    return found.group()


def _take_prolog(text: str) -> tuple[str, str]:
    """Split into (every DOCTYPE, everything after the prolog)."""
    at, doctype = 0, ""
    while opening := _OPENING.match(text, at):
        at = opening.end()
        closing = _CLOSING.get(opening.group(1))
        if closing is None:
            end = _end_of_doctype(text, at)
            doctype += text[at:end]
        else:
            found = text.find(closing, at)
            if found < 0:  # never closed: looking for each such end would take quadratic time
                break
            end = found + len(closing)
        at = end
    return doctype, text[at:]


def _end_of_doctype(text: str, start: int) -> int:
    at, depth = start, 0
    while found := _TOKEN.search(text, at):
        sign, at = found.group(), found.end()
        if closing := _CLOSING.get(sign):
            at = text.find(closing, at)
            if at < 0:
                break
            at += len(closing)
        elif sign == ">" and depth == 0:
            return at
        else:
            depth += {"[": 1, "]": -1}.get(sign, 0)
    return len(text)


def _plain_entities(doctype: str, body: str) -> dict[str, str]:
    if len(_ANY_ENTITY.findall(doctype)) > _ENTITIES_LIMIT:
        raise _refusal()
    entities: dict[str, str] = {}
    added = 0
    for name, double, single in _ENTITY.findall(doctype):
        value = mend_references(double or single)
        if _REFERENCE.search(value) or len(value) > _VALUE_LIMIT:
            raise _refusal()
        # A value that would be markup, or another reference once read (« &#38;a; »).
        if not _HARMLESS.fullmatch(html.unescape(value)):
            continue
        added += len(value) * body.count(f"&{name};")
        if added > _EXPANSION_LIMIT:
            raise _refusal()
        entities.setdefault(name, value)
    return entities


def _declare(entities: dict[str, str]) -> str:
    # External and parameter entities are not here: nothing outside the document is read.
    if not entities:
        return ""
    lines = [
        f'<!ENTITY {name} "{value.replace(chr(34), "&#34;")}">' for name, value in entities.items()
    ]
    return "<!DOCTYPE feed [\n" + "\n".join(lines) + "\n]>\n"


def _refusal() -> InvalidInput:
    return InvalidInput(
        Say(
            "Ce fil déclare des entités XML imbriquées ou démesurées, comme le ferait une"
            " attaque ; il n’est pas lu.",
            "This feed declares nested or oversized XML entities, as an attack would;"
            " it is not read.",
        )
    )
