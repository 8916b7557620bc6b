"""One reader for all the stages of a town, so that a post is read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

from enrichers.lexicon import rules
from enrichers.matcher import Matcher, Rule
from enrichers.reading import TEXT_READ, TITLE_READ, Reading
from vigie.judgement import Judged, Label
from vigie.post import Post
from vigie.say import Say
from vigie.town import Town

NAMED: Final = 3.0
SUGGESTED: Final = 1.5
#: Code points read of a post that is answered.
ANSWERED_READ: Final = 400

_REMEMBERED: Final = 1024  # readings; more than a batch, so that each stage finds them again
_LET_GO: Final = 256
_SURE: Final = 0.7  # below it, the language that was told is not used to silence rules
_RULED: Final = frozenset({"fr", "en", "es", "nl", "de", "it", "pt"})

_Owners = tuple[tuple[str, str, tuple[str, ...]], ...]


_Key = tuple[int, str, str, str | None]


class Reader:
    """Reads posts with a town's rules and remembers the last ones read.

    Args:
        house: the rules that all towns share; one automaton serves a region's hundreds.
        own: the town's own rules.
        known: the memory, shared by the readers of all towns so that it stays small.
    """

    def __init__(self, house: Matcher, own: Matcher, known: dict[_Key, Reading]) -> None:
        self._matchers = (house, own)
        self._known = known
        # By identity: a batch's stages ask for the same posts one after the other.
        self._last: dict[int, tuple[Post, Label | None, Reading]] = {}

    def read(self, judged: Judged) -> Reading:
        """Return the reading of a mention, with the language that the judgement says."""
        post, label = judged.mention.post, judged.judgement.language
        last = self._last.get(id(post))
        if last is not None and last[0] is post and last[1] is label:
            return last[2]
        if len(self._last) >= _REMEMBERED:
            self._last = {}
        reading = self.read_text(post.text, post.title, _language(judged))
        self._last[id(post)] = post, label, reading
        return reading

    def answered(self, judged: Judged) -> Reading | None:
        """Return the reading of the post that a mention answers, in the same language."""
        text = judged.mention.post.reply_to_text
        if not text:
            return None
        return self.read_text(text[:ANSWERED_READ], language=_language(judged))

    def read_text(self, text: str, title: str = "", language: str | None = None) -> Reading:
        """Return the reading of a text."""
        if language == "und":
            language = None
        elif language is not None and language not in _RULED:
            language = "other"
        key = (id(self), title[:TITLE_READ], text[:TEXT_READ], language)
        reading = self._known.get(key)
        if reading is None:
            if len(self._known) >= _REMEMBERED:
                for oldest in list(islice(self._known, _LET_GO)):
                    self._known.pop(oldest, None)
            reading = self._known[key] = Reading(title, text, self._matchers, language)
        return reading


def _language(judged: Judged) -> str | None:
    label = judged.judgement.language
    return label.value if label and label.confidence >= _SURE else None


def reader_of(town: Town, options: Mapping[str, Any]) -> Reader:
    """Return the reader of a town: the house's rules, the town's own and its referrals.

    Args:
        town: its `referrals` become rules that tell whose problem it is.
        options: `lexicons`, a folder of TOML files of the same names as the house's.
    """
    folder = options.get("lexicons")
    owners = tuple((r.id, r.name, r.owns) for r in town.referrals)
    return _reader(Path(folder) if folder else None, owners)


@lru_cache(maxsize=256)
def _reader(folder: Path | None, owners: _Owners) -> Reader:
    return Reader(_house(folder), Matcher(_owner_rules(owners)), _memory())


@lru_cache(maxsize=8)
def _house(folder: Path | None) -> Matcher:
    return Matcher(rules(folder))


@lru_cache(maxsize=1)
def _memory() -> dict[_Key, Reading]:
    return {}


def _owner_rules(owners: _Owners) -> list[Rule]:
    return [
        Rule("owner", identity, _weight(word), "any", _plain(word), _belongs(name))
        for identity, name, words in owners
        for word in words
        if any(character.isalnum() for character in word)
    ]


def _weight(word: str) -> float:
    """A name (« ORES ») says whose it is; a common noun (« autobus ») only suggests it."""
    return NAMED if any(character.isupper() for character in word) else SUGGESTED


def _plain(word: str) -> str:
    """A profile's words are words, not patterns: brackets and stars in them mean nothing."""
    return "".join(" " if sign in "()[]*^|#" else sign for sign in word).replace("..", " ")


def _belongs(name: str) -> Say:
    return Say(f"cela relève de : {name}", f"this belongs to: {name}")
