"""A text as the judging stages read it: spelt one way, its signs found once for all of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any, Final, TypeVar

from enrichers.matcher import Hit, Matcher, longest
from enrichers.words import STOPS, folded, spans, spelling, split
from vigie.judgement import Reason

T = TypeVar("T")

#: Code points read of a title and of a text: the lede of an article says what it is about.
TITLE_READ: Final = 400
TEXT_READ: Final = 4000

# As the reading spells them: « jamais » has lost its s like any plural.
_NEGATIONS: Final = frozenset(
    (
        *(
            "pas",
            "jamai",
            "aucun",
            "aucune",
            "sans",
            "rien",
            "ni",
            "point",
            "guere",
            "nul",
            "nulle",
        ),
        *("not", "no", "never", "without", "nothing", "none", "cannot", "neither"),
        *("don", "doesn", "didn", "isn", "wasn", "aren", "weren", "hasn", "haven", "couldn"),
    )
)
_SHOUTED: Final = 12  # letters, at the least
_REACH: Final = 3  # words between a negation and what it denies


class Reading:
    """The title and the text of a post, read together.

    Args:
        title: as published, "" when there is none.
        text: as published.
        matchers: the rules sought.
        language: ISO 639-1 code when it is known well enough; rules of other languages are
            then silent. None lets all of them speak.
    """

    def __init__(
        self, title: str, text: str, matchers: Sequence[Matcher], language: str | None
    ) -> None:
        self.title = title[:TITLE_READ]
        self.text = text[:TEXT_READ]
        self.language = language
        known = spelling()
        self._folded = folded(self.text)
        self._lead = split(folded(self.title + "\n")) if self.title else []
        self.words = [known[word] for word in (*self._lead, *split(self._folded))]
        self.spelt = " " + " ".join(self.words) + " "
        self._found: dict[str, list[Hit]] = {}
        for matcher in matchers:
            matcher.find(self.spelt, language, self._found)
        self._kept: dict[str, list[Hit]] = {}
        self._sorted: dict[str, dict[str, list[Hit]]] = {}
        self._notes: dict[str, Any] = {}
        self._denied: dict[int, bool] = {}

    def hits(self, lexicon: str) -> list[Hit]:
        """Return a lexicon's hits in order of place, the longest where several overlap."""
        kept = self._kept.get(lexicon)
        if kept is None:
            found = self._found.get(lexicon, [])
            kept = self._kept[lexicon] = longest(found) if len(found) > 1 else found
        return kept

    def hidden(self, lexicon: str, by: Hit) -> list[Hit]:
        """Return a lexicon's hits that a longer one took away."""
        return [
            hit
            for hit in self._found.get(lexicon, ())
            if by.start <= hit.start and hit.end <= by.end and hit is not by
        ]

    def of(self, lexicon: str, *signals: str) -> list[Hit]:
        """Return a lexicon's hits of these signals."""
        by_signal = self._sorted.get(lexicon)
        if by_signal is None:
            if lexicon not in self._found:
                return []
            by_signal = self._sorted[lexicon] = {}
            for hit in self.hits(lexicon):
                by_signal.setdefault(hit.rule.signal, []).append(hit)
        if len(signals) == 1:
            return by_signal.get(signals[0], [])
        return [hit for signal in signals for hit in by_signal.get(signal, ())]

    @cached_property
    def signs(self) -> dict[str, Hit]:
        """Return the strongest hit of each shared sign (`lexicons/signs.toml`)."""
        best: dict[str, Hit] = {}
        for hit in self.hits("signs"):
            known = best.get(hit.rule.signal)
            if known is None or hit.rule.weight > known.rule.weight:
                best[hit.rule.signal] = hit
        return best

    @cached_property
    def _strengths(self) -> dict[str, float]:
        return {name: hit.rule.weight for name, hit in self.signs.items()}

    def sign(self, name: str) -> float:
        """Return the weight of a shared sign, 0 when it is not there."""
        return self._strengths.get(name, 0.0)

    def once(self, name: str, work: Callable[[Reading], T]) -> T:
        """Return what `work` finds in this reading, done once for all the stages."""
        try:
            known: T = self._notes[name]
        except KeyError:
            known = self._notes[name] = work(self)
        return known

    def negated(self, hit: Hit) -> bool:
        """Tell whether a negation stands within three words before, in the same sentence."""
        known = self._denied.get(hit.start)
        if known is None:
            known = self._denied[hit.start] = self._is_denied(hit)
        return known

    def _is_denied(self, hit: Hit) -> bool:
        at = self._word_at(hit.start + 1)
        for word in reversed(self.words[max(0, at - _REACH) : at]):
            if word in STOPS:
                return False
            if word in _NEGATIONS:
                return True
        return False

    def sentence(self, hit: Hit) -> int:
        """Return the number of the sentence where a hit begins."""
        return bisect_left(self._stops, hit.start + 1)

    def near(self, one: Hit, other: Hit) -> bool:
        """Tell whether two hits stand in the same sentence."""
        return self.sentence(one) == self.sentence(other)

    def in_title(self, hit: Hit) -> bool:
        """Tell whether a hit begins in the title."""
        return bool(self._lead) and self._word_at(hit.start + 1) < len(self._lead)

    def span(self, hit: Hit) -> tuple[int, int] | None:
        """Return where a hit stands in the post's text, in code points; None in the title."""
        first = self._word_at(hit.start + 1) - len(self._lead)
        last = self._word_at(max(hit.start + 1, hit.end - 2)) - len(self._lead)
        return (self._spans[first][0], self._spans[last][1]) if first >= 0 else None

    def reason(self, label: str, hit: Hit, language: str) -> Reason:
        """Return why `label` was given, in the words of the rule, with its passage."""
        span = self.span(hit)
        return Reason(
            label=label,
            reason=hit.rule.reason.to(language),
            start=span[0] if span else None,
            end=span[1] if span else None,
        )

    def word_at(self, hit: Hit) -> int:
        """Return the number of the word where a hit begins."""
        return self._word_at(hit.start + 1)

    @cached_property
    def shouts(self) -> bool:
        """Tell whether a good part of the text is in capitals."""
        capitals = sum(map(str.isupper, self.text))
        if capitals <= 0.6 * _SHOUTED:
            return False
        letters = sum(map(str.isalpha, self.text))
        return letters > _SHOUTED and capitals > 0.6 * letters

    @cached_property
    def asks(self) -> bool:
        """Tell whether there is a question mark."""
        return "?" in self.words

    @cached_property
    def letters(self) -> int:
        """Return how many words hold a letter."""
        return sum(word[0].isalpha() for word in self.words)

    def _word_at(self, place: int) -> int:
        return bisect_right(self._starts, place) - 1

    @cached_property
    def _starts(self) -> list[int]:
        """Return where each word begins in `spelt`."""
        return list(accumulate([len(word) + 1 for word in self.words], initial=1))

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        return [*spans(self._folded), (len(self.text), len(self.text))]

    @cached_property
    def _stops(self) -> list[int]:
        placed = zip(self._starts, self.words, strict=False)
        return [start for start, word in placed if word in STOPS]
