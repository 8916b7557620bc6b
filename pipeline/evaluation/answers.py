"""Labelled posts beside what was answered of them: the two sides of every figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from enrichers.relevance import Screen
from pipeline.assembly import build_chain
from pipeline.fan_out import first_said
from pipeline.judge_lines import write_line
from pipeline.judging import judge_safely
from pipeline.labelled import NOW, Labelled, Towns, labelled_lines
from vigie.judgement import Judged
from vigie.mention import Mention
from vigie.town import Town

_BATCH: Final = 256


class Answer(NamedTuple):
    """One labelled post.

    Attributes:
        gold, said: label → value, in the form of docs/judge.md; `said` may lack labels.
        traps: what makes the post hard, as the corpus marks it.
        pair: posts of one minimal pair bear the same.
    """

    id: str
    town: str
    text: str
    source: str
    traps: tuple[str, ...]
    pair: str | None
    gold: Mapping[str, Any]
    said: Mapping[str, Any]


def answers(
    paths: Sequence[Path],
    towns: Towns,
    *,
    default_town: str | None = None,
    progress: Callable[[str], None] = lambda _said: None,
) -> list[Answer]:
    """Judge labelled files as `vigie judge` would, with everything installed.

    Raises:
        ConfigurationError: every line that is not a labelled post, at once.
    """
    found: list[Answer] = []
    for path in paths:
        lines = labelled_lines(path, default_town)
        for slug in dict.fromkeys(one.town for one in lines):
            found += _judged(towns.town(slug), [one for one in lines if one.town == slug], towns)
        progress(f"{path.name}: {len(found)}")
    return found


def _judged(town: Town, lines: Sequence[Labelled], towns: Towns) -> Iterator[Answer]:
    chain, screen = build_chain(town, options=towns.options), Screen([town])
    for start in range(0, len(lines), _BATCH):
        some = lines[start : start + _BATCH]
        done = judge_safely(chain, [_first(one, screen) for one in some], NOW).judged
        for one, judged in zip(some, done, strict=True):
            yield answer_of(one, write_line(one.line, judged, route=""))


def _first(one: Labelled, screen: Screen) -> Judged:
    return Judged(
        mention=Mention.of(one.post, one.town),
        judgement=first_said(one.post, screen.judge(one.post, one.town)),
    )


def answer_of(one: Labelled, said: Mapping[str, Any]) -> Answer:
    """Put what was said of a labelled post beside its gold."""
    return Answer(
        id=one.line.id or "",
        town=one.town,
        text=one.post.text,
        source=one.post.source.kind,
        traps=one.traps,
        pair=one.pair,
        gold=one.gold,
        said=said,
    )


def having(found: Iterable[Answer], label: str) -> list[Answer]:
    """Return the answers that bear a label on both sides."""
    return [one for one in found if label in one.gold and label in one.said]
