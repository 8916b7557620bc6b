"""In which languages' stems a record is searched."""

from __future__ import annotations

from sinks.searched_text.stems import LANGUAGES
from vigie.record import Record

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
