"""Files of labelled posts, and the towns that they are about."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from pipeline.assembly import load_town
from pipeline.judge_lines import Line, read_line
from vigie.errors import ConfigurationError
from vigie.post import Post
from vigie.say import Say
from vigie.town import Names, Town

#: A day in the corpus's time, for posts that bear no date.
NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)


class Labelled(NamedTuple):
    """One labelled post.

    Attributes:
        town: the slug of its town.
        gold: label → value.
        traps: what makes it hard, as the corpus marks it.
        pair: the two posts of a minimal pair bear the same, and no others.
    """

    town: str
    line: Line
    post: Post
    gold: Mapping[str, Any]
    traps: tuple[str, ...]
    pair: str | None


class Towns:
    """The towns that labelled posts name, by profile or by `towns.toml` beside the posts.

    Args:
        listed: slug → {"name", "like", "variants"}: the town's name and the profile whose
            country, desk and referrals are its own.
        options: for the enrichers, as `lexicons`.
    """

    def __init__(
        self, listed: Mapping[str, Mapping[str, Any]], options: Mapping[str, Any] | None = None
    ) -> None:
        self._listed = listed
        self.options = dict(options or {})

    def town(self, slug: str) -> Town:
        """Return the profile of a town.

        Raises:
            ConfigurationError: no profile and no line of `towns.toml` has this slug.
        """
        listed = self._listed.get(slug)
        if listed is None:
            return load_town(slug, None)
        like = load_town(listed["like"], None)
        names = Names(official=listed["name"], variants=tuple(listed.get("variants", ())))
        return msgspec.structs.replace(like, slug=slug, names=names)


@lru_cache(maxsize=4)
def listed_towns(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return the towns of `towns.toml` in a folder, none when there is no such file."""
    path = folder / "towns.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def labelled_lines(path: Path, default_town: str | None = None) -> list[Labelled]:
    """Return the labelled posts of a file.

    Args:
        path: JSONL in the form of docs/judge.md, with `gold`.
        default_town: of lines without `town`.

    Raises:
        ConfigurationError: every line that is not one, at once; an unreadable file.
    """
    problems: list[Say] = []
    found: list[Labelled] = []
    for number, data in enumerate(_bytes(path).splitlines(), 1):
        if not data.strip():
            continue
        line = read_line(data, number, NOW)
        slug = line.kept.get("town") or default_town
        gold = line.kept.get("gold")
        if line.post is None or not isinstance(gold, dict) or not slug:
            problems.append(_bad(path, number, line.problem))
        else:
            traps, pair = line.kept.get("traps") or (), line.kept.get("pair")
            paired = f"{path.stem}:{pair}" if pair else None
            found.append(Labelled(str(slug), line, line.post, gold, tuple(traps), paired))
    if problems:
        raise ConfigurationError(problems)
    return found


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            [Say(f"{path} : {error.strerror}.", f"{path}: {error.strerror}.")]
        ) from error


def _bad(path: Path, number: int, problem: Say | None) -> Say:
    if problem is not None:
        return Say(f"{path.name}, {problem.fr}", f"{path.name}, {problem.en}")
    return Say(
        f"{path.name}, ligne {number} : il manque « gold » ou « town ».",
        f"{path.name}, line {number}: “gold” or “town” is missing.",
    )
