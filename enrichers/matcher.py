"""All patterns of all lexicons sought in one pass over a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from enrichers.pattern import compile_pattern
from vigie.say import Say


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern of a lexicon: what it is a sign of, how strongly, and why.

    Attributes:
        lexicon: name of the file that holds it.
        language: of the posts that it reads; "any" reads all.
    """

    lexicon: str
    signal: str
    weight: float
    language: str
    pattern: str
    reason: Say


class Hit(NamedTuple):
    """A rule found in a text, from `start` to `end` in the reading's own spelling."""

    rule: Rule
    start: int
    end: int


class _Lead(NamedTuple):
    rule: Rule
    check: re.Pattern[str] | None


class Matcher:
    """One Aho–Corasick automaton over the literal pieces of all rules.

    A regular expression is tried only where its rarest literal piece was seen, so the cost
    follows what the text says, not how many rules there are.

    Raises:
        ValueError: a pattern cannot be compiled; the sentence holds the pattern.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        leads: defaultdict[str, list[_Lead]] = defaultdict(list)
        for rule in rules:
            compiled = compile_pattern(rule.pattern)
            for anchor in dict.fromkeys(compiled.anchors):
                leads[anchor].append(_Lead(rule, compiled.check))
        self._anchors = list(leads)
        self._leads = [tuple(found) for found in leads.values()]
        self._automaton = AhoCorasick(
            self._anchors, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA
        )

    def find(self, spelt: str, language: str | None, found: dict[str, list[Hit]]) -> None:
        """Add the hits to those `found` in a text, by lexicon, in no particular order.

        Args:
            spelt: the reading's own spelling, one space around each word.
            language: rules of another language are silent; None lets all speak.
            found: what other matchers found in the same text.
        """
        checked: set[int] = set()
        for anchor, start, end in self._automaton.find_matches_as_indexes(spelt, overlapping=True):
            for rule, check in self._leads[anchor]:
                if language is not None and rule.language not in ("any", language):
                    continue
                if check is None:
                    found.setdefault(rule.lexicon, []).append(Hit(rule, start, end))
                elif id(rule) not in checked:
                    checked.add(id(rule))
                    hits = [Hit(rule, *m.span()) for m in check.finditer(spelt)]
                    if hits:
                        found.setdefault(rule.lexicon, []).extend(hits)


def longest(hits: Sequence[Hit]) -> list[Hit]:
    """Return hits in order of place, without those that lie inside a longer one.

    That is how « c'est pas pire » takes « pire » away, and « sans nid-de-poule »
    « nid-de-poule ».
    """
    kept: list[Hit] = []
    reached, since = -1, -1
    for hit in sorted(hits, key=_by_place):
        inside = hit.end <= reached and (hit.end, hit.start) != (reached, since)
        if not inside:
            kept.append(hit)
            if hit.end > reached:
                reached, since = hit.end, hit.start
    return kept


def _by_place(hit: Hit) -> tuple[int, int]:
    return hit.start, -hit.end
