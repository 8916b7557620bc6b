"""The `corrections` commands: what people corrected, for the model to learn from."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.speaking import Commands
from pipeline.cli.words import t

if TYPE_CHECKING:
    from pipeline.installation import Installation

corrections = Commands(
    no_args_is_help=True,
    help=t("Ce que l’équipe a corrigé.", "What the team corrected."),
)


def add_to(app: typer.Typer) -> None:
    """Add `corrections export`."""
    corrections.command(
        help=t(
            "Écrit les mentions corrigées, pour « vigie train --with-corrections ».",
            "Write the corrected mentions, for “vigie train --with-corrections”.",
        )
    )(export)
    app.add_typer(corrections, name="corrections")


def export(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help=t("Fichier à écrire.", "File to write.")),
    ] = None,
    since: Annotated[datetime | None, typer.Option(help=t("Depuis.", "Since."))] = None,
    until: Annotated[datetime | None, typer.Option(help=t("Jusqu’à.", "Until."))] = None,
) -> None:
    """Write each corrected mention with the labels that a person gave, and no author."""
    from pipeline.cli.home import working
    from pipeline.cli.reading import query_of
    from pipeline.corrections import write_corrections

    query = query_of("", since, until, order="oldest", limit=500, after=None)

    async def write(installation: Installation) -> int:
        return await write_corrections(installation.store, query, output)

    count = working(write)
    typer.echo(
        t(f"{count} mentions corrigées.", f"{count} corrected mentions."),
        err=True,
    )
