"""The judging stages in their order over one text, for tests of what they say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from enrichers import (
    author_role,
    conduct,
    emergency,
    intent,
    language,
    media_request,
    owner,
    place,
    sentiment,
    service_request,
    topic,
    weighing,
)
from enrichers.stage import RuleStage
from tests.enrichers.town_for_tests import AT, TROIS_RIVIERES
from vigie.contracts import Enricher
from vigie.judgement import Judged, Judgement, Label
from vigie.mention import Mention
from vigie.post import Author, Post, Source
from vigie.town import Town

_STAGES = (
    emergency,
    media_request,
    author_role,
    owner,
    sentiment,
    service_request,
    conduct,
    topic,
    intent,
)
_TOWNS: dict[str, Town] = {}


def stages(
    town: Town = TROIS_RIVIERES, options: Mapping[str, Any] | None = None
) -> list[RuleStage]:
    """Build the rule stages in their order."""
    return [stage.build(town, options or {}) for stage in _STAGES]


@lru_cache(maxsize=4)
def _known(slug: str) -> tuple[Enricher, ...]:
    town = _TOWNS[slug]
    return (place.build(town, {}), *stages(town), weighing.build(town, {}))


@lru_cache(maxsize=4)
def _hears(slug: str) -> Enricher:
    return language.build(_TOWNS[slug], {})


def mention(
    text: str,
    *,
    town: Town = TROIS_RIVIERES,
    title: str = "",
    kind: str = "import",
    language: str | None = None,
    author: Author | None = None,
) -> Judged:
    """Wrap a text in a mention judged for its language only, when that is given."""
    post = Post(
        source=Source(kind=kind, name="essai"),
        native_id="1",
        text=text,
        title=title,
        author=author or Author(),
        fetched_at=AT,
        published_at=AT,
    )
    known = Judgement(language=Label(language, 0.95) if language else None)
    return Judged(mention=Mention.of(post, town.slug), judgement=known)


def judge_by_rules(text: str, **envelope: Any) -> Judgement:
    """Judge one text with the rule stages alone."""
    batch = [mention(text, **envelope)]
    for stage in stages():
        batch = stage.enrich(batch)
    return batch[0].judgement


def judge(text: str, *, town: Town = TROIS_RIVIERES, **envelope: Any) -> Judgement:
    """Judge one text as an installation does; its language is heard when it is not given."""
    _TOWNS[town.slug] = town
    batch = [mention(text, town=town, **envelope)]
    if batch[0].judgement.language is None:
        batch = _hears(town.slug).enrich(batch)
    for stage in _known(town.slug):
        batch = stage.enrich(batch)
    return batch[0].judgement
