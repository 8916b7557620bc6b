"""Typer, with its own few words in the language of the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from pipeline.cli.words import t


def _title_panels() -> None:
    # Imported only when help is shown: rich takes as long to load as all the rest.
    from typer import rich_utils

    rich_utils.ARGUMENTS_PANEL_TITLE = t("Arguments", "Arguments")
    rich_utils.OPTIONS_PANEL_TITLE = t("Options", "Options")
    rich_utils.COMMANDS_PANEL_TITLE = t("Commandes", "Commands")
    rich_utils.DEFAULT_STRING = t("[par défaut : {}]", "[default: {}]")
    rich_utils.ENVVAR_STRING = t("[variable : {}]", "[env var: {}]")
    rich_utils.REQUIRED_LONG_STRING = t("[requis]", "[required]")


class _Helpful:
    """Says what --help does, and titles the panels, in the language chosen."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = t("Affiche cette aide.", "Show this help.")
        return option

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _title_panels()
        super().format_help(ctx, formatter)  # type: ignore[misc]


class Command(_Helpful, TyperCommand):
    """A command whose help is in the language chosen."""


class Group(_Helpful, TyperGroup):
    """A family of commands whose help is in the language chosen."""


class Commands(typer.Typer):
    """A `typer.Typer` of such commands."""

    def __init__(self, **options: Any) -> None:
        super().__init__(cls=Group, add_completion=False, **options)

    def command(  # type: ignore[override]
        self, name: str | None = None, **options: Any
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a command."""
        return super().command(name, cls=Command, **options)
