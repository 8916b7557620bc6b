"""Finding one town's names in a text, with the clues for and against around them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple

from ahocorasick_rs import AhoCorasick

from enrichers.names import Form, forms, handle_form, spaced, spelling, spellings
from enrichers.relevance_words import CIVIC
from vigie.town import Homonym, Town

Sort = Literal["context", "civic", "spot", "quarter", "homonym", "noun"]
Carrier = Literal["", "#", "@", "url"]

#: A squeezed name (« troisrivieres ») this long is no other word.
_SQUEEZED_LETTERS: Final = 8
#: A post is read this far, and so many of its names are weighed: enough for the longest
#: article, and a page made to be slow stays quick.
_READ: Final = 30_000
_NAMES: Final = 24
_LONGEST_WORD: Final = 80

_JOINTS: Final = (" ", "  ", "   ", "")


class Sighting(NamedTuple):
    """A name of the town, where and how it is written; `within` is what carries it."""

    form: Form
    start: int
    end: int
    written: str
    within: Carrier


class Clue(NamedTuple):
    """Words that speak for the town, or for the homonym they belong to."""

    sort: Sort
    start: int
    end: int
    words: str
    homonym: Homonym | None = None


class Struck(NamedTuple):
    """A name that is part of a homonym's own form."""

    sighting: Sighting
    homonym: Homonym


class Seen(NamedTuple):
    """All that a text holds for one town."""

    text: str
    folded: str
    names: list[Sighting]
    struck: list[Struck]
    clues: list[Clue]


class _Meaning(NamedTuple):
    """What a pattern is a clue of; `capital` when it is a name only with a capital (Somme)."""

    sort: Sort
    capital: bool
    homonym: Homonym | None = None


class Lookout:
    """Looks for one town's names and clues.

    Args:
        town: its profile.
    """

    def __init__(self, town: Town) -> None:
        self.town = town
        meanings: dict[str, list[Form | _Meaning]] = defaultdict(list)
        for form in forms(town):
            for written in _jointed(form.spelling):
                meanings[written].append(form)
        for account in town.accounts:
            handle = handle_form(account)
            meanings[handle.spelling].append(handle)
        for words, meaning in _clues(town):
            meanings[words].append(meaning)
        self._meanings = list(meanings.values())
        self._find = AhoCorasick(list(meanings)).find_matches_as_indexes

    def look(self, text: str) -> Seen:
        """Return names and clues of `text`, which `enrichers.names.readable` has cleaned."""
        text = text[:_READ]
        folded = spaced(text)
        names: list[Sighting] = []
        clues: list[Clue] = []
        hurried = is_hurried(text)
        for pattern, start, end in self._find(folded, overlapping=True):
            whole = _is_whole(folded, start, end)
            for meaning in self._meanings[pattern]:
                if isinstance(meaning, Form):
                    carrier = _carrier(text, start, end, meaning, whole=whole)
                    if carrier is not None:
                        names.append(Sighting(meaning, start, end, text[start:end], carrier))
                elif whole and (hurried or not meaning.capital or text[start].isupper()):
                    words = folded[start:end]
                    clues.append(Clue(meaning.sort, start, end, words, meaning.homonym))
        names = _longest(names)[:_NAMES]
        struck = list(_struck(names, clues))
        gone = {s.sighting for s in struck}
        return Seen(text, folded, [n for n in names if n not in gone], struck, clues)


def is_hurried(text: str) -> bool:
    """Tell whether the whole post does without capitals, so that their absence says nothing."""
    return text == text.lower() and len(text) > 12


def _jointed(spelled: str) -> set[str]:
    found = {spelled.replace(" ", joint) for joint in _JOINTS[:3]}
    if " " in spelled and len(spelled.replace(" ", "")) >= 3:
        found.add(spelled.replace(" ", ""))
    return found


def _clues(town: Town) -> Iterator[tuple[str, _Meaning]]:
    names = town.names
    for homonym in town.homonyms:
        sort: Sort = "noun" if homonym.lower_case_only else "homonym"
        for words in (*homonym.forms, *homonym.context):
            if spelling(words) != spelling(names.official):
                yield spelling(words), _Meaning(sort, words[:1].isupper(), homonym)
    yield from _spelled("context", names.context)
    yield from _spelled("quarter", names.neighbourhoods)
    yield from _spelled("quarter", (n for n in names.former if " " in spelling(n)))
    yield from _spelled("civic", CIVIC)
    spots = (s.name for s in town.gazetteer if s.public and s.kind != "neighbourhood")
    yield from _spelled("spot", (name for name in spots if " " in spelling(name)))


def _spelled(sort: Sort, listed: Iterable[str]) -> Iterator[tuple[str, _Meaning]]:
    for words in listed:
        meaning = _Meaning(sort, words[:1].isupper())
        yield from ((spelled, meaning) for spelled in spellings(words))


def _is_whole(folded: str, start: int, end: int) -> bool:
    before = folded[start - 1] if start else " "
    after = folded[end] if end < len(folded) else " "
    return not (before.isalnum() and folded[start].isalnum()) and not after.isalnum()


def _carrier(text: str, start: int, end: int, form: Form, *, whole: bool) -> Carrier | None:
    """Tell what carries a name; None when it is not a name but letters of another word."""
    if form.needs_capital and not text[start].isupper():
        return None
    head, limit = start, start - _LONGEST_WORD
    while head > max(0, limit) and (text[head - 1].isalnum() or text[head - 1] == "_"):
        head -= 1
    sign = text[head - 1] if head else ""
    if form.spelling[0] in "#@":
        exact = form.written[0] != "@" or text[start:end].lower() == form.written.lower()
        return form.spelling[0] if whole and exact else None  # type: ignore[return-value]
    if sign in ("#", "@", "＃"):
        fits = _fits_tag(text, head, start, end)
        return ("@" if sign == "@" else "#") if fits else None
    if not whole:
        return None
    if _is_in_address(text, start, end):
        return "url"
    squeezed = " " in form.spelling and text[start:end].isalnum()
    return None if squeezed and end - start < _SQUEEZED_LETTERS else ""


def _fits_tag(text: str, head: int, start: int, end: int) -> bool:
    """Is it the tag's name, its beginning, or one of its CamelCase parts?"""
    if end - start < 4:
        return start == head and _ends(text, end)
    opens = start == head or text[start - 1] == "_" or text[start].isupper()
    return opens and (start == head or _ends(text, end) or text[end].isupper())


def _ends(text: str, end: int) -> bool:
    return end >= len(text) or not text[end].isalpha()


def _is_in_address(text: str, start: int, end: int) -> bool:
    limit = max(0, start - 4 * _LONGEST_WORD)
    first = max(text.rfind(" ", limit, start), text.rfind("\n", limit, start), limit - 1) + 1
    run = text[first:end].lower()
    return "://" in run or run.startswith("www.") or ("." in run and "/" in run)


def _longest(names: list[Sighting]) -> list[Sighting]:
    kept: list[Sighting] = []
    for name in sorted(names, key=lambda n: (n.start, -n.end)):
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    return kept


def _struck(names: list[Sighting], clues: list[Clue]) -> Iterator[Struck]:
    claims = [c for c in clues if c.sort == "homonym" and c.homonym]
    for name in names:
        for claim in claims:
            if claim.start <= name.start and name.end <= claim.end and claim.homonym:
                yield Struck(name, claim.homonym)
                break
