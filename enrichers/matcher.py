"""All patterns of all lexicons sought in one pass over a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from enrichers.pattern import BEGINNING, Check, compile_pattern
from vigie.say import Say


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern of a lexicon: what it is a sign of, how strongly, and why.

    Attributes:
        lexicon: name of the file that holds it.
        language: of the posts that it reads; "any" reads all.
        added: a town's own, not the house's.
        sign: the lexicon and the signal, as the trained model names them.
        mark: the lexicon and the pattern, likewise.
    """

    lexicon: str
    signal: str
    weight: float
    language: str
    pattern: str
    reason: Say
    added: bool = False
    sign: str = field(init=False, repr=False)
    mark: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sign", f"{self.lexicon}/{self.signal}")
        object.__setattr__(self, "mark", f"{self.lexicon}:{self.pattern}")


class Hit(msgspec.Struct, frozen=True, gc=False):
    """A rule found in a text, from `start` to `end` in the reading's own spelling."""

    rule: Rule
    start: int
    end: int


class _Lead(NamedTuple):
    """A rule that an anchor leads to, and what `enrichers.pattern.Compiled` says of it."""

    rule: Rule
    check: Check | None
    looks: tuple[frozenset[str], ...]
    leads: bool


class _Spoken(NamedTuple):
    """What an anchor leads to in one language: rules found with it, and rules to check."""

    plain: tuple[Rule, ...]
    checked: tuple[_Lead, ...]


class Matcher:
    """One Aho–Corasick automaton over the literal pieces of all rules.

    A regular expression is tried only where its rarest literal piece was seen, beside a word
    of each of its other pieces, so the cost follows what the text says, not how many rules
    there are.

    Raises:
        ValueError: a pattern cannot be compiled; the sentence holds the pattern.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        leads: defaultdict[str, list[_Lead]] = defaultdict(list)
        for rule in rules:
            compiled = compile_pattern(rule.pattern)
            for anchor in dict.fromkeys(compiled.anchors):
                leads[anchor].append(_Lead(rule, compiled.check, compiled.looks, compiled.leads))
        self._anchors = list(leads)
        self._leads = [tuple(found) for found in leads.values()]
        self._heard: dict[str | None, _Heard] = {}
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
        spoken = self._heard.get(language)
        if spoken is None:
            spoken = self._heard[language] = _Heard(self._leads, language)
        to_check: dict[int, tuple[_Lead, list[int]]] = {}
        said: set[str] | None = None
        for anchor, start, end in self._automaton.find_matches_as_indexes(spelt, overlapping=True):
            plain, checked = spoken[anchor]
            for rule in plain:
                found.setdefault(rule.lexicon, []).append(Hit(rule, start, end))
            if checked:
                said = said or _said(spelt)
                for lead in checked:
                    for look in lead.looks:
                        if said.isdisjoint(look):
                            break
                    else:
                        to_check.setdefault(id(lead.rule), (lead, []))[1].append(start)
        for lead, starts in to_check.values():
            _check(lead, spelt, starts, found)


def _said(spelt: str) -> set[str]:
    """Return the words of a text and how they begin, as rules look for them."""
    words = spelt.split()
    return {*words, *[word[:BEGINNING] for word in words]}


def _check(lead: _Lead, spelt: str, starts: list[int], found: dict[str, list[Hit]]) -> None:
    """Add the hits of a rule whose anchors stand at `starts`."""
    rule, check = lead.rule, lead.check
    if check is not None:
        # One anchor may stand in another, and begin where it does.
        spans = check.begun_at(spelt, sorted(set(starts))) if lead.leads else check.spans(spelt)
        for start, end in spans:
            found.setdefault(rule.lexicon, []).append(Hit(rule, start, end))


class _Heard(dict[int, _Spoken]):
    """Each anchor's rules of one language, sorted when the anchor is first met."""

    def __init__(self, leads: Sequence[tuple[_Lead, ...]], language: str | None) -> None:
        self._leads = leads
        self._language = language

    def __missing__(self, anchor: int) -> _Spoken:
        heard = ("any", self._language)
        leads = [
            lead
            for lead in self._leads[anchor]
            if self._language is None or lead.rule.language in heard
        ]
        self[anchor] = spoken = _Spoken(
            tuple(lead.rule for lead in leads if lead.check is None),
            tuple(lead for lead in leads if lead.check is not None),
        )
        return spoken


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
