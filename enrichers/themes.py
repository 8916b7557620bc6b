"""Which watched themes a post is about: whole words and phrases, accents and case aside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ahocorasick_rs import AhoCorasick, MatchKind

from enrichers.names import spaced
from vigie.judgement import Relevance
from vigie.post import Post
from vigie.say import Say
from vigie.theme import Theme

_WHY: Final = Say("« {name} » : veille « {theme} »", "“{name}”: watched theme “{theme}”")
_SURE: Final = 0.9


class Themes:
    """Sorts posts by theme in one reading. Built once; never raises for a text.

    Args:
        themes: whose slugs differ.
    """

    def __init__(self, themes: Sequence[Theme]) -> None:
        self._themes = {theme.slug: theme for theme in themes}
        self._means: list[tuple[str, bool]] = []
        forms = list(self._forms(themes))
        self._automaton = AhoCorasick(forms, matchkind=MatchKind.Standard) if forms else None

    def names_one(self, text: str) -> bool:
        """Tell whether a raw text may be about any theme."""
        return self._automaton is not None and bool(self._found(text))

    def read(self, post: Post) -> dict[str, Relevance]:
        """Return the verdict for each theme that the post is about; nearly always none."""
        if self._automaton is None:
            return {}
        text = f"{post.title}\n{post.text}" if post.title else post.text
        found = self._found(text)
        refused = {slug for slug, wanted, _ in found if not wanted}
        verdicts: dict[str, Relevance] = {}
        for slug, wanted, written in found:
            if wanted and slug not in refused and slug not in verdicts:
                verdicts[slug] = self._about(slug, written)
        return verdicts

    def _forms(self, themes: Sequence[Theme]) -> Iterator[str]:
        for theme in themes:
            for words, wanted in ((theme.words, True), (theme.without, False)):
                for word in words:
                    self._means.append((theme.slug, wanted))
                    yield " ".join(spaced(word).split())

    def _found(self, text: str) -> list[tuple[str, bool, str]]:
        """Return (theme, whether it makes the post one of it, words as written)."""
        folded = spaced(text)
        if self._automaton is None:
            return []
        return [
            (*self._means[number], text[start:end])
            for number, start, end in self._automaton.find_matches_as_indexes(
                folded, overlapping=True
            )
            if _is_whole(folded, start, end)
        ]

    def _about(self, slug: str, written: str) -> Relevance:
        theme = self._themes[slug]
        said = _WHY.to(theme.language).replace("{theme}", theme.name).replace("{name}", written)
        return Relevance(about=True, confidence=_SURE, rule="theme", reason=said, names=(written,))


def _is_whole(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() or after.isalnum())
