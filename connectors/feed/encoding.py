"""Bytes of a feed → text, whatever the server and the document claim of their encoding."""

from __future__ import annotations

import codecs
import re
from typing import Final

# In the order of XML 1.0, appendix F: marks of byte order, then « <? » without one.
_SIGNS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_DECLARED: Final = re.compile(
    rb"^\s{0,200}<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']"
)
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)

# What is said → what is meant, as browsers do (WHATWG Encoding Standard, §4.2).
_MEANT: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
# Not encodings of documents: two are far slower than their input is long, one hides markup.
_REFUSED: Final = frozenset({"utf-7", "punycode", "idna", "unicode-escape", "raw-unicode-escape"})
# What feeds without any declaration were seen to use; a longer list only makes guesses worse.
_GUESSES: Final = ["cp1252", "koi8_r", "cp1251"]
_HIGH: Final = re.compile(rb"[\x80-\xff]+")
_SAMPLE: Final = 65_536


def decode(body: bytes, content_type: str = "") -> str:
    """Return the text of a feed. Any bytes are accepted; what cannot be read becomes « � ».

    Args:
        body: the whole document.
        content_type: the HTTP header, whose charset counts before the document's own.
    """
    for sign, encoding in _SIGNS:
        if body.startswith(sign):
            return body.decode(encoding, "replace").lstrip("\ufeff")
    claims = [claim for claim in _claims(body, content_type) if claim]
    stateful = any(claim.startswith(("iso2022", "hz")) for claim in claims)
    # Bytes that are not plain ASCII and yet valid UTF-8 are UTF-8, whatever is claimed:
    # no other encoding gives such sequences by chance.
    if not stateful and (text := _strict(body, "utf-8")) is not None:
        return text
    for claim in claims:
        if (text := _strict(body, claim)) is not None:
            return text
    return _mend(body, claims)


def _claims(body: bytes, content_type: str) -> list[str]:
    header, declared = _CHARSET.search(content_type), _DECLARED.match(body[:1024])
    said = [header.group(1) if header else "", declared.group(1).decode() if declared else ""]
    return [_meant(name) for name in said]


def _meant(name: str) -> str:
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return "" if known in _REFUSED else _MEANT.get(known, known)


def _strict(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _mend(body: bytes, claims: list[str]) -> str:
    text = body.decode("utf-8", "replace")
    # A document mostly in UTF-8 with a few bad bytes keeps its good ones.
    good = sum(1 for character in text if "\x80" <= character != "\ufffd")
    if good > text.count("\ufffd") * 2:
        return text
    others = [claim for claim in claims if claim != "utf-8"]
    return body.decode(others[0] if others else _guess(body[:_SAMPLE]), "replace")


def _guess(sample: bytes) -> str:
    # In the languages of these parts an accented letter stands alone or by two; elsewhere
    # whole words are made of such bytes. Statistics alone took « Été » for Cyrillic.
    runs = _HIGH.findall(sample)
    if sum(map(len, runs)) < 2 * len(runs):
        return "cp1252"
    from charset_normalizer import from_bytes  # its tables are slow to load and seldom needed

    best = from_bytes(sample, cp_isolation=_GUESSES).best()
    return best.encoding if best is not None else "cp1252"
