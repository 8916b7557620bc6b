"""What the rules found in a post, as the names that the trained model weighs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from enrichers.emergency import score_of as danger_of
from enrichers.media_request import score_of as asked_of
from enrichers.problem import problem_of
from enrichers.reading import Reading
from enrichers.sentiment import score_of as mood_of
from enrichers.words import STOPS, spelt
from vigie.judgement import Judged, Judgement, Label

#: Of these each pattern has a weight of its own, and each pair of signs.
_PAIRED: Final = (
    *("signs", "sentiment", "intent", "conduct", "emergency", "media_request", "author_role"),
)
#: Of these only what they are signs of.
_ALONE: Final = ("case", "topic", "owner")
_MARKS_PAIRED: Final = 5
_SAID_PAIRED: Final = 4
_STEP: Final = 0.7  # scores of rules are told in steps of so much, at most so many either way
_STEPS: Final = 8
#: Of these it tells more in what sentence they stand: praise that a « but » follows.
_PLACED: Final = ("signs", "sentiment", "intent", "case", "emergency")
#: A word in capitals amid others that are not: « STILL », « ENCORE ».
_RAISED: Final = re.compile(r"\b[A-ZÀ-Þ]{3,}\b")
#: Quicker to look for, and without it nothing is raised.
_CAPITALS: Final = re.compile("[A-ZÀ-Þ]{3}")
_RAISED_TOLD: Final = 4
_MARKED: Final = (" ! ", "!!", "!?", "?!", "??", "…")
_CONTRASTS: Final = frozenset({"mais", "but", "pourtant", "however", "sauf", "except", "though"})


class Signals(NamedTuple):
    """Names, each once, in a settled order.

    Attributes:
        alone: weighed one by one.
        paired: the first of them, weighed in pairs too: « irony » beside « thanks » is not what
            each is alone.
    """

    alone: list[str]
    paired: list[str]


def signals_of(judged: Judged, reading: Reading, answered: Reading | None = None) -> Signals:
    """Return what the rules say of a post that they have judged.

    Args:
        judged: by the rules.
        reading: of the same post.
        answered: of the post that it answers, whose subject is often its own.
    """
    in_pairs, alone = _found(reading)
    marks = _marks(judged, reading)
    said = _said(judged.judgement)
    before = _answered(answered, alone=not reading.hits("topic")) if answered else []
    paired = [*in_pairs, *marks[:_MARKS_PAIRED], *said[:_SAID_PAIRED]]
    return Signals(
        [
            *paired,
            *alone,
            *marks[_MARKS_PAIRED:],
            *said[_SAID_PAIRED:],
            *_scores(judged.judgement, reading),
            *before,
            *_placed(reading),
            *_written(reading),
        ],
        paired,
    )


def _answered(reading: Reading, *, alone: bool) -> list[str]:
    """Return the subjects of the post answered, and the strongest when the answer has none."""
    worth: dict[str, float] = {}
    for lexicon in ("topic", "case"):
        for hit in reading.hits(lexicon):
            worth[hit.rule.sign] = worth.get(hit.rule.sign, 0.0) + hit.rule.weight
    found = [f"r:{sign}" for sign in sorted(worth)]
    if alone and worth:
        found.append(f"r!{max(sorted(worth), key=lambda sign: worth[sign])}")
    return found


def _found(reading: Reading) -> tuple[Iterable[str], Iterable[str]]:
    # Dictionaries, for what is named to keep the order in which it was found.
    paired: dict[str, None] = {}
    alone: dict[str, None] = {}
    for lexicon in _PAIRED:
        for hit in reading.hits(lexicon):
            rule = hit.rule
            denied = lexicon == "sentiment" and reading.negated(hit)
            paired["!" + rule.sign if denied else rule.sign] = None
            alone[rule.mark] = None
    for lexicon in _ALONE:
        for hit in reading.hits(lexicon):
            alone[hit.rule.sign] = None
    return paired, alone


def _placed(reading: Reading) -> Iterable[str]:
    """Return the signs of the last sentence, those that « mais » opens and those denied."""
    hits = [hit for lexicon in _PLACED for hit in reading.hits(lexicon)]
    if not hits:
        return ()
    found: dict[str, None] = {}
    turn = reading.once("contrast", _turn)
    sentences = list(map(reading.sentence, hits))
    last = max(sentences)
    for hit, sentence in zip(hits, sentences, strict=True):
        sign = hit.rule.sign
        if last:
            found[("z:" if sentence == last else "a:") + sign] = None
        if turn is not None:
            found[("but:" if reading.word_at(hit) > turn else "yet:") + sign] = None
        if hit.rule.lexicon != "sentiment" and reading.negated(hit):
            found["n:" + sign] = None
    return found


def _turn(reading: Reading) -> int | None:
    """Return the number of the first word that opens a contrast."""
    if _CONTRASTS.isdisjoint(reading.words):
        return None
    return next(at for at, word in enumerate(reading.words) if word in _CONTRASTS)


def _written(reading: Reading) -> Iterator[str]:
    """Yield how it is punctuated and how many sentences it has."""
    words, text = reading.words, reading.text
    stops = sum(map(STOPS.__contains__, words))
    yield f"sentences={min(6, stops)}"
    yield f"asked={min(3, words.count('?'))}{words[-1] == '?' if words else ''}"
    yield f"digits={min(3, len([word for word in words if word[0].isdigit()]))}"
    raised = _RAISED.findall(text) if _CAPITALS.search(text) else ()
    if raised and not reading.shouts:
        yield f"raised={min(3, len(raised))}"
        yield from [f"^{spelt(word)}" for word in raised[:_RAISED_TOLD]]
    if "!" in text or "?" in text or "…" in text:
        yield from [f"mark={mark}" for mark in _MARKED if mark in text]
    if "…" in text or "..." in text:
        yield "trails"
    if "«" in text or "“" in text or '"' in text:
        yield "quotes"


def _marks(judged: Judged, reading: Reading) -> list[str]:
    """Return where the post stands and how it is written."""
    post = judged.mention.post
    language = judged.judgement.language
    return [
        f"asks={reading.asks}",
        f"own={post.source.own}",
        f"reply={bool(post.reply_to_text)}",
        f"title={bool(post.title)}",
        f"long={reading.letters.bit_length()}",
        f"cries={min(3, reading.words.count('!'))}",
        f"feed={post.source.kind == 'feed'}",
        f"language={language.value if language else 'und'}",
    ]


def _said(judgement: Judgement) -> list[str]:
    """Return the rules' own labels, those that others lean on first."""
    request = judgement.service_request
    owner = judgement.owner if judgement.owner in (None, "other") else "named"
    return [
        f"sentiment={_sure(judgement.sentiment)}",
        f"case={request.category if request and request.yes else None}",
        f"role={judgement.author_role.value if judgement.author_role else None}",
        f"owner={owner}",
        f"topic={_sure(judgement.topic)}",
        f"intent={_sure(judgement.intent)}",
        f"conduct={_sure(judgement.conduct)}",
        f"emergency={bool(judgement.emergency and judgement.emergency.yes)}",
        f"media={bool(judgement.media_request and judgement.media_request.yes)}",
        f"place={judgement.place is not None}",
        f"about={judgement.relevance.rule if judgement.relevance else None}",
    ]


def _sure(label: Label | None) -> str:
    """Return a label and whether the rules are sure, half sure or guess."""
    return f"{label.value}{int(4 * label.confidence)}" if label else "None"


def _scores(judgement: Judgement, reading: Reading) -> Iterator[str]:
    problem = problem_of(reading)
    yield f"category={problem.category}"
    yield f"problem={_steps(problem.score)}"
    yield f"mood={_steps(mood_of(reading)[0])}"
    yield f"danger={_steps(danger_of(reading)[0])}"
    yield f"asked={_steps(asked_of(reading)[0])}"
    request, role = judgement.service_request, judgement.author_role
    if request is not None:
        yield f"request={request.yes}{int(12 * request.confidence)}"
    if role is not None:
        yield f"speaks={role.value}{int(8 * role.confidence)}"
    yield f"shouts={reading.shouts}"
    if reading.words:
        yield f"first={reading.words[0]}"
        yield f"last={reading.words[-1]}"


def _steps(score: float) -> int:
    return max(-_STEPS, min(_STEPS, round(score / _STEP)))
