"""Labelled posts, judged by the rules alone: what the model learns from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from enrichers.features import Featurer, Features
from enrichers.place_finder import Finder
from enrichers.reader import Reader, reader_of
from enrichers.relevance import Screen
from pipeline.assembly import build_chain
from pipeline.chain import Chain
from pipeline.fan_out import first_said
from pipeline.labelled import Labelled, Towns, labelled_lines
from vigie.judgement import Judged
from vigie.mention import Mention

#: The stage that the model is: what it learns from must not have heard it.
MODEL_STAGE: Final = "weighing"


class Example(NamedTuple):
    """One labelled post.

    Attributes:
        group: posts of one group are never on both sides of a cross-validation.
        gold: label → value, as in docs/judge.md.
        judged: by the rules alone.
    """

    id: str
    group: str
    town: str
    gold: Mapping[str, Any]
    judged: Judged
    features: Features
    traps: tuple[str, ...] = ()
    pair: str | None = None


class _Readers(NamedTuple):
    """What reads one town's posts."""

    chain: Chain
    screen: Screen
    reader: Reader
    featurer: Featurer


def _readers(slug: str, towns: Towns, finder: Finder | None) -> _Readers:
    town = towns.town(slug)
    options = {**towns.options, "finder": finder}
    return _Readers(
        build_chain(town, options=options, without=(MODEL_STAGE,)),
        Screen([town]),
        reader_of(town, towns.options),
        Featurer(town),
    )


def read_examples(
    paths: Sequence[Path],
    towns: Towns,
    *,
    group: Callable[[Labelled], str] | None = None,
    finders: Mapping[str, Finder] = MappingProxyType({}),
    default_town: str | None = None,
    progress: Callable[[str], None] = lambda _said: None,
) -> list[Example]:
    """Read labelled files and have the rules judge every post.

    Args:
        paths: JSONL in the form of docs/judge.md with `gold`.
        towns: whom the posts are about.
        group: of a post; its file's name without it.
        finders: of places, by group: each fitted without that group's posts. For a group
            that has none the rules alone say where.
        default_town: of lines without `town`.
        progress: told of each file read.

    Raises:
        ConfigurationError: every line that is not a labelled post, at once.
    """
    found: list[Example] = []
    readers: dict[tuple[str, int], _Readers] = {}
    for path in paths:
        finder = finders.get(path.stem)
        for one in labelled_lines(path, default_town):
            who = (one.town, id(finder))
            if who not in readers:
                readers[who] = _readers(one.town, towns, finder)
            found.append(_example(group(one) if group else path.stem, one, readers[who]))
        progress(f"{path.name}: {len(found)}")
    return found


def _example(group: str, one: Labelled, read: _Readers) -> Example:
    first = first_said(one.post, read.screen.judge(one.post, one.town))
    mention = Mention.of(one.post, one.town)
    (judged,) = read.chain.judge([Judged(mention=mention, judgement=first)])
    reader = read.reader
    features = read.featurer.of(judged, reader.read(judged), reader.answered(judged))
    return Example(
        id=one.line.id or "",
        group=group,
        town=one.town,
        gold=one.gold,
        judged=judged,
        features=features,
        traps=one.traps,
        pair=one.pair,
    )
