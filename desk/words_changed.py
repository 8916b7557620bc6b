"""The words that changed between two sets of texts, with how sure the change is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from desk.text_words import Spellings, stemmed
from vigie.comparison import Reading, WordChange

#: A word of fewer stories is not shown: it says little, and it could be someone's.
FEWEST_STORIES: Final = 5
#: Under it, a change is what chance makes; 1.96 would show one word in twenty for nothing.
LEAST_Z: Final = 2.58
_PRIOR: Final = 500.0  # words that the prior is worth, spread as in both sides together


def log_odds(
    before: Mapping[str, int], after: Mapping[str, int], prior: Mapping[str, float]
) -> dict[str, float]:
    """Return the z-score of each word's log-odds ratio, above 0 for words of after.

    The log-odds ratio with an informative Dirichlet prior of Monroe, Colaresi & Quinn,
    "Fightin' Words: Lexical feature selection and evaluation for identifying the content of
    political conflict", Political Analysis 16(4), 2008, equations 16, 20 and 22. Unlike plain
    ratios it is not carried away by rare words, nor by words frequent everywhere.

    Args:
        before: word → count.
        after: word → count.
        prior: word → pseudo-count, above 0, of every word of either side.
    """
    totals = sum(before.values()), sum(after.values())
    weight = sum(prior.values())

    def logit(count: int, total: int, pseudo: float) -> float:
        return math.log((count + pseudo) / (total + weight - count - pseudo))

    found = {}
    for word, pseudo in prior.items():
        one, two = before.get(word, 0), after.get(word, 0)
        delta = logit(two, totals[1], pseudo) - logit(one, totals[0], pseudo)
        variance = 1 / (one + pseudo) + 1 / (two + pseudo)
        found[word] = delta / math.sqrt(variance)
    return found


def words_changed(
    before: Sequence[Reading], after: Sequence[Reading], most: int = 12
) -> tuple[WordChange, ...]:
    """Return the words that changed the most, those of after first, then those of before.

    A word counts once for a story, however often it is repeated in it: a release taken up by
    twelve sites is one voice.
    """
    spellings = Spellings()
    one, two = (_stories_by_word(side, spellings) for side in (before, after))
    both = one + two
    if len(both) < 2:
        return ()
    total = sum(both.values())
    prior = {word: _PRIOR * count / total for word, count in both.items()}
    scores = log_odds(one, two, prior)
    kept = [word for word in scores if both[word] >= FEWEST_STORIES and abs(scores[word]) > LEAST_Z]
    ordered = sorted(kept, key=lambda word: (-scores[word], word))
    risen = [word for word in ordered if scores[word] > 0][:most]
    fallen = [word for word in reversed(ordered) if scores[word] < 0][:most]
    return tuple(
        WordChange(word=spellings.of(w), before=one[w], after=two[w], z=round(scores[w], 2))
        for w in (*risen, *fallen)
    )


def _stories_by_word(side: Sequence[Reading], spellings: Spellings) -> Counter[str]:
    stories: dict[str, set[str]] = {}
    for reading in side:
        words = spellings.learn(stemmed(reading.text))
        stories.setdefault(reading.story, set()).update(words)
    return Counter(word for words in stories.values() for word in words)
