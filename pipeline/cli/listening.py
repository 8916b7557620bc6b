"""Commands about sources, and the import of files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.adding import add
from pipeline.cli.previewing import preview
from pipeline.cli.speaking import Commands
from pipeline.cli.words import t

source = Commands(
    no_args_is_help=True,
    help=t("Essaie ou ajoute une source.", "Try or add a source."),
)


def add_to(app: typer.Typer) -> None:
    """Add `source preview`, `source add` and `import`."""
    app.command(name="import", help=t("Importe un fichier CSV ou JSONL.", "Import CSV or JSONL."))(
        import_file
    )
    source.command(
        help=t(
            "Montre ce qu’une adresse apporterait, sans rien garder.",
            "Show what an address would bring, keeping nothing.",
        )
    )(preview)
    source.command(
        help=t(
            "Reconnaît ce qui s’écoute à une adresse, l’essaie et l’ajoute à vigie.toml.",
            "Find what can be listened to at an address, try it, add it to vigie.toml.",
        )
    )(add)
    app.add_typer(source, name="source")


def import_file(
    file: Annotated[Path, typer.Argument(help=t("Fichier à lire.", "File to read."))],
    name: Annotated[
        str | None, typer.Option(help=t("Nom de la source.", "The source's name."))
    ] = None,
    town: Annotated[
        list[str] | None, typer.Option(help=t("Pour ces villes seulement.", "For these towns."))
    ] = None,
    own: Annotated[
        bool,
        typer.Option(
            "--own",
            help=t("Vient de la page même de la ville.", "Comes from the town's own page."),
        ),
    ] = False,
    export: Annotated[
        str,
        typer.Option(
            help=t(
                "Outil dont le fichier est l’export : auto, none, meltwater, visibrain…",
                "Tool whose export the file is: auto, none, meltwater, visibrain…",
            ),
        ),
    ] = "auto",
) -> None:
    """Import a file; an import that was interrupted goes on where it was."""
    import asyncio

    from pipeline.cli.exits import SOME_BAD
    from pipeline.importing import import_table

    work = import_table(file.absolute(), name=name, towns=tuple(town or ()), own=own, export=export)
    done = asyncio.run(work)
    typer.echo(
        t(
            f"{done.new} nouvelles mentions, {done.revised} révisées, {done.known} déjà connues,"
            f" {done.aside} hors sujet, {done.bad} illisibles.",
            f"{done.new} new mentions, {done.revised} revised, {done.known} already known,"
            f" {done.aside} not about the town, {done.bad} unreadable.",
        )
    )
    for letter in done.letters:
        typer.echo(f"  {letter.where} : {letter.why}", err=True)
    if done.bad:
        raise typer.Exit(SOME_BAD)
