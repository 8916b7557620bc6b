"""What the full-text index holds of a record, and in which language."""

from __future__ import annotations

from typing import Final

from sinks.sqlite.stems import LANGUAGES, STEMS
from sinks.sqlite.words import runs
from vigie.record import Record

#: Stands between the title and the text, so that no phrase reads across; no word contains it.
BOUNDARY: Final = "¶"

# Below this confidence the text is indexed as both languages.
_SURE = 0.6


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
    """Return the stems of the title and the text: in French, in English, "" where not its own.

    The place is a passage of the text, so it is in. Who wrote, and at which address, is not.
    """
    post = record.mention.post
    text, title = runs(post.text), runs(post.title)
    languages = languages_of(record)
    french, english = (
        _stemmed(language, title, text) if language in languages else "" for language in LANGUAGES
    )
    return french, english


def _stemmed(language: str, title: list[str], text: list[str]) -> str:
    stems = STEMS[language].__getitem__
    if not title:
        return " ".join(map(stems, text))
    return f"{' '.join(map(stems, title))} {BOUNDARY} {' '.join(map(stems, text))}"
