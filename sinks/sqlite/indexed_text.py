"""What the full-text index holds of a record."""

from __future__ import annotations

from typing import Final

from sinks.searched_text.languages import languages_of
from sinks.searched_text.stems import LANGUAGES, STEMS
from sinks.searched_text.words import runs
from vigie.record import Record

#: Stands between the title and the text, so that no phrase reads across; no word contains it.
BOUNDARY: Final = "¶"


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
