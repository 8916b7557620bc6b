"""One page of events → the mentions of each town, and a count of what was not about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol

import msgspec

from vigie.batch import Answered, Gone, Tally
from vigie.judgement import Judged, Judgement, Reason, Relevance
from vigie.mention import Mention, mention_id
from vigie.page import Page
from vigie.post import AuthorPurged, Deleted, Post, Published

_NOBODYS: Final[frozenset[str]] = frozenset()


class Screening(Protocol):
    """Says which towns a post names, and whether it is about them."""

    def read(self, post: Post, own_towns: frozenset[str] = frozenset()) -> Mapping[str, Relevance]:
        """Return a verdict for each town named; an empty mapping when none is."""
        ...


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What a page became before judging.

    Attributes:
        about: mentions to judge, by town, relevance already said.
        dropped: ids that matter only if they are kept, with when: of editions that are no longer
            about a town, of deletions told in order.
        answered: mentions that the town's own account answered, if they are kept.
        outcomes: posts by outcome: "kept", or the rule that set them aside.
    """

    about: dict[str, list[Judged]]
    dropped: tuple[Gone, ...]
    gone: tuple[Gone, ...]
    purged: tuple[AuthorPurged, ...]
    answered: tuple[Answered, ...]
    outcomes: tuple[Tally, ...]


def fan_out(page: Page, screen: Screening, towns: Sequence[str]) -> Heard:
    """Read a page once for all `towns`.

    A post of a town's own page is about the towns that the page is read for. A post about two
    towns becomes two mentions. Takes CPU time in proportion to the posts.
    """
    about: dict[str, list[Judged]] = {slug: [] for slug in towns}
    dropped: list[Gone] = []
    outcomes: Counter[str] = Counter()
    mine = frozenset(towns)
    for post in _posts(page):
        verdicts = screen.read(post, mine if post.source.own else _NOBODYS)
        outcome = "no_name"
        # A first edition has nothing to take back where it names nothing: of five hundred towns
        # only those named are looked at.
        for slug in towns if post.revision > 1 else sorted(verdicts.keys() & mine):
            relevance = verdicts.get(slug)
            if relevance is not None and relevance.about:
                about[slug].append(_judged(post, slug, relevance))
                outcome = "kept"
                continue
            if relevance is not None and outcome != "kept":
                outcome = relevance.rule
            if post.revision > 1:
                dropped.append(_gone(slug, post.source.name, post.native_id, post))
        outcomes[outcome] += 1
    outcomes.update({"no_name": page.unheard, "flood": page.lost})
    return Heard(
        about={slug: mentions for slug, mentions in about.items() if mentions},
        dropped=(*dropped, *_deletions(page, towns, in_order=True)),
        gone=tuple(_deletions(page, towns, in_order=False)),
        purged=tuple(e for e in page.events if isinstance(e, AuthorPurged)),
        answered=tuple(_answers(page, towns)),
        outcomes=tuple(
            Tally(source=page.source, outcome=o, count=n) for o, n in sorted(outcomes.items()) if n
        ),
    )


def _posts(page: Page) -> Iterable[Post]:
    return (event.post for event in page.events if isinstance(event, Published))


def first_said(post: Post, relevance: Relevance) -> Judgement:
    """Return what is said of a post before any stage: whether it is about the town, and why."""
    name = relevance.names[0] if relevance.names else ""
    start = post.text.find(name) if name else -1
    why = Reason(
        label="relevant",
        reason=relevance.reason,
        start=start if start >= 0 else None,
        end=start + len(name) if start >= 0 else None,
    )
    return Judgement(relevance=relevance, why=(why,))


def _judged(post: Post, slug: str, relevance: Relevance) -> Judged:
    return Judged(mention=Mention.of(post, slug), judgement=first_said(post, relevance))


def _gone(slug: str, source: str, native_id: str, post: Post) -> Gone:
    return Gone(mention=mention_id(slug, source, native_id), at=post.fetched_at)


def _answers(page: Page, towns: Sequence[str]) -> Iterable[Answered]:
    """What the town says in another's thread answers it, whether or not it names the town."""
    for post in _posts(page):
        if post.author.role == "town" and post.in_reply_to and post.published_is_known:
            for slug in towns:
                id_ = mention_id(slug, post.source.name, post.in_reply_to)
                yield Answered(mention=id_, at=post.published_at)


def _deletions(page: Page, towns: Sequence[str], *, in_order: bool) -> Iterable[Gone]:
    for event in page.events:
        if isinstance(event, Deleted) and event.in_order == in_order:
            for slug in towns:
                id_ = mention_id(slug, event.source, event.native_id)
                yield Gone(mention=id_, at=event.at)
