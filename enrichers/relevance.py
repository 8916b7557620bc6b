"""Relevance: which towns a post is about, out of all that listen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from enrichers.names import Form, forms, handle_form, readable
from enrichers.relevance_clues import CLUES, local_weight
from enrichers.relevance_ear import Ear
from enrichers.relevance_lookout import Lookout, Seen
from enrichers.relevance_reasons import reason
from enrichers.relevance_weighing import ENOUGH, Weighed, weigh
from vigie.judgement import Relevance
from vigie.post import Post
from vigie.town import Town

VERSION: Final = "1"

_NO_TOWNS: Final[frozenset[str]] = frozenset()
#: Verdicts that an answer to a post about the town leaves open.
_UNDECIDED: Final = frozenset({"no_name", "ambiguous_alone", "common_noun"})
_A_CLUE: Final = 1.0
_BY_ITS_SOURCE: Final = 0.8
_REMEMBERED: Final = 4_096  # names of sources


class Screen:
    """Sorts posts by town. Built once for all towns; never blocks, never raises for a text.

    Args:
        towns: the profiles that listen; their slugs differ.
    """

    def __init__(self, towns: Sequence[Town]) -> None:
        self._lookouts = {town.slug: Lookout(town) for town in towns}
        self._sources: dict[str, frozenset[str]] = {}
        self._ear = Ear({town.slug: _heard(town) for town in towns})

    def names_a_town(self, text: str) -> bool:
        """Tell whether any town may be named in a raw text; see `vigie.context.Context`."""
        return bool(self._ear.listen(text))

    def read(self, post: Post, own_towns: frozenset[str] = _NO_TOWNS) -> dict[str, Relevance]:
        """Return the verdict for each town that the post names; nearly always none.

        Args:
            post: title and text are read, and the post that it answers.
            own_towns: slugs of the towns whose own page this source is.
        """
        text = f"{post.title}\n{post.text}" if post.title else post.text
        named = self._ear.listen(text)
        if post.reply_to_text:
            named |= self._ear.listen(post.reply_to_text)
        named |= self._named_by(post.source.name)
        if not named and not own_towns:
            return {}
        own = own_towns & self._lookouts.keys()
        verdicts = {slug: self._verdict(post, text, slug, own=slug in own) for slug in named | own}
        return {slug: v for slug, v in verdicts.items() if v.rule != "no_name"}

    def judge(self, post: Post, slug: str) -> Relevance:
        """Return the verdict for one town, even for a post that does not name it.

        The source's own flag (`post.source.own`) is taken as that town's. A post that names
        nothing may still be about the town by its places: one local clue is needed, two to be
        sure of it.
        """
        text = f"{post.title}\n{post.text}" if post.title else post.text
        verdict = self._verdict(post, text, slug, own=post.source.own)
        if verdict.about or verdict.rule not in ("no_name", "ambiguous_alone"):
            return verdict
        lookout = self._lookouts[slug]
        weight = local_weight(lookout.look(readable(text)))
        if weight < _A_CLUE:
            return verdict
        return _say("local_clues", lookout.town, confidence=min(0.9, 0.4 + weight / 8))

    def _verdict(self, post: Post, text: str, slug: str, *, own: bool) -> Relevance:
        lookout = self._lookouts[slug]
        seen = lookout.look(readable(text))
        names = _written(seen)
        if own:
            return _say("own_page", lookout.town, confidence=0.99, names=names)
        best = weigh(seen, lookout.town)
        if best is not None and best.about:
            best = _doubted(best, lookout.look(readable(post.source.name)))
        verdict = _of(best, lookout.town, names)
        if post.reply_to_text and verdict.rule in _UNDECIDED and not verdict.about:
            answered = weigh(lookout.look(readable(post.reply_to_text)), lookout.town)
            if answered and answered.about:
                sure = 0.85 * answered.confidence
                return _say("reply", lookout.town, confidence=sure, names=names)
        if slug in self._named_by(post.source.name) and verdict.rule in _UNDECIDED:
            return _say("source", lookout.town, confidence=_BY_ITS_SOURCE, names=names)
        return verdict

    def _named_by(self, source: str) -> frozenset[str]:
        """Return the towns that a source is named for: « Spotted Namur », « r/troisrivieres »."""
        known = self._sources.get(source)
        if known is None:
            if len(self._sources) >= _REMEMBERED:
                self._sources.clear()
            known = self._sources[source] = frozenset(
                slug for slug in self._ear.listen(source) if self._names(source, slug)
            )
        return known

    def _names(self, source: str, slug: str) -> bool:
        lookout = self._lookouts[slug]
        best = weigh(lookout.look(readable(source)), lookout.town)
        return best is not None and best.weight >= _A_CLUE


def _heard(town: Town) -> list[Form]:
    return forms(town) + [handle_form(account) for account in town.accounts]


def _doubted(best: Weighed, source: Seen) -> Weighed:
    """Take away what a source says for a homonym: « Plein air Guadeloupe »."""
    homonym = next((clue.homonym for clue in source.clues if clue.sort == "homonym"), None)
    if homonym is None or source.names:
        return best
    weight = best.weight + CLUES["homonym"]
    return best._replace(
        weight=weight, homonym=homonym, rule="homonym" if weight < ENOUGH else best.rule
    )


def _of(best: Weighed | None, town: Town, names: tuple[str, ...]) -> Relevance:
    if best is None:
        return _say("no_name", town, confidence=0.9, about=False)
    return _say(
        best.rule,
        town,
        confidence=best.confidence,
        about=best.about,
        names=names,
        name=best.sighting.written,
        homonym=best.homonym.name if best.homonym else "",
    )


def _say(
    rule: str,
    town: Town,
    *,
    confidence: float,
    about: bool = True,
    names: tuple[str, ...] = (),
    name: str = "",
    homonym: str = "",
) -> Relevance:
    return Relevance(
        about=about,
        confidence=round(confidence, 3),
        rule=rule,
        reason=reason(rule, town, name, homonym),
        names=names,
    )


def _written(seen: Seen) -> tuple[str, ...]:
    found = sorted((*seen.names, *(s.sighting for s in seen.struck)), key=lambda n: n.start)
    return tuple(dict.fromkeys(name.written for name in found))
