"""Shows what an address would bring, through the real connector, keeping nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from connectors.recognition.credentials_needed import needed_by
from connectors.recognition.recognise import Looked
from connectors.recognition.recognised import Recognised
from connectors.recognition.settings_needed import blanks_of
from pipeline.adding_source import look
from pipeline.given_settings import source_settings
from pipeline.source_context import Trying, source_context
from pipeline.trying_source import Trial, try_source
from vigie.post import Post


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What a source brings now.

    Attributes:
        rows: its first posts, each as a person or a script reads it.
        total: posts that were read.
        about: those among them that are about a town or a theme; None outside an installation.
        unheard: posts of a firehose that name no town.
        rejected: items that could not be read.
        state: of its last page, see `vigie.page.Page`.
        note: what its status line would say.
        late: the time allowed was over first.
    """

    rows: tuple[Mapping[str, Any], ...] = ()
    total: int = 0
    about: int | None = None
    unheard: int = 0
    rejected: int = 0
    state: str = "working"
    note: str | None = None
    late: bool = False


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What is at an address.

    Attributes:
        looked: all that was found there.
        chosen: what is shown; None when nothing is.
        shown: what it brings; None when it cannot be read without what it asks for.
    """

    looked: Looked
    chosen: Recognised | None = None
    shown: Shown | None = None


async def preview_address(
    address: str,
    home: Path,
    *,
    limit: int,
    language: str,
    kind: str | None = None,
    given: Mapping[str, Any] | None = None,
) -> Seen:
    """Recognise an address and read what is there once: the first that needs no secret.

    In an installation, each post says which of its towns it is about and why; elsewhere the
    posts alone are shown.

    Args:
        address: as a person copies it.
        home: the installation's folder, if there is one.
        limit: posts to show.
        language: of the sentences.
        kind: the one wanted, of several.
        given: further settings.

    Raises:
        ConfigurationError: the address, the settings given or the installation's are wrong.
    """
    looked = await look(home, address, language)
    found = [each for each in looked.found if each.kind and kind in (None, each.kind)]
    given = given or {}
    chosen = next((each for each in found if _is_open(each, given)), None)
    if chosen is None:
        return Seen(looked=looked, chosen=next(iter(found), None))
    settings = {**chosen.settings, **given}
    source = source_settings({"kind": chosen.kind, "name": address.strip()[:120], **settings})
    async with source_context(home, language) as trying:
        trial = await try_source(source, trying.context, posts=limit)
        return Seen(looked=looked, chosen=chosen, shown=shown(trial, trying, limit))


def shown(trial: Trial, trying: Trying, limit: int) -> Shown:
    """Return what a trial brought, its first posts as rows."""
    posts = trial.posts
    verdicts = _about(posts, trying)
    rows = [_row(post, *told) for post, told in zip(posts, verdicts, strict=True)]
    return Shown(
        rows=tuple(rows[:limit]),
        total=len(posts),
        about=sum(bool(about) for about, _ in verdicts) if trying.ears else None,
        unheard=sum(page.unheard for page in trial.pages),
        rejected=sum(len(page.rejected) for page in trial.pages),
        state=trial.state,
        note=trial.problem.to(trying.context.language) if trial.problem else trial.note,
        late=trial.late,
    )


def _is_open(found: Recognised, given: Mapping[str, Any]) -> bool:
    settings = {**found.settings, **given}
    secrets = [need.key for need in needed_by(found.kind) if need.use == "required"]
    named = all(f"{key}_file" in settings or f"{key}_env" in settings for key in secrets)
    return named and not blanks_of(found.kind, settings)


def _about(posts: Sequence[Post], trying: Trying) -> list[tuple[str | None, str | None]]:
    """Return, for each post, the towns and themes that it is about, and why."""
    if trying.ears is None:
        return [(None, None)] * len(posts)
    mine = frozenset(town.slug for town in trying.context.towns)
    nobodys: frozenset[str] = frozenset()
    read = [trying.ears.read(post, mine if post.source.own else nobodys) for post in posts]
    return [
        (
            ", ".join(slug for slug, verdict in verdicts.items() if verdict.about),
            " ".join(verdict.reason for verdict in verdicts.values()) or None,
        )
        for verdicts in read
    ]


def _row(post: Post, about: str | None, why: str | None) -> dict[str, Any]:
    return {
        "published": post.published_at.isoformat(timespec="minutes"),
        "title": post.title or post.text[:80],
        "url": post.url,
        "about": about,
        "why": why,
    }
