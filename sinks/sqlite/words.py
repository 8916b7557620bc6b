"""The words of a text, as the index and the questions put to it both see them.

Words are folded runs of letters and digits. Elided articles (l’, d’, qu’…) are dropped,
hyphens part words, and addresses and handles (`@…`) are left out altogether: a person is never
looked up by name of account.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sinks.sqlite.stems import LANGUAGES, STEMS
from vigie.folding import fold
from vigie.record import Record

#: Stands between the title and the text, so that no phrase reads across; no word contains it.
BOUNDARY: Final = "¶"

_LONGEST = 64
_MARKS = "\u0300-\u036f\u00ad\u200b-\u200d\u2060"  # combining accents, invisible hyphens
_WORDS = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|(?<![^\W_])@[\w.\-]+(?:@[\w.\-]+)?"
    r"|(?<![^\W_])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=[^\W_])"
    rf"|([^\W_]+(?:[{_MARKS}]+[^\W_]*)*)"
)
_INVISIBLE = re.compile(f"[{_MARKS}]+")
# Below this confidence the text is indexed as both languages.
_SURE = 0.6


def words(text: str) -> list[str]:
    """Return the folded words of a text, in order."""
    found = _WORDS.findall(fold(text))
    if text.isascii():
        return [word[:_LONGEST] for word in found if word]
    return [_plain(word) for word in found if word]


def placed_words(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, word) with offsets in code points of the text itself."""
    for found in _WORDS.finditer(fold(text)):
        if found[1]:
            yield *found.span(1), _plain(found[1])


def stemmed(text: str, language: str) -> list[str]:
    """Return the stems of a text's words in one of `stems.LANGUAGES`."""
    stems = STEMS[language]
    return [stems[word] for word in words(text)]


def languages_of(record: Record) -> tuple[str, ...]:
    """Return the languages whose stems the record is indexed under: its own, or both.

    It depends on the machine's judgement alone, so that what was indexed can be computed
    again when it has to be taken out.
    """
    label = record.judgement.language
    if label and label.value in LANGUAGES and label.confidence >= _SURE:
        return (label.value,)
    return LANGUAGES


def indexed(record: Record) -> tuple[str, str]:
    """Return what the full-text index holds of a record: its French stems, its English stems."""
    post = record.mention.post
    title, text = words(post.title) if post.title else [], words(post.text)
    if title:
        text = [*title, BOUNDARY, *text]
    languages = languages_of(record)
    french, english = (
        " ".join([STEMS[each][word] for word in text]) if each in languages else ""
        for each in LANGUAGES
    )
    return french, english


def _plain(word: str) -> str:
    if not word.isascii():
        word = _INVISIBLE.sub("", word).replace("œ", "oe").replace("æ", "ae")
    return word[:_LONGEST]
