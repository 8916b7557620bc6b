"""What an installation listens for: its towns, and the themes that they follow."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from enrichers.relevance import Screen
from enrichers.themes import Themes
from pipeline.settings import Settings
from vigie.errors import ConfigurationError
from vigie.folding import fold_words
from vigie.judgement import Relevance
from vigie.post import Post
from vigie.say import Say
from vigie.theme import Theme, is_theme
from vigie.town import Town


class Ears:
    """Implements `pipeline.fan_out.Screening` for towns and themes together.

    Args:
        towns: the profiles.
        themes: what is followed beside their names.

    Attributes:
        screen: for the towns alone.
        themes: as given.
    """

    def __init__(self, towns: Sequence[Town], themes: Sequence[Theme] = ()) -> None:
        self.screen = Screen(towns)
        self.themes = tuple(themes)
        self._heard = Themes(themes)

    def names_a_town(self, text: str) -> bool:
        """See `vigie.context.Context.names_a_town`."""
        return self.screen.names_a_town(text) or self._heard.names_one(text)

    def read(self, post: Post, own_towns: frozenset[str] = frozenset()) -> Mapping[str, Relevance]:
        """See `pipeline.fan_out.Screening.read`."""
        verdicts = self.screen.read(post, own_towns)
        themes = self._heard.read(post)
        return {**verdicts, **themes} if themes else verdicts


def themes_of(settings: Settings, towns: Sequence[Town]) -> tuple[Theme, ...]:
    """Return every theme of every town that follows it.

    Raises:
        ConfigurationError: a theme of a town that the settings do not name, or two that
            cannot be told apart.
    """
    known = {town.slug: town for town in towns}
    problems: list[Say] = []
    themes: dict[str, Theme] = {}
    for watch in settings.watch:
        problems += [_stranger(watch.name, slug) for slug in watch.towns if slug not in known]
        for slug in watch.towns or known:
            theme = Theme(
                slug=f"{slug}.{fold_words(watch.name).replace(' ', '-')}",
                town=slug,
                name=watch.name,
                words=watch.words,
                without=watch.without,
                language=known[slug].interface if slug in known else "fr",
            )
            if theme.slug in themes:
                problems.append(_twice(watch.name))
            themes[theme.slug] = theme
    if problems:
        raise ConfigurationError(problems)
    return tuple(themes.values())


def heard_for(wanted: Collection[str], every: Collection[str]) -> tuple[str, ...]:
    """Return the towns and themes that a source is read for.

    Args:
        wanted: the towns of the source's settings; all of them when empty.
        every: slugs of all towns and themes.
    """
    if not wanted:
        return tuple(every)
    return tuple(s for s in every if (s.partition(".")[0] if is_theme(s) else s) in wanted)


def _stranger(name: str, slug: str) -> Say:
    return Say(
        f"veille « {name} » : la ville « {slug} » n’est pas dans « towns ».",
        f"watch “{name}”: the town “{slug}” is not in `towns`.",
    )


def _twice(name: str) -> Say:
    return Say(
        f"veille « {name} » : une autre porte déjà ce nom ; changez-le.",
        f"watch “{name}”: another has that name already; change it.",
    )
